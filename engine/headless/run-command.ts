import { constants } from 'node:fs';
import { access, stat, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { DiagnosticError, problem } from '../core/diagnostic.ts';
import type { Diagnostic } from '../core/diagnostic.ts';
import type { RunReport } from '../core/run-report.ts';
import type { FlowDocument } from '../document/document.ts';
import { readDocument } from '../document/read-document.ts';
import { contentText } from '../record/run-record.ts';
import type { Engine } from '../api/engine.ts';
import { requireHistory } from '../api/run-history.ts';
import { diagnosticLine, exit, type Console } from './console.ts';
import { givenParameters, parseParameters } from './environment.ts';
import { loadFlow, type LoadedFlow } from './load-flow.ts';
import { onwardLines } from './onward-text.ts';
import { ProgressLine } from './progress-line.ts';

export interface RunOptions {
  readonly to?: string;
  readonly from?: string;
  readonly param: readonly string[];
  readonly env?: string;
  readonly report?: string;
  readonly stream?: boolean;
  readonly untilIdle?: boolean;
  readonly cache?: boolean;
  readonly as?: string;
  readonly fromStart?: boolean;
  readonly trigger?: string;
}

/** `millrace run`: runs a flow to its end. Gives the exit code: 0 done, 1 the run or a gate failed, 2 the flow or the call is wrong. */
export async function runCommand(flowPath: string, options: RunOptions, engine: Engine, console: Console, onSignal: (stop: () => void) => void): Promise<number> {
  parseParameters(options.param);
  if (options.untilIdle === true && options.stream !== true) throw new DiagnosticError(problem('param-invalid', '--until-idle belongs to --stream. Give both, or neither.'));
  if (options.fromStart === true && options.stream === true) throw new DiagnosticError(problem('param-invalid', '--from-start belongs to runs that end. Leave out --stream, or clear the state of the stream instead.'));
  if (options.from !== undefined && (options.to !== undefined || options.stream === true)) throw new DiagnosticError(problem('param-invalid', '--from is for runs that end, and not together with --to. Give one of them.'));
  const loaded = await loadFlow(flowPath).catch(async (error: unknown) => {
    if (error instanceof DiagnosticError && options.report !== undefined) await writeReport(options.report, unreadReport(flowPath, error.all), console);
    throw error;
  });
  const parameters = await givenParameters(loaded, options);
  const earlier = options.as === undefined ? null : await earlierRun(loaded, options.as, parameters, engine, console);
  const flow = earlier === null ? loaded : { ...loaded, document: earlier.document };
  const from = options.from ?? (options.to === undefined ? earlier?.from : undefined);
  const to = from === undefined ? (options.to ?? earlier?.to ?? undefined) : undefined;
  const request = { document: flow.document, base: flow.base, parameters: earlier?.parameters ?? parameters, name: flow.name, counting: options.report === undefined ? ('free' as const) : ('all' as const), ...(to === undefined ? {} : { to }), ...(from === undefined ? {} : { from }), ...(options.env === undefined ? {} : { environment: options.env }), ...(options.cache === false ? { cache: false } : {}), ...(options.fromStart === true ? { fromStart: true } : {}), ...(options.trigger === undefined ? {} : { trigger: options.trigger }) };
  if (options.report !== undefined) await checkReportTarget(options.report);
  const line = new ProgressLine(console);
  const report =
    options.stream === true
      ? await engine.session.runStream({ ...request, untilIdle: options.untilIdle === true }, (event) => line.take(event), onSignal)
      : await engine.session.run(request, (event) => line.take(event), onSignal);
  line.clear();
  if (options.report !== undefined) await writeReport(options.report, report, console);
  for (const d of report.diagnostics) console.error(diagnosticLine(d));
  if (options.report !== '-') console.out(summary(report));
  if (report.status === 'succeeded') return exit.done;
  return report.refused === true ? exit.wrongCall : exit.failed;
}

/** The flow and the parameters of a run on record; what is given now comes before what was given then. */
async function earlierRun(flow: LoadedFlow, id: string, given: Readonly<Record<string, string>>, engine: Engine, console: Console): Promise<{ readonly document: FlowDocument; readonly to: string | null; readonly from: string | undefined; readonly parameters: Record<string, string> }> {
  const record = await requireHistory(engine.session.history).read({ base: flow.base, name: flow.name }, id);
  const lacking = record.hidden.filter((name) => given[name] === undefined);
  if (lacking.length > 0) throw new DiagnosticError(problem('parameter-invalid', `Run ${record.id} had a secret in ${lacking.join(', ')}, which is not on record. Give it again: ${lacking.map((name) => `--param ${name}=…`).join(' ')}.`));
  // A record may be older than this program.
  const { document, diagnostics } = readDocument(JSON.stringify(record.document), `The flow of run ${record.id}`);
  if (!document) throw new DiagnosticError(diagnostics[0]!, diagnostics.slice(1));
  if (contentText(document) !== contentText(withoutDefaults(flow.document, record.hidden))) console.error(`note: the flow has changed since run ${record.id}; it is run as it was then.\n`);
  const had = Object.fromEntries(Object.entries(record.parameters).filter((p): p is [string, string] => p[1] !== null && !record.hidden.includes(p[0])));
  return { document, to: record.to, from: record.from, parameters: { ...had, ...given } };
}

/** As the record holds it: without what may be a secret. */
const withoutDefaults = (document: FlowDocument, hidden: readonly string[]): FlowDocument => ({ ...document, parameters: document.parameters.map((p) => (hidden.includes(p.name) ? { ...p, default: null } : p)) });

/** The account of a flow that could not even be read. */
const unreadReport = (flow: string, diagnostics: readonly Diagnostic[]): RunReport => ({ status: 'failed', refused: true, flow, started: new Date().toISOString(), milliseconds: 0, nodes: {}, rules: [], diagnostics });

/** Says that a report could not be written before anything is run. */
async function checkReportTarget(target: string): Promise<void> {
  if (target === '-') return;
  const refuse = (why: string): never => {
    throw new DiagnosticError(problem('target-read-only', `The report cannot be written to ${target} (${why}). Nothing was run; choose another file.`));
  };
  try {
    if ((await stat(target)).isDirectory()) refuse('it is a folder');
    await access(target, constants.W_OK);
  } catch (error) {
    if (error instanceof DiagnosticError) throw error;
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'ENOENT') refuse(code ?? String(error));
    await access(dirname(resolve(target)), constants.W_OK).catch((inFolder: NodeJS.ErrnoException) => refuse(inFolder.code ?? inFolder.message));
  }
}

async function writeReport(target: string, report: RunReport, console: Console): Promise<void> {
  const text = `${JSON.stringify(report, null, 2)}\n`;
  if (target === '-') {
    console.out(text);
    return;
  }
  try {
    await writeFile(target, text);
  } catch (error) {
    throw new DiagnosticError(problem('target-read-only', `The report cannot be written to ${target} (${(error as NodeJS.ErrnoException).code ?? String(error)}). The run itself ${report.status}; choose another file.`));
  }
}

function summary(report: RunReport): string {
  const onward = onwardLines(report.nodes).map((line) => `  ${line}\n`);
  const lines = Object.values(report.nodes).flatMap((n) => (n.written ? [`  ${n.written.path}${n.written.sheet === undefined ? '' : `, sheet ${n.written.sheet}`}  ${n.written.rows} ${n.written.rows === 1 ? 'row' : 'rows'}${n.written.bytes === 0 ? '' : `, ${n.written.bytes} bytes`}${n.written.etag === undefined ? '' : `, ETag ${n.written.etag}`}\n`] : []));
  const rejected = Object.values(report.nodes).reduce((sum, n) => sum + n.rejected, 0);
  const epochs = report.epochs === undefined ? '' : `, ${report.epochs} epochs`;
  return `${report.flow}: ${report.status} in ${(report.milliseconds / 1000).toFixed(2)} s${epochs}${rejected > 0 ? `, ${rejected} rows rejected` : ''}\n${onward.join('')}${lines.join('')}`;
}
