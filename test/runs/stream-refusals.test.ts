import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Engine } from '../../engine/api/index.ts';
import { planStream } from '../../engine/stream/plan-stream.ts';
import { flowOf } from '../../engine/testing/stream-bench.ts';
import { openTestEngine } from '../../engine/testing/test-engine.ts';
import { catalog } from '../../nodes/catalog.ts';

let engine: Engine;
let base: string;
beforeAll(async () => {
  engine = await openTestEngine(catalog);
  base = await mkdtemp(join(tmpdir(), 'millrace-refusals-'));
  await writeFile(join(base, 'in.jsonl'), '{"a":1,"b":"x"}\n');
});
afterAll(async () => {
  await engine.close();
  await rm(base, { recursive: true, force: true });
});

type Nodes = Parameters<typeof flowOf>[0];
const source: Nodes = { in: ['tail-file', { path: 'in.jsonl' }] };
const out: Nodes = { out: ['write-json', { path: 'out.jsonl' }] };
const places: Nodes = { places: ['inline-table', { table: { columns: [{ name: 'a', type: 'BIGINT' }], rows: [[1]] } }] };

async function refusals(nodes: Nodes, edges: readonly string[]): Promise<readonly string[]> {
  const flow = await engine.session.check({ document: flowOf(nodes, edges), base });
  expect(flow.diagnostics.filter((d) => d.severity === 'error')).toEqual([]);
  const planning = planStream(flow);
  if (planning.ok) return [];
  for (const p of planning.problems) expect(p).toMatchObject({ code: 'stream-unsupported', severity: 'error' });
  return planning.problems.map((p) => `${p.at.node ?? ''}${p.at.param ? `/${p.at.param}` : ''}: ${p.message}`);
}

const between = (type: string, params: Readonly<Record<string, unknown>>, port: string): Promise<readonly string[]> => refusals({ ...source, mid: [type, params], ...out }, ['in.out > mid.in', `mid.${port} > out.in`]);

test.each([
  ['sort-rows', { keys: [{ by: 'a' }] }, 'out', /sorts, which needs all rows/],
  ['limit-rows', { count: 3 }, 'out', /keeps a number of rows/],
  ['aggregate', { groups: [{ by: 'b' }], measures: [{ function: 'sum', column: 'a', as: 's' }] }, 'out', /aggregates/],
  ['formula', { columns: [{ name: 'n', expression: 'row_number() OVER (ORDER BY a)' }] }, 'out', /window function/],
  ['check-rows', { rules: [{ rule: 'unique', column: 'a', severity: 'reject' }] }, 'passed', /rule of uniqueness/],
  ['check-rows', { rules: [{ rule: 'row-count', minRows: 3, severity: 'warn' }] }, 'passed', /aggregates/],
] as const)('%s is refused on a stream where it needs all rows', async (type, params, port, why) => {
  const found = await between(type, params, port);
  expect(found).toHaveLength(1);
  expect(found[0]).toMatch(/^mid: Node "mid" /);
  expect(found[0]).toMatch(why);
});

test('a node may say what to do in its place', async () => {
  const scored = await refusals({ ...source, model: ['formula', { columns: [{ name: 'prediction', expression: 'a * 1.5' }] }], mid: ['evaluate-model', { target: 'a' }], ...out }, ['in.out > model.in', 'model.out > mid.in', 'mid.metrics > out.in']);
  expect(scored.join(' ')).toMatch(/^mid: Node "mid" .*which needs all rows.*evaluate that file in a flow of its own, by schedule.*slices/);
});

test('features are prepared row by row on a stream where the parameters are there', async () => {
  const prepare: Nodes = { mid: ['prepare-features', {}] };
  const alone = await engine.session.check({ document: flowOf({ ...source, ...prepare, ...out }, ['in.out > mid.in', 'mid.out > out.in']), base });
  expect(alone.diagnostics).toMatchObject([{ code: 'stream-unsupported', at: { node: 'mid' }, message: expect.stringMatching(/connect them here: rows are then prepared one by one/) }]);
  const cells = [['a', 'number', 0, 1, 2, null, null], ['b', 'one-hot', null, null, null, 'x', 0]];
  const columns = ['column', 'step', 'missing', 'center', 'scale', 'value', 'code'].map((name, i) => ({ name, type: [0, 1, 5].includes(i) ? 'VARCHAR' : 'DOUBLE' }));
  const fitted: Nodes = { fitted: ['inline-table', { table: { columns, rows: cells } }] };
  expect(await refusals({ ...source, ...fitted, ...prepare, ...out }, ['in.out > mid.in', 'fitted.out > mid.fitted', 'mid.out > out.in'])).toEqual([]);
});

test('what looks at one row at a time is not refused', async () => {
  expect(await between('filter-rows', { condition: 'a > 1' }, 'rejected')).toEqual([]);
  expect(await between('formula', { columns: [{ name: 'c', expression: 'a + 1' }] }, 'out')).toEqual([]);
  expect(await between('check-rows', { rules: [{ rule: 'not-null', column: 'a', severity: 'fail', mostly: 0.9 }] }, 'passed')).toEqual([]);
  expect(await refusals({ ...source, two: ['tail-file', { path: 'in.jsonl' }], both: ['union', {}], ...out }, ['in.out > both.in', 'two.out > both.in', 'both.out > out.in'])).toEqual([]);
});

test('a statement of the user over a stream is refused', async () => {
  expect(await refusals({ ...source, mid: ['sql', { statement: 'SELECT a FROM in1' }], ...out }, ['in.out > mid.in1', 'mid.out > out.in'])).toEqual([expect.stringMatching(/^mid: .*statement of its own/)]);
});

test('a join takes the stream from the left and a table from the right', async () => {
  const keys = [{ left: 'a', right: 'a' }];
  const joined = (joinedRows: string, left: string, right: string, port = 'joined') => refusals({ ...source, ...places, two: ['tail-file', { path: 'in.jsonl' }], mid: ['join', { keys, joinedRows }], ...out }, [`${left}.out > mid.left`, `${right}.out > mid.right`, `mid.${port} > out.in`]);
  expect(await joined('inner', 'in', 'places')).toEqual([]);
  expect(await joined('left', 'in', 'places', 'left-only')).toEqual([]);
  expect(await joined('full', 'in', 'places')).toEqual([expect.stringMatching(/^mid: .*found no partner/)]);
  expect(await joined('inner', 'in', 'places', 'right-only')).toEqual([expect.stringMatching(/^mid: .*right input/)]);
  expect(await joined('inner', 'places', 'in')).toEqual([expect.stringMatching(/^mid: .*right input/)]);
  expect(await joined('inner', 'in', 'two')).toEqual([expect.stringMatching(/^mid: .*two streams/)]);
});

test('a fixed table appended to a stream, and outputs without a stream', async () => {
  expect(await refusals({ ...source, ...places, names: ['select-columns', { mode: 'listed', columns: [{ column: 'a' }] }], mid: ['union', {}], ...out }, ['in.out > names.in', 'names.out > mid.in', 'places.out > mid.in', 'mid.out > out.in'])).toEqual([expect.stringMatching(/^mid: .*fixed table/)]);
  expect(await refusals({ ...source, ...places, ...out, other: ['write-json', { path: 'other.jsonl' }] }, ['in.out > out.in', 'places.out > other.in'])).toEqual([expect.stringMatching(/^other: .*do not come from the stream/)]);
  expect(await refusals({ ...places, ...out }, ['places.out > out.in'])).toEqual([expect.stringMatching(/^: The flow has no source/)]);
  expect(await refusals({ ...source, mid: ['check-rows', { rules: [{ rule: 'not-null', column: 'a' }] }], ...out }, ['in.out > mid.in', 'mid.report > out.in'])).toEqual([expect.stringMatching(/^out: .*report/)]);
});

test.each([
  ['write-parquet', { path: 'out.parquet' }, /^out\/path: .*Parquet/],
  ['write-json', { path: 'out.json', layout: 'array' }, /^out\/layout: .*bracket/],
  ['write-json', { path: 'out.jsonl.gz', compression: 'gzip' }, /^out\/compression: .*compressed/],
  ['write-delimited', { path: 'out.csv.zst', compression: 'zstd' }, /^out\/compression: .*compressed/],
] as const)('%s %o cannot grow', async (type, params, why) => {
  expect(await refusals({ ...source, out: [type, params] }, ['in.out > out.in'])).toEqual([expect.stringMatching(why)]);
});

test('a stream that reads from a server asks it as a batch run does, and says whose fault it is when that may or can not be', async () => {
  const document = flowOf({ ...source, far: ['read-rest', { url: 'http://127.0.0.1:9/rows.json' }], both: ['join', { keys: [{ left: 'a', right: 'a' }] }], ...out }, ['in.out > both.left', 'far.out > both.right', 'both.joined > out.in']);
  const run = async (network?: boolean) => {
    const { status, diagnostics } = await engine.session.runStream({ document, base, name: 'far', untilIdle: true, ...(network === undefined ? {} : { network }) }, () => undefined, () => undefined);
    return [status, ...diagnostics.filter((d) => d.severity === 'error').map((d) => `${d.code} at ${d.at.node}`)];
  };
  expect(await run(false)).toEqual(['failed', 'network-unasked at far']);
  const asked = await run();
  expect(asked).toHaveLength(2);
  expect(asked[0]).toBe('failed');
  expect(asked[1]).toMatch(/^(?!network-unasked).* at far$/);
});
