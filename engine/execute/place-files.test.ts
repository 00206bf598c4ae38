import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { DurableFiles } from './durable-files.ts';
import { placeFiles as place } from './place-files.ts';
import type { StagedFile } from './staged-file.ts';

const placeFiles = (files: readonly StagedFile[]) => place(files, new DurableFiles());

let base: string;
beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'millrace-place-'));
});
afterEach(() => rmSync(base, { recursive: true, force: true }));

const staged = (name: string) => {
  const staging = join(base, `${name}-1-00000000.part`);
  writeFileSync(staging, 'new');
  return { node: name, staging, target: join(base, name) };
};
const text = (name: string): string => readFileSync(join(base, name), 'utf8');

test('what is placed stays when it is settled, and goes when it is undone', async () => {
  writeFileSync(join(base, 'old'), 'old');
  const placed = await placeFiles([staged('old'), staged('fresh')]);
  expect([text('old'), text('fresh')]).toEqual(['new', 'new']);
  await placed.undo();
  expect([readdirSync(base), text('old')]).toEqual([['old'], 'old']);
  await (await placeFiles([staged('old')])).settle();
  expect([readdirSync(base), text('old')]).toEqual([['old'], 'new']);
});

test('one file that cannot be put in place leaves all as they were', async () => {
  writeFileSync(join(base, 'old'), 'old');
  mkdirSync(join(base, 'folder'));
  await expect(placeFiles([staged('old'), staged('folder')])).rejects.toMatchObject({ syscall: expect.any(String) as string });
  expect(text('old')).toBe('old');
  expect(readdirSync(base).toSorted()).toEqual(['folder', 'folder-1-00000000.part', 'old']);
});
