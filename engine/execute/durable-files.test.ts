import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { DurableFiles } from './durable-files.ts';

let base: string;
beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'millrace-durable-'));
});
afterEach(() => rmSync(base, { recursive: true, force: true }));

const file = (name: string, folder = false) => ({
  node: name,
  staging: join(base, name),
  target: join(base, `${name}.csv`),
  folder,
});

test('what was begun early and what was not are both on the disk in the end', async () => {
  writeFileSync(join(base, 'early'), '1');
  writeFileSync(join(base, 'late'), '2');
  const durable = new DurableFiles();
  durable.begin(file('early'));
  await durable.settle([file('early'), file('late'), file('folder', true)]);
});

test('a file that could not be brought onto the disk fails who settles it, and nobody before', async () => {
  const durable = new DurableFiles();
  durable.begin(file('gone'));
  await new Promise((resolve) => setTimeout(resolve, 20));
  await expect(durable.settle([file('gone')])).rejects.toMatchObject({ code: 'ENOENT', path: join(base, 'gone') });
});
