import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { StepChoice, StepRows } from '../../engine/api/contract.ts';
import type { Engine } from '../../engine/api/index.ts';
import { rowsCommand, type RowsOptions } from '../../engine/headless/rows-command.ts';
import { textRows } from '../../engine/headless/preview-command.ts';
import { flowOf } from '../../engine/testing/stream-bench.ts';
import { openTestEngine } from '../../engine/testing/test-engine.ts';
import { catalog } from '../../nodes/catalog.ts';

let engine: Engine;
let base: string;
const document = flowOf(
  {
    sales: ['read-delimited', { path: 'sales.csv' }],
    shops: ['inline-table', { table: { columns: [{ name: 'shop', type: 'VARCHAR' }, { name: 'name "x"', type: 'VARCHAR' }], rows: [['n', 'North'], ['n', 'Nord'], ['s', 'South'], ['w', 'West']] } }],
    large: ['filter-rows', { condition: 'amount > 20' }],
    inner: ['join', { keys: [{ left: 'shop', right: 'shop' }] }],
    totals: ['aggregate', { groups: [{ by: 'shop' }], measures: [{ function: 'sum', column: 'amount', as: 'total' }] }],
    all: ['union', {}],
    checked: ['check-rows', { rules: [{ rule: 'not-null', column: 'shop' }] }],
    own: ['sql', { statement: 'SELECT * FROM in1 WHERE amount > 10' }],
    dice: ['formula', { columns: [{ name: 'dice', expression: 'random()' }] }],
    out: ['write-parquet', { path: 'out.parquet' }],
  },
  ['sales.out > large.in', 'sales.out > inner.left', 'shops.out > inner.right', 'sales.out > totals.in', 'sales.out > all.in', 'sales.out > checked.in', 'large.passed > all.in', 'sales.out > own.in1', 'sales.out > dice.in', 'all.out > out.in'],
);
beforeAll(async () => {
  engine = await openTestEngine(catalog);
  base = await mkdtemp(join(tmpdir(), 'millrace-step-'));
  await writeFile(join(base, 'sales.csv'), 'id,shop,amount\n1,n,10\n2,s,20\n3,n,30\n4,x,40\n5,,50\n');
  await writeFile(join(base, 'flow.json'), JSON.stringify(document));
});
afterAll(async () => {
  await engine.close();
  await rm(base, { recursive: true, force: true });
});

const ask = (choice: Omit<StepChoice, 'port' | 'rows'> & { readonly port?: string }): Promise<StepRows> => engine.calls.stepRows({ document, base, port: '', rows: 10, ...choice });
const rowsOf = (found: StepRows): readonly string[] => textRows(found.shown).map((row) => row.join(','));

test('a filter loses nothing over both outputs, and at one of them what it did not pass', async () => {
  expect(await ask({ node: 'large', kind: 'lost' })).toMatchObject({ rowsIn: 5, lost: 0, duplicated: 0, joined: 0, outputs: { passed: { rows: 3, added: 0 }, rejected: { rows: 2, added: 0 } } });
  const passed = await ask({ node: 'large', port: 'passed', kind: 'lost' });
  expect(passed).toMatchObject({ lost: 2, outputs: { passed: { rows: 3, added: 0 } }, input: { port: 'in', edge: 0, from: 'sales.out' } });
  expect(rowsOf(passed)).toEqual(['1,n,10', '2,s,20']);
  expect(passed.shown.schema.map((c) => `${c.name} ${c.type}`)).toEqual(['id BIGINT', 'shop VARCHAR', 'amount BIGINT']);
});

test('a check parts its rows; that its report counts them makes no copies of them', async () => {
  expect(await ask({ node: 'checked', kind: 'duplicated' })).toMatchObject({ rowsIn: 5, lost: 0, duplicated: 0, joined: 0, outputs: { passed: { rows: 4 }, rejected: { rows: 1 } } });
  expect((await ask({ node: 'checked', port: 'report', kind: 'lost' })).outputs).toEqual({ report: { rows: 1, added: 0 } });
});

test('a join loses rows without a partner, repeats those with several, and adds none', async () => {
  const lost = await ask({ node: 'inner', port: 'joined', kind: 'lost' });
  expect(lost).toMatchObject({ rowsIn: 5, lost: 2, duplicated: 2, outputs: { joined: { rows: 5, added: 0 } } });
  expect(rowsOf(lost)).toEqual(['4,x,40', '5,,50']);
  const duplicated = await ask({ node: 'inner', port: 'joined', kind: 'duplicated' });
  expect(rowsOf(duplicated)).toEqual(['1,n,10,2', '3,n,30,2']);
  expect(duplicated.shown.schema.at(-1)!.name).toBe('times');
  const right = await ask({ node: 'inner', port: 'joined', input: 'right', kind: 'lost' });
  expect(rowsOf(right)).toEqual(['w,West']);
  // Seen from the right, a left row without a partner was added, and at its own output.
  expect(await ask({ node: 'inner', input: 'right', kind: 'added' })).toMatchObject({ port: 'left-only', outputs: { 'left-only': { rows: 2, added: 2 } } });
});

test('a group puts rows together, a union keeps each edge apart', async () => {
  expect(await ask({ node: 'totals', kind: 'lost' })).toMatchObject({ lost: 0, duplicated: 0, joined: 2, outputs: { out: { rows: 4, added: 0 } } });
  const second = await ask({ node: 'all', edge: 1, kind: 'added' });
  expect(second).toMatchObject({ rowsIn: 3, lost: 0, outputs: { out: { rows: 8, added: 5 } }, input: { from: 'large.passed' } });
  expect(second.shown.rows).toBe(5);
});

test.each([
  [{ node: 'own', kind: 'lost' as const }, /"own" come from which cannot be told: it runs a statement of its own/],
  [{ node: 'dice', kind: 'lost' as const }, /"dice" may be others each time/],
  [{ node: 'sales', kind: 'lost' as const }, /"sales" is a source/],
  [{ node: 'out', kind: 'lost' as const }, /"out" has no output, so every row that arrives is written/],
  [{ node: 'inner', input: 'middle', kind: 'lost' as const }, /Nothing arrives at input "middle".*left, right/],
  [{ node: 'all', edge: 2, kind: 'lost' as const }, /\(edge 3\).*in \(2 edges\)/],
  [{ node: 'large', port: 'none', kind: 'lost' as const }, /no output "none".*passed, rejected/],
  [{ node: 'nowhere', kind: 'lost' as const }, /no node "nowhere"/],
])('what cannot be told is refused: %j', async (choice, message) => {
  await expect(ask(choice)).rejects.toThrow(message);
});

test('the command tells the counts, shows the rows, and keeps every digit in JSON', async () => {
  const command = async (target: string, options: Partial<RowsOptions> = {}): Promise<string> => {
    let out = '';
    await rowsCommand(base, target, { edge: 1, rows: 20, param: [], ...options }, engine, { out: (text) => void (out += text), error: () => undefined, bytes: () => undefined, interactive: false, columns: 80 });
    return out;
  };
  expect(await command('inner.joined')).toBe('inner  Join\n  in left from sales.out: 5 rows\n  lost: 2\n  duplicated: 2\n  put together with others: 0\n  out joined: 5 rows\n');
  expect(await command('inner.joined', { lost: true })).toMatch(/lost:\n[^]*4 {2}x[^]*All 2 rows\./);
  expect(JSON.parse(await command('inner.joined', { duplicated: true, json: true, rows: 1 }))).toMatchObject({ lost: 2, kind: 'duplicated', note: 'The first 1 of 2 rows.', rows: [{ id: 1, shop: 'n', amount: 10, times: 2 }] });
  await expect(command('inner', { lost: true, added: true })).rejects.toThrow(/--lost and --added are asked for together/);
});

test('a question that is given up, or that a newer one of the same viewer replaces, ends at once', async () => {
  const long = flowOf({ rows: ['sql', { statement: 'SELECT range AS n, md5(range::VARCHAR) AS text FROM range(40000000)' }], sorted: ['sort-rows', { keys: [{ by: 'text' }] }], few: ['filter-rows', { condition: 'n < 3' }] }, ['rows.out > sorted.in', 'sorted.out > few.in']);
  const question = (viewer: string) => engine.calls.stepRows({ document: long, base, node: 'few', port: 'passed', kind: 'lost', rows: 10, viewer });
  const cancelled = { diagnostic: { code: 'run-cancelled' } };
  const first = expect(question('one')).rejects.toMatchObject(cancelled);
  const second = expect(question('one')).rejects.toMatchObject(cancelled);
  await first;
  // Somebody else's question is not given up along with it.
  await engine.calls.giveUp({ viewer: 'two', question: 'stepRows' });
  await engine.calls.giveUp({ viewer: 'one', question: 'trace' });
  await engine.calls.giveUp({ viewer: 'one', question: 'stepRows' });
  await second;
  expect(await ask({ node: 'large', kind: 'lost' })).toMatchObject({ rowsIn: 5, lost: 0 });
});
