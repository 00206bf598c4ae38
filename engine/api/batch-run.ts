import { rm } from 'node:fs/promises';
import { performance } from 'node:perf_hooks';
import type { CheckedFlow } from '../check/checked-flow.ts';
import { scopeOf, type RunScope } from '../check/run-scope.ts';
import type { Diagnostic } from '../core/diagnostic.ts';
import { DiagnosticError, hasErrors, problem } from '../core/diagnostic.ts';
import type { CacheUse, RunReport } from '../core/run-report.ts';
import type { Job, JobEvent, JobResult, JobSettings } from '../plan/job.ts';
import type { CachePlan } from '../plan/cache-plan.ts';
import type { Halts } from '../plan/halts.ts';
import { recomputeReasons } from '../plan/recompute-reasons.ts';
import type { Plan } from '../plan/plan.ts';
import type { Relation } from '../relation/relation.ts';
import type { Look, LookResult } from '../workers/look.ts';
import { buildReport, refusedReport } from '../results/build-report.ts';
import { databaseLeases } from '../io/database-leases.ts';
import { blockingProblems } from './blocking-problems.ts';
import type { FlowRef } from './contract.ts';
import { leasesOf } from './needed-databases.ts';
import type { MemoryBroker, MemoryLease } from './memory-broker.ts';
import { dropOldVersions } from './drop-old-versions.ts';
import { registerTrained } from './register-trained.ts';
import type { RunSettings } from '../record/run-record.ts';
import { onRecord, type RunHistory } from './run-history.ts';
import { newNames, type RunNames } from './run-names.ts';
import { PausableRun } from './pausable-run.ts';
import type { RunRequest } from './run-request.ts';
import { breakpointKeys, cacheBefore, firstHalts, toldStops, type BreakpointKeys, type StopWish } from './run-stops.ts';
import type { CacheView, RunCache } from './run-cache.ts';
import { readOnward } from './cursor-reads.ts';
import { lookExactly, textRows, type TextRow } from './exact-look.ts';
import { dropUnusable, settleCache } from './settle-cache.ts';
import { cacheOff, repeatedRun, unstarted } from './unusual-results.ts';
import type { WorkerThread } from './worker-thread.ts';
import type { JobPlace } from '../compile/compile-job.ts';
import type { RoundsAsked } from '../check/rounds.ts';
import { withoutFailingRounds } from './without-failing-rounds.ts';

/** What a batch run needs of a session. */
export interface BatchHost {
  readonly cache: RunCache | null;
  readonly history: RunHistory | null;
  readonly memory: MemoryBroker;
  readonly recordsFolder: string | null;
  check(flow: FlowRef, given: undefined, patience: AbortSignal, rounds?: RoundsAsked): Promise<CheckedFlow>;
  plan(flow: CheckedFlow, to: RunScope, cache?: CachePlan, halts?: Halts, counting?: 'all' | 'free'): Plan;
  compile(plan: Plan, settings: JobSettings, counting?: 'all' | 'free', keepRows?: JobPlace['keepRows'], more?: { readonly names: RunNames; readonly breakpoints: BreakpointKeys }): Job;
  readonly binder: Parameters<typeof breakpointKeys>[2];
  settings(flow: CheckedFlow, given: undefined, plan: Plan | undefined, bytes: number | null): Promise<JobSettings>;
  runSettings(bytes: number | null, cache: boolean, counting: 'all' | 'free'): RunSettings;
  takeWorker(): Promise<WorkerThread>;
  giveBack(worker: WorkerThread): Promise<void>;
  retire(worker: WorkerThread, tempDirectory: string): void;
  releaseLater(lease: MemoryLease): void;
  /** A check goes on that nobody waits for: what it finds out is kept for the next one. */
  leave(check: Promise<unknown>): void;
}

/** How long a check that may end by itself has for it once its run was cancelled, in milliseconds. */
const longestCheck = 100;

/** What the work gives; null where it takes longer than a moment once it was given up, as with a large workbook. */
function unlessGivenUp<T>(work: Promise<T>, signal: AbortSignal): Promise<T | null> {
  return new Promise((resolve, reject) => {
    signal.addEventListener('abort', () => setTimeout(() => resolve(null), longestCheck), { once: true });
    work.then(resolve, reject);
  });
}

/** The way of the data of a batch run: document → check → plan → compile → execute → results. Trouble is in the report, a thrown error is a bug or a crash. */
export async function runBatchFlow(session: BatchHost, request: RunRequest, onEvent: (event: JobEvent) => void, onCancellable: (cancel: () => void) => void): Promise<RunReport> {
  const started = new Date().toISOString();
  const clock = performance.now();
  const waits = { milliseconds: 0 };
  const frame = () => ({ name: request.name, started, milliseconds: Math.round(performance.now() - clock - waits.milliseconds) });
  const waiting = new AbortController();
  onCancellable(() => waiting.abort());
  const checked = (rounds?: RoundsAsked) => session.check({ ...request, network: request.network !== false }, undefined, waiting.signal, rounds);
  const checking = checked();
  const flow = await unlessGivenUp(checking, waiting.signal);
  if (flow === null) {
    session.leave(checking);
    return { status: 'cancelled', flow: request.name, started, milliseconds: frame().milliseconds, nodes: {}, rules: [], diagnostics: [problem('run-cancelled', 'The run was cancelled while its flow was checked. No output was changed.')] };
  }
  const unbegun = (): RunReport => buildReport(flow, [], unstarted(problem('run-cancelled', 'The run was cancelled before it began. No output was changed.'), 'cancelled'), frame());
  if (waiting.signal.aborted && flow.diagnostics.some((d) => d.code === 'run-cancelled')) return unbegun();
  const blocking = blockingProblems(flow, scopeOf(request), request.network !== false);
  if (hasErrors(blocking)) return refusedReport(flow, frame(), blocking);
  const wished = await breakpointKeys(flow, request.onPause ? (request.breakpoints ?? []) : [], session.binder);
  if ('problem' in wished) return refusedReport(flow, frame(), [wished.problem]);
  const lease = await session.memory.lease(() => onEvent({ type: 'waiting', why: 'other runs use the memory' }), waiting.signal);
  if (lease === null) return unbegun();
  // A run that is under way is cancelled by its worker, and what comes after it by the signal.
  const stoppable = (cancel: () => void): void => onCancellable(() => (waiting.abort(), cancel()));
  const steering: Steering = { onEvent, onCancellable: stoppable, isCancelled: () => waiting.signal.aborted, lease, breakpoints: wished.keys, waits };
  const run = new BatchRun(session, request, steering);
  const start = { name: request.name, to: request.to ?? null, ...(request.from === undefined ? {} : { from: request.from }), kind: 'batch' as const, ...(request.environment === undefined ? {} : { environment: request.environment }), ...(request.trigger === undefined ? {} : { trigger: request.trigger }), given: request.parameters ?? {}, settings: session.runSettings(lease.bytes, session.cache !== null && request.cache !== false, request.counting ?? 'all') };
  const refuse = (d: Diagnostic): RunReport => (d.code === 'run-cancelled' ? unbegun() : buildReport(flow, [], unstarted(d), frame()));
  const firstRow = (asked: CheckedFlow, node: string, relation: Relation) => run.firstRow(asked, node, relation);
  const onward = { folder: session.recordsFolder, request, refuse, firstRow };
  const once = (reading: CheckedFlow): Promise<RunReport> =>
    readOnward(reading, onward, async (onwards) => {
      const { plan, result, uses, notes } = await run.execute(onwards);
      return buildReport(onwards, plan.nodes, await dropOldVersions(onwards, await registerTrained(onwards, { ...result, diagnostics: [...result.diagnostics, ...notes] })), frame(), uses);
    });
  const work = (): Promise<RunReport> => withoutFailingRounds(flow, scopeOf(request), { once, check: checked, refused: (again, problems) => refusedReport(again, frame(), problems), firstRow, signal: waiting.signal });
  return onRecord(session.history, flow, start, work).finally(() => session.releaseLater(lease));
}

/** One batch run in hand. */
class BatchRun {
  private readonly session: BatchHost;
  private readonly request: RunRequest;
  private readonly steering: Steering;

  constructor(session: BatchHost, request: RunRequest, steering: Steering) {
    this.session = session;
    this.request = request;
    this.steering = steering;
  }

  private get wish(): StopWish {
    return { breakpoints: this.steering.breakpoints, step: this.request.step === true && this.request.onPause !== undefined };
  }

  /** The first row of a relation of a node, asked before the run. */
  async firstRow(flow: CheckedFlow, node: string, relation: Relation): Promise<TextRow> {
    const { session } = this;
    const { lease, onCancellable, isCancelled } = this.steering;
    const settings = await session.settings(flow, undefined, undefined, lease.bytes);
    const worker = await session.takeWorker();
    try {
      const ask = (look: Look): Promise<LookResult> => {
        const running = worker.look(look);
        onCancellable(running.cancel);
        if (isCancelled()) running.cancel();
        return running.result;
      };
      return (await textRows((await lookExactly(flow, node, relation, 1, settings, ask)).arrow))[0]!;
    } finally {
      await rm(settings.tempDirectory, { recursive: true, force: true });
      await session.giveBack(worker);
    }
  }

  /** Plans and runs a checked flow; where kept rows prove to be of no use, once more without them. */
  async execute(flow: CheckedFlow): Promise<Executed> {
    const { request, steering } = this;
    const { cache } = this.session;
    const unusable = new Map<string, string>();
    let repeated: Diagnostic | null = null;
    for (;;) {
      const looked = cache === null || request.cache === false ? null : await cache.look(flow, scopeOf(request), request.name, new Set(unusable.keys()));
      const view = looked !== null && 'plan' in looked ? looked : null;
      const scope = scopeOf(request);
      const halts = firstHalts(flow, scope, this.wish);
      const taken = view ? cacheBefore(flow, scope, view.plan, halts.stops) : undefined;
      const plan = this.session.plan(flow, scope, taken, halts, request.counting);
      const reasons = view ? recomputeReasons(plan, view.index, view.contents, view.record, view.last, unusable) : cacheOff(plan);
      const uses = view && taken ? toldStops(reasons, view.plan, taken) : reasons;
      const notes = [...(looked !== null && 'code' in looked ? [looked] : []), ...(repeated ? [repeated] : [])];
      steering.onEvent({ type: 'cache', uses });
      const result = await this.attempt(flow, plan, view, repeated ? 1 : null);
      if (result.tripped && repeated === null && Object.keys(result.cache?.unusable ?? {}).length === 0 && !steering.isCancelled()) {
        repeated = repeatedRun(result.tripped);
        continue;
      }
      if (!view || !cache) return { plan, result, uses, notes };
      const broken = result.cache?.unusable ?? {};
      if (Object.keys(broken).length > 0 && !steering.isCancelled()) {
        for (const [hash, why] of await dropUnusable(cache, view, broken)) unusable.set(hash, why);
        continue;
      }
      const trouble = await settleCache(cache, view, flow, request.name, result);
      return { plan, result, uses, notes: trouble ? [...notes, trouble] : notes };
    }
  }

  private async attempt(flow: CheckedFlow, plan: Plan, view: CacheView | null, threads: number | null): Promise<JobResult> {
    const { request, steering, session } = this;
    const usual = await session.settings(flow, undefined, plan, steering.lease.bytes).catch((error: unknown) => {
      if (error instanceof DiagnosticError) return error.diagnostic;
      throw error;
    });
    if ('code' in usual) return unstarted(usual);
    const settings = threads === null ? usual : { ...usual, threads };
    const { cache } = session;
    const keepRows = view && cache ? { partPath: (hash: string) => cache.folder.partPath(hash, view.fresh), id: view.fresh, leastMilliseconds: cache.leastMilliseconds } : undefined;
    // Nobody else may have a database file open that this run changes.
    const release = await databaseLeases.acquire(await leasesOf(settings.databases ?? []));
    const worker = await session.takeWorker();
    try {
      const names = newNames();
      const compile = (now: Plan, breakpoints: BreakpointKeys): Job => session.compile(now, settings, request.counting, keepRows, { names, breakpoints });
      const { onPause } = request;
      const pausable = onPause ? new PausableRun(plan, { wish: this.wish, scope: scopeOf(request), replan: (halts) => session.plan(flow, scopeOf(request), plan.cache, halts), compile, tell: onPause }) : null;
      const running = worker.run(compile(plan, this.wish.step ? new Map() : steering.breakpoints), steering.onEvent, pausable ? (pause, shown) => pausable.hear(pause, shown) : undefined);
      steering.onCancellable(running.cancel);
      if (pausable) request.onPausable?.(pausable.steeredBy(running));
      if (steering.isCancelled()) running.cancel();
      return await running.result.finally(() => (steering.waits.milliseconds += pausable?.waited() ?? 0));
    } catch (error) {
      // What keeps the worker from starting, such as a model that was changed just now.
      if (error instanceof DiagnosticError) return unstarted(error.diagnostic, error.diagnostic.code === 'run-cancelled' ? 'cancelled' : 'failed');
      throw error;
    } finally {
      release();
      session.retire(worker, settings.tempDirectory);
    }
  }
}

/** How a run is followed and stopped. */
interface Steering {
  readonly onEvent: (event: JobEvent) => void;
  readonly onCancellable: (cancel: () => void) => void;
  readonly isCancelled: () => boolean;
  readonly lease: MemoryLease;
  readonly breakpoints: BreakpointKeys;
  /** How long it waited for a person, which is no time of the run. */
  readonly waits: { milliseconds: number };
}

interface Executed {
  readonly plan: Plan;
  readonly result: JobResult;
  readonly uses: Readonly<Record<string, CacheUse>>;
  readonly notes: readonly Diagnostic[];
}
