import type { Binder } from '../check/binder.ts';
import type { CheckedFlow } from '../check/checked-flow.ts';
import type { RunScope } from '../check/run-scope.ts';
import { DiagnosticError, type Diagnostic } from '../core/diagnostic.ts';
import type { CacheUse } from '../core/run-report.ts';
import type { Expression } from '../expression/expression.ts';
import { noCache, type CachePlan } from '../plan/cache-plan.ts';
import { everyStop, noHalts, type Halts } from '../plan/halts.ts';
import type { Pause } from '../plan/pause.ts';
import type { Plan } from '../plan/plan.ts';
import { participants } from '../plan/plan-run.ts';
import { keyNode, outputKey, TableIndex, type TableKey } from '../plan/table-key.ts';
import type { PausedRows } from '../workers/worker-messages.ts';
import type { Breakpoint, RunPause } from './contract.ts';
import { rowCondition } from './row-condition.ts';

/** Where a run stops for a person to look, by key, with the condition of it; null where it always stops. */
export type BreakpointKeys = ReadonlyMap<TableKey, Expression | null>;

/** The breakpoints that a run can meet. One of a node that has gone, or has no rows yet, is none; a condition that does not hold together is told. */
export async function breakpointKeys(flow: CheckedFlow, wished: readonly Breakpoint[], binder: Pick<Binder, 'parse' | 'bind'>): Promise<{ readonly keys: BreakpointKeys } | { readonly problem: Diagnostic }> {
  const keys = new Map<TableKey, Expression | null>();
  for (const { node, port, when } of wished) {
    const found = flow.nodes.find((n) => n.id === node);
    const schema = found?.outputs[port];
    if (!found?.built || !schema) continue;
    try {
      keys.set(outputKey(node, port), when === undefined ? null : await rowCondition(when, node, schema, binder, `The condition of the breakpoint after node "${node}"`));
    } catch (error) {
      if (!(error instanceof DiagnosticError)) throw error;
      return { problem: { ...error.diagnostic, message: `The breakpoint after node "${node}": ${error.diagnostic.message}`, at: { node } } };
    }
  }
  return { keys };
}

/** How a run was asked to stop. */
export interface StopWish {
  readonly breakpoints: BreakpointKeys;
  /** At every node, from the first one on. */
  readonly step: boolean;
}

export const stopsAnywhere = ({ breakpoints, step }: StopWish): boolean => step || breakpoints.size > 0;

const indexOf = (flow: CheckedFlow, scope: RunScope): TableIndex => new TableIndex(participants(flow, scope));

/** The stops of a run from its start. */
export const firstHalts = (flow: CheckedFlow, scope: RunScope, wish: StopWish): Halts => ({ ...noHalts, stops: wish.step ? everyStop(indexOf(flow, scope)) : new Set(wish.breakpoints.keys()), whole: stopsAnywhere(wish) });

/** The stops of the rest of one that waits. */
export const nextHalts = (plan: Plan, scope: RunScope, wish: StopWish, pause: Pause): Halts => ({
  stops: wish.step ? everyStop(indexOf(plan.flow, scope)) : new Set(wish.breakpoints.keys()),
  done: new Set(pause.done),
  ran: new Set(pause.ran),
  planned: new Set([...plan.halts.planned, ...plan.steps.flatMap((step) => (step.kind === 'keep' ? [step.key] : []))]),
  whole: plan.halts.whole,
});

/** What is taken from the cache by a run that stops: nothing that lies at or behind a stop, since its rows are to be seen on the way. */
export function cacheBefore(flow: CheckedFlow, scope: RunScope, cache: CachePlan = noCache, stops: ReadonlySet<TableKey> = new Set()): CachePlan {
  if (stops.size === 0 || cache.hits.size === 0) return cache;
  const index = indexOf(flow, scope);
  return { ...cache, hits: new Map([...cache.hits].filter(([key]) => !index.closure([key]).some((k) => stops.has(k)))) };
}

/** Says of nodes whose kept rows were passed over that the stop is why. */
export function toldStops(uses: Readonly<Record<string, CacheUse>>, usual: CachePlan, taken: CachePlan): Record<string, CacheUse> {
  const passed = new Set([...usual.hits.keys()].filter((key) => !taken.hits.has(key)).map(keyNode));
  return Object.fromEntries(Object.entries(uses).map(([node, use]) => [node, passed.has(node) ? { state: 'recomputed', code: 'stop', why: 'the run stops on the way to be looked at' } : use]));
}

/** What the window is told of a run that waits. */
export function toldPause(pause: Pause, shown: PausedRows | null): RunPause {
  const { why, key, rows, matched } = pause;
  const node = key === null ? null : keyNode(key);
  if (key === null || node === null || !shown) return { why, node: null, port: null, rows: null, matched: null, shown: null };
  const said = (n: number): string => n.toLocaleString('en-US');
  const note = shown.more ? `The first ${said(shown.rows)} of ${said(matched ?? shown.rows)} rows.` : `All ${said(shown.rows)} rows.`;
  const preview = { schema: shown.schema, arrow: shown.arrow, rows: shown.rows, coverage: shown.more ? ('first' as const) : ('all' as const), total: matched, note, profile: shown.profile, milliseconds: shown.milliseconds, taken: new Date().toISOString() };
  return { why, node, port: key.slice(node.length + 1), rows, matched, shown: preview };
}
