import { classMetrics, numberMetrics } from './metrics.ts';
import type { FittedModel } from './fitted-model.ts';
import type { Lesson } from './fit-trees.ts';
import { predictRows } from './predict-rows.ts';
import { Random } from './random.ts';

const mostRows = 2000;
const repeats = 3;

/** How much worse the model gets when a feature's values are shuffled among the rows: the drop in accuracy for classes, the rise of the RMSE for numbers, per feature. `owners` says which feature each column belongs to. */
export function permutationImportance(model: FittedModel, columns: readonly Float32Array[], owners: readonly number[], features: number, lesson: Lesson, seed: number): number[] {
  const rows = Math.min(mostRows, columns[0]?.length ?? 0);
  const seen = columns.map((column) => column.subarray(0, rows));
  const loss = (given: readonly Float32Array[]): number => {
    const predictions = predictRows(model, given);
    return lesson.kind === 'class' ? -classMetrics(predictions, lesson.codes.subarray(0, rows))['accuracy']! : numberMetrics(predictions.values, lesson.values.subarray(0, rows))['RMSE']!;
  };
  const usual = loss(seen);
  return Array.from({ length: features }, (_, feature) => {
    let sum = 0;
    for (let repeat = 0; repeat < repeats; repeat++) {
      const order = new Random(seed).fork(feature * repeats + repeat).shuffle(Int32Array.from({ length: rows }, (_, r) => r));
      sum += loss(seen.map((column, c) => (owners[c] === feature ? Float32Array.from(order, (r) => column[r]!) : column))) - usual;
    }
    return sum / repeats;
  });
}
