import type { FittedModel } from './fitted-model.ts';

/** Least squares with an L2 penalty of `regularisation` on the weights, solved by the normal equations of the centred columns. */
export function fitLinear(columns: readonly Float32Array[], values: Float64Array, regularisation: number): FittedModel {
  const [rows, width] = [values.length, columns.length];
  const means = columns.map((column) => column.reduce((sum, x) => sum + x, 0) / rows);
  const mean = values.reduce((sum, y) => sum + y, 0) / rows;
  const gram = Array.from({ length: width }, () => new Float64Array(width));
  const right = new Float64Array(width);
  for (let i = 0; i < width; i++) {
    const a = columns[i]!;
    for (let j = 0; j <= i; j++) {
      const b = columns[j]!;
      let sum = 0;
      for (let r = 0; r < rows; r++) sum += (a[r]! - means[i]!) * (b[r]! - means[j]!);
      gram[i]![j] = gram[j]![i] = sum;
    }
    for (let r = 0; r < rows; r++) right[i]! += (a[r]! - means[i]!) * (values[r]! - mean);
    gram[i]![i]! += regularisation;
  }
  const weights = solve(gram, right);
  const intercept = mean - weights.reduce((sum, w, i) => sum + w * means[i]!, 0);
  return { kind: 'linear', weights: [weights], intercepts: [intercept], link: 'identity' };
}

/** Solves a symmetric system by Cholesky's method; a column that is a combination of those before it gets weight 0. */
function solve(matrix: readonly Float64Array[], right: Float64Array): Float64Array {
  const n = right.length;
  const lower = matrix.map((row) => row.slice());
  const dependent = new Set<number>();
  for (let j = 0; j < n; j++) {
    const before = lower[j]![j]!;
    let pivot = before;
    for (let k = 0; k < j; k++) if (!dependent.has(k)) pivot -= lower[j]![k]! ** 2;
    if (!(pivot > 1e-10 * Math.max(before, Number.MIN_VALUE))) {
      dependent.add(j);
      continue;
    }
    lower[j]![j] = Math.sqrt(pivot);
    for (let i = j + 1; i < n; i++) {
      let sum = lower[i]![j]!;
      for (let k = 0; k < j; k++) if (!dependent.has(k)) sum -= lower[i]![k]! * lower[j]![k]!;
      lower[i]![j] = sum / lower[j]![j]!;
    }
  }
  const half = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    if (dependent.has(i)) continue;
    let sum = right[i]!;
    for (let k = 0; k < i; k++) if (!dependent.has(k)) sum -= lower[i]![k]! * half[k]!;
    half[i] = sum / lower[i]![i]!;
  }
  const solution = new Float64Array(n);
  for (let i = n - 1; i >= 0; i--) {
    if (dependent.has(i)) continue;
    let sum = half[i]!;
    for (let k = i + 1; k < n; k++) if (!dependent.has(k)) sum -= lower[k]![i]! * solution[k]!;
    solution[i] = sum / lower[i]![i]!;
  }
  return solution;
}
