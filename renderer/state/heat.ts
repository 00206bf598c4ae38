import type { FlowDocument } from '../../engine/document/document.ts';
import { topologicalOrder } from '../../engine/core/topology.ts';
import { feeders } from './graph.ts';
import type { NodeOutcome, WorkbenchState } from './workbench.ts';
import { t } from '../words/words.ts';

export interface Heat {
  /** Share of the time of all nodes, 0 to 1, of those that ran and were not changed since. */
  readonly shares: ReadonlyMap<string, number>;
  /** The largest of the shares. */
  readonly hottest: number;
  /** Nodes of the way through the flow that took longest, in its order, and the milliseconds along it. */
  readonly longest: readonly string[];
  readonly milliseconds: number;
}

const nothing: Heat = { shares: new Map(), hottest: 1, longest: [], milliseconds: 0 };
let last: { readonly from: readonly unknown[]; readonly heat: Heat } | null = null;

/** Where the time of the last runs went. */
export function heatOf({ document, outcomes, keys }: Pick<WorkbenchState, 'document' | 'outcomes' | 'keys'>): Heat {
  const from = [document.nodes, document.edges, outcomes];
  if (last && from.every((value, i) => value === last!.from[i])) return last.heat;
  const times = new Map(Object.entries(outcomes).flatMap(([id, o]) => (isCurrent(o, keys.get(id)) && Object.hasOwn(document.nodes, id) ? [[id, o.milliseconds] as const] : [])));
  const total = [...times.values()].reduce((sum, ms) => sum + ms, 0);
  const heat = total === 0 ? nothing : { shares: new Map([...times].map(([id, ms]) => [id, ms / total])), hottest: Math.max(...times.values()) / total, ...longestWay(document, times) };
  last = { from, heat };
  return heat;
}

const isCurrent = (outcome: NodeOutcome, key: string | undefined): boolean => outcome.key === key && outcome.state !== 'skipped' && outcome.state !== 'cancelled';

function longestWay(document: FlowDocument, times: ReadonlyMap<string, number>): Pick<Heat, 'longest' | 'milliseconds'> {
  const fed = feeders(document);
  const { order } = topologicalOrder(Object.keys(document.nodes), (id) => (fed.get(id) ?? []).filter((d) => Object.hasOwn(document.nodes, d)));
  const until = new Map<string, { readonly milliseconds: number; readonly before: string | null }>();
  let end: string | null = null;
  for (const id of order) {
    const own = times.get(id);
    if (own === undefined) continue;
    const before = (fed.get(id) ?? []).filter((d) => until.has(d)).reduce<string | null>((a, b) => (a === null || until.get(b)!.milliseconds > until.get(a)!.milliseconds ? b : a), null);
    until.set(id, { milliseconds: own + (before === null ? 0 : until.get(before)!.milliseconds), before });
    if (end === null || until.get(id)!.milliseconds > until.get(end)!.milliseconds) end = id;
  }
  const way: string[] = [];
  for (let at = end; at !== null; at = until.get(at)!.before) way.unshift(at);
  return { longest: way, milliseconds: end === null ? 0 : until.get(end)!.milliseconds };
}

/** Whether an edge lies on the longest way. */
export function isOnLongest(heat: Heat, source: string, target: string): boolean {
  const at = heat.longest.indexOf(source);
  return at >= 0 && heat.longest[at + 1] === target;
}

export const shareText = (share: number): string => (share < 0.005 ? t('under 1 %') : `${Math.round(share * 100)} %`);

