import type { BinnedColumns } from './bin-features.ts';

/** First and second derivatives of the loss: `outputs` gradients per row, one hessian per row. */
export interface Slopes {
  readonly outputs: number;
  readonly gradients: Float64Array;
  /** Null where every row weighs 1. */
  readonly hessians: Float64Array | null;
}

export interface SplitLimits {
  readonly minRows: number;
  readonly minHessian: number;
  /** Added to the weight of a leaf, which pulls its value towards 0. */
  readonly lambda: number;
}

export interface Split {
  readonly gain: number;
  readonly column: number;
  /** Rows of this bin and those before it go left. */
  readonly bin: number;
}

/** Sums over the rows of a node: gradients, then hessian, then rows. */
export type Sums = Float64Array;

/** Twice the loss a leaf with these sums saves. */
export function score(sums: Sums, outputs: number, lambda: number): number {
  const weight = sums[outputs]! + lambda;
  if (weight <= 0) return 0;
  let total = 0;
  for (let k = 0; k < outputs; k++) total += sums[k]! * sums[k]!;
  return total / weight;
}

export function sumRows(rows: Int32Array, slopes: Slopes): Sums {
  const { outputs, gradients, hessians } = slopes;
  const sums = new Float64Array(outputs + 2);
  for (const row of rows) {
    for (let k = 0; k < outputs; k++) sums[k]! += gradients[row * outputs + k]!;
    sums[outputs]! += hessians === null ? 1 : hessians[row]!;
  }
  sums[outputs + 1] = rows.length;
  return sums;
}

/** The sums of every bin of one column, `outputs` + 2 numbers per bin, added to `into` from place `at`. */
export function addHistogram(bins: Uint8Array, rows: Int32Array, slopes: Slopes, into: Float64Array, at: number): void {
  const { outputs, gradients, hessians } = slopes;
  const width = outputs + 2;
  if (outputs === 1) {
    for (let i = 0; i < rows.length; i++) {
      const row = rows[i]!;
      const place = at + bins[row]! * 3;
      into[place]! += gradients[row]!;
      into[place + 1]! += hessians === null ? 1 : hessians[row]!;
      into[place + 2]!++;
    }
    return;
  }
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i]!;
    const place = at + bins[row]! * width;
    for (let k = 0; k < outputs; k++) into[place + k]! += gradients[row * outputs + k]!;
    into[place + outputs]! += hessians === null ? 1 : hessians[row]!;
    into[place + outputs + 1]!++;
  }
}

/** The best split of one column by its histogram, or null when none is allowed or helps. */
export function bestSplit(histogram: Float64Array, at: number, bins: number, column: number, total: Sums, outputs: number, limits: SplitLimits): Split | null {
  const width = outputs + 2;
  const left = new Float64Array(width);
  const right = new Float64Array(width);
  const parent = score(total, outputs, limits.lambda);
  let best: Split | null = null;
  for (let bin = 0; bin + 1 < bins; bin++) {
    const place = at + bin * width;
    if (histogram[place + outputs + 1] === 0) continue;
    for (let k = 0; k < width; k++) left[k]! += histogram[place + k]!;
    best = better(best, left, right, total, parent, column, bin, outputs, limits);
  }
  return best;
}

/** The same for few rows: sorts them by their bin instead of looking at every bin. */
export function bestSplitOfFew(binned: BinnedColumns, rows: Int32Array, slopes: Slopes, column: number, total: Sums, limits: SplitLimits): Split | null {
  const { outputs, gradients, hessians } = slopes;
  const bins = binned.bins[column]!;
  const sorted = rows.slice();
  for (let i = 1; i < sorted.length; i++) {
    const row = sorted[i]!;
    const bin = bins[row]!;
    let j = i - 1;
    for (; j >= 0 && bins[sorted[j]!]! > bin; j--) sorted[j + 1] = sorted[j]!;
    sorted[j + 1] = row;
  }
  const left = new Float64Array(outputs + 2);
  const right = new Float64Array(outputs + 2);
  const parent = score(total, outputs, limits.lambda);
  let best: Split | null = null;
  for (let i = 0; i + 1 < sorted.length; i++) {
    const row = sorted[i]!;
    for (let k = 0; k < outputs; k++) left[k]! += gradients[row * outputs + k]!;
    left[outputs]! += hessians === null ? 1 : hessians[row]!;
    left[outputs + 1]!++;
    const bin = bins[row]!;
    if (bins[sorted[i + 1]!]! !== bin) best = better(best, left, right, total, parent, column, bin, outputs, limits);
  }
  return best;
}

function better(best: Split | null, left: Sums, right: Sums, total: Sums, parent: number, column: number, bin: number, outputs: number, limits: SplitLimits): Split | null {
  const rowsLeft = left[outputs + 1]!;
  const rowsRight = total[outputs + 1]! - rowsLeft;
  if (rowsLeft < limits.minRows || rowsRight < limits.minRows || rowsRight === 0) return best;
  if (left[outputs]! < limits.minHessian || total[outputs]! - left[outputs]! < limits.minHessian) return best;
  for (let k = 0; k < outputs + 1; k++) right[k] = total[k]! - left[k]!;
  const gain = score(left, outputs, limits.lambda) + score(right, outputs, limits.lambda) - parent;
  return gain > (best?.gain ?? 0) ? { gain, column, bin } : best;
}
