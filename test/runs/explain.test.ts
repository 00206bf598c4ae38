import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Engine } from '../../engine/api/index.ts';
import type { FlowDocument } from '../../engine/document/document.ts';
import { flowOf } from '../../engine/testing/stream-bench.ts';
import { openTestEngine } from '../../engine/testing/test-engine.ts';
import { catalog } from '../../nodes/catalog.ts';
import { millrace } from '../millrace.ts';

let engine: Engine;
let base: string;
beforeAll(async () => {
  engine = await openTestEngine(catalog);
  base = await mkdtemp(join(tmpdir(), 'millrace-explain-'));
  await writeFile(join(base, 'orders.csv'), 'id,region,amount,note\n1,north,10,a\n2,south,20,b\n3,north,,c\n');
  await writeFile(join(base, 'regions.csv'), 'region,name\nnorth,North\nsouth,South\n');
});
afterAll(async () => {
  await engine.close();
  await rm(base, { recursive: true, force: true });
});

const file = (path: string) => ['write-parquet', { path }] as const;

test('a chain between two files is one statement that names its nodes, reads what is used and says what is not', async () => {
  const document = flowOf(
    {
      orders: ['read-delimited', { path: 'orders.csv' }],
      paid: ['filter-rows', { condition: 'amount > 5' }],
      vat: ['formula', { columns: [{ name: 'gross', expression: 'amount * 1.2' }, { name: 'unused', expression: 'upper(note)' }] }],
      totals: ['aggregate', { groups: [{ by: 'region' }], measures: [{ function: 'sum', column: 'gross', as: 'total' }] }],
      out: file('totals.parquet'),
      dangling: ['sort-rows', { keys: [{ by: 'id' }] }],
    },
    ['orders.out > paid.in', 'paid.passed > vat.in', 'vat.out > totals.in', 'totals.out > out.in', 'paid.passed > dangling.in'],
  );
  const explanation = await engine.calls.explain({ document, base });
  expect(explanation.statements).toHaveLength(1);
  const [statement] = explanation.statements;
  expect(statement).toMatchObject({ kind: 'write', node: 'out', nodes: ['orders', 'paid', 'vat', 'totals', 'out'], because: 'its rows leave the flow into totals.parquet' });
  expect(statement!.parts.map((p) => p.name)).toEqual(['orders.out', 'paid.passed', 'vat.out', 'totals.out']);
  for (const { name } of statement!.parts) expect(statement!.sql).toContain(`"${name}" AS`);
  expect(explanation.sources).toEqual([{ node: 'orders', port: 'out', path: 'orders.csv', columns: ['region', 'amount'], unreadColumns: ['id', 'note'], filters: ['paid'] }]);
  expect(explanation.unreadPorts).toEqual(['orders.errors', 'paid.rejected', 'vat.errors', 'dangling.out']);
  expect(explanation.idleNodes).toEqual(['dangling']);
});

test('rows that are numbered are not kept for a port that nobody reads', async () => {
  for (const [type, params, port, rest] of [
    ['sample-rows', { method: 'every', every: 2 }, 'sample', 'rest'],
    ['top-rows', { count: 1, groups: ['region'] }, 'top', 'rest'],
    ['distinct-rows', { columns: ['region'] }, 'unique', 'duplicates'],
  ] as const) {
    const document = flowOf({ orders: ['read-delimited', { path: 'orders.csv' }], node: [type, params], out: file('split.parquet') }, ['orders.out > node.in', `node.${port} > out.in`]);
    expect((await engine.calls.explain({ document, base })).statements.map((s) => s.kind), type).toEqual(['write']);
    const report = await engine.session.run({ document, base, name: type }, () => undefined, () => undefined);
    expect(report.nodes['node']?.rowsOut, type).toEqual({ [port]: 2, [rest]: 1 });
  }
});

test('every boundary says why it is there, and a port read twice in one statement is computed once', async () => {
  const document = flowOf(
    {
      orders: ['read-delimited', { path: 'orders.csv' }],
      regions: ['read-delimited', { path: 'regions.csv' }],
      named: ['join', { keys: [{ left: 'region', right: 'region' }] }],
      check: ['check-rows', { rules: [{ rule: 'not-null', column: 'amount', severity: 'reject' }] }],
      totals: ['aggregate', { groups: [{ by: 'name' }], measures: [{ function: 'count', as: 'n' }] }],
      both: ['join', { keys: [{ left: 'name', right: 'name' }] }],
      a: file('a.parquet'),
      b: file('b.parquet'),
    },
    ['orders.out > named.left', 'regions.out > named.right', 'named.joined > check.in', 'check.passed > totals.in', 'check.passed > both.left', 'totals.out > both.right', 'both.joined > a.in', 'check.rejected > b.in'],
  );
  const { statements } = await engine.calls.explain({ document, base });
  expect(statements.map((s) => s.kind)).toContain('gate');
  for (const s of statements) expect(s.because).not.toBe('');
  expect(statements.filter((s) => s.kind === 'keep').map((s) => s.because)).toContain('several statements read it and computing it again costs more');
  const a = statements.find((s) => s.node === 'a')!;
  expect(a.parts.find((p) => p.name === 'totals.out')).toMatchObject({ once: null });
});

test('a flow that cannot run is refused with its first error, and the command line shows the same as the call', async () => {
  const document = flowOf({ orders: ['read-delimited', { path: 'orders.csv' }], f: ['filter-rows', { condition: 'nowhere > 1' }], out: file('o.parquet') }, ['orders.out > f.in', 'f.passed > out.in']);
  await expect(engine.calls.explain({ document, base })).rejects.toThrow(/nowhere/);
  const good = { ...document, nodes: { ...document.nodes, f: { type: 'filter-rows', version: 1, params: { condition: 'amount > 5' } } } };
  await writeFile(join(base, 'flow.json'), JSON.stringify(good));
  const json = await millrace(['explain', '.', '--json'], base);
  expect(json.code).toBe(0);
  expect(JSON.parse(json.out)).toEqual(JSON.parse(JSON.stringify(await engine.calls.explain({ document: good, base }))));
  const sql = await millrace(['explain', '.', '--sql'], base);
  expect(sql.out).toContain('-- out: its rows leave the flow into o.parquet\nCOPY (WITH "orders.out" AS');
  const text = await millrace(['explain', '.'], base);
  expect(text.out).toContain('1 statement');
  expect(text.out).toContain('Nobody reads');
  expect((await millrace(['explain', '.', '--to', 'nobody'], base)).code).toBe(2);
});

test('a kept table holds what its readers name and says what it leaves out; one kept for the next run holds all', async () => {
  const document = flowOf(
    {
      orders: ['read-delimited', { path: 'orders.csv', onError: 'fail' }],
      paid: ['filter-rows', { condition: 'amount > 5' }],
      totals: ['aggregate', { groups: [{ by: 'region' }], measures: [{ function: 'sum', column: 'amount', as: 'total' }] }],
      few: ['select-columns', { mode: 'listed', columns: [{ column: 'region' }] }],
      a: file('a.parquet'),
      b: file('b.parquet'),
    },
    ['orders.out > paid.in', 'paid.passed > totals.in', 'totals.out > a.in', 'orders.out > few.in', 'few.out > b.in'],
  );
  const kept = (await engine.calls.explain({ document, base })).statements.find((s) => s.kind === 'keep')!;
  expect(kept).toMatchObject({ node: 'orders', leftOut: ['id', 'note'] });
  const { session } = engine;
  const report = await session.run({ document, base, name: 'f' }, () => undefined, () => undefined);
  expect(report.diagnostics).toEqual([]);
  expect(report.nodes).toMatchObject({ orders: { rowsOut: { out: 3 } }, paid: { rowsOut: { passed: 2, rejected: 1 } }, few: { rowsOut: { out: 3 } } });
  const pinned: FlowDocument = { ...document, nodes: { ...document.nodes, orders: { ...document.nodes['orders']!, cached: true } } };
  const other = await openTestEngine(catalog, { threads: 2, cache: { folder: join(base, 'cache'), maxBytes: 1e9, version: '1', leastMilliseconds: 0 } });
  try {
    for (let i = 0; i < 2; i++) expect((await other.session.run({ document: pinned, base, name: 'f' }, () => undefined, () => undefined)).diagnostics).toEqual([]);
    // The kept rows answer for a column that nothing named when they were kept.
    const more = { ...pinned, nodes: { ...pinned.nodes, few: { ...pinned.nodes['few']!, params: { mode: 'listed', columns: [{ column: 'note' }] } } } };
    const again = await other.session.run({ document: more, base, name: 'f' }, () => undefined, () => undefined);
    expect(again).toMatchObject({ status: 'succeeded', diagnostics: [] });
    expect(again.nodes['orders']!.cache!.state).toBe('reused');
  } finally {
    await other.close();
  }
});

test('a value that fails behind a kept table is put down to its node, not to one whose columns were left out', async () => {
  const document = flowOf(
    {
      orders: ['read-delimited', { path: 'orders.csv', onError: 'fail' }],
      wide: ['formula', { columns: [{ name: 'more', expression: 'upper(note)' }] }],
      totals: ['aggregate', { groups: [{ by: 'region' }], measures: [{ function: 'count', as: 'n' }] }],
      broken: ['formula', { columns: [{ name: 'bad', expression: 'CAST(region AS INTEGER)' }] }],
      a: file('a.parquet'),
      b: file('b.parquet'),
    },
    ['orders.out > wide.in', 'wide.out > totals.in', 'totals.out > broken.in', 'broken.out > a.in', 'orders.out > b.in'],
  );
  const report = await engine.session.run({ document, base, name: 'f' }, () => undefined, () => undefined);
  expect(report.diagnostics).toMatchObject([{ code: 'value-unreadable', at: { node: 'broken' } }]);
});
