import { expect, test } from 'vitest';
import { prepareFeatures } from '../training/prepare-features.ts';
import { likeliest, predictRows } from '../training/predict-rows.ts';
import { Random } from '../training/random.ts';
import { trainModel, type TrainedModel } from '../training/train-model.ts';
import { algorithmsOf, defaultPreparation, defaultSettings, tasks, type Algorithm, type PreparationChoice, type Task } from '../core/training-spec.ts';
import type { Feature, TrainingTable } from '../training/training-table.ts';
import { describeModel } from './describe-model.ts';
import { openSession, type FeedTensor, type ResultTensor } from './onnx-session.ts';
import { prepareModel } from './prepare-model.ts';
import { writeTrainedModel } from './write-trained-model.ts';

const rows = 300;
const oddName = 'a "b" _concat_1.🐟';

function table(task: Task, classes: readonly string[]): TrainingTable {
  const random = new Random(7);
  const numbers = (spread: number): Float32Array => Float32Array.from({ length: rows }, () => (random.next() < 0.1 ? NaN : random.next() * spread - spread / 3));
  const labels = ['red', 'grün', 'a, "b"', 'rare'];
  const features: Feature[] = [
    { kind: 'number', name: oddName, values: numbers(1) },
    { kind: 'category', name: 'colour', labels, codes: Int32Array.from({ length: rows }, (_, r) => (r % 11 === 0 ? -1 : r === 5 ? 3 : random.integer(3))) },
    { kind: 'number', name: 'large', values: numbers(5e6) },
    { kind: 'number', name: 'constant', values: new Float32Array(rows).fill(3) },
  ];
  const [first, colour, large] = [features[0]!, features[1]!, features[2]!];
  const signal = (r: number): number => (first.kind === 'number' ? first.values[r] || 0 : 0) + (colour.kind === 'category' ? colour.codes[r]! : 0) + (large.kind === 'number' ? (large.values[r] || 0) / 2e6 : 0);
  if (task === 'regression') return { rows, features, target: { kind: 'number', name: 'y', values: Float64Array.from({ length: rows }, (_, r) => signal(r) * 10) } };
  if (task !== 'classification') return { rows, features, target: null };
  return { rows, features, target: { kind: 'class', name: 'y', labels: classes, integers: /^\d+$/.test(classes[0]!), codes: Int32Array.from({ length: rows }, (_, r) => Math.min(classes.length - 1, Math.max(0, Math.floor((signal(r) / 4) * classes.length)))) } };
}

async function train(data: TrainingTable, task: Task, algorithm: Algorithm, preparation: Partial<PreparationChoice> = {}): Promise<TrainedModel> {
  const settings = { ...defaultSettings(algorithm), trees: 12, minLeafRows: 3 };
  return trainModel(data, { task, algorithm, preparation: { ...defaultPreparation(algorithm), ...preparation }, settings, validation: 0.25, seed: 1 }, async () => undefined);
}

/** What ONNX Runtime says of the raw columns. */
function score(trained: TrainedModel, data: TrainingTable): Record<string, ResultTensor> {
  const bytes = new Uint8Array(writeTrainedModel(trained, { note: 'test' }));
  const description = describeModel(bytes, '');
  expect(description.inputs.map((input) => input.name)).toEqual(data.features.map((feature) => feature.name));
  const feeds: Record<string, FeedTensor> = {};
  for (const feature of data.features) {
    feeds[feature.name] =
      feature.kind === 'number' ? { elementType: 'float32', values: feature.values, dims: [rows, 1] } : { elementType: 'string', values: Array.from(feature.codes, (code) => feature.labels[code] ?? ''), dims: [rows, 1] };
  }
  const wanted = description.outputs.map((output) => ({ output: output.tensor, elementType: output.elementType }));
  const session = openSession(prepareModel(bytes, [], wanted).bytes);
  try {
    return session.run(feeds, description.outputs.map((output) => output.tensor));
  } finally {
    session.release();
  }
}

const all = Int32Array.from({ length: rows }, (_, r) => r);
const cases = tasks.flatMap((task) => algorithmsOf[task].flatMap((algorithm) => (task === 'classification' ? [['no', 'yes'], ['0', '1', '2']] : [[]]).map((classes) => ({ task, algorithm, classes }))));

test.each(cases)('$task by $algorithm $classes: the exported model says what the trained one says', async ({ task, algorithm, classes }) => {
  const data = table(task, classes);
  const trained = await train(data, task, algorithm);
  const said = predictRows(trained.model, prepareFeatures(trained.preparation, data.features, all));
  const got = score(trained, data);
  const names = Object.keys(got);
  const close = (a: number, b: number): void => expect(Math.abs(a - b)).toBeLessThanOrEqual(1e-4 * Math.max(1, Math.abs(b)));
  if (task === 'regression') said.values.forEach((value, r) => close(Number(got['prediction']!.values[r]), value));
  else if (task === 'anomaly') said.values.forEach((value, r) => close(Number(got['score']!.values[r]), value));
  else if (task === 'clustering') {
    all.forEach((r) => close(Number(got['distance']!.values[r]), said.values[r * 2 + 1]!));
    all.forEach((r) => expect(Number(got['cluster']!.values[r])).toBe(said.values[r * 2]));
  } else {
    const shares = got[names.find((name) => name !== 'label')!]!;
    said.values.forEach((value, i) => close(Number(shares.values[i]), value));
    const codes = likeliest(said);
    const doubtful = (r: number): boolean => {
      const own = [...said.values.subarray(r * classes.length, (r + 1) * classes.length)].sort((a, b) => b - a);
      return own[0]! - own[1]! < 1e-5;
    };
    for (const r of all) if (!doubtful(r)) expect(String(got['label']!.values[r])).toBe(classes[codes[r]!]);
    expect(trained.metrics.validation!['accuracy']).toBeGreaterThan(0.6);
  }
});

test('a column of text that has no value is left out, and the rarest values are none of the columns', async () => {
  const data = table('regression', []);
  const empty: Feature = { kind: 'category', name: 'empty', labels: [], codes: new Int32Array(rows).fill(-1) };
  const more = { ...data, features: [...data.features, empty] };
  const trained = await train(more, 'regression', 'linear', { scale: 'min-max', impute: 'zero', maxCategories: 2 });
  expect(trained.preparation.steps.map((step) => (step.kind === 'category' ? step.labels.length : 0))).toEqual([0, 2, 0, 0, 0]);
  const said = predictRows(trained.model, prepareFeatures(trained.preparation, more.features, all));
  const got = score(trained, more)['prediction']!;
  said.values.forEach((value, r) => expect(Number(got.values[r])).toBeCloseTo(value, 3));
});
