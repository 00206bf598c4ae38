import { between, type BinnedColumns } from './bin-features.ts';
import { addHistogram, bestSplit, bestSplitOfFew, sumRows, type Slopes, type Split, type SplitLimits, type Sums } from './find-split.ts';
import type { Random } from './random.ts';
import { TreeBuilder, type Tree } from './tree.ts';

export interface GrowLimits extends SplitLimits {
  /** 0 for no limit. */
  readonly maxDepth: number;
  /** 0 for no limit; else the split that gains most comes first. */
  readonly maxLeaves: number;
  /** Columns looked at per split, drawn anew each time. */
  readonly columnsPerSplit: number;
}

interface Node {
  readonly id: number;
  readonly from: number;
  readonly to: number;
  readonly depth: number;
  readonly sums: Sums;
  readonly split: Split | null;
  readonly histogram: Float64Array | null;
}

/** Below this many rows sorting them is quicker than going through all bins. */
const few = 48;

/** Grows a tree over `rows`, which may repeat and are reordered, that lowers the loss the slopes describe; a leaf's values are -gradient / (hessian + lambda). */
export function growTree(binned: BinnedColumns, rows: Int32Array, slopes: Slopes, limits: GrowLimits, random: Random): Tree {
  return new Grower(binned, rows, slopes, limits, random).grow();
}

class Grower {
  private readonly binned: BinnedColumns;
  private readonly rows: Int32Array;
  private readonly slopes: Slopes;
  private readonly limits: GrowLimits;
  private readonly random: Random;
  private readonly builder: TreeBuilder;
  private readonly spare: Int32Array;
  private readonly order: Int32Array;
  /** Place of each column's first bin in a histogram of all columns. */
  private readonly places: number[] = [];
  private readonly size: number;
  /** Histograms of whole nodes are kept so that one child's follows from its sibling's. */
  private readonly keepsHistograms: boolean;
  private scratch: Float64Array | null = null;

  constructor(binned: BinnedColumns, rows: Int32Array, slopes: Slopes, limits: GrowLimits, random: Random) {
    this.binned = binned;
    this.rows = rows;
    this.slopes = slopes;
    this.limits = limits;
    this.random = random;
    this.builder = new TreeBuilder(slopes.outputs);
    this.spare = new Int32Array(rows.length);
    this.order = Int32Array.from(binned.bins, (_, i) => i);
    let size = 0;
    for (const limit of binned.limits) {
      this.places.push(size);
      size += (limit.length + 1) * (slopes.outputs + 2);
    }
    this.size = size;
    this.keepsHistograms = limits.maxLeaves > 0 && limits.columnsPerSplit >= binned.bins.length;
  }

  grow(): Tree {
    const sums = sumRows(this.rows, this.slopes);
    const open = [this.open(this.builder.leaf(this.values(sums)), 0, this.rows.length, 0, sums, null)];
    let leaves = 1;
    while (open.length > 0 && (this.limits.maxLeaves === 0 || leaves < this.limits.maxLeaves)) {
      const node = this.limits.maxLeaves === 0 ? open.pop()! : takeBest(open);
      if (node.split === null) continue;
      open.push(...this.divide(node, node.split));
      leaves++;
    }
    return this.builder.done();
  }

  private values(sums: Sums): number[] {
    const { outputs } = this.slopes;
    const weight = sums[outputs]! + this.limits.lambda;
    return Array.from({ length: outputs }, (_, k) => (weight > 0 ? -sums[k]! / weight : 0));
  }

  /** A leaf with the best split it could have. */
  private open(id: number, from: number, to: number, depth: number, sums: Sums, histogram: Float64Array | null): Node {
    const rows = this.rows.subarray(from, to);
    const { maxDepth, minRows } = this.limits;
    if ((maxDepth > 0 && depth >= maxDepth) || rows.length < 2 * minRows || rows.length < 2) return { id, from, to, depth, sums, split: null, histogram: null };
    const own = this.keepsHistograms ? (histogram ?? this.histogramOf(rows)) : null;
    return { id, from, to, depth, sums, split: this.search(rows, sums, own), histogram: own };
  }

  private histogramOf(rows: Int32Array): Float64Array {
    const histogram = new Float64Array(this.size);
    this.binned.bins.forEach((bins, column) => addHistogram(bins, rows, this.slopes, histogram, this.places[column]!));
    return histogram;
  }

  private search(rows: Int32Array, sums: Sums, histogram: Float64Array | null): Split | null {
    const { outputs } = this.slopes;
    const wanted = Math.min(this.limits.columnsPerSplit, this.order.length);
    const [draws, some] = [!this.keepsHistograms, wanted < this.order.length];
    let best: Split | null = null;
    let looked = 0;
    // The order is drawn, so that of equal splits none is favoured. Columns that are constant in this node do not count as looked at, so that a split is found while there is one.
    for (let i = 0; i < this.order.length && looked < wanted; i++) {
      if (draws) {
        const j = i + this.random.integer(this.order.length - i);
        [this.order[i], this.order[j]] = [this.order[j]!, this.order[i]!];
      }
      const column = this.order[i]!;
      const bins = this.binned.limits[column]!.length + 1;
      if (bins === 1 || (some && isConstant(this.binned.bins[column]!, rows))) continue;
      looked++;
      const found =
        histogram !== null
          ? bestSplit(histogram, this.places[column]!, bins, column, sums, outputs, this.limits)
          : rows.length < few
            ? bestSplitOfFew(this.binned, rows, this.slopes, column, sums, this.limits)
            : this.searchAlone(rows, column, bins, sums);
      if (found !== null && found.gain > (best?.gain ?? 0)) best = found;
    }
    return best;
  }

  private searchAlone(rows: Int32Array, column: number, bins: number, sums: Sums): Split | null {
    const { outputs } = this.slopes;
    this.scratch ??= new Float64Array(256 * (outputs + 2));
    this.scratch.fill(0, 0, bins * (outputs + 2));
    addHistogram(this.binned.bins[column]!, rows, this.slopes, this.scratch, 0);
    return bestSplit(this.scratch, 0, bins, column, sums, outputs, this.limits);
  }

  private divide(node: Node, split: Split): [Node, Node] {
    const middle = this.partition(node, split);
    const left = sumRows(this.rows.subarray(node.from, middle), this.slopes);
    const right = left.map((value, k) => node.sums[k]! - value);
    const [leftId, rightId] = [this.builder.leaf(this.values(left)), this.builder.leaf(this.values(right))];
    this.builder.split(node.id, split.column, this.threshold(node, middle, split.column), leftId, rightId);
    let [ofLeft, ofRight]: [Float64Array | null, Float64Array | null] = [null, null];
    if (node.histogram !== null) {
      const leftIsSmall = middle - node.from <= node.to - middle;
      const small = this.histogramOf(leftIsSmall ? this.rows.subarray(node.from, middle) : this.rows.subarray(middle, node.to));
      const large = node.histogram;
      for (let i = 0; i < large.length; i++) large[i]! -= small[i]!;
      [ofLeft, ofRight] = leftIsSmall ? [small, large] : [large, small];
    }
    return [this.open(leftId, node.from, middle, node.depth + 1, left, ofLeft), this.open(rightId, middle, node.to, node.depth + 1, right, ofRight)];
  }

  /** Half-way between the values of this node on both sides, which serves new rows better than the limit of a bin that was made for all rows. */
  private threshold(node: Node, middle: number, column: number): number {
    const values = this.binned.columns[column]!;
    let [low, high] = [-Infinity, Infinity];
    for (let i = node.from; i < middle; i++) low = Math.max(low, values[this.rows[i]!]!);
    for (let i = middle; i < node.to; i++) high = Math.min(high, values[this.rows[i]!]!);
    return between(low, high);
  }

  /** Puts the rows that go left first, both sides in the order they had. */
  private partition(node: Node, split: Split): number {
    const bins = this.binned.bins[split.column]!;
    let [at, kept] = [node.from, 0];
    for (let i = node.from; i < node.to; i++) {
      const row = this.rows[i]!;
      if (bins[row]! <= split.bin) this.rows[at++] = row;
      else this.spare[kept++] = row;
    }
    this.rows.set(this.spare.subarray(0, kept), at);
    return at;
  }
}

function takeBest(open: Node[]): Node {
  let best = 0;
  for (let i = 1; i < open.length; i++) if ((open[i]!.split?.gain ?? -1) > (open[best]!.split?.gain ?? -1)) best = i;
  return open.splice(best, 1)[0]!;
}

function isConstant(bins: Uint8Array, rows: Int32Array): boolean {
  const first = bins[rows[0]!]!;
  for (let i = 1; i < rows.length; i++) if (bins[rows[i]!]! !== first) return false;
  return true;
}
