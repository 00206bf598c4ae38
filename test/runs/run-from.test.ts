import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Engine } from '../../engine/api/index.ts';
import { runCommand, type RunOptions } from '../../engine/headless/run-command.ts';
import { openTestEngine } from '../../engine/testing/test-engine.ts';
import { catalog } from '../../nodes/catalog.ts';
import { flowText } from '../bad-input/project.ts';

let base: string;
let engine: Engine;
beforeAll(async () => {
  base = await mkdtemp(join(tmpdir(), 'millrace-from-'));
  engine = await openTestEngine(catalog, { threads: 2, records: { folder: join(base, 'runs'), version: '1' } });
  await writeFile(join(base, 'a.csv'), 'n\n1\n2\n');
  await writeFile(join(base, 'b.csv'), 'n\n3\n');
  const nodes = {
    a: ['read-delimited', { path: 'a.csv' }],
    b: ['read-delimited', { path: 'b.csv' }],
    kept: ['filter-rows', { condition: 'n > 1' }],
    all: ['union', {}],
    early: ['write-delimited', { path: 'early.csv' }],
    late: ['write-delimited', { path: 'late.csv' }],
    other: ['write-delimited', { path: 'other.csv' }],
    wrong: ['filter-rows', { condition: 'gone > 1' }],
  } as const;
  await writeFile(join(base, 'flow.json'), flowText(nodes as never, ['a.out > kept.in', 'kept.passed > all.in', 'b.out > all.in', 'all.out > late.in', 'a.out > early.in', 'b.out > other.in', 'b.out > wrong.in']));
});
afterAll(async () => {
  await engine.close();
  await rm(base, { recursive: true, force: true });
});

async function run(options: Partial<RunOptions>): Promise<string> {
  let told = '';
  const code = await runCommand(base, { param: [], ...options }, engine, { out: (text) => void (told += text), error: (text) => void (told += text), bytes: () => undefined, interactive: false, columns: 80 }, () => undefined);
  return `${code} ${told}`;
}

it('writes what comes after the node, with what else feeds that, and nothing else; trouble elsewhere is no hindrance', async () => {
  expect(await run({ from: 'kept' })).toMatch(/^0 /);
  expect(await readFile(join(base, 'late.csv'), 'utf8')).toBe('n\n2\n3\n');
  expect([existsSync(join(base, 'early.csv')), existsSync(join(base, 'other.csv'))]).toEqual([false, false]);
  const [head] = await engine.calls.runs({ base, name: 'f' });
  expect(head).toMatchObject({ to: null, from: 'kept', written: { files: 1 } });
  // Done again it begins at the same node.
  await rm(join(base, 'late.csv'));
  expect(await run({ as: head!.id })).toMatch(/^0 /);
  expect([existsSync(join(base, 'late.csv')), existsSync(join(base, 'early.csv'))]).toEqual([true, false]);
});

it('tells of trouble on its way, of a node that is not there, and of two wishes at once', async () => {
  expect(await run({ from: 'b' })).toMatch(/^2 [^]*gone/);
  expect(await run({ from: 'nobody' })).toMatch(/^2 [^]*no node "nobody"/);
  await expect(run({ from: 'kept', to: 'late' })).rejects.toThrow('not together with --to');
});
