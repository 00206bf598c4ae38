/** A binary decision tree as arrays over its nodes; node 0 is the root. */
export interface Tree {
  /** Column a node looks at, -1 for a leaf. */
  readonly column: Int32Array;
  /** Values up to this go left. */
  readonly threshold: Float32Array;
  readonly left: Int32Array;
  readonly right: Int32Array;
  /** `outputs` numbers per node; only those of leaves are used. */
  readonly values: Float64Array;
  readonly outputs: number;
}

/** The leaf that row `row` of the columns ends in. */
export function leafOf(tree: Tree, columns: readonly Float32Array[], row: number): number {
  let node = 0;
  for (let column = tree.column[0]!; column >= 0; column = tree.column[node]!) node = columns[column]![row]! <= tree.threshold[node]! ? tree.left[node]! : tree.right[node]!;
  return node;
}

/** Adds `factor` times the values of the rows' leaves to `sums`, row by row with `tree.outputs` numbers each, starting at `offset` with `stride` numbers from row to row. */
export function addTree(tree: Tree, columns: readonly Float32Array[], rows: number, sums: Float64Array, factor = 1, offset = 0, stride = tree.outputs): void {
  const { outputs, values } = tree;
  for (let row = 0; row < rows; row++) {
    const at = leafOf(tree, columns, row) * outputs;
    for (let k = 0; k < outputs; k++) sums[row * stride + offset + k]! += factor * values[at + k]!;
  }
}

/** Collects the nodes of a tree that is being grown. */
export class TreeBuilder {
  private readonly column: number[] = [];
  private readonly threshold: number[] = [];
  private readonly left: number[] = [];
  private readonly right: number[] = [];
  private readonly values: number[] = [];
  private readonly outputs: number;

  constructor(outputs: number) {
    this.outputs = outputs;
  }

  /** Adds a leaf and gives its number. */
  leaf(values: ArrayLike<number>): number {
    this.column.push(-1);
    this.threshold.push(0);
    this.left.push(-1);
    this.right.push(-1);
    for (let k = 0; k < this.outputs; k++) this.values.push(values[k]!);
    return this.column.length - 1;
  }

  /** Turns a leaf into a split. */
  split(node: number, column: number, threshold: number, left: number, right: number): void {
    this.column[node] = column;
    this.threshold[node] = threshold;
    this.left[node] = left;
    this.right[node] = right;
  }

  done(): Tree {
    return { column: Int32Array.from(this.column), threshold: Float32Array.from(this.threshold), left: Int32Array.from(this.left), right: Int32Array.from(this.right), values: Float64Array.from(this.values), outputs: this.outputs };
  }
}
