/** Columns of numbers cut into at most 256 bins each, so that a split is looked for among bins and not among rows. */
export interface BinnedColumns {
  readonly rows: number;
  readonly columns: readonly Float32Array[];
  /** Per column the bin of every row. */
  readonly bins: readonly Uint8Array[];
  /** Per column the largest value of every bin but the last; a value belongs to the first bin whose limit it does not exceed. */
  readonly limits: readonly Float32Array[];
}

const mostBins = 256;
const mostSampled = 200_000;

/** Bins columns by their quantiles; columns with few distinct values get a bin each. */
export function binFeatures(columns: readonly Float32Array[]): BinnedColumns {
  const limits = columns.map(limitsOf);
  return { rows: columns[0]?.length ?? 0, columns, bins: columns.map((column, i) => binsOf(column, limits[i]!)), limits };
}

function limitsOf(column: Float32Array): Float32Array {
  const step = Math.max(1, Math.ceil(column.length / mostSampled));
  const sample = new Float32Array(Math.ceil(column.length / step));
  for (let i = 0; i < sample.length; i++) sample[i] = column[i * step]!;
  sample.sort();
  const distinct: number[] = [];
  /** How many sampled values are not above each distinct one. */
  const upTo: number[] = [];
  for (let i = 0; i < sample.length; i++) {
    if (i + 1 < sample.length && sample[i + 1] === sample[i]) continue;
    distinct.push(sample[i]!);
    upTo.push(i + 1);
  }
  const cuts: number[] = [];
  if (distinct.length <= mostBins) for (let i = 0; i + 1 < distinct.length; i++) cuts.push(i);
  else {
    let wanted = sample.length / mostBins;
    for (let i = 0; i + 1 < distinct.length && cuts.length < mostBins - 1; i++) {
      if (upTo[i]! < wanted) continue;
      cuts.push(i);
      wanted = Math.max(upTo[i]!, wanted) + (sample.length - upTo[i]!) / (mostBins - cuts.length);
    }
  }
  return Float32Array.from(cuts, (i) => between(distinct[i]!, distinct[i + 1]!));
}

/** A single-precision number not below `low` and below `high`, in the middle where there is room. */
export function between(low: number, high: number): number {
  const middle = Math.fround(low + (high - low) / 2);
  return middle < high && middle >= low ? middle : low;
}

function binsOf(column: Float32Array, limits: Float32Array): Uint8Array {
  const bins = new Uint8Array(column.length);
  for (let r = 0; r < column.length; r++) {
    const value = column[r]!;
    let [from, to] = [0, limits.length];
    while (from < to) {
      const middle = (from + to) >> 1;
      if (value <= limits[middle]!) to = middle;
      else from = middle + 1;
    }
    bins[r] = from;
  }
  return bins;
}
