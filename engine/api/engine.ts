import { randomUUID } from 'node:crypto';
import { availableParallelism } from 'node:os';
import type { CheckedFlow, CheckedNode } from '../check/checked-flow.ts';
import { DiagnosticError, hasErrors, problem } from '../core/diagnostic.ts';
import { modelReference } from '../core/registered-model.ts';
import type { Catalog } from '../definition/index.ts';
import type { End } from '../document/document.ts';
import { modelDescriber } from '../inference/describe-file.ts';
import type { StartProbe } from '../inference/probe-process.ts';
import type { JobEvent } from '../plan/job.ts';
import { planRun } from '../plan/plan-run.ts';
import { DuckDbBinder } from '../workers/duckdb-binder.ts';
import type { CheckResult, EngineCalls, EngineEvent, NodeCheck } from './contract.ts';
import { evaluateExpression } from './evaluate-expression.ts';
import { checkSettings } from './check-settings.ts';
import { CaseRunner } from './case-runner.ts';
import { scriptTrust, type TrustedScripts } from '../scripting/script-trust.ts';
import { flowScripts } from './flow-scripts.ts';
import { flowSheets } from './flow-sheets.ts';
import { ExactRows } from './exact-rows.ts';
import { explainRun } from './explain-run.ts';
import { importFile } from './import-file.ts';
import type { AskLive } from './live-charts.ts';
import { pathTrust, type TrustedPaths } from '../io/path-trust.ts';
import { Previews } from './previews.ts';
import type { RunSteering } from './run-request.ts';
import { ProgressKeeper } from './progress-keeper.ts';
import type { CacheOptions } from './run-cache.ts';
import { requireHistory, type RecordOptions } from './run-history.ts';
import { RowSets } from './row-sets.ts';
import { ScheduleDesk } from './schedule-desk.ts';
import { Session } from './session.ts';
import type { ValidateRequest, Validation } from './validate-data.ts';
import { usualSpillFolder } from './spill-folder.ts';
import { stepRows } from './step-rows.ts';
import { Tracer } from './tracer.ts';
import { WorkerThread } from './worker-thread.ts';

export interface EngineOptions {
  readonly catalog: Catalog;
  readonly workerEntry: URL;
  /** Entry of the throw-away process that opens a model first. */
  readonly probeEntry: URL;
  /** How that process is started; a child of this Node unless told. */
  readonly startProbe?: StartProbe;
  readonly threads?: number;
  readonly memory?: string;
  readonly tempDir?: string;
  /** Most that a run may spill to disk, in DuckDB's spelling. */
  readonly spillLimit?: string;
  /** Seconds that checks and previews wait for a server. */
  readonly patience?: number;
  /** Keeps a worker started for the next run; for engines that live on. */
  readonly keepWarm?: boolean;
  /** A worker that was started already, for the first run. */
  readonly spare?: WorkerThread;
  /** Where rows are kept for the next run; nowhere when left out. */
  readonly cache?: CacheOptions;
  /** Where runs are put on record; nowhere when left out. */
  readonly records?: RecordOptions;
  /** Which scripts outside a sandbox may run; none unless told. */
  readonly scripts?: TrustedScripts;
  /** Which folders outside a project its flows may use; all unless told. */
  readonly paths?: TrustedPaths;
  /** Called when a cancelled run has not ended after three seconds: its thread cannot be ended alone (H3), so whoever supervises this process has to replace it. */
  readonly onStuck?: () => void;
}

/** An interrupt is heard within milliseconds, in a join within a third of a second. */
const heardWithin = 3_000;

export interface Engine {
  readonly calls: EngineCalls;
  readonly session: Session;
  readonly cases: CaseRunner;
  /** Judges the rows of a file by a suite of expectations. */
  validate(request: ValidateRequest): Promise<Validation>;
  onEvent(listener: (event: EngineEvent) => void): () => void;
  /** A window has gone: what it had switched on ends. */
  left(viewer: string): void;
  close(): Promise<void>;
}

/** Opens the engine: a resident database for checking, a preview worker, and a data worker per run. */
export async function createEngine(options: EngineOptions): Promise<Engine> {
  const spare = options.spare ?? (options.keepWarm === true ? new WorkerThread(options.workerEntry) : null);
  const trust = scriptTrust(options.scripts);
  const binder = await DuckDbBinder.open(modelDescriber(options.probeEntry, options.startProbe), trust, options.patience);
  const paths = options.paths === undefined || options.paths === 'all' ? null : pathTrust(options.paths);
  const { paths: _paths, ...others } = options;
  const session = new Session({ ...others, binder, ...(paths ? { paths } : {}), ...(spare ? { spare } : {}) });
  const listeners = new Set<(event: EngineEvent) => void>();
  const emit = (event: EngineEvent): void => listeners.forEach((listener) => listener(event));
  const runs = new Map<string, () => void>();
  const lives = new Map<string, AskLive>();
  const pausable = new Map<string, RunSteering>();
  /** Runs that are to wait as soon as they can. */
  const soon = new Set<string>();
  const working = new Set<Promise<void>>();
  const previews = new Previews(session, options.workerEntry);
  const exactPreviews = new Previews(session, options.workerEntry, true);
  let validator: WorkerThread | null = null;
  const exactRows = new ExactRows(session, options.workerEntry);
  const rowSets = new RowSets(session, options.workerEntry);
  const schedules = new ScheduleDesk(session, (base, text) => emit({ type: 'schedule', base, text }));
  const tracer = new Tracer(session, binder, exactRows);

  const calls: EngineCalls = {
    check: async (flow) => checkResult(await session.check(flow), flow.counted !== false),
    preview: (request) => (request.exact === true ? exactPreviews : previews).preview(request, request.node, request.port, request.rows, request),
    trace: (request) => exactRows.asked(request.viewer, 'trace', (question) => tracer.trace(request, question)),
    follow: (request) => exactRows.asked(request.viewer, 'follow', (question) => tracer.follow(request, question)),
    stepRows: (request) => exactRows.asked(request.viewer, 'stepRows', (question) => stepRows(request, session, exactRows, question)),
    giveUp: async ({ viewer, question }) => exactRows.giveUp(viewer ?? '', question),
    openRows: (request) => rowSets.open(request),
    rowsProgress: (request) => rowSets.progress(request),
    arrangeRows: (request) => rowSets.arrange(request),
    readRows: (request) => rowSets.read(request),
    profileRows: (request) => rowSets.profile(request),
    closeRows: (request) => rowSets.close(request),
    evaluate: (request) => evaluateExpression(request, session, binder, previews),
    explain: (request) => explainRun(session, request),
    runs: async (request) => requireHistory(session.history).list(request),
    readRun: async (request) => requireHistory(session.history).measured(request, request.run),
    compareRuns: async (request) => requireHistory(session.history).compare(request, request.before, request.after),
    async run(request) {
      const run = randomUUID();
      const keeper = new ProgressKeeper((progress) => emit({ type: 'progress', run, progress }));
      runs.set(run, () => undefined);
      const onCancellable = (cancel: () => void) => runs.set(run, cancel);
      const take = (e: JobEvent): void => keeper.take(e);
      const work = request.stream === true ? session.runStream({ ...request, untilIdle: request.untilIdle === true, onLive: (ask) => lives.set(run, ask) }, take, onCancellable) : session.run({ ...request, onPause: (pause) => emit(pause === null ? { type: 'resumed', run } : { type: 'paused', run, pause }), onPausable: (steer) => (pausable.set(run, steer), soon.delete(run) && steer.pause()) }, take, onCancellable);
      const told = work
        .catch((error: unknown) => crashReport(request.name, error))
        .then((report) => {
          keeper.stop();
          runs.delete(run);
          lives.delete(run);
          pausable.delete(run);
          soon.delete(run);
          working.delete(told);
          emit({ type: 'finished', run, report });
        });
      working.add(told);
      return { run };
    },
    async cancel({ run }) {
      const cancel = runs.get(run);
      if (!cancel) return;
      cancel();
      if (options.onStuck) setTimeout(() => runs.has(run) && options.onStuck?.(), heardWithin).unref();
    },
    pause: async ({ run }) => {
      if (pausable.has(run)) pausable.get(run)!.pause();
      else if (runs.has(run)) soon.add(run);
    },
    resume: async ({ run, how }) => pausable.get(run)?.goOn(how),
    async live({ run, node, port, chart }) {
      const ask = lives.get(run);
      if (!ask) throw new DiagnosticError(problem('run-cancelled', 'This stream has not begun, or has ended.'));
      return ask(node, port, chart);
    },
    schedules: ({ base, text, viewer }) => schedules.state(base, text ?? null, viewer ?? ''),
    runSchedules: ({ base, on, viewer }) => schedules.switch(base, on, viewer ?? ''),
    scripts: async (flow) => flowScripts(await session.check(flow), trust),
    trustScripts: ({ hashes }) => trust.trust(hashes),
    outsidePaths: (flow) => session.outsidePaths(flow),
    trustPaths: async ({ base, folders }) => paths?.trust(base, folders),
    functions: () => binder.functions(),
    async describeModel({ base, path: named }) {
      let path = named;
      if (modelReference(named) !== null) {
        const found = await session.discovering.discover({ kind: 'registered', reference: named }, base);
        if (!found.ok) return { problem: found.problem };
        if (found.value.kind === 'registered') path = found.value.model.path;
      }
      const answer = await session.discovering.discover({ kind: 'model', path }, base);
      if (!answer.ok) return { problem: answer.problem };
      if (answer.value.kind !== 'model') throw new Error('A model need was answered with another fact.');
      return { description: answer.value.description };
    },
    importFile: (request) => importFile(request, options.catalog),
    sheets: async (request) => flowSheets(await session.check(request), request.node),
    async configure(settings) {
      await checkSettings(settings);
      session.configure(settings);
    },
    status: async () => ({ threads: session.limits.threads ?? availableParallelism(), memoryLimit: session.limits.memory ?? (await binder.memoryLimit()), memoryFree: session.memory.free, waitingRuns: session.memory.queued, spillLimit: session.limits.spillLimit, spillFolder: session.limits.spillFolder ?? usualSpillFolder(), cacheLimit: session.cache?.folder.maxBytes ?? null, residentBytes: process.memoryUsage().rss }),
  };
  return {
    calls,
    session,
    cases: new CaseRunner(session, exactRows),
    // What judges suites is loaded by those who do.
    validate: async (request) => (await import('./validate-data.ts')).validateData(request, { session, binder, catalog: options.catalog, worker: (validator ??= new WorkerThread(options.workerEntry)) }),
    onEvent(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    left(viewer) {
      schedules.left(viewer);
      // Nobody looks at its rows any more.
      void rowSets.close({ viewer, rows: null });
    },
    async close() {
      await schedules.close();
      for (const cancel of runs.values()) cancel();
      // A thread may end only once its statements have (H3), so every run is waited for.
      await Promise.allSettled(working);
      await previews.close();
      await exactPreviews.close();
      await rowSets.end();
      await validator?.close();
      await exactRows.close();
      await session.close();
      binder.close();
    },
  };
}

const nodeChecks = new WeakMap<CheckedNode, NodeCheck>();

/** The same object for the same node, by which those that did not change are told. */
function nodeCheck(node: CheckedNode, own: Pick<NodeCheck, 'face'> & { readonly inputs?: NodeCheck['inputs'] } = {}): NodeCheck {
  const { caption, outputs, fromFile } = node;
  const make = (): NodeCheck => ({ caption, inputs: node.inputs, outputs, ...(fromFile ? { fromFile: { list: fromFile.list, param: fromFile.param, path: fromFile.path, records: fromFile.records, lines: fromFile.lines } } : {}), ...own });
  if (Object.keys(own).length > 0) return make();
  const known = nodeChecks.get(node) ?? make();
  nodeChecks.set(node, known);
  return known;
}

/** What a check says; counting the statements of its run takes longer than the check of an edited flow. */
export function checkResult(flow: CheckedFlow, counted = true): CheckResult {
  const outputs = new Map(flow.nodes.map((n) => [n.id, n.outputs]));
  const arriving = (ports: Readonly<Record<string, readonly End[]>>): CheckedNode['inputs'] => Object.fromEntries(Object.entries(ports).map(([port, ends]) => [port, ends.map((end) => outputs.get(end.node)?.[end.port]).filter((schema) => schema !== undefined)]));
  const own = ({ id }: CheckedNode) => ({ ...(flow.arrivals?.has(id) ? { inputs: arriving(flow.arrivals.get(id)!) } : {}), ...(flow.faces?.has(id) ? { face: flow.faces.get(id)! } : {}) });
  const nodes = Object.fromEntries(flow.nodes.map((n) => [n.id, nodeCheck(n, own(n))]));
  const streaming = flow.nodes.some((n) => n.definition?.streaming === true);
  if (hasErrors(flow.diagnostics)) return { diagnostics: flow.diagnostics, nodes, plan: null };
  if (!counted) return { diagnostics: flow.diagnostics, nodes, plan: { statements: null, sinks: null, streaming } };
  const plan = planRun(flow, null);
  return { diagnostics: flow.diagnostics, nodes, plan: { statements: plan.steps.length, sinks: plan.steps.filter((s) => s.kind === 'write' || s.kind === 'load').length, streaming } };
}

function crashReport(name: string, error: unknown) {
  const diagnostic = error instanceof DiagnosticError ? error.diagnostic : problem('run-failed', `The run stopped on an internal error: ${error instanceof Error ? error.message : String(error)}. No output was changed; please report it.`);
  return { status: 'failed' as const, flow: name, started: new Date().toISOString(), milliseconds: 0, nodes: {}, rules: [], diagnostics: [diagnostic] };
}

