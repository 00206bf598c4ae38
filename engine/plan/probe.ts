/** One relation of a fused statement, from which and those it reads a statement is made that computes it alone: so is found which node fails. */
export interface Probe {
  readonly node: string;
  /** Its quoted name. */
  readonly name: string;
  /** Whether it is computed once, as SQL says so in a WITH clause. */
  readonly hint: string;
  readonly sql: string;
  /** Places of those it reads, all of them before its own. */
  readonly reads: readonly number[];
}
