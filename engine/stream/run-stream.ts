import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Diagnostic } from '../core/diagnostic.ts';
import { DiagnosticError, problem, warning } from '../core/diagnostic.ts';
import { quotedText } from '../core/quoting.ts';
import { gateRow, gateTrouble } from '../execute/gate-rows.ts';
import { prepareTarget } from '../execute/stage-files.ts';
import type { GateRow, JobResult } from '../plan/job.ts';
import { solveCounts } from '../plan/solve-counts.ts';
import type { TableKey } from '../plan/table-key.ts';
import { readLines, type LineRange } from './appended-file.ts';
import { sizeOf, verifySink } from './growing-file.ts';
import { deliverTo, runEpoch } from './run-epoch.ts';
import { judge } from './stream-gates.ts';
import { delivered, runAt, type StreamHost } from './stream-host.ts';
import type { StreamJob, StreamResult } from './stream-job.ts';
import { startOver, StreamState } from './stream-state.ts';

/** How long a source that gave nothing is left alone, in milliseconds: the longer it has been quiet, the longer. */
const pauseAfter = (quiet: number): number => Math.min(100, Math.max(5, quiet / 10));

interface Account {
  readonly fixedCounts: Map<TableKey, number>;
  readonly fixedGates: GateRow[];
  readonly diagnostics: Diagnostic[];
  readonly milliseconds: Record<string, number>;
}

/** Runs a stream: first what was committed but not delivered, then epoch after epoch, until it is stopped or, with `untilIdle`, until the sources have nothing more. */
export async function runStream(job: StreamJob, host: StreamHost): Promise<StreamResult> {
  const account: Account = { fixedCounts: new Map(), fixedGates: [], diagnostics: [], milliseconds: {} };
  let state: StreamState | null = null;
  try {
    state = await StreamState.open(host.database, job);
    await recover(job, state, host);
    await prepare(job, host, account);
    await host.letGo();
    host.emit({ type: 'step', nodes: job.nodes, state: 'running' });
    await follow(job, state, host, account);
    await state.markDelivered();
    if (host.stop.aborted && job.untilIdle) return await result(job, state, host, account, 'cancelled', cancelled());
    return await result(job, state, host, account, 'succeeded', null);
  } catch (error) {
    const stopped = host.stop.aborted && !(error instanceof DiagnosticError);
    if (!stopped && !(error instanceof DiagnosticError)) throw error;
    if (state) await state.markDelivered();
    // A stream without an end is ended by stopping it: that the epoch at hand was given up loses nothing.
    if (stopped && !job.untilIdle && state) return await result(job, state, host, account, 'succeeded', null);
    return await result(job, state, host, account, stopped ? 'cancelled' : 'failed', stopped ? cancelled() : (error as DiagnosticError).diagnostic);
  }
}

const cancelled = (): Diagnostic => problem('run-cancelled', `The stream was stopped. ${delivered}; start it again to go on.`);

/** Before anything new: the sinks are what they were, and what was committed is delivered. */
async function recover(job: StreamJob, state: StreamState, host: StreamHost): Promise<void> {
  for (const sink of job.sinks) {
    await verifySink(sink, state.sinks.get(sink.node)!, startOver(job));
    const trouble = await prepareTarget({ node: sink.node, staging: sink.staging, target: sink.path });
    if (trouble) throw new DiagnosticError(trouble);
  }
  for (const waiting of await state.undelivered()) await deliverTo(job, state, host, waiting.epoch, waiting.node, waiting.bytes, waiting.rows);
  await state.markDelivered();
}

/** Reads the tables that do not grow, once, and judges the rules over them. */
async function prepare(job: StreamJob, host: StreamHost, account: Account): Promise<void> {
  for (const step of job.prepare) {
    if (host.stop.aborted) return;
    const node = step.kind === 'keep' ? step.nodes.at(-1)! : step.node;
    const done = await runAt(host, node, step.sql, step.probes);
    if (step.kind === 'keep') account.fixedCounts.set(step.key, done.changed);
    if (step.kind !== 'gate') continue;
    for (const values of done.rows) {
      const row = gateRow(step.node, values);
      account.fixedGates.push(row);
      const trouble = gateTrouble(row, delivered);
      if (trouble?.severity === 'error') throw new DiagnosticError(trouble);
    }
  }
  for (const [key, path] of Object.entries(job.parquetPaths)) {
    account.fixedCounts.set(key, Number((await host.database.run(`SELECT coalesce(sum(num_rows), 0) FROM parquet_file_metadata(${quotedText(path)})`)).rows[0]?.[0] ?? 0));
  }
  for (const [key, sql] of Object.entries(job.fixedCountSql)) {
    const solved = solveCounts(job.fixedCounts, account.fixedCounts);
    account.fixedCounts.set(key, solved.get(key) ?? Number((await host.database.run(sql)).rows[0]?.[0] ?? 0));
  }
}

async function follow(job: StreamJob, state: StreamState, host: StreamHost, account: Account): Promise<void> {
  let lastRows = performance.now();
  while (!host.stop.aborted) {
    const ranges = await Promise.all(job.sources.map((source) => readLines(source, state.sources.get(source.node)!, job.limits)));
    if (job.untilIdle) ranges.forEach((range, i) => range ?? missing(job, i));
    // The first epoch is made without rows too, so that the outputs are there from the start.
    if (state.epoch > 0 && ranges.every((range) => range === null || range.ends.length === 0)) {
      if (job.untilIdle) return tellOpenLines(job, ranges, account);
      await state.markDelivered();
      await host.live.serve(state.epoch);
      await sleep(pauseAfter(performance.now() - lastRows), undefined, { signal: host.stop }).catch(() => undefined);
      continue;
    }
    await runEpoch(job, ranges, state, host, account.milliseconds);
    lastRows = performance.now();
    await host.live.delivered(state.epoch);
    host.emit({ type: 'epoch', epoch: state.epoch });
    for (const [key, rows] of state.totals.ports) host.emit({ type: 'rows', key, rows });
  }
}

function missing(job: StreamJob, i: number): never {
  const source = job.sources[i]!;
  throw new DiagnosticError(problem('file-missing', `${source.name}, which node "${source.node}" follows, is not there. Put it there, or choose another file.`, { node: source.node, param: 'path' }));
}

/** In a batch run such a line would be read: the difference must not be silent. */
function tellOpenLines(job: StreamJob, ranges: readonly (LineRange | null)[], account: Account): void {
  job.sources.forEach((source, i) => {
    const open = ranges[i]?.openBytes ?? 0;
    if (open > 0) account.diagnostics.push(warning('stream-line-open', `The last line of ${source.name} (${open} bytes) has no line break yet and was left for the next time by node "${source.node}". If it is complete, end it with a line break.`, { node: source.node, param: 'path' }));
  });
}

async function result(job: StreamJob, state: StreamState | null, host: StreamHost, account: Account, status: JobResult['status'], trouble: Diagnostic | null): Promise<StreamResult> {
  const counts = new Map(solveCounts(job.fixedCounts, account.fixedCounts));
  const gates = [...account.fixedGates];
  const written = [];
  if (state) {
    for (const [key, rows] of state.totals.ports) counts.set(key, rows);
    for (const sink of job.sinks) {
      const position = state.sinks.get(sink.node)!;
      if (position.length !== null) written.push({ node: sink.node, path: sink.path, rows: position.rows, bytes: await sizeOf(sink.path) });
    }
    if (status === 'succeeded') {
      gates.push(...(await judge(job, state.totals.summaries, host)));
      for (const [key, sql] of Object.entries(job.summaryCountSql)) counts.set(key, Number((await host.database.run(sql)).rows[0]?.[0] ?? 0));
    }
  }
  const warnings = gates.flatMap((row) => gateTrouble(row, delivered) ?? []).filter((d) => d.severity === 'warning');
  const diagnostics = [...(trouble ? [trouble] : []), ...account.diagnostics, ...warnings];
  return { status, failedNode: status === 'failed' ? (trouble?.at.node ?? null) : null, counts: Object.fromEntries(counts), gates, written, milliseconds: account.milliseconds, diagnostics, epochs: state?.epoch ?? 0 };
}
