import { likeliest, type Predictions } from './predict-rows.ts';

/** Figures by name; shares and rates are from 0 to 1. */
export type Metrics = Readonly<Record<string, number>>;

/** How well probabilities tell classes apart: accuracy, balanced accuracy, macro F1, log loss, and the area under the ROC curve (for more than two classes the mean of one against the rest). */
export function classMetrics(predictions: Predictions, truth: Int32Array): Metrics {
  const { outputs: classes, values } = predictions;
  const table = confusion(predictions, truth);
  const rows = truth.length;
  let hits = 0;
  const recalls: number[] = [];
  const f1s: number[] = [];
  for (let k = 0; k < classes; k++) {
    const hit = table[k]![k]!;
    const actual = table[k]!.reduce((sum, n) => sum + n, 0);
    const said = table.reduce((sum, row) => sum + row[k]!, 0);
    hits += hit;
    if (actual > 0) recalls.push(hit / actual);
    if (actual + said > 0) f1s.push((2 * hit) / (actual + said));
  }
  let loss = 0;
  for (let r = 0; r < rows; r++) loss -= Math.log(Math.min(1, Math.max(1e-15, values[r * classes + truth[r]!]!)));
  const areas = Array.from({ length: classes }, (_, k) => area(values, classes, k, truth)).filter((a) => !Number.isNaN(a));
  return { accuracy: hits / rows, 'balanced accuracy': mean(recalls), 'macro F1': mean(f1s), 'log loss': loss / rows, ...(areas.length > 0 ? { 'ROC AUC': classes === 2 ? areas[1]! : mean(areas) } : {}) };
}

/** Rows by true class (first index) and predicted class. */
export function confusion(predictions: Predictions, truth: Int32Array): number[][] {
  const table = Array.from({ length: predictions.outputs }, () => Array.from({ length: predictions.outputs }, () => 0));
  likeliest(predictions).forEach((code, r) => table[truth[r]!]![code]!++);
  return table;
}

export function numberMetrics(predicted: Float64Array, truth: Float64Array): Metrics {
  const rows = truth.length;
  const centre = mean(truth);
  let [squared, absolute, total] = [0, 0, 0];
  for (let r = 0; r < rows; r++) {
    const off = predicted[r]! - truth[r]!;
    squared += off * off;
    absolute += Math.abs(off);
    total += (truth[r]! - centre) ** 2;
  }
  return { RMSE: Math.sqrt(squared / rows), MAE: absolute / rows, ...(total > 0 ? { 'R²': 1 - squared / total } : {}) };
}

/** The chance that a row of class `k` gets a higher share than another; NaN when all or none are of it. */
function area(values: Float64Array, classes: number, k: number, truth: Int32Array): number {
  const order = Int32Array.from(truth, (_, r) => r).sort((a, b) => values[a * classes + k]! - values[b * classes + k]!);
  let [ranks, positives] = [0, 0];
  for (let i = 0; i < order.length; ) {
    let j = i;
    while (j < order.length && values[order[j]! * classes + k] === values[order[i]! * classes + k]) j++;
    // Equal shares get the middle rank.
    for (let m = i; m < j; m++) {
      if (truth[order[m]!] !== k) continue;
      positives++;
      ranks += (i + 1 + j) / 2;
    }
    i = j;
  }
  const negatives = truth.length - positives;
  return positives === 0 || negatives === 0 ? NaN : (ranks - (positives * (positives + 1)) / 2) / (positives * negatives);
}

function mean(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]!;
  return sum / values.length;
}
