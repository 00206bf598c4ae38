import { join } from 'node:path';
import { parentPort } from 'node:worker_threads';
import { problem } from '../core/diagnostic.ts';
import { shareDone } from '../core/training-progress.ts';
import { DiagnosticError } from '../core/diagnostic.ts';
import { describeFailure } from '../execute/describe-failure.ts';
import { runJob } from '../execute/run-job.ts';
import type { JobResult } from '../plan/job.ts';
import { databaseError, isInterrupt } from './database-error.ts';
import { duckDbDatabase, profileTo } from './duckdb-database.ts';
import { detachDatabases } from './attach-database.ts';
import type { LiveRows } from './live-rows.ts';
import { openAhead, openDatabase } from './open-database.ts';
import { PreviewDesk } from './preview-desk.ts';
import { RowDesk } from './row-desk.ts';
import { finishFile } from './finish-file.ts';
import { keepInterrupting } from './keep-interrupting.ts';
import { registerFunctions, type RegisteredFunctions } from './register-functions.ts';
import { RunPauses } from './run-pauses.ts';
import { stageSources } from './stage-sources.ts';
import { streamRun } from './stream-run.ts';
import { trainingPulse } from './training-pulse.ts';
import type { WorkerReply, WorkerRequest } from './worker-messages.ts';

const port = parentPort;
if (!port) throw new Error('The data worker runs in a worker thread only.');

function arrowOf(message: WorkerReply): Uint8Array | null {
  if (message.kind === 'looked' || message.kind === 'live') return message.result.arrow;
  if (message.kind === 'paused') return message.shown?.arrow ?? null;
  return message.kind === 'rows' && message.result !== null && 'arrow' in message.result ? message.result.arrow : null;
}

const reply = (message: WorkerReply): void => {
  const bytes = arrowOf(message);
  // Rows that own their memory change hands instead of being copied.
  const moved = bytes && bytes.byteLength > 0 && bytes.byteLength === bytes.buffer.byteLength ? [bytes.buffer as ArrayBuffer] : [];
  port.postMessage(message, moved);
};
const cancels = new Map<number, () => void>();
const pauses = new Map<number, RunPauses>();
const lives = new Map<number, LiveRows>();
const working = new Set<Promise<void>>();
const desk = new PreviewDesk();
const rows = new RowDesk();

openAhead();

/** One batch run in its own database; the answer does not wait until what it used is freed. */
async function run(request: Extract<WorkerRequest, { kind: 'run' }>, answer: (result: JobResult) => void): Promise<void> {
  let cancelled = false;
  let interrupting: { readonly stop: () => void } | null = null;
  let interrupt = (): void => undefined;
  const stop = new AbortController();
  const waits = new RunPauses((pause, shown) => reply({ kind: 'paused', id: request.id, pause, shown }));
  pauses.set(request.id, waits);
  cancels.set(request.id, () => {
    cancelled = true;
    stop.abort();
    waits.close();
    interrupting ??= keepInterrupting(() => interrupt());
  });
  const profile = join(request.job.settings.tempDirectory, 'profile.json');
  const open = await openDatabase(request.job.settings, ':memory:', profileTo(profile));
  let functions: RegisteredFunctions | null = null;
  try {
    await stageSources(open.connection, request.job.settings, stop.signal, true);
    functions = await registerFunctions(open.connection, request.job.functions, () => cancelled, (nodes, training) => reply({ kind: 'event', id: request.id, event: { type: 'progress', nodes, share: shareDone(training), rows: 0, training } }));
    const database = duckDbDatabase(open.connection, profile, open.connect);
    waits.use(open.connection);
    interrupt = () => database.interrupt();
    const { problem: functionProblem } = functions;
    const result = await runJob(request.job, {
      database,
      emit: (event) => reply({ kind: 'event', id: request.id, event }),
      isCancelled: () => cancelled,
      pauses: waits,
      residentBytes: () => process.memoryUsage.rss(),
      failureOf: databaseError,
      functionProblem,
      finish: (node, finish, staging) => finishFile(open.connection, node, finish, staging, stop.signal),
      begin: async (node, object) => {
        const { beginUpload } = await import('../io/begin-upload.ts');
        const upload = await beginUpload(object, node, stop.signal);
        return { send: (file, onShare) => upload.send(file, onShare, stop.signal), publish: () => upload.publish(), discard: () => upload.discard() };
      },
      train: async (step, onProgress) => {
        const { trainToFile } = await import('./train-to-file.ts');
        return trainToFile(open.connection, step.sql, step.training, step.node, step.staging, trainingPulse(onProgress, () => cancelled));
      },
    });
    interrupting = stopped(interrupting);
    await detachDatabases(open.connection, request.job.settings.databases ?? []);
    const notes = functions.notes(result.status === 'succeeded');
    answer(notes.length === 0 ? result : { ...result, diagnostics: [...result.diagnostics, ...notes] });
  } finally {
    // Every statement has settled by now, so closing cannot hang (H5).
    stopped(interrupting);
    functions?.close();
    open.close();
  }
}

function stopped(interrupting: { readonly stop: () => void } | null): null {
  interrupting?.stop();
  return null;
}

async function handle(request: WorkerRequest): Promise<void> {
  if (request.kind === 'cancel') {
    cancels.get(request.id)?.();
    return;
  }
  if (request.kind === 'pause' || request.kind === 'go-on') {
    const waits = pauses.get(request.id);
    if (request.kind === 'pause') waits?.ask();
    else waits?.end(request.job);
    return;
  }
  if (request.kind === 'rest') {
    await Promise.allSettled(working);
    await desk.close();
    if (request.ready) openAhead();
    reply({ kind: 'rested', id: request.id, result: null });
    return;
  }
  if (request.kind === 'close') {
    for (const cancel of cancels.values()) cancel();
    // A thread that ends with a statement in flight takes the process with it (H3).
    await Promise.allSettled(working);
    await desk.close();
    await rows.close();
    port!.close();
    return;
  }
  const { id } = request;
  try {
    if (request.kind === 'run') await run(request, (result) => reply({ kind: 'ran', id, result }));
    else if (request.kind === 'stream') {
      const result = await streamRun(request.job, request.crashAt, (event) => reply({ kind: 'event', id, event }), (cancel) => cancels.set(id, cancel), (live) => lives.set(id, live));
      reply({ kind: 'streamed', id, result });
    } else if (request.kind === 'live') {
      const live = lives.get(request.stream);
      if (!live) throw new DiagnosticError(problem('run-cancelled', 'The stream has not begun, or has ended.'));
      reply({ kind: 'live', id, result: await live.ask(request.key, request.statement) });
    } else if (request.kind === 'rows') reply({ kind: 'rows', id, result: await rows.ask(request.ask, (cancel) => cancels.set(id, cancel)) });
    else reply({ kind: 'looked', id, result: await desk.look(request.look, (cancel) => cancels.set(id, cancel)) });
  } catch (error) {
    if (error instanceof DiagnosticError) reply({ kind: 'problem', id, problem: error.diagnostic });
    else {
      const told = databaseError(error);
      const node = request.kind === 'look' ? request.look.node : request.kind === 'rows' && request.ask.op === 'open' ? request.ask.look.node : null;
      if (isInterrupt(told)) reply({ kind: 'problem', id, problem: problem('run-cancelled', 'A newer preview took the place of this one.', node === null ? {} : { node }) });
      else if (told.type !== 'Unknown') reply({ kind: 'problem', id, problem: describeFailure(told, node) });
      else reply({ kind: 'bug', id, message: told.message, stack: error instanceof Error ? (error.stack ?? '') : '' });
    }
  } finally {
    cancels.delete(id);
    pauses.delete(id);
    lives.delete(id);
  }
}

port.on('message', (request: WorkerRequest) => {
  const work = handle(request);
  if (request.kind !== 'run' && request.kind !== 'stream' && request.kind !== 'live' && request.kind !== 'look') return;
  working.add(work);
  void work.finally(() => working.delete(work));
});
