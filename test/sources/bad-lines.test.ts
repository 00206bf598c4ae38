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
/** Every hundredth line from the third has no number in a column that hardly anyone reads, and the last one is too short. */
const lines = 5_000;
const isBad = (i: number): boolean => i % 100 === 3 || i === lines - 1;

beforeAll(async () => {
  engine = await openTestEngine(catalog);
  base = await mkdtemp(join(tmpdir(), 'millrace-bad-lines-'));
  const text = (rows: number): string => `id,shop,price\n${Array.from({ length: rows }, (_, i) => (i === lines - 1 ? `${i}` : `${i},${i % 7},${isBad(i) ? 'dear' : i / 4}`)).join('\n')}\n`;
  await writeFile(join(base, 'a.csv'), text(lines));
  await writeFile(join(base, 'b.csv'), text(10));
});
afterAll(async () => {
  await engine.close();
  await rm(base, { recursive: true, force: true });
});



const types = [{ column: 'id', type: 'INTEGER' }, { column: 'shop', type: 'INTEGER' }, { column: 'price', type: 'DOUBLE' }];
const source = (path: string) => ['read-delimited', { path, onError: 'reject', types }] as const;
const to = (path: string) => ['write-json', { path }] as const;

/** What a run that counts every port wrote, where the rows are in a table, and what one wrote that counts only what is free; and how many tables that one kept. */
async function written(nodes: Nodes, edges: readonly string[]): Promise<{ readonly counted: Record<string, unknown[]>; readonly free: Record<string, unknown[]>; readonly tables: number }> {
  const document = flow(nodes, [...edges]);
  const files = Object.values(nodes).flatMap(([type, params]) => (type === 'write-json' ? [String(params?.['path'])] : []));
  const one = async (counting: 'all' | 'free'): Promise<Record<string, unknown[]>> => {
    const report = await engine.session.run({ document, base, name: 'bad lines', counting }, () => undefined, () => undefined);
    expect(report.diagnostics).toEqual([]);
    return Object.fromEntries(await Promise.all(files.map(async (file) => [file, (await readFile(join(base, file), 'utf8')).trim().split('\n').filter(Boolean).map((line): unknown => JSON.parse(line))])));
  };
  const explained = await engine.calls.explain({ document, base });
  return { counted: await one('all'), free: await one('free'), tables: explained.statements.filter((s) => s.kind === 'keep').length };
}

const bad = Array.from({ length: lines }, (_, i) => i).filter(isBad);

test('bad lines are found without a table of the rows, also those that are bad where nobody reads', async () => {
  // The bad lines are written first in the flow, and only one column is read.
  const { counted, free, tables } = await written(
    { rows: source('a.csv'), bad: to('bad.json'), sum: ['aggregate', { measures: [{ function: 'sum', column: 'id', as: 'ids' }, { function: 'count', as: 'n' }] }], out: to('sum.json') },
    ['rows.out > sum.in', 'rows.errors > bad.in', 'sum.out > out.in'],
  );
  expect(tables).toBe(0);
  expect(free).toEqual(counted);
  expect(free['sum.json']).toMatchObject([{ n: lines - bad.length }]);
  expect(free['bad.json']!.map((row) => (row as Record<string, unknown>)['_line'])).toEqual(bad.map((i) => i + 2));
  expect(free['bad.json']!.at(-1)).toMatchObject({ _text: String(lines - 1), _error_code: 'missing columns' });
});

test('a statement that stops early, or gives nothing, leaves no bad line unfound', async () => {
  const ends: readonly Nodes[] = [
    { few: ['limit-rows', { count: 5 }] },
    { few: ['filter-rows', { condition: '1 = 0' }] },
    { few: ['sql', { statement: 'SELECT id FROM in1 WHERE id = 7 LIMIT 1' }] },
  ];
  for (const end of ends) {
    const [type] = end['few']!;
    const port = type === 'filter-rows' ? 'passed' : 'out';
    const { counted, free, tables } = await written({ rows: source('a.csv'), ...end, out: to('few.json'), bad: to('bad.json') }, [`rows.out > few.${type === 'sql' ? 'in1' : 'in'}`, `few.${port} > out.in`, 'rows.errors > bad.in']);
    expect(tables, type).toBe(0);
    expect(free['bad.json'], type).toEqual(counted['bad.json']);
    expect(free['bad.json'], type).toHaveLength(bad.length);
    expect(free['few.json'], type).toHaveLength(counted['few.json']!.length);
  }
});

test('of two files that meet, each tells its own bad lines', async () => {
  const { counted, free, tables } = await written(
    { a: source('a.csv'), b: source('b.csv'), both: ['join', { keys: [{ left: 'id', right: 'id' }] }], out: to('both.json'), badA: to('bad-a.json'), badB: to('bad-b.json') },
    ['a.out > both.left', 'b.out > both.right', 'both.joined > out.in', 'a.errors > badA.in', 'b.errors > badB.in'],
  );
  expect(tables).toBe(0);
  expect([free['bad-a.json'], free['bad-b.json']]).toEqual([counted['bad-a.json'], counted['bad-b.json']]);
  expect([free['bad-a.json']!.length, free['bad-b.json']!.length, free['both.json']!.length]).toEqual([bad.length, 1, 9]);
});

test('a file that nothing is needed of is told from another one that is read', async () => {
  const { counted, free, tables } = await written(
    { a: source('a.csv'), none: ['filter-rows', { condition: '1 = 0' }], b: ['read-delimited', { path: 'b.csv' }], id: ['select-columns', { mode: 'listed', columns: [{ column: 'id' }] }], same: ['select-columns', { mode: 'listed', columns: [{ column: 'id' }] }], all: ['union', {}], out: to('all.json'), bad: to('bad.json') },
    ['a.out > none.in', 'none.passed > id.in', 'b.out > same.in', 'id.out > all.in', 'same.out > all.in', 'all.out > out.in', 'a.errors > bad.in'],
  );
  expect(tables).toBe(0);
  expect(free).toEqual(counted);
  expect(free['bad.json']).toHaveLength(bad.length);
});

test('rows that are read more than once, or whose bad lines are asked for first, are kept in a table', async () => {
  const twice = await written({ rows: source('a.csv'), out: to('one.json'), again: to('two.json'), bad: to('bad.json') }, ['rows.out > out.in', 'rows.out > again.in', 'rows.errors > bad.in']);
  const together = await written({ rows: source('a.csv'), all: ['sql', { statement: 'SELECT count(*) AS n FROM in1 UNION ALL SELECT count(*) FROM in2' }], out: to('n.json') }, ['rows.out > all.in1', 'rows.errors > all.in2', 'all.out > out.in']);
  const tested = await written(
    { rows: source('a.csv'), check: ['check-rows', { rules: [{ rule: 'not-null', column: '_line', severity: 'fail' }] }], seen: to('bad.json'), out: to('one.json') },
    ['rows.errors > check.in', 'check.passed > seen.in', 'rows.out > out.in'],
  );
  for (const { counted, free, tables } of [twice, together, tested]) {
    expect(tables).toBeGreaterThan(0);
    expect(free).toEqual(counted);
  }
  expect(together.free['n.json']).toEqual([{ n: lines - bad.length }, { n: bad.length }]);
});
