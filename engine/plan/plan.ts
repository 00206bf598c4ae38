import type { CheckedFlow } from '../check/checked-flow.ts';
import type { CachePlan, KeptRows } from './cache-plan.ts';
import type { CountPlan } from './plan-counts.ts';
import type { Halts } from './halts.ts';
import type { TableKey } from './table-key.ts';

/** One statement of a run. */
export type Step =
  /** Rows taken from the cache instead of being computed. */
  | { readonly kind: 'reuse'; readonly key: TableKey; readonly rows: KeptRows; readonly nodes: readonly string[] }
  /** Rows kept in a temporary table because several statements read them. */
  | { readonly kind: 'keep'; readonly key: TableKey; readonly nodes: readonly string[]; readonly because: string }
  | { readonly kind: 'gate'; readonly node: string; readonly nodes: readonly string[] }
  | { readonly kind: 'write' | 'load'; readonly node: string; readonly nodes: readonly string[] };

/** What a run does, as data: statements in order, then the counts that are not known by then. */
export interface Plan {
  readonly flow: CheckedFlow;
  /** Nodes that take part, in order. */
  readonly nodes: readonly string[];
  readonly steps: readonly Step[];
  readonly counts: CountPlan;
  readonly cache: CachePlan;
  /** Keys that are computed, counted or taken from the cache; all others are only behind what the cache has. */
  readonly live: readonly TableKey[];
  /** Scans whose bad lines are told apart while one statement reads them, without a table of their rows. */
  readonly streamed: ReadonlySet<TableKey>;
  /** Where it stops to be looked at. */
  readonly halts: Halts;
}
