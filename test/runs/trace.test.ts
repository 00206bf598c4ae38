import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Engine } from '../../engine/api/index.ts';
import type { RowChoice } from '../../engine/api/contract.ts';
import { commandLine } from '../../engine/headless/command-line.ts';
import { flowOf } from '../../engine/testing/stream-bench.ts';
import { openTestEngine } from '../../engine/testing/test-engine.ts';
import { catalog } from '../../nodes/catalog.ts';

let engine: Engine;
let base: string;
beforeAll(async () => {
  engine = await openTestEngine(catalog);
  base = await mkdtemp(join(tmpdir(), 'millrace-trace-'));
  await mkdir(join(base, 'sales'));
  await writeFile(join(base, 'sales/a.csv'), 'id,shop,amount\n1,n,10\n2,s,20\n3,n,30\n');
  await writeFile(join(base, 'sales/b.csv'), 'id,shop,amount\n4,n,40\n5,x,50\n');
  await writeFile(join(base, 'shops.json'), '[{"shop":"s","name":"South"},{"shop":"n","name":"North"}]');
});
afterAll(async () => {
  await engine.close();
  await rm(base, { recursive: true, force: true });
});

const document = flowOf(
  {
    sales: ['read-delimited', { path: 'sales/*.csv' }],
    shops: ['read-json', { path: 'shops.json' }],
    large: ['filter-rows', { condition: 'amount > 10' }],
    twice: ['formula', { columns: [{ name: 'double', expression: 'amount * 2' }] }],
    named: ['join', { keys: [{ left: 'shop', right: 'shop' }] }],
    totals: ['aggregate', { groups: [{ by: 'name' }], measures: [{ function: 'sum', column: 'double', as: 'total' }] }],
    sorted: ['sort-rows', { keys: [{ by: 'total', direction: 'descending' }] }],
    known: ['join', { keys: [{ left: 'shop', right: 'shop' }], joinedRows: 'semi' }],
    more: ['inline-table', { table: { columns: [{ name: 'shop', type: 'VARCHAR' }], rows: [['z'], ['n']] } }],
    all: ['union', { distinct: true }],
    names: ['select-columns', { mode: 'listed', columns: [{ column: 'shop' }] }],
    own: ['sql', { statement: 'SELECT shop, count(*) AS n FROM in1 GROUP BY shop ORDER BY shop' }],
    some: ['formula', { columns: [{ name: 'dice', expression: 'random()' }] }],
    result: ['write-parquet', { path: 'result.parquet' }],
  },
  ['sales.out > large.in', 'large.passed > twice.in', 'twice.out > named.left', 'shops.out > named.right', 'named.joined > totals.in', 'totals.out > sorted.in', 'sorted.out > result.in', 'sales.out > known.left', 'shops.out > known.right', 'sales.out > names.in', 'names.out > all.in', 'more.out > all.in', 'sales.out > own.in1', 'sales.out > some.in'],
);

const trace = (choice: RowChoice) => engine.calls.trace({ document, base, ...choice });
/** Where a row comes from, as `node file:row`. */
const places = async (choice: RowChoice): Promise<readonly string[]> => (await trace(choice)).sources.flatMap((s) => s.rows.map((r) => `${s.node} ${r.file === null ? '' : `${r.file}:`}${r.row}`));

test('a group comes from the rows of its files and of the table joined to them, with what was done on the way', async () => {
  const traced = await trace({ node: 'sorted', port: 'out', row: 1 });
  expect(traced.values).toEqual(['North', '140']);
  expect(traced.sources).toEqual([
    { node: 'sales', title: 'Delimited file', path: 'sales/*.csv', why: null, columns: ['id', 'shop', 'amount'], total: 2, rows: [{ file: 'sales/a.csv', row: 3, values: ['3', 'n', '30'] }, { file: 'sales/b.csv', row: 1, values: ['4', 'n', '40'] }] },
    { node: 'shops', title: 'JSON file', path: 'shops.json', why: null, columns: ['shop', 'name'], total: 1, rows: [{ file: null, row: 2, values: ['n', 'North'] }] },
  ]);
  expect(traced.steps.map((s) => s.node)).toEqual(['sales', 'shops', 'large', 'twice', 'named', 'totals', 'sorted']);
  expect(traced.steps.find((s) => s.node === 'twice')!.expressions).toEqual(['amount * 2']);
});

test('rows are found by a condition; a node that only writes stands for what feeds it', async () => {
  expect(await places({ node: 'result', port: '', where: "name = 'South'" })).toEqual(['sales sales/a.csv:2', 'shops 1']);
  expect(await places({ node: 'large', port: 'rejected', row: 1 })).toEqual(['sales sales/a.csv:1']);
  expect(await places({ node: 'named', port: 'left-only', row: 1 })).toEqual(['sales sales/b.csv:2']);
});

test('a row that was kept because of a partner comes from both, a distinct row from all its copies', async () => {
  expect(await places({ node: 'known', port: 'joined', where: 'id = 2' })).toEqual(['sales sales/a.csv:2', 'shops 1']);
  expect(await places({ node: 'all', port: 'out', where: "shop = 'n'" })).toEqual(['sales sales/a.csv:1', 'sales sales/a.csv:3', 'sales sales/b.csv:1', 'more 2']);
});

test('a statement is where a trace ends, and says so; what changes cannot be traced', async () => {
  const { sources } = await trace({ node: 'own', port: 'out', row: 1 });
  expect(sources).toMatchObject([{ node: 'own', why: 'it runs a statement of its own', rows: [{ row: 1, values: ['n', '3'] }] }]);
  await expect(trace({ node: 'some', port: 'out', row: 1 })).rejects.toMatchObject({ diagnostic: { code: 'trace-impossible', at: { node: 'some' } } });
});

test('a row that is not there and a condition that does not fit are told', async () => {
  await expect(trace({ node: 'sorted', port: 'out', row: 3 })).rejects.toMatchObject({ diagnostic: { code: 'trace-impossible', message: expect.stringContaining('has no row 3') } });
  await expect(trace({ node: 'sorted', port: 'out', where: 'nam = 1' })).rejects.toMatchObject({ diagnostic: { code: 'expression-column' } });
  await expect(trace({ node: 'sorted', port: 'out', where: 'total' })).rejects.toMatchObject({ diagnostic: { code: 'expression-kind' } });
  await expect(trace({ node: 'sorted', port: 'gone' })).rejects.toMatchObject({ diagnostic: { code: 'edge-unknown-end' } });
});

test('a source row is followed to every port that it reaches', async () => {
  const { reached } = await engine.calls.follow({ document, base, node: 'sales', port: 'out', where: 'id = 3' });
  const totals = Object.fromEntries(reached.map((r) => [`${r.node}.${r.port}`, r.total]));
  expect(totals).toMatchObject({ 'large.passed': 1, 'large.rejected': 0, 'named.joined': 1, 'named.left-only': 0, 'sorted.out': 1, 'known.joined': 1 });
  expect(reached.find((r) => r.node === 'sorted')).toMatchObject({ columns: ['name', 'total'], rows: [['North', '140']] });
  const lost = await engine.calls.follow({ document, base, node: 'sales', port: 'out', where: 'id = 1' });
  expect(Object.fromEntries(lost.reached.map((r) => [`${r.node}.${r.port}`, r.total]))).toMatchObject({ 'large.passed': 0, 'large.rejected': 1, 'sorted.out': 0 });
});

test('a scored row comes from the rows that the model was given', async () => {
  const sample = fileURLToPath(new URL('../../samples/penguin-species/', import.meta.url));
  const printed: string[] = [];
  const console = { out: (text: string) => void printed.push(text), error: (text: string) => void printed.push(text), bytes: () => undefined, interactive: false, columns: 80 };
  const code = await commandLine(['trace', sample, 'unsure-sorted', '--row', '2', '--json'], {
    console, catalog, version: '0', openEngine: () => openTestEngine(catalog), onSignal: () => undefined, serve: async () => 0, appRoot: new URL('../../', import.meta.url), programEntry: new URL('../../main/cli/cli.ts', import.meta.url), probeEntry: new URL('../../engine/inference/probe-child.ts', import.meta.url),
  });
  expect(printed.join('')).toContain('"sources"');
  expect(code).toBe(0);
  const { sources } = JSON.parse(printed.join('')) as { sources: { rows: unknown[] }[] };
  expect(sources.map((s) => s.rows.length)).toEqual([1]);
});
