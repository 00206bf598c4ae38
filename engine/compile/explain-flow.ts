import type { CheckedFlow } from '../check/checked-flow.ts';
import { isVolatile } from '../expression/expression-parts.ts';
import type { JobSettings } from '../plan/job.ts';
import { keptColumns } from '../plan/kept-columns.ts';
import { neededColumns } from '../plan/needed-columns.ts';
import type { Plan } from '../plan/plan.ts';
import { TableIndex, keyNode, type TableKey } from '../plan/table-key.ts';
import { databaseLabel } from '../relation/database-ref.ts';
import { walkRelation } from '../relation/walk-relation.ts';
import { compileJob } from './compile-job.ts';
import { isComputedOnce } from './compile-select.ts';

/** What a run will do and why, before it does it. */
export interface FlowExplanation {
  readonly statements: readonly ExplainedStatement[];
  readonly sources: readonly ExplainedSource[];
  /** Output ports whose rows no statement asks for, as `node.port`. */
  readonly unreadPorts: readonly string[];
  /** Nodes that are part of no statement. */
  readonly idleNodes: readonly string[];
}

/** One statement: as many nodes as could be fused. */
export interface ExplainedStatement {
  readonly kind: 'keep' | 'gate' | 'write' | 'load';
  /** The node whose rows it gives. */
  readonly node: string;
  readonly nodes: readonly string[];
  /** Why it is a statement of its own. */
  readonly because: string;
  readonly sql: string;
  /** Columns that a kept table does not hold, since nothing names them. */
  readonly leftOut: readonly string[];
  /** Its common table expressions in order, named `node.port`, or `node:name` for what a node shares between its ports. */
  readonly parts: readonly ExplainedPart[];
}

export interface ExplainedPart {
  readonly name: string;
  readonly node: string;
  /** Why its rows are computed once for several readers, or null when it is merged into what reads it. */
  readonly once: string | null;
}

/** How much of a source is read. */
export interface ExplainedSource {
  readonly node: string;
  readonly port: string;
  readonly path: string;
  readonly columns: readonly string[];
  /** Columns that nothing reads; a Parquet file gives the others alone. */
  readonly unreadColumns: readonly string[];
  /** Filter nodes that test its rows first of all; a Parquet file can then leave out what cannot pass. */
  readonly filters: readonly string[];
}

/** Nothing is run. */
const noSettings: JobSettings = { threads: 1, memory: null, tempDirectory: '', allowedDirectories: [], extensions: [] };

/** Explains a plan: its statements as they run where nothing is counted on the way, and what is left out. */
export function explainFlow(plan: Plan, resolvePath: (path: string) => string): FlowExplanation {
  const { flow } = plan;
  const index = new TableIndex(flow.nodes.filter((n) => plan.nodes.includes(n.id)));
  const job = compileJob(plan, { settings: noSettings, counting: 'free', resolvePath, stagingPath: (target) => target });
  const held = keptColumns(plan, index);
  const leftOut = (key: TableKey): readonly string[] => {
    const columns = held.get(key);
    return columns === undefined ? [] : index.nodes.get(keyNode(key))!.outputs[key.slice(keyNode(key).length + 1)]!.map((c) => c.name).filter((name) => !columns.includes(name));
  };
  const kept = new Set<TableKey>();
  const asked = new Set<TableKey>();
  const statements = plan.steps.flatMap((step): ExplainedStatement[] => {
    if (step.kind === 'reuse') return [];
    const compiled = job.steps.find((s) => (step.kind === 'keep' ? s.kind === 'keep' && s.key === step.key : s.kind === step.kind && s.node === step.node))!;
    const built = index.nodes.get(step.kind === 'keep' ? keyNode(step.key) : step.node)!.built!;
    const relation = step.kind === 'keep' ? index.relation(step.key) : step.kind === 'gate' ? built.gate!.from : (step.kind === 'load' ? built.load! : built.sink!).from;
    const node = step.kind === 'keep' ? keyNode(step.key) : step.node;
    const parts = index.closure(index.reads(node, relation), kept).map((name): ExplainedPart => ({ name, node: keyNode(name), once: isComputedOnce(index, node, relation, name, kept) ? 'several parts of the statement read it' : null }));
    for (const { name } of parts) asked.add(name);
    if (step.kind === 'keep') kept.add(step.key);
    for (const { name } of parts) if (plan.streamed.has(name)) kept.add(name);
    const because = step.kind === 'keep' ? step.because : step.kind === 'gate' ? 'its rules have to hold before any file is written' : `its rows leave the flow into ${step.kind === 'load' ? databaseLabel(built.load!.database, built.load!.table) : built.sink!.path}`;
    return [{ kind: step.kind, node, nodes: step.nodes, because, sql: compiled.sql, leftOut: step.kind === 'keep' ? leftOut(step.key) : [], parts }];
  });
  const all = new Set([...asked, ...kept]);
  const busy = new Set(statements.flatMap((s) => s.nodes));
  return {
    statements,
    sources: explainSources(plan, index, all, kept, held),
    unreadPorts: flow.nodes.flatMap((n) => Object.keys(n.outputs).map((port) => `${n.id}.${port}`)).filter((key) => index.has(key) && !all.has(key)),
    idleNodes: flow.nodes.filter((n) => !busy.has(n.id)).map((n) => n.id),
  };
}

function explainSources(plan: Plan, index: TableIndex, asked: ReadonlySet<TableKey>, kept: ReadonlySet<TableKey>, held: ReadonlyMap<TableKey, readonly string[]>): ExplainedSource[] {
  const targets = plan.steps.flatMap((step) => {
    if (step.kind === 'reuse' || step.kind === 'keep') return [];
    const built = index.nodes.get(step.node)!.built!;
    return [{ node: step.node, relation: step.kind === 'gate' ? built.gate!.from : (step.kind === 'load' ? built.load! : built.sink!).from }];
  });
  const needed = neededColumns(index, [...targets, ...[...kept].map((key) => ({ node: keyNode(key), relation: index.relation(key) }))]);
  const sources: ExplainedSource[] = [];
  for (const key of asked) {
    const relation = index.relation(key);
    if (relation.op !== 'scan' || !('path' in relation.source)) continue;
    const table = held.get(key);
    const columns = table !== undefined ? new Set(table.map((name) => name.toLowerCase())) : kept.has(key) ? 'all' : (needed.get(key) ?? 'all');
    const names = relation.schema.map((c) => c.name);
    const unread = columns === 'all' ? [] : names.filter((name) => !columns.has(name.toLowerCase()));
    sources.push({ node: keyNode(key), port: key.slice(keyNode(key).length + 1), path: relation.source.path, columns: names.filter((name) => !unread.includes(name)), unreadColumns: unread, filters: kept.has(key) ? [] : firstFilters(plan.flow, index, key, asked) });
  }
  return sources;
}

/** Nodes that filter what a source gives before anything else is done with it. */
function firstFilters(flow: CheckedFlow, index: TableIndex, source: TableKey, asked: ReadonlySet<TableKey>): string[] {
  const nodes = flow.nodes.filter((n) => Object.values(n.sources).some((ends) => ends.some((end) => `${end.node}.${end.port}` === source)));
  return nodes.map((n) => n.id).filter((id) => {
    let filters = false;
    for (const key of asked) {
      if (keyNode(key) === id) walkRelation(index.relation(key), (r) => (filters ||= r.op === 'filter' && r.from.op === 'input' && !isVolatile(r.condition)));
    }
    return filters;
  });
}
