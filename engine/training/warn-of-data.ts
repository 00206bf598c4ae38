import type { TrainingTable } from './training-table.ts';

/** What a person should know about the data before they trust a model of it, a sentence each; `score` is the accuracy or R² of the model. */
export function warnOfData(table: TrainingTable, rows: Int32Array, importance: readonly number[] | null, score: number | null): string[] {
  const warnings: string[] = [];
  const { target } = table;
  if (target?.kind === 'class') {
    const counts = new Float64Array(target.labels.length);
    for (const row of rows) counts[target.codes[row]!]!++;
    const rarest = counts.reduce((at, n, k) => (n < counts[at]! ? k : at), 0);
    const share = counts[rarest]! / rows.length;
    if (share < 0.05) warnings.push(`Only ${(share * 100).toFixed(1)} % of the rows are of class "${target.labels[rarest]!}": accuracy says little about it, look at the balanced accuracy and the table of errors.`);
  }
  for (const feature of table.features) {
    if (feature.kind === 'category') {
      if (new Set(feature.codes.filter((code) => code >= 0)).size > Math.max(100, rows.length / 2)) warnings.push(`Column "${feature.name}" has a value of its own in most rows, as an identifier has: leave it out.`);
      continue;
    }
    const first = feature.values[rows[0] ?? 0];
    if (countsRows(feature.values, rows)) warnings.push(`Column "${feature.name}" numbers the rows, and a new row would get a number that was never seen: leave it out.`);
    else if (rows.every((row) => Object.is(feature.values[row], first))) warnings.push(`Column "${feature.name}" has the same value in every row and teaches nothing: leave it out.`);
  }
  // One column that carries nearly all of a nearly perfect model usually holds the answer itself.
  if (importance !== null && score !== null && score > 0.99 && importance.length > 1) {
    const total = importance.reduce((sum, i) => sum + Math.max(0, i), 0);
    const top = importance.reduce((at, i, f) => (i > importance[at]! ? f : at), 0);
    if (total > 0 && importance[top]! / total > 0.8) warnings.push(`Nearly all the model knows comes from column "${table.features[top]!.name}", and it is nearly always right: make sure that this column is known before the answer is.`);
  }
  return warnings;
}

/** Whether the values of all rows are different whole numbers with few gaps, as an identifier or a line number has. */
function countsRows(values: Float32Array, rows: Int32Array): boolean {
  let [low, high] = [Infinity, -Infinity];
  const seen = new Set<number>();
  for (const row of rows) {
    const value = values[row]!;
    if (!Number.isInteger(value) || seen.has(value)) return false;
    seen.add(value);
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  // Rows kept for judging leave gaps.
  return rows.length >= 20 && high - low < rows.length * 2;
}
