import { DiagnosticError, problem } from '../core/diagnostic.ts';
import type { NodeReport } from '../core/run-report.ts';
import { diffText, changeText } from '../document/diff-text.ts';
import type { ReadRun } from '../api/contract.ts';
import { requireHistory } from '../api/run-history.ts';
import type { Engine } from '../api/engine.ts';
import type { FigureChange, RunComparison } from '../record/compare-runs.ts';
import type { RunHead, RunRecord } from '../record/run-record.ts';
import { diagnosticLine, exit, type Console } from './console.ts';
import { loadFlow } from './load-flow.ts';
import { onwardLines } from './onward-text.ts';
import { tableText, type TextRows } from './table-text.ts';

/** `millrace runs`: the runs of a flow, one of them in full, or what differs between two. */
export async function runsCommand(flowPath: string, what: string | undefined, ids: readonly string[], options: { readonly json?: boolean }, engine: Engine, console: Console): Promise<number> {
  const flow = await loadFlow(flowPath);
  const history = requireHistory(engine.session.history);
  const of = { base: flow.base, name: flow.name };
  const tell = (value: unknown, text: () => string): number => {
    console.out(options.json === true ? `${JSON.stringify(value, null, 2)}\n` : text());
    return exit.done;
  };
  if (what === undefined) {
    const runs = await history.list(of);
    return tell(runs, () => listText(flow.name, runs));
  }
  if (what === 'show' && ids.length === 1) {
    const { record, measures } = await history.measured(of, ids[0]!);
    return tell({ ...record, measures }, () => recordText(record, measures));
  }
  if (what === 'compare' && ids.length === 2) {
    const comparison = await history.compare(of, ids[0]!, ids[1]!);
    return tell(comparison, () => comparisonText(comparison));
  }
  throw new DiagnosticError(problem('param-invalid', `"runs FLOW ${[what, ...ids].join(' ')}" is not understood. Write "runs FLOW", "runs FLOW show ID" or "runs FLOW compare ID ID"; an ID may be "last".`));
}

const table = (names: readonly string[], rows: TextRows, note: string): string => tableText(columns(...names), rows.map((row) => row.map((v) => v ?? '')), note);
const columns = (...names: readonly string[]) => names.map((name) => ({ name, type: '' }));
const seconds = (milliseconds: number | null): string | null => (milliseconds === null ? null : `${(milliseconds / 1000).toFixed(2)} s`);
const megabytes = (bytes: number | null): string | null => (bytes === null ? null : `${(bytes / 1e6).toFixed(1)} MB`);

function listText(name: string, runs: readonly RunHead[]): string {
  if (runs.length === 0) return `${name}: no run is on record.\n`;
  const rows = runs.map((r, i) => [r.id, r.started.slice(0, 19).replace('T', ' '), r.state + (r.kind === 'stream' ? ' stream' : ''), seconds(r.milliseconds), String(r.written.rows), String(r.rejected), [r.to === null ? '' : `to ${r.to}`, r.from === undefined ? '' : `from ${r.from}`, r.environment === undefined ? '' : `with ${r.environment}`, r.trigger === undefined ? '' : `by ${r.trigger}`, i + 1 < runs.length && runs[i + 1]!.content !== r.content ? 'flow changed' : ''].filter((t) => t !== '').join(', ')]);
  return table(['run', 'started (UTC)', 'state', 'time', 'rows written', 'rejected', 'note'], rows, `${runs.length} ${runs.length === 1 ? 'run' : 'runs'}`);
}

function recordText(record: RunRecord, measures: ReadRun['measures']): string {
  const { report } = record;
  const settings = Object.entries(record.settings).flatMap(([name, value]) => (value === null ? [] : [`${name} ${String(value)}`]));
  const lines = [
    `run ${record.id} of ${record.name}${record.to === null ? '' : `, to ${record.to}`}${record.from === undefined ? '' : `, from ${record.from}`}: ${report?.status ?? 'no end on record'}`,
    `started ${record.started}${report ? `, took ${seconds(report.milliseconds)!}` : ''}; Millrace ${record.versions.millrace}, DuckDB ${record.versions.database}`,
    `settings: ${settings.join(', ')}`,
    ...(record.environment === undefined ? [] : [`environment ${record.environment}`]),
    ...(record.trigger === undefined ? [] : [`started by ${record.trigger}`]),
    ...Object.entries(record.parameters).map(([name, value]) => `parameter ${name}: ${record.hidden.includes(name) ? 'a secret, not on record' : JSON.stringify(value)}`),
    ...record.inputs.map((f) => `read ${f.path} (${f.fingerprint === null ? 'no fingerprint' : f.fingerprint.slice(0, 12)}) at ${f.node}`),
    ...record.models.map((m) => `model ${m.path} (${m.hash.slice(0, 12)}) at ${m.nodes.join(', ')}`),
  ];
  if (!report || !measures) return `${lines.join('\n')}\n`;
  const rows = Object.entries(report.nodes).map(([id, n]) => {
    const cost = measures.nodes[id];
    const rates = cost?.rowsPerSecond ?? null;
    const peak = cost?.peakBytes ?? null;
    return [id, n.state, countsText(n.rowsIn), countsText(n.rowsOut), cost ? `${cost.own} ms` : null, cost && cost.shared.length > 0 ? cost.shared.map((s) => `${s.milliseconds} ms with ${s.with.join(', ')}`).join('; ') : null, rates === null ? null : String(rates), megabytes(peak), cacheText(n)];
  });
  lines.push('', table(['node', 'state', 'rows in', 'rows out', 'thread time', 'shared', 'rows/s', 'peak memory', 'cache'], rows, '').trimEnd());
  const statements = report.statements ?? [];
  if (statements.length > 0) {
    const path = measures.criticalPath;
    lines.push('', 'statements', ...statements.map((s, i) => `${path.statements.includes(i) ? '*' : ' '} ${i + 1}. ${s.kind} ${s.node}: ${seconds(s.milliseconds)!}${s.after.length > 0 ? `, after ${s.after.map((a) => a + 1).join(', ')}` : ''}${s.spilledBytes !== null && s.spilledBytes > 0 ? `, spilled ${megabytes(s.spilledBytes)!}` : ''}: ${s.nodes.join(', ')}`), `critical path (*): ${seconds(path.milliseconds)!}`);
  }
  lines.push(...onwardLines(report.nodes));
  for (const r of report.rules) lines.push(`rule ${r.node}: ${r.rule}: ${r.success ? 'held' : 'broken'}, ${r.broken} of ${r.rows} rows`);
  return `${lines.join('\n')}\n${report.diagnostics.map(diagnosticLine).join('')}`;
}

function countsText(counts: Readonly<Record<string, number>>): string | null {
  const entries = Object.entries(counts);
  return entries.length === 0 ? null : entries.length === 1 ? String(entries[0]![1]) : entries.map(([port, rows]) => `${port} ${rows}`).join(', ');
}

const cacheText = ({ cache }: NodeReport): string | null => (cache ? `${cache.state === 'reused' ? 'from the cache' : 'computed'}: ${cache.why}` : null);

function comparisonText(c: RunComparison): string {
  const lines: string[] = [`${c.before} → ${c.after}`];
  if (c.status.before !== c.status.after) lines.push(`status: ${c.status.before} → ${c.status.after}`);
  const section = (title: string, entries: readonly string[]): void => void (entries.length > 0 && lines.push('', title, ...entries.map((e) => `  ${e}`)));
  section('settings', c.settings.map(changeText));
  section('flow', c.flow === null ? [] : diffText(c.flow).trimEnd().split('\n'));
  section('inputs', c.inputs.map((i) => `${i.path}: ${i.what}`));
  section('rows', c.rows.map(figureText));
  section('quality (rows that broke a rule)', c.quality.map(figureText));
  section('time in ms (nodes: thread time of their own)', c.times.map(figureText));
  section('said before and no more', c.diagnostics.gone);
  section('said now and not before', c.diagnostics.come);
  return `${lines.join('\n')}\n`;
}

const figureText = ({ what, before, after }: FigureChange): string => `${what}: ${before ?? 'none'} → ${after ?? 'none'}`;
