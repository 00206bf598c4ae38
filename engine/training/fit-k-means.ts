import type { FittedModel } from './fitted-model.ts';
import type { Steps } from './pulse.ts';
import { Random } from './random.ts';

const starts = 5;
const mostRounds = 300;

/** Clusters by Lloyd's method from centres drawn far apart (k-means++); the best of several starts counts. */
export function* fitKMeans(columns: readonly Float32Array[], clusters: number, seed: number): Steps<FittedModel> {
  let best: { readonly centres: Float64Array[]; readonly inertia: number } | null = null;
  for (let start = 0; start < starts; start++) {
    yield { done: start, of: starts, unit: 'starts' };
    const found = yield* lloyd(columns, drawCentres(columns, clusters, new Random(seed).fork(start)), start);
    if (best === null || found.inertia < best.inertia) best = found;
  }
  return { kind: 'centres', centres: best!.centres };
}

/** Nearest centre of every row, with the squared distance to it. */
export function nearestCentres(columns: readonly Float32Array[], centres: readonly Float64Array[]): { readonly codes: Int32Array; readonly distances: Float64Array } {
  const rows = columns[0]?.length ?? 0;
  const codes = new Int32Array(rows);
  const distances = new Float64Array(rows).fill(Infinity);
  centres.forEach((centre, code) => {
    const squared = squaredDistances(columns, centre);
    for (let r = 0; r < rows; r++) {
      if (squared[r]! >= distances[r]!) continue;
      distances[r] = squared[r]!;
      codes[r] = code;
    }
  });
  return { codes, distances };
}

function squaredDistances(columns: readonly Float32Array[], centre: Float64Array): Float64Array {
  const rows = columns[0]?.length ?? 0;
  const squared = new Float64Array(rows);
  columns.forEach((column, c) => {
    const at = centre[c]!;
    for (let r = 0; r < rows; r++) squared[r]! += (column[r]! - at) ** 2;
  });
  return squared;
}

const rowOf = (columns: readonly Float32Array[], row: number): Float64Array => Float64Array.from(columns, (column) => column[row]!);

function drawCentres(columns: readonly Float32Array[], clusters: number, random: Random): Float64Array[] {
  const rows = columns[0]!.length;
  const centres = [rowOf(columns, random.integer(rows))];
  const nearest = squaredDistances(columns, centres[0]!);
  while (centres.length < clusters) {
    const total = nearest.reduce((sum, d) => sum + d, 0);
    let left = random.next() * total;
    let row = 0;
    while (row < rows - 1 && (left -= nearest[row]!) > 0) row++;
    const centre = rowOf(columns, row);
    centres.push(centre);
    squaredDistances(columns, centre).forEach((d, r) => (nearest[r] = Math.min(nearest[r]!, d)));
  }
  return centres;
}

function* lloyd(columns: readonly Float32Array[], first: Float64Array[], start: number): Steps<{ readonly centres: Float64Array[]; readonly inertia: number }> {
  let centres = first;
  for (let round = 0; ; round++) {
    const { codes, distances } = nearestCentres(columns, centres);
    const inertia = distances.reduce((sum, d) => sum + d, 0);
    yield { done: start, of: starts, unit: 'starts', loss: () => inertia / Math.max(1, columns[0]?.length ?? 0) };
    if (round === mostRounds) return { centres, inertia };
    const next = centresOf(columns, codes, centres.length);
    // A cluster without rows moves to the row that is worst off.
    next.forEach((centre, k) => {
      if (centre.length > 0) return;
      const worst = distances.reduce((at, d, r) => (d > distances[at]! ? r : at), 0);
      distances[worst] = 0;
      next[k] = rowOf(columns, worst);
    });
    if (next.every((centre, k) => centre.every((x, c) => x === centres[k]![c]))) return { centres, inertia };
    centres = next;
  }
}

/** The mean row of every cluster; an empty array for one without rows. */
function centresOf(columns: readonly Float32Array[], codes: Int32Array, clusters: number): Float64Array[] {
  const counts = new Float64Array(clusters);
  for (const code of codes) counts[code]!++;
  const centres = Array.from(counts, (count) => new Float64Array(count > 0 ? columns.length : 0));
  columns.forEach((column, c) => {
    const sums = new Float64Array(clusters);
    for (let r = 0; r < codes.length; r++) sums[codes[r]!]! += column[r]!;
    centres.forEach((centre, k) => centre.length > 0 && (centre[c] = sums[k]! / counts[k]!));
  });
  return centres;
}
