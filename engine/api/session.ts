import { rm } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import type { Binder } from '../check/binder.ts';
import type { CheckedFlow } from '../check/checked-flow.ts';
import type { RunScope } from '../check/run-scope.ts';
import { checkFlow } from '../check/check-flow.ts';
import type { RoundsAsked } from '../check/rounds.ts';
import { compileJob, type JobPlace } from '../compile/compile-job.ts';
import { byteSize } from '../core/byte-size.ts';
import type { RunReport } from '../core/run-report.ts';
import type { Job, JobEvent, JobSettings } from '../plan/job.ts';
import type { CachePlan, KeptRows } from '../plan/cache-plan.ts';
import type { Halts } from '../plan/halts.ts';
import { planRun } from '../plan/plan-run.ts';
import type { Plan } from '../plan/plan.ts';
import type { TableKey } from '../plan/table-key.ts';
import { runBatchFlow } from './batch-run.ts';
import { allowedDirectories } from './allowed-directories.ts';
import type { EngineSettings, FlowRef, OutsidePath } from './contract.ts';
import { guardedBinder, noteUnbuilt, withoutForeignSinks } from './guard-paths.ts';
import { pathFrom } from './flow-paths.ts';
import { neededDatabases } from './needed-databases.ts';
import { neededStores } from './needed-stores.ts';
import { neededExtensions } from './needed-extensions.ts';
import { MemoryBroker, type MemoryLease } from './memory-broker.ts';
import { realConflicts } from './real-conflicts.ts';
import { makeSpillFolder } from './spill-folder.ts';
import type { RunSettings } from '../record/run-record.ts';
import { onRecord, RunHistory } from './run-history.ts';
import { newNames, type RunNames } from './run-names.ts';
import type { RunRequest } from './run-request.ts';
import type { BreakpointKeys } from './run-stops.ts';
import type { SessionOptions } from './session-options.ts';
import { sourceBytes } from './source-bytes.ts';
import { RunCache } from './run-cache.ts';
import { SeekValues } from './seek-values.ts';
import type { StreamRequest } from './stream-flow.ts';
import { usesModel } from './uses-model.ts';
import { RunWorkers } from './run-workers.ts';
import { lookPatience } from '../workers/load-extension.ts';
import type { WorkerThread } from './worker-thread.ts';
import { endWorkbooks } from '../workers/workbook-thread.ts';

/** What a thread of the database needs to sort and join what does not fit; its manual says 125 MB. */
const bytesOfThread = 125e6;

/** By so much the process may be larger than the memory budget, in bytes. */
const overshoot = 400e6;

/** The way of the data, one call per stage: document → check → plan → compile → execute → results. */
export class Session {
  private readonly options: SessionOptions;
  private readonly values: SeekValues;
  /** What checks ask: with and without servers, and nothing outside a project that is not trusted. */
  private readonly offline: Binder;
  private readonly online: Binder;
  /** Waits for servers as long as a run does. */
  private readonly patient: Binder;
  private readonly workers: RunWorkers;
  private readonly retiring = new Set<Promise<void>>();
  /** Checks that nobody waits for any more. */
  private readonly left = new Set<Promise<void>>();
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
    this.offline = options.paths ? guardedBinder(options.binder, options.paths) : options.binder;
    const online = (patient: boolean): Binder => (options.paths ? guardedBinder(options.binder.online(patient), options.paths) : options.binder.online(patient));
    this.online = online(false);
    this.patient = online(true);
    this.workers = new RunWorkers(options.workerEntry, options.keepWarm === true, options.spare ?? null);
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
    this.workers.warm();
  }

  /** Values that columns are named after are waited for until the patience, in milliseconds or a signal, ends. */
  async check(flow: FlowRef, given?: Binder, patience: number | AbortSignal = 2_000, rounds?: RoundsAsked): Promise<CheckedFlow> {
    const { paths } = this.options;
    // What a signal ends is a run.
    const asking = given ?? (flow.network !== true ? this.offline : typeof patience === 'number' ? this.online : this.patient);
    const found = await checkFlow(flow.document, flow.base, flow.parameters ?? {}, this.options.catalog, asking, (request) => this.values.seek(request, flow.network === true, patience), rounds);
    const checked = paths ? await withoutForeignSinks(found, paths) : found;
    const conflicts = await realConflicts(checked);
    return conflicts.length === 0 ? checked : { ...checked, diagnostics: [...checked.diagnostics, ...conflicts] };
  }

  plan(flow: CheckedFlow, to: RunScope, cache?: CachePlan, halts?: Halts, counting: 'all' | 'free' = 'all'): Plan {
    return planRun(flow, to, cache, halts, counting === 'all');
  }

  /** With the same `names` a run that is compiled again writes where it began to. */
  compile(plan: Plan, settings: JobSettings, counting: 'all' | 'free' = 'all', keepRows?: JobPlace['keepRows'], { names = newNames(), breakpoints }: { readonly names?: RunNames; readonly breakpoints?: BreakpointKeys } = {}): Job {
    return compileJob(plan, { settings, counting, ...names, resolvePath: (path) => pathFrom(plan.flow.base, path), ...(keepRows ? { keepRows } : {}), ...(breakpoints ? { breakpoints } : {}) });
  }

  /** What a flow names outside its project; a flow of somebody else's is looked at no further for that. */
  async outsidePaths(flow: FlowRef): Promise<readonly OutsidePath[]> {
    const { paths, binder, catalog } = this.options;
    if (!paths) return [];
    const found = new Map<string, OutsidePath>();
    const note = (path: OutsidePath): void => void found.set(`${path.access} ${path.path}`, path);
    const checked = await checkFlow(flow.document, flow.base, flow.parameters ?? {}, catalog, guardedBinder(binder, paths, note), async () => ({ ok: false, problem: { code: 'values-unknown', severity: 'info', message: '', at: {} } }));
    await withoutForeignSinks(checked, paths, note);
    await noteUnbuilt(checked, paths, note);
    return [...found.values()];
  }

  /** What looks at files for a question of its own. */
  get discovering(): Pick<Binder, 'discover'> {
    return this.offline;
  }

  /** What is known of expressions. */
  get binder(): Pick<Binder, 'parse' | 'bind'> {
    return this.options.binder;
  }

  /** Runs a flow to its end; trouble is in the report, a thrown error is a bug or a crash. */
  async run(request: RunRequest, onEvent: (event: JobEvent) => void, onCancellable: (cancel: () => void) => void): Promise<RunReport> {
    this.warm();
    return runBatchFlow(this, request, onEvent, onCancellable);
  }

  /** Rows that runs have kept of `node` and what feeds it, as they are now. */
  async keptRows(flow: CheckedFlow, node: string): Promise<ReadonlyMap<TableKey, KeptRows>> {
    if (this.cache === null || flow.nodes.find((n) => n.id === node)?.built == null) return new Map();
    const view = await this.cache.look(flow, node, '');
    // A cache that cannot be used is told about by runs.
    return 'plan' in view ? view.plan.hits : new Map();
  }

  /** Memory is free again once the worker's database is closed, and not before. */
  releaseLater(lease: MemoryLease): void {
    void Promise.all(this.retiring).then(() => lease.release());
  }

  /** Frees what a worker used, which may take seconds after a big run: nobody waits for it but `close`. The worker is then ready for the next run, which need not start one. */
  retire(worker: WorkerThread, tempDirectory: string): void {
    const retiring = this.giveBack(worker)
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
    // An epoch is small: waiting for a second thread of the database costs more than it does.
    const settings = async (flow: CheckedFlow, folder: string): Promise<JobSettings> => ({ ...(await this.settings(flow, folder, undefined, share)), threads: this.limits.threads ?? 1 });
    const recorded = (flow: CheckedFlow, work: () => Promise<RunReport>): Promise<RunReport> => onRecord(this.history, flow, { name: request.name, to: null, kind: 'stream', ...(request.environment === undefined ? {} : { environment: request.environment }), given: request.parameters ?? {}, settings: this.runSettings(share, false, 'all') }, work);
    const host = { recorded, check: (flow: FlowRef, binder: Binder, stop: AbortSignal) => this.check(flow, binder, stop), takeWorker: () => this.takeWorker(), settings };
    const stoppable = (cancel: () => void): void => (waiting.signal.aborted ? cancel() : onCancellable(cancel));
    // As in a batch run, servers may be asked unless somebody said no.
    const binder = request.network === false ? this.offline : this.patient;
    const { runStreamFlow } = await import('./stream-flow.ts');
    return runStreamFlow(host, binder, request, onEvent, stoppable).finally(() => lease?.release());
  }

  runSettings(bytes: number | null, cache: boolean, counting: 'all' | 'free'): RunSettings {
    return { threads: this.limits.threads, memory: bytes === null ? null : `${bytes}B`, spillLimit: this.limits.spillLimit, cache, counting };
  }

  giveBack(worker: WorkerThread): Promise<void> {
    return this.workers.giveBack(worker);
  }

  /** Folder of the records of runs; null where none are kept. */
  get recordsFolder(): string | null {
    return this.options.records?.folder ?? null;
  }

  takeWorker(): Promise<WorkerThread> {
    return this.workers.take();
  }

  /** Files that a pattern with * matches, in name order. */
  listFiles(pattern: string): Promise<readonly string[]> {
    return this.options.binder.listFiles(pattern);
  }

  leave(check: Promise<unknown>): void {
    const ended = check.then(() => undefined, () => undefined).finally(() => this.left.delete(ended));
    this.left.add(ended);
  }

  async close(): Promise<void> {
    await this.workers.close();
    await this.values.close();
    await endWorkbooks();
    await Promise.all([...this.retiring, ...this.left]);
  }

  /** Share of the machine a run gets; `tempDirectory` is a new folder unless one is given; with a plan it is for its nodes and sinks, else for looking at any node. */
  async settings(flow: CheckedFlow, given?: string, plan?: Plan, bytes: number | null = this.lookBytes): Promise<JobSettings> {
    const tempDirectory = given ?? (await makeSpillFolder(this.limits.spillFolder ?? undefined));
    const threads = this.limits.threads ?? availableParallelism();
    // Scoring hands batches to JavaScript; two threads more than cores hide the hand-off.
    const extra = usesModel(flow) && this.limits.threads === null ? 2 : 0;
    const kept = this.cache ? [this.cache.folder.rowsFolder] : [];
    const memory = bytes === null ? null : `${bytes}B`;
    const sparing = plan !== undefined && bytes !== null && (await sourceBytes(flow, plan, (pattern) => this.listFiles(pattern))) > bytes / 2;
    const most = sparing && this.limits.threads === null ? Math.max(1, Math.floor(bytes! / bytesOfThread)) : Infinity;
    const growth = plan === undefined || this.limits.memory === null ? {} : { residentGrowth: byteSize(this.limits.memory)! + overshoot };
    return { threads: Math.min(threads + extra, most), memory, ...growth, ...(sparing ? { sparing } : {}), spillLimit: this.limits.spillLimit, tempDirectory, allowedDirectories: [...this.allowedFolders(flow), tempDirectory, ...kept], extensions: neededExtensions(flow, plan), ...(plan === undefined && given === undefined ? { patience: this.options.patience ?? lookPatience } : {}), ...(plan ? { databases: await neededDatabases(flow, plan), stores: neededStores(flow, plan) } : {}) };
  }

  allowedFolders(flow: CheckedFlow): readonly string[] {
    return allowedDirectories(flow);
  }
}
