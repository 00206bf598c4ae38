import type { CheckedFlow, CheckedNode } from '../check/checked-flow.ts';
import { endsOf, neededIn, type RunScope } from '../check/run-scope.ts';
import { noCache, type CachePlan } from './cache-plan.ts';
import { noHalts, statementName, type Halts } from './halts.ts';
import { dependsOnOrder, isExpensive, isUnrepeatable, keepsBadLines } from './cost.ts';
import { planCounts, type CountPlan } from './plan-counts.ts';
import { solveCounts } from './solve-counts.ts';
import type { Plan, Step } from './plan.ts';
import { keptOrStreamed, waitsFor, type Reader } from './streamed-scans.ts';
import { TableIndex, keyNode, type TableKey } from './table-key.ts';

/** Plans a run of the whole flow or a part of it; the flow must be free of errors in the nodes that take part. What only feeds rows that `cache` has is not computed, nor is what `halts` says is done. With `counting` every port is to be counted. */
export function planRun(flow: CheckedFlow, scope: RunScope, cache: CachePlan = noCache, halts: Halts = noHalts, counting = true): Plan {
  const nodes = participants(flow, scope);
  const index = new TableIndex(nodes);
  const written = endsOf(flow.nodes, scope);
  const statements = nodes.flatMap((n) => statementsOf(n, written)).filter((s) => !halts.ran.has(statementName(s.kind, s.node)));
  const counts = planCounts(index, nodes);
  const stops = stopsOf(index, statements, cache, halts);
  const live = liveKeys(index, statements, cache, solveCounts(counts, cache.counts), halts.done, stops);
  const keptWith = (streamed: ReadonlySet<TableKey>): Map<TableKey, string> => keptKeys(index, statements, counts, cache, live, halts, stops, streamed);
  // A table of the rows counts them, and a run that stops shows it.
  const { kept, streamed } = counting || stops.size + halts.done.size + halts.ran.size > 0 ? { kept: keptWith(new Set()), streamed: new Set<TableKey>() } : keptOrStreamed(index, statements, cache, keptWith);
  const steps: Step[] = [...live].flatMap((key): Step[] => (cache.hits.has(key) ? [{ kind: 'reuse', key, rows: cache.hits.get(key)!, nodes: [keyNode(key)] }] : []));
  const done = new Set<TableKey>([...steps.map((s) => (s.kind === 'reuse' ? s.key : '')), ...halts.done]);
  const nodesOf = (keys: readonly TableKey[], own?: string): string[] => [...new Set([...keys.map(keyNode), ...(own === undefined ? [] : [own])])];
  const keep = (targets: readonly TableKey[]): void => {
    for (const key of index.closure(targets)) {
      const because = kept.get(key);
      if (because === undefined || done.has(key)) continue;
      const keys = index.closure([key], done);
      done.add(key);
      steps.push({ kind: 'keep', key, nodes: nodesOf(keys), because });
    }
  };
  // All gates come before the first sink, so that a failed check leaves every output as it was.
  for (const kind of ['gate', 'write', 'load'] as const) {
    const those = statements.filter((s) => s.kind === kind);
    const late = new Set(those.filter((s) => streamed.size > 0 && waitsFor(index, s, streamed)));
    for (const statement of [...those.filter((s) => !late.has(s)), ...late]) {
      const reads = index.reads(statement.node, statement.relation);
      keep(reads);
      steps.push({ kind, node: statement.node, nodes: nodesOf(index.closure(reads, done), statement.node) });
    }
  }
  keep([...kept.keys()]);
  return { flow, nodes: nodes.map((n) => n.id), steps, counts, cache, live: [...live], streamed, halts: { ...halts, stops } };
}

/** The stops that are still ahead: what is done already, or only led there, is not gone through again. */
function stopsOf(index: TableIndex, statements: readonly Reader[], cache: CachePlan, halts: Halts): ReadonlySet<TableKey> {
  const given = new Set([...cache.hits.keys(), ...halts.done]);
  const ahead = new Set(index.closure(statements.flatMap((s) => index.reads(s.node, s.relation)), given));
  const behind = new Set(index.closure([...halts.done]));
  return new Set([...halts.stops].filter((key) => index.has(key) && !given.has(key) && (ahead.has(key) || !behind.has(key))));
}

/** Keys that a run computes or takes from the cache: what statements lead to, and what else has to be counted. */
function liveKeys(index: TableIndex, statements: readonly Reader[], cache: CachePlan, known: ReadonlyMap<TableKey, number>, done: ReadonlySet<TableKey>, stops: ReadonlySet<TableKey>): ReadonlySet<TableKey> {
  const live = new Set<TableKey>();
  const visit = (key: TableKey): void => {
    if (live.has(key)) return;
    live.add(key);
    if (!cache.hits.has(key) && !done.has(key)) for (const read of index.reads(keyNode(key), index.relation(key))) visit(read);
  };
  for (const key of stops) visit(key);
  for (const statement of statements) for (const key of index.reads(statement.node, statement.relation)) visit(key);
  for (const key of index.keys()) if (!cache.hits.has(key) && !known.has(key)) visit(key);
  return live;
}

export function participants(flow: CheckedFlow, scope: RunScope): CheckedNode[] {
  const wanted = neededIn(flow.nodes, scope);
  return flow.nodes.filter((n) => (wanted === null || wanted.has(n.id)) && n.built !== null);
}

function statementsOf(node: CheckedNode, written: ReadonlySet<string> | null): Reader[] {
  const statements: Reader[] = [];
  if (node.built?.gate) statements.push({ kind: 'gate', node: node.id, relation: node.built.gate.from });
  if (node.built?.sink && (written === null || written.has(node.id))) statements.push({ kind: 'write', node: node.id, relation: node.built.sink.from });
  if (node.built?.load && (written === null || written.has(node.id))) statements.push({ kind: 'load', node: node.id, relation: node.built.load.from });
  return statements;
}

/** Keys worth a temporary table, with the reason. */
function keptKeys(index: TableIndex, statements: readonly Reader[], counts: CountPlan, cache: CachePlan, live: ReadonlySet<TableKey>, halts: Halts, stops: ReadonlySet<TableKey>, streamed: ReadonlySet<TableKey>): Map<TableKey, string> {
  const kept = new Map<TableKey, string>();
  const given = new Set([...cache.hits.keys(), ...halts.done]);
  const reachedBy = new Map<TableKey, Set<number>>();
  const readers = new Map<TableKey, number>();
  statements.forEach((s, i) => {
    for (const key of index.closure(index.reads(s.node, s.relation), given)) reachedBy.set(key, (reachedBy.get(key) ?? new Set()).add(i));
    for (const key of index.reads(s.node, s.relation)) readers.set(key, (readers.get(key) ?? 0) + 1);
  });
  const reached = index.closure([...live], given);
  // What no statement leads to, and whose number of rows follows from others, is not computed at all.
  const idle = (key: TableKey): boolean => !reachedBy.has(key) && !cache.stores.has(key) && counts.rules[key] !== undefined && counts.rules[key].kind !== 'count';
  for (const key of reached) if (!idle(key)) for (const read of new Set(index.reads(keyNode(key), index.relation(key)))) readers.set(read, (readers.get(read) ?? 0) + 1);
  const heavy = new Map<TableKey, boolean>();
  /** Keys that could hold other rows when they are computed again, be it because of something further up. */
  const unstable = new Set<TableKey>();
  const ownUnstable = (key: TableKey): boolean => isUnrepeatable(index.relation(key)) || (heavy.get(key) === true && dependsOnOrder(index.relation(key)));
  for (const key of reached) {
    const relation = index.relation(key);
    const reads = index.reads(keyNode(key), relation);
    const isHeavy = isExpensive(relation) || reads.some((r) => !kept.has(r) && heavy.get(r) === true);
    heavy.set(key, isHeavy);
    if (streamed.has(key)) continue;
    if (ownUnstable(key) || reads.some((r) => !kept.has(r) && unstable.has(r))) unstable.add(key);
    const several = (readers.get(key) ?? 0) > 1 && (reachedBy.get(key)?.size ?? 0) > 1;
    if (stops.has(key)) kept.set(key, 'the run stops there');
    else if (keepsBadLines(relation)) kept.set(key, 'bad lines are told apart while every column is read');
    else if (unstable.has(key) && (readers.get(key) ?? 0) > 1) kept.set(key, 'it could give other rows when computed again');
    else if (several && isHeavy) kept.set(key, 'several statements read it and computing it again costs more');
    else if (cache.stores.get(key)?.pinned === true) kept.set(key, 'its rows are pinned');
    else if (cache.stores.has(key) && (reachedBy.get(key)?.size ?? 0) > 0) kept.set(key, 'its rows are kept for the next run');
  }
  const same = (key: TableKey): TableKey => {
    const rule = counts.rules[key];
    return rule?.kind === 'same' ? same(rule.as) : key;
  };
  const sunk = statements.filter((s) => s.kind !== 'gate').flatMap((s) => index.reads(s.node, s.relation));
  const counted = new Set([...kept.keys(), ...sunk].map(same));
  const shaky = new Set<TableKey>();
  for (const key of reached) {
    if (kept.has(key) || streamed.has(key) || !(ownUnstable(key) || index.reads(keyNode(key), index.relation(key)).some((r) => shaky.has(r)))) continue;
    if (counts.rules[key]?.kind !== 'count' || !readers.has(key) || counted.has(key)) shaky.add(key);
    else kept.set(key, 'it is counted, and counting it again could give another number');
  }
  if (halts.done.size === 0 && halts.ran.size === 0) return kept;
  // What only led to something that is done was computed then, and is not to be once more.
  const ahead = new Set(index.closure([...statements.flatMap((s) => index.reads(s.node, s.relation)), ...stops], given));
  return new Map([...kept].filter(([key]) => ahead.has(key) || halts.planned.has(key)));
}
