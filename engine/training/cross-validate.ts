import type { TrainingSpec } from '../core/training-spec.ts';
import { fitModel } from './fit-model.ts';
import { lessonOf } from './fit-trees.ts';
import { classMetrics, numberMetrics, type Metrics } from './metrics.ts';
import { likeliest, predictRows } from './predict-rows.ts';
import { fitPreparation, prepareFeatures } from './prepare-features.ts';
import type { Steps } from './pulse.ts';
import type { TrainingTable } from './training-table.ts';

/** How a model does on the rows of one fold, which it has not seen. */
export interface JudgedFold {
  readonly fold: number;
  readonly learned: number;
  readonly judged: number;
  readonly metrics: Metrics;
}

export interface CrossValidation {
  readonly folds: readonly JudgedFold[];
  /** What the model that has not seen a row says of it: the place of a class, or a number; NaN for rows that no model is judged by. */
  readonly said: Float64Array;
  /** The probability of each class, `classes` numbers per row; null where numbers are learned. */
  readonly shares: Float64Array | null;
  readonly warnings: readonly string[];
}

const fewestRows = 2;

/**
 * Learns a model for each fold from the rows of the other folds (`ordered`: of the folds before it), preparation of the columns included, and judges it by the rows of the fold.
 * `folds` holds the fold of every row; where they are ordered the first is only learned from. The same arguments give the same result.
 * Throws a RangeError where a fold leaves nothing to learn from.
 */
export function* crossValidate(table: TrainingTable, folds: Int32Array, ordered: boolean, spec: TrainingSpec): Steps<CrossValidation> {
  const { target } = table;
  if (target === null) throw new Error('Only what learns a target can be cross-validated.');
  const classes = target.kind === 'class' ? target.labels.length : 0;
  const said = new Float64Array(table.rows).fill(NaN);
  const shares = target.kind === 'class' ? new Float64Array(table.rows * classes).fill(NaN) : null;
  const known = [...new Set(folds)].sort((a, b) => a - b).slice(ordered ? 1 : 0);
  const judgedFolds: JudgedFold[] = [];
  const warnings: string[] = [];
  for (const [i, fold] of known.entries()) {
    const part = { at: i + 1, of: known.length };
    const [learned, judged] = [rowsWhere(folds, (f) => (ordered ? f < fold : f !== fold)), rowsWhere(folds, (f) => f === fold)];
    if (learned.length < fewestRows) throw new RangeError(`fold ${fold} leaves ${learned.length} rows to learn from`);
    const preparation = fitPreparation(table.features, learned, spec.preparation);
    const lesson = lessonOf(target, learned);
    if (lesson?.kind === 'class' && target.kind === 'class') {
      const lacking = target.labels.filter((_, code) => !lesson.codes.includes(code));
      if (lacking.length > 0) warnings.push(`What fold ${fold} is judged by was learned without a row of class ${lacking.map((label) => `"${label}"`).join(', ')}. Use fewer folds, or part them so that each class is in every one.`);
    }
    const steps = fitModel(prepareFeatures(preparation, table.features, learned), lesson, spec);
    for (let next = steps.next(); ; next = steps.next()) {
      if (next.done === true) {
        const predictions = predictRows(next.value, prepareFeatures(preparation, table.features, judged));
        const truth = lessonOf(target, judged)!;
        const answers = truth.kind === 'class' ? likeliest(predictions) : predictions.values;
        for (const [at, row] of judged.entries()) {
          said[row] = answers[at]!;
          if (shares !== null) shares.set(predictions.values.subarray(at * classes, (at + 1) * classes), row * classes);
        }
        judgedFolds.push({ fold, learned: learned.length, judged: judged.length, metrics: truth.kind === 'class' ? classMetrics(predictions, truth.codes) : numberMetrics(predictions.values, truth.values) });
        break;
      }
      yield { ...next.value, part };
    }
  }
  return { folds: judgedFolds, said, shares, warnings };
}

function rowsWhere(folds: Int32Array, isWanted: (fold: number) => boolean): Int32Array {
  const rows = new Int32Array(folds.length);
  let count = 0;
  for (let row = 0; row < folds.length; row++) if (isWanted(folds[row]!)) rows[count++] = row;
  return rows.slice(0, count);
}
