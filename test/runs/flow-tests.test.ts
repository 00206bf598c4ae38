import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Engine } from '../../engine/api/index.ts';
import { writeDocument } from '../../engine/document/write-document.ts';
import { commandLine } from '../../engine/headless/command-line.ts';
import { flowOf } from '../../engine/testing/stream-bench.ts';
import { openTestEngine } from '../../engine/testing/test-engine.ts';
import { catalog } from '../../nodes/catalog.ts';

let engine: Engine;
let base: string;
beforeAll(async () => {
  engine = await openTestEngine(catalog);
});
afterAll(() => engine.close());

const flow = (factor: string) =>
  flowOf(
    {
      orders: ['read-delimited', { path: 'orders.csv', types: [{ column: 'amount', type: 'DECIMAL(8,2)' }] }],
      rates: ['inline-table', { table: { columns: [{ name: 'region', type: 'VARCHAR' }, { name: 'rate', type: 'DECIMAL(4,2)' }], rows: [['n', '1.50'], ['s', null]] } }],
      rated: ['join', { keys: [{ left: 'region', right: 'region' }], joinedRows: 'left' }],
      priced: ['formula', { columns: [{ name: 'price', expression: `amount * ${factor}` }] }],
      totals: ['aggregate', { groups: [{ by: 'region' }], measures: [{ function: 'sum', column: 'price', as: 'total' }, { function: 'list', column: 'id', orderBy: 'id', as: 'ids' }] }],
      sorted: ['sort-rows', { keys: [{ by: 'region', direction: 'descending' }] }],
      dice: ['formula', { columns: [{ name: 'dice', expression: 'random()' }] }],
      result: ['write-parquet', { path: 'out/result.parquet' }],
    },
    ['orders.out > rated.left', 'rates.out > rated.right', 'rated.joined > priced.in', 'priced.out > totals.in', 'totals.out > sorted.in', 'sorted.out > result.in', 'priced.out > dice.in'],
  );

const put = async (path: string, text: string): Promise<void> => {
  await mkdir(dirname(join(base, path)), { recursive: true });
  await writeFile(join(base, path), text);
};
const read = (path: string): Promise<string> => readFile(join(base, path), 'utf8');

beforeEach(async () => {
  base = await mkdtemp(join(tmpdir(), 'millrace-cases-'));
  await put('flow.json', writeDocument(flow('2')));
  await put('orders.csv', 'id,region,amount\n1,n,10.00\n2,s,0.50\n3,n,1.25\n');
  return () => rm(base, { recursive: true, force: true });
});

async function millraceTest(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  let [out, err] = ['', ''];
  const console = { out: (text: string) => void (out += text), error: (text: string) => void (err += text), bytes: () => undefined, interactive: false, columns: 80 };
  // The engine is shared, so that a command takes no longer than its work.
  const open = async (): Promise<Engine> => ({ ...engine, close: async () => undefined });
  const code = await commandLine(['test', base, ...args], { console, catalog, version: '0', openEngine: open, onSignal: () => undefined, serve: async () => 0, appRoot: new URL('../../', import.meta.url), programEntry: new URL('../../main/cli/cli.ts', import.meta.url), probeEntry: new URL('../../engine/inference/probe-child.ts', import.meta.url) });
  return { code, out, err };
}

test('a recorded case holds on its own rows, whatever becomes of the sources', async () => {
  expect(await millraceTest('--record', 'first', '--at', 'sorted.out', '--at', 'totals.out')).toMatchObject({ code: 0, err: '', out: 'recorded tests/first: orders.out, rates.out → sorted.out, totals.out\n' });
  expect(await read('tests/first/expected/sorted.out.json')).toBe(
    '{\n  "columns": [\n    {"name":"region","type":"VARCHAR"},\n    {"name":"total","type":"DECIMAL(38,2)"},\n    {"name":"ids","type":"BIGINT[]"}\n  ],\n  "rows": [\n    ["s","1.00","[2]"],\n    ["n","22.50","[1, 3]"]\n  ]\n}\n',
  );
  await rm(join(base, 'orders.csv'));
  expect(await millraceTest()).toMatchObject({ code: 0, out: 'ok      first\n1 passed, 0 failed\n' });
  expect(await millraceTest('--record', 'first', '--at', 'sorted.out')).toMatchObject({ code: 2, err: expect.stringContaining('already') });
});

test('what differs is told by key, and can be accepted', async () => {
  await millraceTest('--record', 'first', '--at', 'totals.out');
  await put('flow.json', writeDocument(flow('3')));
  const failed = await millraceTest();
  expect(failed.code).toBe(1);
  expect(failed.out).toContain('totals.out: 2 cells changed, 0 rows missing, 0 rows new (by region)');
  expect(failed.out).toContain('~ region "n": total is "33.75", expected "22.50"');
  const json = JSON.parse((await millraceTest('first', '--json')).out) as unknown;
  expect(json).toMatchObject({ passed: false, cases: [{ name: 'first', passed: false, diagnostics: [], differences: [{ port: 'totals.out', key: ['region'], changed: expect.arrayContaining([{ key: ['s'], column: 'total', expected: '1.00', actual: '1.50' }]) }] }] });
  expect(await millraceTest('--accept')).toMatchObject({ code: 0 });
  expect(await millraceTest()).toMatchObject({ code: 0 });
});

test('types are exact, the order counts only where it is defined, and cells may be spelled otherwise', async () => {
  await millraceTest('--record', 'first', '--at', 'sorted.out', '--at', 'priced.out');
  const priced = JSON.parse(await read('tests/first/expected/priced.out.json')) as { columns: { name: string; type: string }[]; rows: string[][] };
  await put('tests/first/expected/priced.out.json', JSON.stringify({ ...priced, rows: priced.rows.toReversed().map(([id, region, amount, ...rest]) => [Number(id), region, Number(amount), ...rest]) }));
  expect(await millraceTest()).toMatchObject({ code: 0 });
  const sorted = JSON.parse(await read('tests/first/expected/sorted.out.json')) as { columns: { name: string; type: string }[]; rows: string[][] };
  await put('tests/first/expected/sorted.out.json', JSON.stringify({ ...sorted, rows: sorted.rows.toReversed() }));
  expect(await millraceTest()).toMatchObject({ code: 1, out: expect.stringContaining('the order differs from row 1 on') });
  await put('tests/first/expected/sorted.out.json', JSON.stringify({ ...sorted, columns: sorted.columns.map((c) => (c.name === 'total' ? { ...c, type: 'DOUBLE' } : c)) }));
  expect(await millraceTest()).toMatchObject({ code: 1, out: expect.stringContaining('column "total" is DECIMAL(38,2), expected DOUBLE') });
});

test('rows can be given in the middle of the flow, and by hand', async () => {
  expect(await millraceTest('--record', 'middle', '--at', 'totals.out', '--input', 'rated.joined')).toMatchObject({ code: 0, out: 'recorded tests/middle: rated.joined → totals.out\n' });
  await rm(join(base, 'orders.csv'));
  await put('tests/none/inputs/rated.joined.json', '{"columns":[{"name":"id","type":"BIGINT"},{"name":"region","type":"VARCHAR"},{"name":"amount","type":"DECIMAL(8,2)"}],"rows":[]}');
  await put('tests/none/expected/totals.out.json', '{"columns":[{"name":"region","type":"VARCHAR"},{"name":"total","type":"DECIMAL(38,2)"},{"name":"ids","type":"BIGINT[]"}],"rows":[["ghost",null,null]]}');
  const { code, out } = await millraceTest();
  expect(code).toBe(1);
  expect(out).toContain('ok      middle');
  expect(out).toContain('- "ghost", NULL, NULL');
});

test('a case that cannot be used is refused with its file', async () => {
  expect(await millraceTest()).toMatchObject({ code: 2, err: expect.stringContaining('has no cases') });
  expect(await millraceTest('--record', 'dice', '--at', 'dice.out')).toMatchObject({ code: 2, err: expect.stringContaining('does not give the same rows again at dice.out') });
  expect(await millraceTest('--record', '../x', '--at', 'totals.out')).toMatchObject({ code: 2 });
  expect(await millraceTest('--record', 'x')).toMatchObject({ code: 2, err: expect.stringContaining('--at') });
  expect(await millraceTest('--record', 'x', '--at', 'gone.out')).toMatchObject({ code: 2, err: expect.stringContaining('gone') });
  await millraceTest('--record', 'first', '--at', 'totals.out');
  expect(await millraceTest('other')).toMatchObject({ code: 2, err: expect.stringContaining('Its cases are first.') });
  await put('tests/first/inputs/orders.out.json', '{"columns":[{"name":"id","type":"BIGINT"}],"rows":[["1","2"]]}');
  expect(await millraceTest()).toMatchObject({ code: 2, err: expect.stringContaining(join('first', 'inputs', 'orders.out.json')) });
  await put('tests/first/inputs/orders.out.json', '{"columns":[{"name":"id","type":"BIGINT"}],"rows":[["1"]]}');
  expect(await millraceTest()).toMatchObject({ code: 2, out: expect.stringContaining('[column-missing]') });
});
