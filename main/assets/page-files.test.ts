import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readPageFile, safePath } from './page-files.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'millrace-page-'));
  await mkdir(join(folder, 'page/assets'), { recursive: true });
  await writeFile(join(folder, 'secret.json'), 'secret');
  await writeFile(join(folder, 'page/index.html'), 'page');
  await writeFile(join(folder, 'page/assets/a-1.js'), 'code');
  await writeFile(join(folder, 'page/.hidden.json'), 'hidden');
  await writeFile(join(folder, 'page/run.sh'), 'script');
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const read = async (path: string) => {
  const file = await readPageFile(join(folder, 'page'), path);
  return file && { text: Buffer.from(file.bytes).toString(), type: file.type, immutable: file.immutable };
};

it('serves the page and its assets with their types', async () => {
  expect(await read('/')).toEqual({ text: 'page', type: 'text/html; charset=utf-8', immutable: false });
  expect(await read('/assets/a-1.js')).toEqual({ text: 'code', type: 'text/javascript; charset=utf-8', immutable: true });
});

it('refuses what leads out, is hidden, unknown or malformed', async () => {
  for (const path of [
    '/../secret.json', '/%2e%2e/secret.json', '/assets/../../secret.json', '/..%2fsecret.json', '/%5c..%5csecret.json',
    '/.hidden.json', '/run.sh', '/none.html', '/%', '/a%00.html', '/C:/x.json', '//../secret.json',
  ]) expect([path, await read(path)]).toEqual([path, null]);
});

it('never names a file outside, whatever the path', () => {
  const part = fc.oneof(fc.constantFrom('..', '.', '%2e%2e', '%2f', '\\', 'assets', ''), fc.string());
  fc.assert(
    fc.property(fc.array(part), (parts) => {
      const path = safePath(`/${parts.join('/')}`);
      expect(path === null || (!path.startsWith('..') && !path.startsWith('/'))).toBe(true);
    }),
  );
});
