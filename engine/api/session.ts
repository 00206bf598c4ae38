import { rm } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { performance } from 'node:perf_hooks';
import type { Binder } from '../check/binder.ts';
import type { CheckedFlow } from '../check/checked-flow.ts';
import { checkFlow } from '../check/check-flow.ts';
import { compileJob, type JobPlace } from '../compile/compile-job.ts';
import { byteSize } from '../core/byte-size.ts';
import type { Diagnostic } from '../core/diagnostic.ts';
import { DiagnosticError, hasErrors, problem } from '../core/diagnostic.ts';
import type { CacheUse, RunReport } from '../core/run-report.ts';
import type { Job, JobEvent, JobResult, JobSettings } from '../plan/job.ts';
import type { CachePlan, KeptRows } from '../plan/cache-plan.ts';
import { planRun } from '../plan/plan-run.ts';
import { recomputeReasons } from '../plan/recompute-reasons.ts';
import type { Plan } from '../plan/plan.ts';
import type { TableKey } from '../plan/table-key.ts';
import type { Relation } from '../relation/relation.ts';
import type { Look, LookResult } from '../workers/worker-messages.ts';
import { buildReport, refusedReport } from '../results/build-report.ts';
import { databaseLeases } from '../io/database-leases.ts';
import { allowedDirectories } from './allowed-directories.ts';
import { blockingProblems } from './blocking-problems.ts';
import type { EngineSettings, FlowRef } from './contract.ts';
import { pathFrom, stagingPath } from './flow-paths.ts';
import { leasesOf, neededDatabases } from './needed-databases.ts';
import { neededStores } from './needed-stores.ts';
import { neededExtensions } from './needed-extensions.ts';
import { MemoryBroker, type MemoryLease } from './memory-broker.ts';
import { registerTrained } from './register-trained.ts';
import { realConflicts } from './real-conflicts.ts';
import { makeSpillFolder } from './spill-folder.ts';
import type { RunSettings } from '../record/run-record.ts';
import { onRecord, RunHistory } from './run-history.ts';
import type { RunRequest } from './run-request.ts';
import type { SessionOptions } from './session-options.ts';
import { RunCache, type CacheView } from './run-cache.ts';
import { readOnward } from './cursor-reads.ts';
import { lookExactly, textRows, type TextRow } from './exact-look.ts';
import { dropUnusable, settleCache } from './settle-cache.ts';
import { SeekValues } from './seek-values.ts';
import { runStreamFlow, type StreamRequest } from './stream-flow.ts';
import { cacheOff, repeatedRun, unstarted } from './unusual-results.ts';
import { usesModel } from './uses-model.ts';
import { WorkerThread } from './worker-thread.ts';

/** The way of the data, one call per stage: document → check → plan → compile → execute → results. */
export class Session {
  private readonly options: SessionOptions;
  private readonly values: SeekValues;
  private closing = false;
  private spare: WorkerThread | null = null;
  private readonly retiring = new Set<Promise<void>>();
  readonly cache: RunCache | null;
  readonly history: RunHistory | null;
  /** The memory budget that all runs of this engine share. */
  readonly memory: MemoryBroker;
  /** Memory of everything that is looked at; null leaves the database's own limit. */
  private lookBytes: number | null = null;
  /** What holds now; null is the machine's own. */
  limits: EngineSettings = { memory: null, threads: null, spillFolder: null, spillLimit: null, cacheSize: null };

  constructor(options: SessionOptions) {
    this.options = options;
    this.memory = new MemoryBroker(null, options.keepWarm === true);
    this.cache = options.cache ? new RunCache(options.cache, options.binder) : null;
    this.configure({ memory: options.memory ?? null, threads: options.threads ?? null, spillFolder: options.tempDir ?? null, spillLimit: options.spillLimit ?? null, cacheSize: null });
    this.history = options.records ? new RunHistory(options.records, options.binder) : null;
    this.spare = options.spare ?? null;
    this.values = new SeekValues((flow) => this.settings(flow), options.binder, options.workerEntry);
  }

  /** Sets limits that have been checked, for what starts from now on. An engine that lives on keeps an eighth of the memory for looking at rows. */
  configure(limits: EngineSettings): void {
    const bytes = limits.memory === null ? null : byteSize(limits.memory);
    this.lookBytes = bytes === null || this.options.keepWarm !== true ? bytes : Math.floor(bytes / 8);
    this.memory.resize(bytes === null || this.options.keepWarm !== true ? bytes : bytes - this.lookBytes!);
    this.cache?.resize(limits.cacheSize === null ? null : byteSize(limits.cacheSize));
    this.limits = limits;
  }

  get lookMemory(): number | null {
    return this.lookBytes;
  }

  /** Starts a worker before it is needed, while the flow is still being read. */
  warm(): void {
    this.spare ??= new WorkerThread(this.options.workerEntry);
  }

  /** Values that columns are named after are waited for until the patience, in milliseconds or a signal, ends. */
  async check(flow: FlowRef, given?: Binder, patience: number | AbortSignal = 2_000): Promise<CheckedFlow> {
    const binder = given ?? (flow.network === true ? this.options.binder.online() : this.options.binder);
    const checked = await checkFlow(flow.document, flow.base, flow.parameters ?? {}, this.options.catalog, binder, (request) => this.values.seek(request, flow.network === true, patience));
    const conflicts = await realConflicts(checked);
    return conflicts.length === 0 ? checked : { ...checked, diagnostics: [...checked.diagnostics, ...conflicts] };
  }

  plan(flow: CheckedFlow, to: string | null, cache?: CachePlan): Plan {
    return planRun(flow, to, cache);
  }

  compile(plan: Plan, settings: JobSettings, counting: 'all' | 'free' = 'all', keepRows?: JobPlace['keepRows']): Job {
    return compileJob(plan, { settings, counting, resolvePath: (path) => pathFrom(plan.flow.base, path), stagingPath, ...(keepRows ? { keepRows } : {}) });
  }

  /** Runs a flow to its end; trouble is in the report, a thrown error is a bug or a crash. */
  async run(request: RunRequest, onEvent: (event: JobEvent) => void, onCancellable: (cancel: () => void) => void): Promise<RunReport> {
    const started = new Date().toISOString();
    const clock = performance.now();
    const frame = () => ({ name: request.name, started, milliseconds: Math.round(performance.now() - clock) });
    const waiting = new AbortController();
    onCancellable(() => waiting.abort());
    this.warm();
    const flow = await this.check({ ...request, network: request.network !== false }, undefined, waiting.signal);
    const unbegun = (): RunReport => buildReport(flow, [], unstarted(problem('run-cancelled', 'The run was cancelled before it began. No output was changed.'), 'cancelled'), frame());
    if (waiting.signal.aborted && flow.diagnostics.some((d) => d.code === 'run-cancelled')) return unbegun();
    const blocking = blockingProblems(flow, request.to ?? null, request.network !== false);
    if (hasErrors(blocking)) return refusedReport(flow, frame(), blocking);
    const lease = await this.memory.lease(() => onEvent({ type: 'waiting', why: 'other runs use the memory' }), waiting.signal);
    if (lease === null) return unbegun();
    const steering: Steering = { onEvent, onCancellable, isCancelled: () => waiting.signal.aborted, lease };
    const start = { name: request.name, to: request.to ?? null, kind: 'batch' as const, given: request.parameters ?? {}, settings: this.runSettings(lease.bytes, this.cache !== null && request.cache !== false, request.counting ?? 'all') };
    const refuse = (d: Diagnostic): RunReport => (d.code === 'run-cancelled' ? unbegun() : buildReport(flow, [], unstarted(d), frame()));
    const onward = { folder: this.options.records?.folder ?? null, request, refuse, firstRow: (...asked: readonly [CheckedFlow, string, Relation]) => this.firstRow(asked, steering) };
    return onRecord(this.history, flow, start, () =>
      readOnward(flow, onward, async (reading) => {
        const { plan, result, uses, notes } = await this.execute(reading, request, steering);
        return buildReport(reading, plan.nodes, await registerTrained(reading, { ...result, diagnostics: [...result.diagnostics, ...notes] }), frame(), uses);
      }),
    ).finally(() => this.releaseLater(lease));
  }

  /** The first row of a relation of a node, asked before the run. */
  private async firstRow([flow, node, relation]: readonly [CheckedFlow, string, Relation], { lease, onCancellable, isCancelled }: Steering): Promise<TextRow> {
    const settings = await this.settings(flow, undefined, undefined, lease.bytes);
    const worker = this.takeWorker();
    try {
      const ask = (look: Look): Promise<LookResult> => {
        const running = worker.look(look);
        onCancellable(running.cancel);
        if (isCancelled()) running.cancel();
        return running.result;
      };
      return textRows((await lookExactly(flow, node, relation, 1, settings, ask)).arrow)[0]!;
    } finally {
      await rm(settings.tempDirectory, { recursive: true, force: true });
      // It has let go of the databases and can do the run.
      if (this.spare === null) this.spare = worker;
      else await worker.close();
    }
  }

  /** Plans and runs a checked flow; where kept rows prove to be of no use, once more without them. */
  private async execute(flow: CheckedFlow, request: RunRequest, steering: Steering): Promise<Executed> {
    const unusable = new Map<string, string>();
    let repeated: Diagnostic | null = null;
    for (;;) {
      const looked = this.cache === null || request.cache === false ? null : await this.cache.look(flow, request.to ?? null, request.name, new Set(unusable.keys()));
      const view = looked !== null && 'plan' in looked ? looked : null;
      const plan = this.plan(flow, request.to ?? null, view?.plan);
      const uses = view ? recomputeReasons(plan, view.index, view.contents, view.record, view.last, unusable) : cacheOff(plan);
      const notes = [...(looked !== null && 'code' in looked ? [looked] : []), ...(repeated ? [repeated] : [])];
      steering.onEvent({ type: 'cache', uses });
      const result = await this.attempt(flow, plan, request, view, steering, repeated ? 1 : null);
      if (result.tripped && repeated === null && Object.keys(result.cache?.unusable ?? {}).length === 0 && !steering.isCancelled()) {
        repeated = repeatedRun(result.tripped);
        continue;
      }
      if (!view || !this.cache) return { plan, result, uses, notes };
      const broken = result.cache?.unusable ?? {};
      if (Object.keys(broken).length > 0 && !steering.isCancelled()) {
        for (const [hash, why] of await dropUnusable(this.cache, view, broken)) unusable.set(hash, why);
        continue;
      }
      const trouble = await settleCache(this.cache, view, flow, request.name, result);
      return { plan, result, uses, notes: trouble ? [...notes, trouble] : notes };
    }
  }

  private async attempt(flow: CheckedFlow, plan: Plan, request: RunRequest, view: CacheView | null, steering: Steering, threads: number | null): Promise<JobResult> {
    const usual = await this.settings(flow, undefined, plan, steering.lease.bytes).catch((error: unknown) => {
      if (error instanceof DiagnosticError) return error.diagnostic;
      throw error;
    });
    if ('code' in usual) return unstarted(usual);
    const settings = threads === null ? usual : { ...usual, threads };
    const { cache } = this;
    const keepRows = view && cache ? { partPath: (hash: string) => cache.folder.partPath(hash, view.fresh), id: view.fresh, leastMilliseconds: cache.leastMilliseconds } : undefined;
    // Nobody else may have a database file open that this run changes.
    const release = await databaseLeases.acquire(await leasesOf(settings.databases ?? []));
    const worker = this.takeWorker();
    try {
      const job = this.compile(plan, settings, request.counting, keepRows);
      const running = worker.run(job, steering.onEvent);
      steering.onCancellable(running.cancel);
      if (steering.isCancelled()) running.cancel();
      return await running.result;
    } catch (error) {
      // What keeps the worker from starting, such as a model that was changed just now.
      if (error instanceof DiagnosticError) return unstarted(error.diagnostic, error.diagnostic.code === 'run-cancelled' ? 'cancelled' : 'failed');
      throw error;
    } finally {
      release();
      this.retire(worker, settings.tempDirectory);
    }
  }

  /** Rows that runs have kept of `node` and what feeds it, as they are now. */
  async keptRows(flow: CheckedFlow, node: string): Promise<ReadonlyMap<TableKey, KeptRows>> {
    if (this.cache === null || flow.nodes.find((n) => n.id === node)?.built == null) return new Map();
    const view = await this.cache.look(flow, node, '');
    // A cache that cannot be used is told about by runs.
    return 'plan' in view ? view.plan.hits : new Map();
  }

  /** Memory is free again once the worker's database is closed, and not before. */
  private releaseLater(lease: MemoryLease): void {
    void Promise.all(this.retiring).then(() => lease.release());
  }

  /** Frees what a worker used, which may take seconds after a big run: nobody waits for it but `close`. The worker is then ready for the next run, which need not start one. */
  private retire(worker: WorkerThread, tempDirectory: string): void {
    const retiring = worker
      .rest()
      .catch(() => false)
      .then((fit) => (fit && this.spare === null && !this.closing ? void (this.spare = worker) : worker.close()))
      .then(() => rm(tempDirectory, { recursive: true, force: true }))
      // What cannot be removed now is swept by a later session.
      .catch(() => undefined)
      .then(() => void this.retiring.delete(retiring));
    this.retiring.add(retiring);
  }

  /** Runs a flow as a stream until it is stopped or, with `untilIdle`, until its sources have nothing more; started again, it goes on where it was. Trouble is in the report, a thrown error is a bug or a crash. */
  async runStream(request: StreamRequest, onEvent: (event: JobEvent) => void, onCancellable: (cancel: () => void) => void): Promise<RunReport> {
    this.warm();
    const waiting = new AbortController();
    onCancellable(() => waiting.abort());
    const lease = await this.memory.lease(() => onEvent({ type: 'waiting', why: 'other runs use the memory' }), waiting.signal);
    const share = lease?.bytes ?? null;
    const recorded = (flow: CheckedFlow, work: () => Promise<RunReport>): Promise<RunReport> => onRecord(this.history, flow, { name: request.name, to: null, kind: 'stream', given: request.parameters ?? {}, settings: this.runSettings(share, false, 'all') }, work);
    const host = { recorded, check: (flow: FlowRef, binder: Binder, stop: AbortSignal) => this.check(flow, binder, stop), takeWorker: () => this.takeWorker(), settings: (flow: CheckedFlow, folder: string) => this.settings(flow, folder, undefined, share) };
    const stoppable = (cancel: () => void): void => (waiting.signal.aborted ? cancel() : onCancellable(cancel));
    return runStreamFlow(host, this.options.binder, request, onEvent, stoppable).finally(() => lease?.release());
  }

  private runSettings(bytes: number | null, cache: boolean, counting: 'all' | 'free'): RunSettings {
    return { threads: this.limits.threads, memory: bytes === null ? null : `${bytes}B`, spillLimit: this.limits.spillLimit, cache, counting };
  }

  takeWorker(): WorkerThread {
    const worker = this.spare ?? new WorkerThread(this.options.workerEntry);
    this.spare = null;
    return worker;
  }

  /** Files that a pattern with * matches, in name order. */
  listFiles(pattern: string): Promise<readonly string[]> {
    return this.options.binder.listFiles(pattern);
  }

  async close(): Promise<void> {
    this.closing = true;
    await this.spare?.close();
    this.spare = null;
    await this.values.close();
    await Promise.all(this.retiring);
  }

  /** Share of the machine a run gets; `tempDirectory` is a new folder unless one is given; with a plan it is for its nodes and sinks, else for looking at any node. */
  async settings(flow: CheckedFlow, given?: string, plan?: Plan, bytes: number | null = this.lookBytes): Promise<JobSettings> {
    const tempDirectory = given ?? (await makeSpillFolder(this.limits.spillFolder ?? undefined));
    const threads = this.limits.threads ?? availableParallelism();
    // Scoring hands batches to JavaScript; two threads more than cores hide the hand-off.
    const extra = usesModel(flow) && this.limits.threads === null ? 2 : 0;
    const kept = this.cache ? [this.cache.folder.rowsFolder] : [];
    const memory = bytes === null ? null : `${bytes}B`;
    return { threads: threads + extra, memory, spillLimit: this.limits.spillLimit, tempDirectory, allowedDirectories: [...this.allowedFolders(flow), tempDirectory, ...kept], extensions: neededExtensions(flow, plan), ...(plan ? { databases: await neededDatabases(flow, plan), stores: neededStores(flow, plan) } : {}) };
  }

  allowedFolders(flow: CheckedFlow): readonly string[] {
    return allowedDirectories(flow);
  }
}

/** How a run is followed and stopped. */
interface Steering {
  readonly onEvent: (event: JobEvent) => void;
  readonly onCancellable: (cancel: () => void) => void;
  readonly isCancelled: () => boolean;
  readonly lease: MemoryLease;
}

interface Executed {
  readonly plan: Plan;
  readonly result: JobResult;
  readonly uses: Readonly<Record<string, CacheUse>>;
  readonly notes: readonly Diagnostic[];
}
