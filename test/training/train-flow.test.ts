import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Engine } from '../../engine/api/index.ts';
import type { TrainingProgress } from '../../engine/core/training-progress.ts';
import type { RunReport } from '../../engine/core/run-report.ts';
import { flowOf } from '../../engine/testing/stream-bench.ts';
import { openTestEngine } from '../../engine/testing/test-engine.ts';
import { catalog } from '../../nodes/catalog.ts';

let engine: Engine;
let base: string;
beforeAll(async () => {
  engine = await openTestEngine(catalog, { threads: 2 });
});
afterAll(() => engine.close());
beforeEach(async () => {
  base = await mkdtemp(join(tmpdir(), 'millrace-train-'));
});
afterEach(() => rm(base, { recursive: true, force: true }));

const run = (document: ReturnType<typeof flowOf>): Promise<RunReport> => engine.session.run({ document, base, name: 'train' }, () => undefined, () => undefined);
const training = (params: Record<string, unknown>) => flowOf({ rows: ['read-delimited', { path: 'rows.csv' }], model: ['train-model', { path: 'model.onnx', ...params }] }, ['rows.out > model.in']);

/** Rows whose class follows from a size, partly missing, and a colour. */
function csv(count: number, seed = 1): string[] {
  let state = seed;
  const next = (): number => (state = (state * 16_807) % 2_147_483_647) / 2_147_483_647;
  return Array.from({ length: count }, () => {
    const [size, colour] = [next() * 10, next() < 0.5 ? 'red' : 'blue'];
    const kind = size > (colour === 'red' ? 3 : 7) ? 'large, "L"' : 'small';
    return `${next() < 0.05 ? '' : size.toFixed(3)},${colour},"${kind.replaceAll('"', '""')}"\n`;
  });
}
const head = '"size [cm].1",colour,kind\n';
const write = (lines: readonly string[]): Promise<void> => writeFile(join(base, 'rows.csv'), head + lines.join(''));

test('a model that is trained in one flow scores in another, and is as good there as it was said to be', async () => {
  await write(csv(600));
  const trained = await run(training({ target: 'kind' }));
  expect(trained.diagnostics).toEqual([]);
  const account = trained.nodes['model']!.training!;
  expect(account.classes).toEqual(['large, "L"', 'small']);
  expect(account.rows).toEqual({ training: 480, validation: 120, dropped: 0 });
  await write(csv(400, 99));
  const scored = await run(flowOf({ rows: ['read-delimited', { path: 'rows.csv' }], model: ['predict-onnx', { model: 'model.onnx' }], right: ['filter-rows', { condition: 'label = kind' }], out: ['write-json', { path: 'right.jsonl' }] }, ['rows.out > model.in', 'model.out > right.in', 'right.passed > out.in']));
  expect(scored.diagnostics).toEqual([]);
  const known = csv(400, 99).filter((line) => !line.startsWith(',')).length;
  expect(scored.nodes['out']!.written!.rows / known).toBeGreaterThan(0.95);
  expect(account.metrics.validation!['accuracy']).toBeGreaterThan(0.9);
});

test('the same rows in another order give the same bytes, another seed gives others', async () => {
  const lines = csv(200);
  const bytes = async (rows: readonly string[], seed: number): Promise<string> => {
    await write(rows);
    const report = await run(training({ target: 'kind', algorithm: 'forest', trees: 5, seed }));
    expect(report.status).toBe('succeeded');
    return (await readFile(join(base, 'model.onnx'))).toString('base64');
  };
  const first = await bytes(lines, 1);
  expect(await bytes(lines.toReversed(), 1)).toBe(first);
  expect(await bytes(lines, 2)).not.toBe(first);
});

test('what cannot be learned is said at the target, and the model of before stays', async () => {
  await write(Array.from({ length: 50 }, (_, i) => `${i / 7},red,same\n`));
  await writeFile(join(base, 'model.onnx'), 'older');
  const report = await run(training({ target: 'kind' }));
  expect(report.status).toBe('failed');
  expect(report.diagnostics).toMatchObject([{ code: 'training-impossible', at: { node: 'model', param: 'target' } }]);
  expect(await readFile(join(base, 'model.onnx'), 'utf8')).toBe('older');
});

test('a training tells how far it is; cancelled, it ends soon and leaves the model of before', async () => {
  await write(csv(2000));
  await writeFile(join(base, 'model.onnx'), 'older');
  let cancel = (): void => undefined;
  const told: TrainingProgress[] = [];
  const document = training({ target: 'kind', algorithm: 'boosting', trees: 10_000 });
  const report = await engine.session.run({ document, base, name: 'train' }, (event) => {
    if (event.type !== 'progress' || event.training === undefined) return;
    told.push(event.training);
    if (told.length === 3) cancel();
  }, (stop) => (cancel = stop));
  expect(report.status).toBe('cancelled');
  expect(told[0]).toMatchObject({ of: 10_000, unit: 'trees' });
  expect(told[2]!.done).toBeGreaterThan(told[0]!.done);
  expect(told[2]!.loss).toBeLessThan(told[0]!.loss!);
  expect(told[2]!.done).toBeLessThan(10_000);
  expect(await readFile(join(base, 'model.onnx'), 'utf8')).toBe('older');
});

test('a rare class and a column that numbers the rows are told', async () => {
  const lines = Array.from({ length: 200 }, (_, i) => `${i + 1},${i % 7},${i % 50 === 0 ? 'rare' : 'usual'}\n`);
  await writeFile(join(base, 'rows.csv'), `id,x,kind\n${lines.join('')}`);
  const report = await run(training({ target: 'kind', algorithm: 'tree' }));
  expect(report.status).toBe('succeeded');
  expect(report.diagnostics.map((d) => d.code)).toEqual(['training-warning', 'training-warning']);
  expect(report.diagnostics.map((d) => d.message).join(' ')).toMatch(/class "rare".*"id" numbers the rows/s);
});

test('a column without a value in any row is left out and told, so that the model answers rows afterwards', async () => {
  const lines = Array.from({ length: 60 }, (_, i) => `${i % 10},,,${i % 10 < 5 ? 'low' : 'high'}\n`);
  await writeFile(join(base, 'rows.csv'), `x,nothing,none,kind\n${lines.join('')}`);
  const columns = [{ column: 'nothing', type: 'DOUBLE' }, { column: 'none', type: 'VARCHAR' }];
  const flow = (features: readonly string[]) => flowOf({ rows: ['read-delimited', { path: 'rows.csv' }], typed: ['convert-types', { columns }], model: ['train-model', { path: 'model.onnx', target: 'kind', algorithm: 'tree', features }] }, ['rows.out > typed.in', 'typed.out > model.in']);
  const trained = await run(flow([]));
  expect(trained.status).toBe('succeeded');
  expect(trained.diagnostics.map((d) => d.message).join(' ')).toMatch(/"nothing" is empty in every row.*"none" is empty in every row/s);
  expect(trained.nodes['model']!.training!.features).toEqual(['x']);
  const scored = await run(flowOf({ rows: ['read-delimited', { path: 'rows.csv' }], model: ['predict-onnx', { model: 'model.onnx' }], right: ['filter-rows', { condition: 'label = kind' }], out: ['write-json', { path: 'right.jsonl' }] }, ['rows.out > model.in', 'model.out > right.in', 'right.passed > out.in']));
  expect(scored.nodes['out']!.written!.rows).toBe(60);
  expect((await run(flow(['nothing', 'none']))).diagnostics).toMatchObject([{ code: 'training-impossible', at: { node: 'model', param: 'features' } }]);
});

test('single columns are prepared in their own way, and what does not fit them is said', async () => {
  await write(csv(80));
  const own = (lines: readonly Record<string, unknown>[]) => run(training({ target: 'kind', algorithm: 'logistic', preparation: lines }));
  const trained = await own([{ column: 'size [cm].1', scale: 'none', impute: 'zero' }, { column: 'colour', maxCategories: 1 }]);
  expect(trained.nodes['model']!.training!.settings).toMatchObject({ scale: 'standard', 'scale of size [cm].1': 'none', 'impute of size [cm].1': 'zero', 'maxCategories of colour': 1 });
  for (const [line, code, param] of [[{ column: 'kind' }, 'column-missing', 'column'], [{ column: 'colour', scale: 'none' }, 'type-mismatch', 'scale'], [{ column: 'size [cm].1', maxCategories: 3 }, 'type-mismatch', 'maxCategories']] as const) {
    expect((await own([line])).diagnostics).toMatchObject([{ code, at: { node: 'model', param: `preparation.0.${param}` } }]);
  }
});
