import { describe, expect, test } from 'vitest';
import type { TrainingProgress } from '../core/training-progress.ts';
import { lossText } from '../core/training-progress.ts';
import { fitBoosting } from './fit-boosting.ts';
import { fitForest } from './fit-trees.ts';
import { fitKMeans } from './fit-k-means.ts';
import { fitLogistic } from './fit-logistic.ts';
import { paced, type Pulse } from './pulse.ts';

const rows = 60;
const column = Float32Array.from({ length: rows }, (_, i) => i / 10);
const settings = { trees: 8, learningRate: 0.5, maxDepth: 3, maxLeaves: 8, minLeafRows: 1, regularisation: 1, clusters: 3, contamination: 0 };

/** What a training tells of itself when it is always asked. */
function listening(): { readonly told: TrainingProgress[]; readonly pulse: Pulse } {
  const told: TrainingProgress[] = [];
  return { told, pulse: async (done, of, unit, loss) => void told.push({ done, of, unit, ...(loss === undefined ? {} : { loss: loss() }) }) };
}
const losses = (told: readonly TrainingProgress[]): number[] => told.map((t) => t.loss!);
const falls = (values: readonly number[]): boolean => values.every((value, i) => i === 0 || value < values[i - 1]!);

describe('a training tells how far it is', () => {
  test('boosting of numbers: trees, and the mean squared error, from the variance down', async () => {
    const { told, pulse } = listening();
    const values = Float64Array.from(column, (x) => x * x);
    await paced(fitBoosting([column], { kind: 'number', values }, settings, 1), pulse);
    expect(told.map(({ done, of, unit }) => `${done} of ${of} ${unit}`)).toEqual(Array.from({ length: 8 }, (_, i) => `${i} of 8 trees`));
    const mean = values.reduce((a, b) => a + b, 0) / rows;
    expect(told[0]!.loss).toBeCloseTo(values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / rows, 6);
    expect(falls(losses(told))).toBe(true);
  });

  test('boosting of classes: the mean log loss, which guessing by frequency begins with', async () => {
    const two = listening();
    await paced(fitBoosting([column], { kind: 'class', codes: Int32Array.from(column, (x) => (x < 3 ? 0 : 1)), classes: 2 }, settings, 1), two.pulse);
    expect(two.told[0]!.loss).toBeCloseTo(Math.log(2), 6);
    expect(falls(losses(two.told))).toBe(true);
    const three = listening();
    await paced(fitBoosting([column], { kind: 'class', codes: Int32Array.from(column, (x) => Math.floor(x / 2)), classes: 3 }, settings, 1), three.pulse);
    expect(three.told).toHaveLength(24);
    expect(three.told[0]!.loss).toBeCloseTo(Math.log(3), 6);
    expect(three.told.at(-1)).toMatchObject({ done: 23, of: 24 });
    expect(three.told.at(-1)!.loss).toBeLessThan(0.5);
  });

  test('a forest counts trees, logistic regression rounds, k-means starts', async () => {
    const forest = listening();
    await paced(fitForest([column], { kind: 'number', values: Float64Array.from(column) }, settings, 1), forest.pulse);
    expect(forest.told.at(-1)).toEqual({ done: 7, of: 8, unit: 'trees' });
    const logistic = listening();
    await paced(fitLogistic([column], Int32Array.from(column, (x) => (x < 3 ? 0 : 1)), 2, 1), logistic.pulse);
    expect(logistic.told[0]).toEqual({ done: 0, of: 1000, unit: 'rounds', loss: expect.closeTo(Math.log(2), 6) as number });
    expect(falls(losses(logistic.told))).toBe(true);
    const means = listening();
    await paced(fitKMeans([column], 3, 1), means.pulse);
    expect(means.told.at(-1)).toMatchObject({ done: 4, of: 5, unit: 'starts' });
    expect(means.told.at(-1)!.loss).toBeCloseTo(1 / 3, 1);
  });
});

test('a loss has the digits that move', () => {
  expect([0, 0.693147, 12345.678, 0.000012345, 3.2e9].map(lossText)).toEqual(['0', '0.6931', '12350', '1.23e-5', '3.20e+9']);
});
