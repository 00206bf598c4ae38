import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Engine } from '../../engine/api/index.ts';
import type { RunReport } from '../../engine/core/run-report.ts';
import { shareDone, type TrainingProgress } from '../../engine/core/training-progress.ts';
import { flowOf } from '../../engine/testing/stream-bench.ts';
import { openTestEngine } from '../../engine/testing/test-engine.ts';
import { catalog } from '../../nodes/catalog.ts';

type Row = Readonly<Record<string, unknown>>;

const data = new URL('data/', import.meta.url);
let engine: Engine;
let base: string;
beforeAll(async () => {
  engine = await openTestEngine(catalog, { threads: 2 });
  base = await mkdtemp(join(tmpdir(), 'millrace-folds-'));
});
afterAll(async () => {
  await engine.close();
  await rm(base, { recursive: true, force: true });
});

const flow = (path: string, params: Record<string, unknown>, before: Record<string, [string, Record<string, unknown>]> = {}) => {
  const names = ['rows', ...Object.keys(before), 'cv'];
  const outs = { out: 'out', metrics: 'metrics', folds: 'folds' };
  return flowOf(
    { rows: ['read-delimited', { path }], ...before, cv: ['cross-validate', params], ...Object.fromEntries(Object.keys(outs).map((port) => [port, ['write-json', { path: `${port}.jsonl` }] as const])) } as Parameters<typeof flowOf>[0],
    [...names.slice(1).map((name, i) => `${names[i]}.out > ${name}.in`), ...Object.keys(outs).map((port) => `cv.${port} > ${port}.in`)],
  );
};
const run = (document: ReturnType<typeof flow>, onTraining: (progress: TrainingProgress) => void = () => undefined, onStop: (stop: () => void) => void = () => undefined): Promise<RunReport> =>
  engine.session.run({ document, base, name: 'cv' }, (event) => void (event.type === 'progress' && event.training !== undefined && onTraining(event.training)), onStop);
const written = async (port: string): Promise<Row[]> => (await readFile(join(base, `${port}.jsonl`), 'utf8')).split('\n').filter(Boolean).map((line) => JSON.parse(line) as Row);
const sorted = (rows: readonly Row[]): string[] => rows.map((row) => JSON.stringify(row)).sort();

/** Classes that follow from two numbers, in groups of rows that belong together. */
const lines = Array.from({ length: 240 }, (_, i) => `${(i * 37) % 101},${(i * 53) % 97},${(i * 37) % 101 > 60 || (i * 53) % 97 > 80 ? 'yes' : 'no'},g${i % 24},2026-01-${String(1 + Math.floor(i / 8)).padStart(2, '0')}\n`);
const put = (name: string, rows: readonly string[]): Promise<void> => writeFile(join(base, name), `a,"b ""x""",answer,who,day\n${rows.join('')}`);

test.each([['diabetes', 'regression', 'linear', 'R²', 1e-6], ['breast-cancer', 'classification', 'logistic', 'accuracy', 1e-9], ['wine', 'classification', 'logistic', 'accuracy', 1e-9]])('%s: the mean over five folds is that of scikit-learn', async (name, task, algorithm, metric, tolerance) => {
  const reference = JSON.parse(await readFile(new URL('reference.json', data), 'utf8')) as Record<string, Record<string, Record<string, number>>>;
  const path = new URL(`${name}.csv`, data).pathname;
  const target = (await readFile(path, 'utf8')).split('\n')[0]!.split(',').at(-1)!.replaceAll('"', '');
  const features = (await readFile(path, 'utf8')).split('\n')[0]!.split(',').slice(0, -1);
  const report = await run(flow(path, { task, target, algorithm, fold: 'held', features }, { number: ['number-rows', {}], fold: ['formula', { columns: [{ name: 'held', expression: '(row - 1) % 5' }] }] }));
  expect(report.diagnostics).toEqual([]);
  const means = await written('metrics');
  const expected = reference[task]![name]![algorithm]!;
  expect(Math.abs((means.find((m) => m['metric'] === metric)!['mean'] as number) - expected)).toBeLessThan(tolerance);
});

test('the same rows in another order give the same figures and predictions, another seed gives others', async () => {
  const params = { target: 'answer', features: ['a', 'b "x"'], algorithm: 'forest', trees: 3 };
  await put('rows.csv', lines);
  expect((await run(flow('rows.csv', params))).status).toBe('succeeded');
  const [first, metrics] = [sorted(await written('out')), await written('metrics')];
  expect(first).toHaveLength(240);
  await put('turned.csv', lines.toReversed());
  await run(flow('turned.csv', params));
  expect(sorted(await written('out'))).toEqual(first);
  expect(await written('metrics')).toEqual(metrics);
  await run(flow('rows.csv', { ...params, seed: 2 }));
  expect(sorted(await written('out'))).not.toEqual(first);
});

test('classes are in every fold alike, groups stay whole, stretches of time follow each other', async () => {
  await put('rows.csv', lines);
  const params = { target: 'answer', features: ['a'], algorithm: 'tree', folds: 4 };
  const members = async (column: string): Promise<Map<number, string[]>> => {
    const rows = await written('out');
    return new Map([...new Set(rows.map((row) => row['fold'] as number))].sort((a, b) => a - b).map((fold) => [fold, rows.filter((row) => row['fold'] === fold).map((row) => String(row[column]))]));
  };
  await run(flow('rows.csv', params));
  const yes = [...(await members('answer')).values()].map((answers) => answers.filter((answer) => answer === 'yes').length);
  expect(Math.max(...yes) - Math.min(...yes)).toBeLessThanOrEqual(1);
  await run(flow('rows.csv', { ...params, method: 'group', groups: ['who'] }));
  const whole = [...(await members('who')).values()].flatMap((groups) => [...new Set(groups)]);
  expect(whole).toHaveLength(24);
  await run(flow('rows.csv', { ...params, method: 'time', time: 'day' }));
  const days = [...(await members('day'))];
  expect(days.map(([fold]) => fold)).toEqual([0, 1, 2, 3, 4]);
  expect(days.slice(1).every(([, now], i) => [...now].sort()[0]! > [...days[i]![1]].sort().at(-1)!)).toBe(true);
  const learned = (await written('folds')).filter((f) => f['metric'] === 'accuracy').map((f) => f['rows_learned']);
  expect(learned).toEqual([48, 96, 144, 192]);
});

test('a fold that was learned without a class is told', async () => {
  await writeFile(join(base, 'rare.csv'), 'a,answer,part\n1,x,1\n2,x,2\n3,x,1\n4,x,2\n5,rare,1\n');
  const report = await run(flow('rare.csv', { target: 'answer', algorithm: 'tree', fold: 'part', features: ['a'] }));
  expect(report.status).toBe('succeeded');
  expect(report.diagnostics).toMatchObject([{ code: 'training-warning', at: { node: 'cv' }, message: expect.stringMatching(/fold 1 .*without a row of class "rare"/) }]);
});

test('too few rows, and folds that are no whole numbers, are said', async () => {
  await writeFile(join(base, 'few.csv'), 'a,n,part\n1,2.5,1\n2,3.5,2\n');
  expect((await run(flow('few.csv', { task: 'regression', target: 'n', features: ['a'] }))).diagnostics).toMatchObject([{ code: 'training-impossible', at: { node: 'cv' }, message: expect.stringMatching(/leaves 1 rows.*fewer folds/) }]);
  expect((await run(flow('few.csv', { task: 'regression', target: 'a', fold: 'n', features: ['a'] }))).diagnostics.map((d) => d.at.param)).toContain('features');
  expect((await run(flow('few.csv', { task: 'regression', target: 'a', fold: 'n', features: ['part'] }))).diagnostics).toMatchObject([{ code: 'type-mismatch', at: { node: 'cv', param: 'fold' } }]);
});

test('it tells which fold it is at; cancelled, it ends soon and leaves what was written before', async () => {
  await put('rows.csv', Array.from({ length: 10 }, () => lines).flat());
  await writeFile(join(base, 'out.jsonl'), 'older');
  let stop = (): void => undefined;
  let asked = 0;
  const told: TrainingProgress[] = [];
  const report = await run(flow('rows.csv', { target: 'answer', trees: 300, folds: 3, features: ['a', 'b "x"'] }), (progress) => {
    told.push(progress);
    if (progress.part?.at !== 2 || asked > 0) return;
    asked = performance.now();
    stop();
  }, (cancel) => (stop = cancel));
  expect(report.status).toBe('cancelled');
  expect(performance.now() - asked).toBeLessThan(5_000);
  expect(told[0]).toMatchObject({ of: 300, unit: 'trees', part: { at: 1, of: 3 } });
  expect(shareDone(told.at(-1)!)).toBeGreaterThan(1 / 3);
  expect(shareDone(told.at(-1)!)).toBeLessThan(1);
  expect(await readFile(join(base, 'out.jsonl'), 'utf8')).toBe('older');
});
