import type { CheckedFlow, CheckedNode } from '../check/checked-flow.ts';
import { atComponent } from '../check/expand-components.ts';
import { problem, type Diagnostic } from '../core/diagnostic.ts';
import type { CacheUse, NodeReport, NodeState, RunReport } from '../core/run-report.ts';
import { relationsOf, walkRelation } from '../relation/walk-relation.ts';
import type { RegisteredModel } from '../core/registered-model.ts';
import type { JobResult } from '../plan/job.ts';
import { outputKey } from '../plan/table-key.ts';

export interface ReportFrame {
  readonly name: string;
  /** ISO 8601, UTC. */
  readonly started: string;
  readonly milliseconds: number;
}

/** The account of a run that never started because the flow has errors. */
export function refusedReport(flow: CheckedFlow, frame: ReportFrame, diagnostics: readonly Diagnostic[]): RunReport {
  const failed = new Set(diagnostics.filter((d) => d.severity === 'error').map((d) => d.at.node));
  const nodes = Object.fromEntries(flow.nodes.map((n) => [n.id, emptyReport(n, failed.has(n.id) ? 'failed' : 'skipped')]));
  return { status: 'failed', refused: true, flow: frame.name, started: frame.started, milliseconds: frame.milliseconds, nodes, rules: [], diagnostics };
}

/** The account of a stream that was stopped before its first epoch. */
export const stoppedReport = (flow: CheckedFlow, frame: ReportFrame): RunReport => ({
  status: 'cancelled',
  flow: frame.name,
  started: frame.started,
  milliseconds: frame.milliseconds,
  nodes: Object.fromEntries(flow.nodes.map((n) => [n.id, emptyReport(n, 'cancelled')])),
  rules: [],
  diagnostics: [problem('run-cancelled', 'The stream was stopped before it began. Nothing was changed.')],
});

/** Joins what a job left with the flow it ran: rows per port, files written, rules, diagnostics. */
export function buildReport(flow: CheckedFlow, ran: readonly string[], result: JobResult, frame: ReportFrame, uses: Readonly<Record<string, CacheUse>> = {}): RunReport {
  const diagnostics = [...flow.diagnostics.filter((d) => d.severity !== 'error'), ...result.diagnostics];
  const nodes = Object.fromEntries(flow.nodes.map((n) => [n.id, ran.includes(n.id) ? { ...nodeReport(n, flow.arrivals?.get(n.id) ?? n.sources, result, [...diagnostics, ...diagnostics.map(atComponent)]), ...scoredBy(n), ...modelOf(result.registered?.[n.id] ?? n.models?.[0]), ...(uses[n.id] ? { cache: uses[n.id]! } : {}) } : emptyReport(n, 'skipped')]));
  const rules = result.gates.map((g) => ({ node: g.node, rule: g.rule, severity: g.severity, message: g.message, success: g.success, broken: g.broken, rows: g.rows }));
  return { status: result.status, flow: frame.name, started: frame.started, milliseconds: frame.milliseconds, nodes, rules, diagnostics: diagnostics.map(atComponent), ...(result.statements ? { statements: result.statements } : {}) };
}

/** A node scores with a model whatever port it is read at. */
function scoredBy(node: CheckedNode): Pick<NodeReport, 'scoredBy'> {
  const models = new Map<string, NonNullable<NodeReport['scoredBy']>[number]>();
  for (const relation of relationsOf(node.built)) {
    walkRelation(relation, (r) => void (r.op === 'model' && models.set(r.call.hash, { path: r.call.path, sha256: r.call.hash, provider: r.call.session.provider, threads: r.call.session.threads })));
  }
  return models.size === 0 ? {} : { scoredBy: [...models.values()] };
}

const modelOf = (model: RegisteredModel | undefined): { readonly model?: RegisteredModel } => (model ? { model } : {});

const emptyReport = (node: CheckedNode, state: NodeState): NodeReport => ({ type: node.definition?.type ?? '', title: node.title, state, rowsIn: {}, rowsOut: {}, rejected: 0, milliseconds: 0 });

function nodeReport(node: CheckedNode, sources: CheckedNode['sources'], result: JobResult, diagnostics: readonly Diagnostic[]): NodeReport {
  const rowsOut: Record<string, number> = {};
  let rejected = 0;
  for (const port of node.definition?.outputs ?? []) {
    const rows = result.counts[outputKey(node.id, port.name)];
    if (rows === undefined) continue;
    rowsOut[port.name] = rows;
    if (port.kind === 'rejects' || port.kind === 'errors') rejected += rows;
  }
  const rowsIn: Record<string, number> = {};
  for (const [port, ends] of Object.entries(sources)) {
    const counts = ends.map((end) => result.counts[outputKey(end.node, end.port)]);
    if (counts.every((c) => c !== undefined)) rowsIn[port] = counts.reduce<number>((sum, c) => sum + (c ?? 0), 0);
  }
  const written = result.written.find((w) => w.node === node.id);
  return {
    type: node.definition?.type ?? '',
    title: node.title,
    state: stateOf(node.id, result, diagnostics),
    rowsIn,
    rowsOut,
    rejected,
    milliseconds: Math.round((result.milliseconds[node.id] ?? 0) * 10) / 10,
    ...(result.trained?.[node.id] ? { training: result.trained[node.id]! } : {}),
    ...(written ? { written: { path: written.path, rows: written.rows, bytes: written.bytes, ...(written.etag === undefined ? {} : { etag: written.etag }), ...(written.sheet === undefined ? {} : { sheet: written.sheet }) } } : {}),
  };
}

function stateOf(node: string, result: JobResult, diagnostics: readonly Diagnostic[]): NodeState {
  const own = diagnostics.filter((d) => d.at.node === node);
  if (own.some((d) => d.severity === 'error') || result.failedNode === node) return 'failed';
  if (result.status === 'cancelled') return 'cancelled';
  if (result.status === 'failed') return result.milliseconds[node] === undefined ? 'skipped' : 'done';
  return own.length > 0 ? 'warning' : 'done';
}
