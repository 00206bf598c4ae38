import type { CheckedFlow, CheckedNode } from '../check/checked-flow.ts';
import type { Diagnostic } from '../core/diagnostic.ts';
import { problem } from '../core/diagnostic.ts';
import { canonicalJson } from '../core/json.ts';
import type { CountPlan, CountRule } from '../plan/plan-counts.ts';
import { planRun } from '../plan/plan-run.ts';
import { nextToCount, solveCounts } from '../plan/solve-counts.ts';
import { TableIndex, keyNode, outputKey, type TableKey } from '../plan/table-key.ts';
import type { Relation, ScanSource } from '../relation/relation.ts';
import { walkRelation } from '../relation/walk-relation.ts';
import { hoistCounts } from './hoist-counts.ts';
import { orderJoins } from './order-joins.ts';
import { sinkRefusal, sourceRefusal } from './stream-files.ts';
import { StreamAbilities } from './stream-ability.ts';

export type AppendedScan = Extract<ScanSource, { format: 'appended' }>;

/** What a stream run does, as data: what is read once, what is done in every epoch, and how rows are counted. */
export interface StreamPlan {
  readonly flow: CheckedFlow;
  readonly nodes: readonly string[];
  /** Keys that read an appended file. */
  readonly sources: readonly { readonly key: TableKey; readonly scan: AppendedScan }[];
  /** Tables read once at the start, each after what it reads. */
  readonly fixed: readonly TableKey[];
  readonly fixedGates: readonly string[];
  /** Tables made in every epoch, each after what it reads. */
  readonly kept: readonly TableKey[];
  /** Aggregates whose figures add up over the epochs. */
  readonly summaries: readonly TableKey[];
  /** Output ports whose rows are computed from summaries. */
  readonly reports: readonly TableKey[];
  readonly gates: readonly string[];
  readonly sinks: readonly string[];
  /** Output ports whose rows come epoch by epoch. */
  readonly flowing: readonly TableKey[];
  readonly flowingCounts: CountPlan;
  readonly fixedCounts: CountPlan;
  /** Changes when the logic changes, not when nodes are moved or renamed. */
  readonly identity: string;
}

export type StreamPlanning = { readonly ok: true; readonly plan: StreamPlan } | { readonly ok: false; readonly problems: readonly Diagnostic[] };

/** Plans a stream run of a flow without errors, or says which nodes keep it from being one. */
export function planStream(checked: CheckedFlow): StreamPlanning {
  const flow = hoistCounts(checked);
  const nodes = flow.nodes.filter((n) => n.built !== null);
  const index = new TableIndex(nodes);
  const abilities = new StreamAbilities(index);
  const sources = index.keys().flatMap((key) => appendedScans(index.relation(key)).map((scan) => ({ key, scan })));
  if (sources.length === 0) return { ok: false, problems: [problem('stream-unsupported', 'The flow has no source that goes on giving rows. Add an Appended file, or run the flow without --stream.')] };
  const problems = [...refusals(nodes, index, abilities), ...sources.flatMap(({ key, scan }) => sourceRefusal(keyNode(key), scan)), ...nodes.flatMap((n) => (n.built?.sink ? sinkRefusal(n.id, n.built.sink) : n.built?.load ? [problem('stream-unsupported', `Node "${n.id}" writes a table once a run has ended, and a stream does not end. Write a file, and load it with a flow of its own.`, { node: n.id })] : []))];
  if (problems.length > 0) return { ok: false, problems };

  const kindOf = (key: TableKey): string => abilities.of(key).kind;
  const run = planRun(flow, null);
  const flowingCounts = onlyRules(run.counts, (key) => kindOf(key) === 'flowing');
  const planned = new Set(run.steps.flatMap((s) => (s.kind === 'keep' ? [s.key] : [])));
  const order = index.closure(index.keys());
  const sourceKeys = new Set(sources.map((s) => s.key));
  for (const key of neededForCounts(flowingCounts, sourceKeys, nodes, index)) planned.add(key);
  const read = new Set(order.filter((k) => kindOf(k) === 'flowing').flatMap((k) => index.reads(keyNode(k), index.relation(k))));
  const gates = nodes.filter((n) => n.built?.gate);
  const isFixedGate = (n: CheckedNode): boolean => abilities.find(n.id, n.built!.gate!.from).kind === 'fixed';
  const plan: StreamPlan = {
    flow: orderJoins(flow, (node, relation) => abilities.find(node, relation).kind === 'flowing'),
    nodes: nodes.map((n) => n.id),
    sources,
    fixed: order.filter((k) => kindOf(k) === 'fixed' && (planned.has(k) || read.has(k))),
    fixedGates: gates.filter(isFixedGate).map((n) => n.id),
    kept: order.filter((k) => kindOf(k) === 'flowing' && planned.has(k) && !sourceKeys.has(k)),
    summaries: order.filter((k) => index.relation(k).op === 'aggregate' && kindOf(k) === 'summary'),
    reports: order.filter((k) => k.includes('.') && kindOf(k) === 'summary'),
    gates: gates.filter((n) => !isFixedGate(n)).map((n) => n.id),
    sinks: nodes.filter((n) => n.built?.sink).map((n) => n.id),
    flowing: order.filter((k) => k.includes('.') && kindOf(k) === 'flowing'),
    flowingCounts,
    fixedCounts: onlyRules(run.counts, (key) => kindOf(key) === 'fixed'),
    identity: canonicalJson(nodes.map((n) => [n.id, n.sources, n.built])),
  };
  return { ok: true, plan };
}

function appendedScans(relation: Relation): AppendedScan[] {
  const found: AppendedScan[] = [];
  walkRelation(relation, (r) => {
    if (r.op === 'scan' && r.source.format === 'appended') found.push(r.source);
  });
  return found;
}

/** What somebody reads must be able to flow, and what is written must come from a stream; ports nobody reads may be as they like. */
function refusals(nodes: readonly CheckedNode[], index: TableIndex, abilities: StreamAbilities): Diagnostic[] {
  const needed = nodes.flatMap((n) => {
    const built = n.built!;
    const own = [built.sink?.from, built.gate?.from].flatMap((r) => (r ? index.reads(n.id, r) : []));
    return [...own, ...Object.values(n.sources).flatMap((ends) => ends.map((end) => outputKey(end.node, end.port)))];
  });
  const found = new Map<string, Diagnostic>();
  for (const key of index.closure(needed)) {
    const ability = abilities.of(key);
    if (ability.kind === 'refused' && !found.has(ability.node)) found.set(ability.node, problem('stream-unsupported', `Node "${ability.node}" ${ability.why}. ${ability.advice}`, { node: ability.node }));
  }
  for (const node of nodes) {
    if (!node.built?.sink) continue;
    const ability = abilities.find(node.id, node.built.sink.from);
    if (ability.kind === 'refused' && !found.has(ability.node)) found.set(ability.node, problem('stream-unsupported', `Node "${ability.node}" ${ability.why}. ${ability.advice}`, { node: ability.node }));
    if (ability.kind === 'fixed') found.set(node.id, problem('stream-unsupported', `Node "${node.id}" writes rows that do not come from the stream. Put it into a flow of its own, or run the flow without --stream.`, { node: node.id }));
  }
  return [...found.values()];
}

const onlyRules = (counts: CountPlan, wanted: (key: TableKey) => boolean): CountPlan => ({ rules: Object.fromEntries(Object.entries(counts.rules).filter(([key, rule]) => wanted(key) && partsOf(rule).every(wanted))) });

function partsOf(rule: CountRule): readonly TableKey[] {
  if (rule.kind === 'same') return [rule.as];
  if (rule.kind === 'sum') return rule.of;
  if (rule.kind === 'rest') return [rule.of, rule.without];
  return rule.kind === 'limit' ? [rule.of] : [];
}

/** Keys that must be made a table for their rows to be counted, since nothing else an epoch does tells. */
function neededForCounts(counts: CountPlan, sources: ReadonlySet<TableKey>, nodes: readonly CheckedNode[], index: TableIndex): readonly TableKey[] {
  const known = new Map<TableKey, number>([...sources].map((key) => [key, 0]));
  for (const node of nodes) {
    const from = node.built?.sink?.from;
    if (from?.op === 'input') known.set(index.inputKey(node.id, from.port, from.index), 0);
  }
  const needed: TableKey[] = [];
  let settled = solveCounts(counts, known);
  for (let key = nextToCount(counts, settled, true); key !== null; key = nextToCount(counts, settled, true)) {
    needed.push(key);
    settled = solveCounts(counts, settled.set(key, 0));
  }
  return needed;
}
