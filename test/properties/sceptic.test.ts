import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { quotedText } from '../../engine/core/quoting.ts';
import type { RunReport } from '../../engine/core/run-report.ts';
import { emptyDocument, type FlowDocument } from '../../engine/document/document.ts';
import { Lab } from './lab.ts';

let lab: Lab;
beforeAll(async () => {
  lab = await Lab.open();
  writeFileSync(join(lab.base, 'bad.csv'), 'a,b\n1,x\ntwo,y\n3,z\n4,w,w\n5,v\n6\n');
  await lab.withDatabase(1, (db) => db.run(`COPY (SELECT range AS k, CASE WHEN range % 2 = 0 THEN CAST(range AS VARCHAR) ELSE 'odd' END AS t FROM range(20000)) TO ${quotedText(join(lab.base, 'k.parquet'))} (FORMAT parquet)`));
});
afterAll(() => lab.close());

type Nodes = Readonly<Record<string, readonly [type: string, params: Record<string, unknown>]>>;

function flowOf(nodes: Nodes, edges: readonly string[]): FlowDocument {
  return {
    ...emptyDocument('sceptic'),
    nodes: Object.fromEntries(Object.entries(nodes).map(([id, [type, params]]) => [id, { type, version: 1, params }])),
    edges: edges.map((e) => ({ from: e.split(' > ')[0]!, to: e.split(' > ')[1]! })),
  };
}

const sink = (name: string) => ['write-parquet', { path: `out/${name}.parquet` }] as const;

async function run(nodes: Nodes, edges: readonly string[]): Promise<RunReport> {
  const flow = await lab.check(flowOf(nodes, edges));
  expect(flow.diagnostics.filter((d) => d.severity === 'error')).toEqual([]);
  const report = await lab.run(flow, { threads: 4 });
  expect(report.status, JSON.stringify(report.diagnostics)).toBe('succeeded');
  return report;
}

const count = (name: string, what = 'count(*)'): Promise<number> => lab.withDatabase(1, (c) => lab.number(c, `SELECT ${what} FROM read_parquet(${quotedText(join(lab.base, 'out', `${name}.parquet`))})`));

const lenient: Nodes[string] = ['read-delimited', { path: 'bad.csv', header: 'yes', delimiter: ',', quote: '"', onError: 'reject', types: [{ column: 'a', type: 'INTEGER' }] }];

test('bad lines alone are counted and written as if the good ones were read too', async () => {
  const alone = await run({ r: lenient, e: sink('e1') }, ['r.errors > e.in']);
  const whole = await run({ r: lenient, e: sink('e2'), o: sink('o2') }, ['r.errors > e.in', 'r.out > o.in']);
  expect(alone.nodes['r']!.rowsOut).toEqual(whole.nodes['r']!.rowsOut);
  expect(await count('e1')).toBe(whole.nodes['r']!.rowsOut['errors']);
  expect(await count('o2')).toBe(whole.nodes['r']!.rowsOut['out']);
});

test('which lines are bad does not depend on what is read of them', async () => {
  const narrow = await run({ r: lenient, s: ['select-columns', { mode: 'listed', columns: [{ column: 'b' }] }], o: sink('o3'), e: sink('e3') }, ['r.out > s.in', 's.out > o.in', 'r.errors > e.in']);
  const counted = await run({ r: lenient, c: ['aggregate', { measures: [{ function: 'count', as: 'n' }] }], o: sink('o4') }, ['r.out > c.in', 'c.out > o.in']);
  expect(narrow.nodes['r']!.rowsOut).toEqual(counted.nodes['r']!.rowsOut);
  expect(await count('o4', 'max(n)')).toBe(narrow.nodes['r']!.rowsOut['out']);
});

test('two readers of a source with bad lines see the same lines', async () => {
  const report = await run({ r: lenient, f: ['filter-rows', { condition: 'a > 2' }], x: sink('x5'), y: sink('y5'), z: sink('z5'), e: sink('e5') }, ['r.out > f.in', 'r.out > z.in', 'f.passed > x.in', 'f.rejected > y.in', 'r.errors > e.in']);
  expect((await count('x5')) + (await count('y5'))).toBe(await count('z5'));
  expect(report.nodes['r']!.rowsOut['errors']).toBe(await count('e5'));
});

const source: Nodes[string] = ['read-parquet', { path: 'k.parquet' }];

test('a table united with itself is there twice, random values included', async () => {
  const report = await run(
    { r: source, f: ['formula', { columns: [{ name: 'v', expression: 'random()' }] }], u: ['union', {}], o: sink('u6') },
    ['r.out > f.in', 'f.out > u.in', 'f.out > u.in', 'u.out > o.in'],
  );
  expect(report.nodes['u']!).toMatchObject({ rowsIn: { in: 40_000 }, rowsOut: { out: 40_000 } });
  expect(await count('u6', 'count(DISTINCT v)')).toBe(20_000);
});

test('a join of a table with itself gets the same random rows on both sides', async () => {
  await run(
    { r: source, f: ['filter-rows', { condition: 'random() < 0.5' }], j: ['join', { keys: [{ left: 'k', right: 'k' }] }], o: sink('j7'), l: sink('l7') },
    ['r.out > f.in', 'f.passed > j.left', 'f.passed > j.right', 'j.joined > o.in', 'j.left-only > l.in'],
  );
  expect(await count('l7')).toBe(0);
});

test('a filter guards what follows it: a cast never meets the rows it turned away', async () => {
  const report = await run(
    {
      r: source,
      digits: ['filter-rows', { condition: "regexp_full_match(t, '[0-9]+')" }],
      n: ['formula', { columns: [{ name: 'n', expression: 'CAST(t AS INTEGER)' }] }],
      big: ['filter-rows', { condition: 'n > 100 AND k < 15000' }],
      other: ['aggregate', { measures: [{ function: 'sum', column: 'n', as: 's' }] }],
      o: sink('g8'),
    },
    ['r.out > digits.in', 'digits.passed > n.in', 'n.out > big.in', 'big.passed > other.in', 'other.out > o.in'],
  );
  expect(report.nodes['big']!.rowsIn).toEqual({ in: 10_000 });
});

test('a check that guards a cast does so too', async () => {
  await run(
    {
      r: source,
      c: ['check-rows', { rules: [{ rule: 'type', column: 't', type: 'INTEGER' }] }],
      n: ['formula', { columns: [{ name: 'n', expression: 'CAST(t AS INTEGER)' }] }],
      f: ['filter-rows', { condition: 'n % 7 = 0' }],
      o: sink('g9'),
      p: sink('p9'),
    },
    ['r.out > c.in', 'c.passed > n.in', 'n.out > f.in', 'f.passed > o.in', 'f.rejected > p.in'],
  );
  expect((await count('g9')) + (await count('p9'))).toBe(10_000);
});

test('the first of a group without an order is the same for every reader', async () => {
  const report = await run(
    {
      r: source,
      a: ['aggregate', { groups: [{ by: 'k % 100', as: 'g' }], measures: [{ function: 'first', column: 'k', as: 'f' }] }],
      x: ['filter-rows', { condition: 'f % 2 = 0' }],
      p: sink('p10'),
      q: sink('q10'),
    },
    ['r.out > a.in', 'a.out > x.in', 'x.passed > p.in', 'x.rejected > q.in'],
  );
  expect((await count('p10')) + (await count('q10'))).toBe(100);
  expect(report.nodes['x']!.rowsOut).toEqual({ passed: await count('p10'), rejected: await count('q10') });
});

test('a window over random rows keeps every row and counts those that are there', async () => {
  await run(
    {
      r: source,
      parts: ['formula', { columns: [{ name: 'n', expression: 'count(*) OVER (PARTITION BY random() < 0.5, k % 3)' }] }],
      half: ['sql', { statement: 'SELECT *, 1 AS g FROM in1 WHERE random() < 0.5' }],
      whole: ['formula', { columns: [{ name: 'n', expression: 'count(*) OVER (PARTITION BY g)' }] }],
      p: sink('p12'),
      w: sink('w12'),
    },
    ['r.out > parts.in', 'parts.out > p.in', 'r.out > half.in1', 'half.out > whole.in', 'whole.out > w.in'],
  );
  expect({ rows: await count('p12'), different: await count('p12', 'count(DISTINCT k)') }).toEqual({ rows: 20_000, different: 20_000 });
  expect(await count('w12', 'min(n)')).toBe(await count('w12'));
});

test('a statement that fails at one row fails the run and says where, whichever node it is fused into', async () => {
  const flow = await lab.check(
    flowOf({ r: source, n: ['formula', { columns: [{ name: 'n', expression: 'CAST(t AS INTEGER)' }] }], v: ['view-table', {}], s: ['select-columns', { mode: 'listed', columns: [{ column: 'n' }] }], o: sink('f11') }, ['r.out > n.in', 'n.out > v.in', 'v.out > s.in', 's.out > o.in']),
  );
  const report = await lab.run(flow);
  expect(report.status).toBe('failed');
  expect(report.diagnostics).toMatchObject([{ code: 'value-unreadable', at: { node: 'n' } }]);
});
