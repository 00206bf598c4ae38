import { performance } from 'node:perf_hooks';
import type { Diagnostic } from '../core/diagnostic.ts';
import { DiagnosticError, problem, warning } from '../core/diagnostic.ts';
import type { Job, JobEvent, JobResult, JobStep, WriteFinish } from '../plan/job.ts';
import type { Probe } from '../plan/probe.ts';
import { probeStatement } from '../compile/probe-statement.ts';
import { statementName } from '../plan/halts.ts';
import type { Pause } from '../plan/pause.ts';
import { solveCounts } from '../plan/solve-counts.ts';
import { attachReused, mayBeDamage, storeRows } from './cached-rows.ts';
import type { TrainingAccount } from '../core/training-account.ts';
import { shareDone, type TrainingProgress } from '../core/training-progress.ts';
import type { ModelTraining } from '../definition/index.ts';
import type { StoreObject } from '../relation/object-store.ts';
import type { Database, StatementResult } from './database.ts';
import { describeFailure, isInternal, isInterrupt, type Failure } from './describe-failure.ts';
import { describeOverrun, describeShortage } from './describe-shortage.ts';
import { commitOutputs, isObject, type Writing } from './commit-outputs.ts';
import { countRows, readFooters, type Unread } from './count-rows.ts';
import { gateRow, gateTrouble } from './gate-rows.ts';
import { readToEnd } from './read-to-end.ts';
import { ownNode, RunState } from './run-state.ts';
import { StagedObjects, type PendingObject } from './stage-objects.ts';
import { discardFiles, diskFull, prepareTarget } from './stage-files.ts';

export interface JobHost {
  readonly database: Database;
  emit(event: JobEvent): void;
  isCancelled(): boolean;
  /** Resident memory of the process. */
  residentBytes(): number;
  failureOf(error: unknown): Failure;
  /** A diagnostic a model or script left behind before it failed the statement. */
  functionProblem(): Diagnostic | null;
  /** Turns the file that the database wrote into the one that is staged. */
  finish(node: string, finish: WriteFinish, staging: string): Promise<void>;
  /** Tells an object store of an object that is to be written. */
  begin(node: string, object: StoreObject): Promise<PendingObject>;
  /** Learns a model from the rows of the step's SELECT and writes it to its staging file. */
  train(step: Writing & { readonly training: ModelTraining }, onProgress: (progress: TrainingProgress) => void): Promise<{ readonly rows: number; readonly account: TrainingAccount }>;
  /** Where somebody can look at a run that waits. */
  readonly pauses?: Pauses;
}

export interface Pauses {
  /** Whether a person asked for a pause before the next statement. */
  isAsked(): boolean;
  /** Tells where the run stands, and ends when it is to go on: with what is left to do where that was planned anew. A cancel ends it too. */
  wait(pause: Pause): Promise<Job | null>;
}

/** Runs a job's statements in order; outputs appear only after every statement has succeeded, or not at all. Where kept rows turn out to be of no use, the job fails and says which; nothing was changed then. */
export async function runJob(job: Job, host: JobHost): Promise<JobResult> {
  const state = new RunState();
  state.residentBefore = host.residentBytes();
  const unusable = await attachReused(job.cache.reuse, host);
  if (Object.keys(unusable).length > 0) return { ...state.result('failed'), cache: { stored: [], left: {}, unusable } };
  const result = await runStatements(job, host, state);
  if (state.damage !== null) return { ...result, cache: { stored: [], left: {}, unusable: Object.fromEntries(job.cache.reuse.map(({ key }) => [key, state.damage!])) } };
  return { ...result, cache: { ...(await storeRows(job.cache, state.known, state.keptIn, host)), unusable: {} } };
}

async function runStatements(job: Job, host: JobHost, state: RunState): Promise<JobResult> {
  const writes = job.steps.filter((s): s is Writing => s.kind === 'write');
  const objects = new StagedObjects(host);
  try {
    for (const [key, rows] of Object.entries(job.cache.counts)) {
      state.known.set(key, rows);
      host.emit({ type: 'rows', key, rows });
    }
    for (const file of writes.filter((w) => w.bound === undefined)) {
      const trouble = await (isObject(file) ? objects.prepare(file) : prepareTarget(file));
      if (trouble) state.fail(trouble);
    }
    if (state.diagnostics.length > 0) return state.result('failed');
    const now = await runSteps(job, objects, host, state);
    if (state.stopped) return await stopped(state, writes, host);
    // A table that is written may be one that is read: its rows are counted while they are those that were read.
    const early = job.steps.some((s) => s.kind === 'load') ? await countRows(now, host, state, await readFooters(now, host, state)) : null;
    if (host.isCancelled()) return await stopped(state, writes, host);
    // Footers are read while the files are brought onto the disk.
    const footers = early === null ? readFooters(now, host, state) : null;
    let unread: Unread | null | undefined;
    try {
      await commitOutputs(job, writes, objects, host, state);
    } finally {
      unread = await footers;
    }
    if (state.stopped) return state.result('failed');
    // The outputs stand: whatever becomes of counting, the run has succeeded.
    const counts = early ?? (await countRows(now, host, state, unread ?? null));
    state.account(job.counts);
    return state.result('succeeded', counts);
  } finally {
    await discardFiles(writes);
    await objects.discard();
  }
}

/** Runs the steps, and waits where a person wants to look; gives the job as it was planned last. */
async function runSteps(first: Job, objects: StagedObjects, host: JobHost, state: RunState): Promise<Job> {
  const { pauses } = host;
  let job = first;
  let steps = [...first.steps];
  const done = first.cache.reuse.map(({ key }) => key);
  const ran: string[] = [];
  const wait = async (pause: Pick<Pause, 'why' | 'key' | 'rows' | 'matched' | 'sql'>): Promise<void> => {
    const next = await pauses?.wait({ ...pause, done, ran }).catch((error: unknown) => {
      // A cancel interrupts the look at the rows, too; the next step hears of it.
      if (host.isCancelled()) return null;
      throw error;
    });
    if (!next) return;
    job = next;
    steps = [...next.steps];
  };
  for (;;) {
    if (pauses?.isAsked() === true && !host.isCancelled()) await wait({ why: 'asked', key: null, rows: null, matched: null, sql: null });
    const step = steps.shift();
    if (!step) return job;
    await runStep(step, first, objects, host, state);
    if (state.stopped) return job;
    if (step.kind !== 'keep') {
      ran.push(statementName(step.kind, step.node));
      continue;
    }
    done.push(step.key);
    const { stop } = step;
    if (stop === undefined || pauses === undefined || host.isCancelled()) continue;
    const rows = state.known.get(step.key) ?? null;
    const matched = stop.count === null ? rows : await matching(stop.count, ownNode(step), host, state);
    if (state.stopped) return job;
    if (stop.count === null || (matched ?? 0) > 0) await wait({ why: stop.why, key: step.key, rows, matched, sql: stop.rows });
  }
}

/** Number of rows that meet the condition of a breakpoint; one that cannot be computed stops the run. */
async function matching(count: string, node: string, host: JobHost, state: RunState): Promise<number | null> {
  try {
    return Number((await host.database.run(count)).rows[0]?.[0] ?? 0);
  } catch (error) {
    if (host.isCancelled()) state.stopped = true;
    else state.fail(breakpointTrouble(describeFailure(host.failureOf(error), node), node));
    return null;
  }
}

const breakpointTrouble = ({ message }: Diagnostic, node: string): Diagnostic => problem('expression-kind', `The condition of the breakpoint after node "${node}" could not be computed. ${message} Change the condition, or take the breakpoint away. No output was changed.`, { node });

async function stopped(state: RunState, writes: readonly Writing[], host: JobHost): Promise<JobResult> {
  await discardFiles(writes);
  if (host.isCancelled()) {
    state.diagnostics.length = 0;
    state.diagnostics.push(problem('run-cancelled', 'The run was cancelled. No output was changed.'));
    return state.result('cancelled');
  }
  return state.result('failed');
}

async function runStep(step: JobStep, job: Job, objects: StagedObjects, host: JobHost, state: RunState): Promise<void> {
  if (host.isCancelled()) {
    state.stopped = true;
    return;
  }
  const started = performance.now();
  host.emit({ type: 'step', nodes: step.nodes, state: 'running', suspect: suspectOf(step, job) });
  // Models and scripts hold memory of their own, which nobody has limited.
  const guarded = job.functions.length === 0 && !(step.kind === 'write' && step.training !== undefined);
  let overrun = false;
  const ticker = setInterval(() => {
    overrun ||= guarded && host.residentBytes() - state.residentBefore > (job.settings.residentGrowth ?? Infinity);
    if (overrun) return host.database.interrupt();
    const { share, rows } = host.database.progress();
    if (share !== null) host.emit({ type: 'progress', nodes: step.nodes, share, rows });
  }, 200);
  try {
    const result = await carryOut(step, objects, host, state);
    // A folder is brought onto the disk when it takes its place, an object when it is sent.
    if (step.kind === 'write' && step.bound === undefined && step.folder !== true && !isObject(step)) state.durable.begin(step);
    const milliseconds = performance.now() - started;
    // What a model learns from is read by a statement that leaves no profile.
    const profile = step.kind === 'write' && step.training !== undefined ? null : await host.database.profile();
    state.measure(step, milliseconds, profile);
    state.learn(step.marks, profile);
    await readToEnd(step.completes ?? [], step, profile, host.database);
    if (step.kind === 'keep') {
      state.tell(step.key, result.changed);
      state.keptIn.set(step.key, milliseconds);
    }
    if (step.kind === 'gate') readGate(step.node, result.rows, state);
    if (step.kind === 'write' || step.kind === 'load') {
      state.sinkRows.set(step.node, result.changed);
      if (step.from !== null) state.tell(step.from, result.changed);
    }
    for (const [key, rows] of solveCounts(job.counts, state.known)) {
      if (!state.known.has(key) || step.kind !== 'gate') host.emit({ type: 'rows', key, rows });
    }
    host.emit({ type: 'step', nodes: step.nodes, state: 'done', milliseconds });
  } catch (error) {
    const failure = host.failureOf(error);
    if (host.isCancelled()) {
      state.stopped = true;
      return;
    }
    if (error instanceof DiagnosticError) {
      state.fail(error.diagnostic);
      return;
    }
    if (overrun && isInterrupt(failure)) {
      state.fail(describeOverrun(job.settings.residentGrowth!, step.work, ownNode(step)));
      return;
    }
    if (job.cache.reuse.length > 0 && mayBeDamage(failure)) state.damage = `the kept rows may be damaged (${failure.message.split('\n')[0]})`;
    if (isInternal(failure)) state.tripped = { node: ownNode(step), message: failure.message.split('\n')[0]! };
    if (step.kind === 'write' && /no space left/i.test(failure.message)) state.fail(diskFull(step));
    else if (step.kind === 'write' && step.sheet !== undefined && sheetFull.test(failure.message)) state.fail(tooManyRows(step.node, step.sheet, step.target));
    else state.fail(host.functionProblem() ?? describeShortage(failure, step.work, ownNode(step)) ?? describeFailure(failure, await failingNode(ownNode(step), step.probes, host, failure)));
  } finally {
    clearInterval(ticker);
  }
}

const sheetFull = /Sheet row limit of '\d+' rows exceeded/;

const tooManyRows = (node: string, sheet: string, target: string): Diagnostic => problem('value-unreadable', `Node "${node}" has more rows than the sheet "${sheet}" of ${target} can hold: Excel ends at 1,048,576, the row with the names included. Filter the rows, write them to several sheets, or write Parquet or CSV. No output was changed.`, { node });

/** A statement, or what is learned from one. */
async function carryOut(step: JobStep, objects: StagedObjects, host: JobHost, state: RunState): Promise<StatementResult> {
  if (step.kind !== 'write') return host.database.run(step.sql, step.reading);
  if (step.training === undefined) {
    const result = await host.database.run(step.sql, step.reading);
    if (step.finish !== undefined) {
      await host.database.readPlainly();
      await host.finish(step.node, step.finish, step.staging);
    }
    if (isObject(step)) await objects.send(step, (share) => host.emit({ type: 'progress', nodes: [step.node], share, rows: 0 }));
    return result;
  }
  const { training } = step;
  await host.database.readPlainly();
  const { rows, account } = await host.train({ ...step, training }, (training) => host.emit({ type: 'progress', nodes: [step.node], share: shareDone(training), rows: 0, training }));
  state.trained[step.node] = account;
  for (const message of account.warnings) state.diagnostics.push(warning('training-warning', `Node "${step.node}": ${message}`, { node: step.node }));
  return { rows: [], changed: rows };
}

/** Models run in native code that the database does not guard; without one it can only be said whose statement it was. */
const suspectOf = (step: JobStep, job: Job): string => step.nodes.find((node) => job.functions.some((f) => f.nodes.includes(node))) ?? ownNode(step);

/** Runs the nodes of a failed statement one after the other to find the first that fails the same way. */
export async function failingNode(own: string, probes: readonly Probe[], host: Pick<JobHost, 'database' | 'isCancelled' | 'failureOf'>, failure: Failure): Promise<string> {
  // A database that tripped over itself answers nothing any more, so every probe would fail.
  if (/out of memory/i.test(failure.type) || isInternal(failure)) return own;
  for (const [place, { node }] of probes.entries()) {
    if (host.isCancelled()) return own;
    try {
      await host.database.run(probeStatement(probes, place));
    } catch (error) {
      // A kept table does not hold what only a value nobody reads is made of.
      if (/^binder$/i.test(host.failureOf(error).type)) continue;
      // That it fails is the answer; why is already known.
      return node;
    }
  }
  return own;
}

function readGate(node: string, rows: readonly (readonly unknown[])[], state: RunState): void {
  for (const values of rows) {
    const row = gateRow(node, values);
    state.gates.push(row);
    const trouble = gateTrouble(row, 'No output was changed');
    if (trouble?.severity === 'error') state.fail(trouble);
    else if (trouble) state.diagnostics.push(trouble);
  }
}
