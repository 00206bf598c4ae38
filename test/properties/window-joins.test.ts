import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Engine } from '../../engine/api/engine.ts';
import { openTestEngine } from '../../engine/testing/test-engine.ts';
import { catalog } from '../../nodes/catalog.ts';
import { flow, type Nodes } from '../databases/flows.ts';

let engine: Engine;
let base: string;
beforeAll(async () => {
  engine = await openTestEngine(catalog);
  base = await mkdtemp(join(tmpdir(), 'millrace-window-joins-'));
  await writeFile(join(base, 'rows.csv'), `g,x,k\n${Array.from({ length: 4_000 }, (_, i) => `${i % 11 === 0 ? '' : i % 7},${i % 13 === 0 ? '' : i % 100},${i}`).join('\n')}\n`);
  await run({ rows: csv, out: ['write-parquet', { path: 'rows.parquet' }] }, ['rows.out > out.in']);
}, 60_000);
afterAll(async () => {
  await engine.close();
  await rm(base, { recursive: true, force: true });
});

const csv = ['read-delimited', { path: 'rows.csv' }] as const;
const parquet = ['read-parquet', { path: 'rows.parquet' }] as const;
const share = ['window-columns', { groups: ['g'], figures: [{ function: 'share', column: 'x' }] }] as const;
const json = (path: string) => ['write-json', { path }] as const;

async function run(nodes: Nodes, edges: readonly string[]): Promise<void> {
  expect((await engine.session.run({ document: flow(nodes, edges), base, name: 'f', counting: 'free' }, () => undefined, () => undefined)).diagnostics).toEqual([]);
}

/** For each statement of a run, whether figures of groups may become joins in it. */
async function mayJoin(nodes: Nodes, edges: readonly string[], counting: 'all' | 'free' = 'free'): Promise<readonly boolean[]> {
  const { session } = engine;
  const checked = await session.check({ document: flow(nodes, edges), base });
  return session.compile(session.plan(checked, null), { threads: 2, memory: null, tempDirectory: base, allowedDirectories: [base], extensions: [] }, counting).steps.map((step) => step.reading.windowJoins);
}

test('figures of groups become joins only where the rows are the same, and cheap, when they are read again', async () => {
  const between = (node: Nodes[string], port = 'out'): Promise<readonly boolean[]> => mayJoin({ rows: parquet, node, share, out: json('a.json') }, ['rows.out > node.in', `node.${port} > share.in`, 'share.out > out.in']);
  expect(await mayJoin({ rows: parquet, share, out: json('a.json') }, ['rows.out > share.in', 'share.out > out.in'])).toEqual([true]);
  expect(await between(['filter-rows', { condition: 'k > 10' }], 'passed')).toEqual([true]);
  expect(await between(['formula', { columns: [{ name: 'y', expression: 'x * 2' }] }])).toEqual([true]);
  // A random value would be another one; a limit, other rows; and a text file, an aggregate or a join is a lot of work.
  expect(await between(['formula', { columns: [{ name: 'y', expression: 'random()' }] }])).toEqual([false]);
  expect(await between(['limit-rows', { count: 10 }])).toEqual([false]);
  expect(await between(['aggregate', { groups: [{ by: 'g' }], measures: [{ function: 'sum', column: 'x', as: 'x' }] }])).toEqual([false]);
  expect(await mayJoin({ rows: csv, share, out: json('a.json') }, ['rows.out > share.in', 'share.out > out.in'])).toEqual([false]);
  // What a person wrote may hold windows over anything.
  expect(await mayJoin({ rows: parquet, node: ['sql', { statement: 'SELECT * FROM in1' }], share, out: json('a.json') }, ['rows.out > node.in1', 'node.out > share.in', 'share.out > out.in'])).toEqual([false]);
});

test('they are the same either way, groups and values that are NULL included', async () => {
  const figures = [{ function: 'share', column: 'x' }];
  const bins = ['bin-values', { column: 'x', groups: ['g'] }] as const;
  const order = ['sort-rows', { keys: [{ by: 'k' }] }] as const;
  for (const [path, source] of [['joined.json', parquet], ['window.json', csv]] as const) {
    await run({ rows: source, bins, share: ['window-columns', { groups: ['g'], figures }], order, out: json(path) }, ['rows.out > bins.in', 'bins.out > share.in', 'share.out > order.in', 'order.out > out.in']);
  }
  expect(await readFile(join(base, 'joined.json'), 'utf8')).toBe(await readFile(join(base, 'window.json'), 'utf8'));
});
