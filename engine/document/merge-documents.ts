import { canonicalJson, isObject } from '../core/json.ts';
import { parseEnd, type FlowDocument, type FlowEdge } from './document.ts';
import { listChange } from './list-change.ts';

/** A place that both sides changed in different ways; the merged flow holds `ours` there. */
export interface MergeConflict {
  /** Such as `nodes.totals.params.groups`. */
  readonly path: string;
  readonly base: unknown;
  readonly ours: unknown;
  readonly theirs: unknown;
}

export interface MergeResult {
  readonly document: FlowDocument;
  readonly conflicts: readonly MergeConflict[];
}

/** Joins two versions of a flow that come from one: what only one side changed is taken from it, setting by setting; positions are never in conflict. */
export function mergeDocuments(base: FlowDocument, ours: FlowDocument, theirs: FlowDocument): MergeResult {
  const conflicts: MergeConflict[] = [];
  const named = (d: FlowDocument) => ({ ...d, parameters: Object.fromEntries(d.parameters.map((p) => [p.name, p])), edges: Object.fromEntries(d.edges.map((e) => [`${e.from} -> ${e.to}`, e])) });
  const merged = merge(named(base), named(ours), named(theirs), '', conflicts) as Record<string, unknown>;
  const nodes = merged['nodes'] as FlowDocument['nodes'];
  const all = Object.values(merged['edges'] as Record<string, FlowEdge>);
  const edges = all.filter((e) => Object.hasOwn(nodes, parseEnd(e.from).node) && Object.hasOwn(nodes, parseEnd(e.to).node));
  // One side took a node away that the other one connected.
  for (const e of all) {
    const was = (d: FlowDocument) => d.edges.some((x) => x.from === e.from && x.to === e.to);
    if (!edges.includes(e) && !was(base)) conflicts.push({ path: `edges.${e.from} -> ${e.to}`, base: undefined, ours: was(ours) ? e : undefined, theirs: was(theirs) ? e : undefined });
  }
  const layout = Object.fromEntries(Object.entries(merged['layout'] as FlowDocument['layout']).filter(([id]) => Object.hasOwn(nodes, id)));
  const document = { ...merged, parameters: Object.values(merged['parameters'] as object), edges, layout } as unknown as FlowDocument;
  return { document, conflicts };
}

const same = (a: unknown, b: unknown): boolean => (a === undefined || b === undefined ? a === b : canonicalJson(a) === canonicalJson(b));

/** `undefined` stands for what is not there. */
function merge(base: unknown, ours: unknown, theirs: unknown, path: string, conflicts: MergeConflict[]): unknown {
  if (same(ours, theirs) || same(base, theirs)) return ours;
  if (same(base, ours)) return theirs;
  if (isObject(ours) && isObject(theirs)) return mergeRecords(isObject(base) ? base : {}, ours, theirs, path, conflicts);
  if (Array.isArray(base) && Array.isArray(ours) && Array.isArray(theirs)) {
    const both = mergeLists(base, ours, theirs);
    if (both) return both;
  }
  if (!/^(layout|dashboard)\./.test(path)) conflicts.push({ path, base, ours, theirs });
  // A node that one side changed and the other took away stays, so that no work is lost.
  return ours === undefined && /^nodes\.[^.]+$/.test(path) ? theirs : ours;
}

function mergeRecords(base: Record<string, unknown>, ours: Record<string, unknown>, theirs: Record<string, unknown>, path: string, conflicts: MergeConflict[]): Record<string, unknown> {
  const result: Record<string, unknown> = {};
  for (const key of new Set([...Object.keys(ours), ...Object.keys(theirs), ...Object.keys(base)])) {
    const of = (record: Record<string, unknown>) => (Object.hasOwn(record, key) ? record[key] : undefined);
    const value = merge(of(base), of(ours), of(theirs), path === '' ? key : `${path}.${key}`, conflicts);
    if (value !== undefined) result[key] = value;
  }
  return result;
}

/** Both sides' changes of a list when they are at different places, else null. */
function mergeLists(base: readonly unknown[], ours: readonly unknown[], theirs: readonly unknown[]): readonly unknown[] | null {
  const a = listChange(base, ours);
  const b = listChange(base, theirs);
  const [first, second, firstList, secondList] = a.start <= b.start ? [a, b, ours, theirs] : [b, a, theirs, ours];
  // Touching stretches are in conflict: which one comes first is not known.
  if (first.start + first.before >= second.start) return null;
  return [...firstList.slice(0, first.start + first.after), ...base.slice(first.start + first.before, second.start), ...secondList.slice(second.start)];
}
