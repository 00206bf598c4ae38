/** Lanczos' coefficients for g = 7, n = 9; fifteen digits. */
const lanczos = [0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059, 12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7];

function logGamma(x: number): number {
  if (x < 0.5) return Math.log(Math.PI / Math.abs(Math.sin(Math.PI * x))) - logGamma(1 - x);
  const t = x + 6.5;
  return 0.5 * Math.log(2 * Math.PI) + (x - 0.5) * Math.log(t) - t + Math.log(lanczos.slice(1).reduce((sum, c, i) => sum + c / (x + i), lanczos[0]!));
}

/** Lentz' continued fraction b₀ + a₁/(b₁ + a₂/(b₂ + …)). */
function continuedFraction(b0: number, term: (k: number) => { readonly a: number; readonly b: number }): number {
  const tiny = 1e-300;
  let [f, c, d] = [b0 === 0 ? tiny : b0, b0 === 0 ? tiny : b0, 0];
  for (let k = 1; k < 10_000; k++) {
    const { a, b } = term(k);
    d = b + a * d || tiny;
    c = b + a / c || tiny;
    d = 1 / d;
    f *= c * d;
    if (Math.abs(c * d - 1) < 1e-16) break;
  }
  return f;
}

/** Probability that a gamma variable of shape `a` and scale 1 is above `x`: the regularised upper incomplete gamma function. */
export function gammaTail(a: number, x: number): number {
  if (!(x > 0)) return 1;
  if (x === Infinity) return 0;
  const front = Math.exp(a * Math.log(x) - x - logGamma(a));
  if (x >= a + 1) return front / continuedFraction(x + 1 - a, (k) => ({ a: -k * (k - a), b: x + 2 * k + 1 - a }));
  let [sum, term] = [1 / a, 1 / a];
  for (let k = 1; k < 100_000 && Math.abs(term) > Math.abs(sum) * 1e-17; k++) sum += term *= x / (a + k);
  return 1 - sum * front;
}

/** Probability of a chi-square value at least this large by chance. */
export const chiSquareTail = (value: number, degrees: number): number => gammaTail(degrees / 2, value / 2);

/** Probability that a beta variable is at most `x`: the regularised incomplete beta function. */
export function betaShare(a: number, b: number, x: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  // The fraction converges fast on this side only.
  if (x > (a + 1) / (a + b + 2)) return 1 - betaShare(b, a, 1 - x);
  const front = Math.exp(logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log(1 - x)) / a;
  return front / continuedFraction(1, (k) => {
    const m = k >> 1;
    return { a: k % 2 === 0 ? (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m)) : (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1)), b: 1 };
  });
}

/** Probability that a normal variable is at most `z` standard deviations above its mean. */
export function normalShare(z: number): number {
  const tail = gammaTail(0.5, (z * z) / 2) / 2;
  return z < 0 ? tail : 1 - tail;
}

/** Sizes from which on the limit law stands in for the exact one. */
const largeSample = 10_000;

/** Probability of a two-sided Kolmogorov-Smirnov distance at least this large in a sample of `size`: exact to seven digits (Marsaglia, Tsang and Wang 2003), the limit law for large samples. */
export function kolmogorovTail(distance: number, size: number): number {
  if (distance <= 0.5 / size) return 1;
  if (distance >= 1) return 0;
  const s = distance * distance * size;
  if (size > largeSample) return limitTail(Math.sqrt(s));
  if (s > 7.24 || (s > 3.76 && size > 99)) return 2 * Math.exp(-(2.000071 + 0.331 / Math.sqrt(size) + 1.409 / size) * s);
  return 1 - kolmogorovShare(distance, size);
}

function limitTail(x: number): number {
  if (x < 0.2) return 1;
  let sum = 0;
  for (let k = 1; k <= 100; k++) sum += (k % 2 === 0 ? -2 : 2) * Math.exp(-2 * k * k * x * x);
  return Math.min(1, Math.max(0, sum));
}

function kolmogorovShare(distance: number, size: number): number {
  const k = Math.floor(size * distance) + 1;
  const m = 2 * k - 1;
  const h = k - size * distance;
  const matrix = new Float64Array(m * m);
  for (let i = 0; i < m; i++) for (let j = 0; j < m; j++) matrix[i * m + j] = i - j + 1 < 0 ? 0 : 1;
  for (let i = 0; i < m; i++) {
    matrix[i * m]! -= h ** (i + 1);
    matrix[(m - 1) * m + i]! -= h ** (m - i);
  }
  matrix[(m - 1) * m]! += 2 * h - 1 > 0 ? (2 * h - 1) ** m : 0;
  for (let i = 0; i < m; i++) for (let j = 0; j < m; j++) if (i - j + 1 > 0) for (let g = 1; g <= i - j + 1; g++) matrix[i * m + j]! /= g;
  const { values, exponent } = power(matrix, m, size);
  let [share, e] = [values[(k - 1) * m + k - 1]!, exponent];
  for (let i = 1; i <= size; i++) {
    share = (share * i) / size;
    if (share < 1e-140) [share, e] = [share * 1e140, e - 140];
  }
  return share * 10 ** e;
}

/** A matrix to a whole power; the exponent of ten is kept apart so that nothing overflows. */
function power(matrix: Float64Array, m: number, n: number): { readonly values: Float64Array; readonly exponent: number } {
  if (n === 1) return { values: matrix, exponent: 0 };
  const half = power(matrix, m, n >> 1);
  let [values, exponent] = [product(half.values, half.values, m), 2 * half.exponent];
  if (n % 2 === 1) values = product(matrix, values, m);
  if (values[(m >> 1) * m + (m >> 1)]! > 1e140) [values, exponent] = [values.map((v) => v * 1e-140), exponent + 140];
  return { values, exponent };
}

function product(a: Float64Array, b: Float64Array, m: number): Float64Array {
  const c = new Float64Array(m * m);
  for (let i = 0; i < m; i++) for (let k = 0; k < m; k++) {
    const factor = a[i * m + k]!;
    if (factor !== 0) for (let j = 0; j < m; j++) c[i * m + j]! += factor * b[k * m + j]!;
  }
  return c;
}
