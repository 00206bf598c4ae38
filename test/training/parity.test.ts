import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { fitModel } from '../../engine/training/fit-model.ts';
import { paced } from '../../engine/training/pulse.ts';
import type { Lesson } from '../../engine/training/fit-trees.ts';
import { fitPreparation, prepareFeatures } from '../../engine/training/prepare-features.ts';
import { classMetrics, numberMetrics } from '../../engine/training/metrics.ts';
import { predictRows } from '../../engine/training/predict-rows.ts';
import { trainModel } from '../../engine/training/train-model.ts';
import { defaultPreparation, defaultSettings, type Algorithm, type Task, type TrainingSettings, type TrainingSpec } from '../../engine/core/training-spec.ts';
import type { Feature, TrainingTable } from '../../engine/training/training-table.ts';

const text = (name: string): string => readFileSync(new URL(`data/${name}`, import.meta.url), 'utf8');
const reference = JSON.parse(text('reference.json')) as Record<string, Record<string, Record<string, number> & number>>;

function table(name: string, task: Task): TrainingTable {
  const [head, ...lines] = text(`${name}.csv`).trim().split('\n').map((line) => line.split(','));
  const features: Feature[] = head!.slice(0, -1).map((column, c) => ({ kind: 'number', name: column, values: Float32Array.from(lines, (line) => Number(line[c])) }));
  const last = lines.map((line) => Number(line.at(-1)));
  if (task === 'clustering' || task === 'anomaly') return { rows: lines.length, features, target: null };
  if (task === 'regression') return { rows: lines.length, features, target: { kind: 'number', name: 'target', values: Float64Array.from(last) } };
  return { rows: lines.length, features, target: { kind: 'class', name: 'target', codes: Int32Array.from(last), labels: [...new Set(last)].sort().map(String), integers: true } };
}

const spec = (task: Task, algorithm: Algorithm, seed = 0, settings: Partial<TrainingSettings> = {}): TrainingSpec => ({ task, algorithm, preparation: defaultPreparation(algorithm), settings: { ...defaultSettings(algorithm), ...settings }, validation: 0, seed });
const pulse = async (): Promise<void> => undefined;

/** Mean accuracy, or R², over five folds; row i is held out in fold i % 5. */
async function overFolds(data: TrainingTable, wanted: TrainingSpec): Promise<number> {
  let sum = 0;
  for (let fold = 0; fold < 5; fold++) {
    const rows = (held: boolean): Int32Array => Int32Array.from({ length: data.rows }, (_, r) => r).filter((r) => (r % 5 === fold) === held);
    const [seen, held] = [rows(false), rows(true)];
    const preparation = fitPreparation(data.features, seen, wanted.preparation);
    const target = data.target!;
    const lesson = (part: Int32Array): Lesson => (target.kind === 'class' ? { kind: 'class', codes: part.map((r) => target.codes[r]!), classes: target.labels.length } : { kind: 'number', values: Float64Array.from(part, (r) => target.values[r]!) });
    const model = await paced(fitModel(prepareFeatures(preparation, data.features, seen), lesson(seen), wanted), pulse);
    const predictions = predictRows(model, prepareFeatures(preparation, data.features, held));
    const truth = lesson(held);
    sum += truth.kind === 'class' ? classMetrics(predictions, truth.codes)['accuracy']! : numberMetrics(predictions.values, truth.values)['R²']!;
  }
  return sum / 5;
}

async function overSeeds(data: TrainingTable, task: Task, algorithm: Algorithm, settings: Partial<TrainingSettings> = {}): Promise<number> {
  // Where chance plays a part, one seed says little.
  const seeds = algorithm === 'tree' ? [0, 1, 2, 3, 4, 5, 6, 7] : algorithm === 'forest' ? [0, 1] : [0];
  let sum = 0;
  for (const seed of seeds) sum += await overFolds(data, spec(task, algorithm, seed, { trees: algorithm === 'forest' ? 60 : 100, ...settings }));
  return sum / seeds.length;
}

// Scores may be better by any amount, and worse by one percent point at most.
for (const name of ['wine', 'breast-cancer']) {
  for (const algorithm of ['logistic', 'tree', 'forest', 'boosting'] as const) {
    // Every round of boosting grows a tree per class; one data set shows three classes, the other is large enough.
    if (algorithm === 'boosting' && name === 'breast-cancer') continue;
    test(`${algorithm} is as accurate as scikit-learn's on ${name}`, async () => {
      const ours = await overSeeds(table(name, 'classification'), 'classification', algorithm);
      expect(ours).toBeGreaterThanOrEqual(reference['classification']![name]![algorithm]! - 0.01);
    });
  }
}

for (const algorithm of ['linear', 'tree', 'forest', 'boosting'] as const) {
  test(`${algorithm} explains as much as scikit-learn's on diabetes`, async () => {
    const ours = await overSeeds(table('diabetes', 'regression'), 'regression', algorithm, algorithm === 'tree' ? { maxDepth: 3 } : {});
    expect(ours).toBeGreaterThanOrEqual(reference['regression']!['diabetes']![algorithm]! - 0.01);
  });
}

test('the logistic model is the one optimum that scikit-learn finds', async () => {
  const trained = await trainModel(table('breast-cancer', 'classification'), spec('classification', 'logistic'), pulse);
  expect(trained.metrics.training['log loss']).toBeCloseTo(reference['log loss of logistic']!['breast-cancer']!, 4);
});

test('clusters are as tight as those scikit-learn finds', async () => {
  const trained = await trainModel(table('wine', 'clustering'), spec('clustering', 'k-means'), pulse);
  expect(trained.metrics.training['mean squared distance']).toBeLessThanOrEqual(reference['clustering']!['wine']! * 1.01);
});

test('anomaly scores tell malign tumours from benign ones as well as scikit-learn does', async () => {
  const data = table('breast-cancer', 'anomaly');
  const known = table('breast-cancer', 'classification').target!;
  const codes = known.kind === 'class' ? known.codes : new Int32Array();
  let sum = 0;
  for (const seed of [0, 1, 2, 3, 4]) {
    const { model, preparation } = await trainModel(data, spec('anomaly', 'isolation-forest', seed), pulse);
    const scores = predictRows(model, prepareFeatures(preparation, data.features, Int32Array.from(codes, (_, r) => r))).values;
    const two = new Float64Array(scores.length * 2);
    scores.forEach((score, r) => two.set([score, 1 - score], r * 2));
    sum += classMetrics({ outputs: 2, values: two }, codes)['ROC AUC']!;
  }
  expect(sum / 5).toBeGreaterThanOrEqual(reference['anomaly']!['breast-cancer']! - 0.01);
});

test('the same seed gives the same model, another seed another', async () => {
  const data = table('wine', 'classification');
  const trees = async (seed: number): Promise<string> => JSON.stringify((await trainModel(data, { ...spec('classification', 'forest', seed, { trees: 3 }), validation: 0.2 }, pulse)).metrics);
  expect(await trees(1)).toBe(await trees(1));
  expect(await trees(1)).not.toBe(await trees(2));
});
