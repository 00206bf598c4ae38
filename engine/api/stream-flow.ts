import { mkdir, open, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Binder } from '../check/binder.ts';
import type { CheckedFlow, CheckedNode } from '../check/checked-flow.ts';
import { DiagnosticError, hasErrors, warning, type Diagnostic } from '../core/diagnostic.ts';
import { canonicalJson } from '../core/json.ts';
import type { RunReport } from '../core/run-report.ts';
import type { JobEvent, JobSettings } from '../plan/job.ts';
import { buildReport, refusedReport, stoppedReport } from '../results/build-report.ts';
import type { EpochLimits } from '../stream/stream-job.ts';
import { databaseLeases } from '../io/database-leases.ts';
import { compileStream } from '../stream/compile-stream.ts';
import { pinningBinder } from '../stream/pinning-binder.ts';
import { planStream } from '../stream/plan-stream.ts';
import { ownStateFolder, stateFolderOf, type OwnedFolder, type Pin } from '../stream/state-folder.ts';
import type { FlowRef } from './contract.ts';
import { askLive, chartedPorts, type AskLive } from './live-charts.ts';
import { pathFrom, streamStagingPath } from './flow-paths.ts';
import { databasesRead, leasesOf } from './needed-databases.ts';
import { storesRead } from './needed-stores.ts';
import { blockingProblems } from './blocking-problems.ts';
import type { WorkerThread } from './worker-thread.ts';

export interface StreamRequest extends FlowRef {
  readonly name: string;
  /** The set of parameter values that `parameters` come from, for the record. */
  readonly environment?: string;
  /** End once everything there is has been delivered, instead of waiting for more. */
  readonly untilIdle: boolean;
  /** Folder of the saved state; beside the flow, under what it is known by, see flowName, by default, so that the window and the command line go on with the same stream. */
  readonly stateDir?: string;
  readonly limits?: EpochLimits;
  /** Called once charts may ask for the newest rows. */
  readonly onLive?: (ask: AskLive) => void;
  /** For tests: place, and after a colon epoch, at which the process kills itself. */
  readonly crashAt?: string;
}

/** What a stream run needs of a session. */
interface Session {
  /** Puts the run on record. */
  recorded(flow: CheckedFlow, work: () => Promise<RunReport>): Promise<RunReport>;
  check(flow: FlowRef, binder: Binder, patience: AbortSignal): Promise<CheckedFlow>;
  settings(flow: CheckedFlow, tempDirectory: string): Promise<JobSettings>;
  takeWorker(): Promise<WorkerThread>;
}

const usualLimits: EpochLimits = { bytes: 8 * 1024 * 1024, lines: 100_000 };

/** How often a file that is not there yet is looked for, in milliseconds. */
const pause = 200;

/** The way of the data of a stream: document → check → plan → compile → epochs → results. */
export async function runStreamFlow(session: Session, binder: Binder, request: StreamRequest, onEvent: (event: JobEvent) => void, onCancellable: (cancel: () => void) => void): Promise<RunReport> {
  const started = new Date().toISOString();
  const clock = performance.now();
  const frame = () => ({ name: request.name, started, milliseconds: Math.round(performance.now() - clock) });
  const stop = new AbortController();
  onCancellable(() => stop.abort());
  let own: OwnedFolder;
  try {
    own = await ownStateFolder(request.stateDir ?? stateFolderOf(request.base, request.document.name || request.name || basename(request.base)));
  } catch (error) {
    if (error instanceof DiagnosticError) return { status: 'failed', flow: request.name, started, milliseconds: frame().milliseconds, nodes: {}, rules: [], diagnostics: [error.diagnostic] };
    throw error;
  }
  try {
    const { flow, pins } = await checkWhenThere(session, binder, request, own, stop.signal);
    if (stop.signal.aborted) return stoppedReport(flow, frame());
    const blocking = blockingProblems(flow, null, request.network !== false);
    if (hasErrors(blocking)) return refusedReport(flow, frame(), blocking);
    const planning = planStream(flow);
    if (!planning.ok) return refusedReport(flow, frame(), planning.problems);
    const { folder } = own;
    const { plan } = planning;
    if (own.pins === null) await own.pin(pins);
    return await session.recorded(flow, async () => {
      // In the state folder, so that what a killed run leaves is found and cleared by the next.
      const work = join(folder, 'work');
      await rm(work, { recursive: true, force: true });
      await mkdir(work);
      const common = await session.settings(flow, work);
      const reads = plan.flow.nodes.flatMap(({ id, built }) => (built ? [...Object.values(built.outputs), ...Object.values(built.shared ?? {})].map((r) => [id, r] as const) : []));
      const databases = [...databasesRead(flow.base, reads).values()];
      const settings = { ...common, allowedDirectories: [...common.allowedDirectories, folder], databases, stores: storesRead(reads) };
      // Tables of other databases are read once, before the first rows of the stream; then others may change them.
      const release = await databaseLeases.acquire(await leasesOf(databases));
      const tell = (event: JobEvent): void => {
        if (event.type === 'step') release();
        onEvent(event);
      };
      const worker = await session.takeWorker();
      try {
        const resolvePath = (path: string): string => pathFrom(flow.base, path);
        const job = compileStream(plan, { settings, stateFolder: folder, untilIdle: request.untilIdle, limits: request.limits ?? usualLimits, watched: chartedPorts(flow, request.document), resolvePath, stagingPath: streamStagingPath });
        const running = worker.stream(job, request.crashAt ?? null, tell);
        onCancellable(running.cancel);
        request.onLive?.((node, port, chart) => askLive(flow, node, port, chart, running.look));
        if (stop.signal.aborted) running.cancel();
        const result = await running.result;
        return { ...buildReport(flow, plan.nodes, result, frame()), epochs: result.epochs };
      } finally {
        release();
        await worker.close();
        await rm(work, { recursive: true, force: true });
      }
    });
  } catch (error) {
    if (!(error instanceof DiagnosticError)) throw error;
    return { status: 'failed', flow: request.name, started, milliseconds: frame().milliseconds, nodes: {}, rules: [], diagnostics: [error.diagnostic] };
  } finally {
    await own.release();
  }
}

/** Checks the flow with its sources as they were found when the stream was first started. A live stream waits for files that do not hold a line yet. */
async function checkWhenThere(session: Session, binder: Binder, request: StreamRequest, own: OwnedFolder, stop: AbortSignal): Promise<{ readonly flow: CheckedFlow; readonly pins: readonly Pin[] }> {
  const filled = new Set<string>();
  for (;;) {
    const pinning = pinningBinder(binder, own.pins ?? []);
    const flow = await session.check(request, pinning.binder, stop);
    const sources = flow.nodes.filter((n) => n.definition?.streaming === true);
    const pins = [...sources.flatMap((n) => pinning.found.get(canonicalJson(n.definition?.need?.(n.params) ?? null)) ?? []), ...[...pinning.found.values()].filter((pin) => pin.need.kind === 'registered')];
    if (request.untilIdle || stop.aborted || !(await mayComeLater(flow, sources, filled))) return { flow: { ...flow, diagnostics: [...flow.diagnostics, ...(await newerModels(binder, flow, own))] }, pins };
    await sleep(pause, undefined, { signal: stop }).catch(() => undefined);
  }
}

/** Which nodes go on with another version of a model than the registry would give them now. */
async function newerModels(binder: Binder, flow: CheckedFlow, own: OwnedFolder): Promise<readonly Diagnostic[]> {
  const told: Diagnostic[] = [];
  for (const { need, fact } of own.pins ?? []) {
    if (need.kind !== 'registered' || fact.kind !== 'registered') continue;
    const now = await binder.discover(need, flow.base);
    if (!now.ok || now.value.kind !== 'registered' || now.value.model.version === fact.model.version) continue;
    const { name, version } = fact.model;
    const node = flow.nodes.find((n) => n.models?.some((m) => m.name === name && m.version === version));
    if (node) told.push(warning('stream-model', `Node "${node.id}" goes on with version ${version} of "${name}", with which its stream was started; ${need.reference} is version ${now.value.model.version} by now. To use that, stop the stream and delete ${own.folder}: outputs are then written anew.`, { node: node.id }));
  }
  return told;
}

/** Whether the only errors are sources that are not there, or did not hold a line yet when they were checked. `filled` are the files that held one before; those that hold one now are added. */
async function mayComeLater(flow: CheckedFlow, sources: readonly CheckedNode[], filled: Set<string>): Promise<boolean> {
  const errors = flow.diagnostics.filter((d) => d.severity === 'error');
  if (errors.length === 0) return false;
  const awaited = await Promise.all(errors.map((d) => isAwaited(d, flow.base, sources, filled)));
  return awaited.every(Boolean);
}

async function isAwaited(d: Diagnostic, base: string, sources: readonly CheckedNode[], filled: Set<string>): Promise<boolean> {
  const source = sources.find((s) => s.id === d.at.node);
  if (!source || d.at.param !== 'path') return false;
  if (d.code === 'file-missing') return true;
  const need = source.definition?.need?.(source.params);
  const path = need && 'path' in need ? need.path : undefined;
  if (d.code !== 'file-format' || path === undefined) return false;
  // The first line may come between the check and this look, and was then not what the check complains of.
  const before = filled.has(path);
  if (await holdsLine(pathFrom(base, path))) filled.add(path);
  return !before;
}

async function holdsLine(path: string): Promise<boolean> {
  const file = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(1024 * 1024), 0, 1024 * 1024, 0);
    return buffer.subarray(0, bytesRead).includes(10);
  } finally {
    await file.close();
  }
}
