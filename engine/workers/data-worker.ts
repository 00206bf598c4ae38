import { parentPort } from 'node:worker_threads';
import { problem } from '../core/diagnostic.ts';
import { DiagnosticError } from '../core/diagnostic.ts';
import { describeFailure } from '../execute/describe-failure.ts';
import { runJob } from '../execute/run-job.ts';
import type { JobResult } from '../plan/job.ts';
import { databaseError, isInterrupt } from './database-error.ts';
import { duckDbDatabase } from './duckdb-database.ts';
import { openDatabase } from './open-database.ts';
import { PreviewDesk } from './preview-desk.ts';
import { registerModels } from './register-models.ts';
import { streamRun } from './stream-run.ts';
import type { WorkerReply, WorkerRequest } from './worker-messages.ts';

const port = parentPort;
if (!port) throw new Error('The data worker runs in a worker thread only.');

const reply = (message: WorkerReply): void => port.postMessage(message);
const cancels = new Map<number, () => void>();
const desk = new PreviewDesk();

/** One batch run in its own database, closed before the answer leaves. */
async function run(request: Extract<WorkerRequest, { kind: 'run' }>): Promise<JobResult> {
  let cancelled = false;
  cancels.set(request.id, () => {
    cancelled = true;
  });
  const open = await openDatabase(request.job.settings);
  const models = await registerModels(open.connection, request.job.models);
  const database = duckDbDatabase(open.connection);
  cancels.set(request.id, () => {
    cancelled = true;
    database.interrupt();
  });
  try {
    return await runJob(request.job, {
      database,
      emit: (event) => reply({ kind: 'event', id: request.id, event }),
      isCancelled: () => cancelled,
      failureOf: databaseError,
      modelProblem: () => models.problem(),
    });
  } finally {
    // Every statement has settled by now, so closing cannot hang (H5).
    models.close();
    open.close();
  }
}

async function handle(request: WorkerRequest): Promise<void> {
  if (request.kind === 'cancel') {
    cancels.get(request.id)?.();
    return;
  }
  if (request.kind === 'close') {
    for (const cancel of cancels.values()) cancel();
    await desk.close();
    port!.close();
    return;
  }
  const { id } = request;
  try {
    if (request.kind === 'run') reply({ kind: 'ran', id, result: await run(request) });
    else if (request.kind === 'stream') {
      const result = await streamRun(request.job, request.crashAt, (event) => reply({ kind: 'event', id, event }), (cancel) => cancels.set(id, cancel));
      reply({ kind: 'streamed', id, result });
    } else reply({ kind: 'looked', id, result: await desk.look(request.look, (cancel) => cancels.set(id, cancel)) });
  } catch (error) {
    if (error instanceof DiagnosticError) reply({ kind: 'problem', id, problem: error.diagnostic });
    else {
      const told = databaseError(error);
      const node = request.kind === 'look' ? request.look.node : null;
      if (isInterrupt(told)) reply({ kind: 'problem', id, problem: problem('run-cancelled', 'A newer preview took the place of this one.', node === null ? {} : { node }) });
      else if (told.type !== 'Unknown') reply({ kind: 'problem', id, problem: describeFailure(told, node) });
      else reply({ kind: 'bug', id, message: told.message, stack: error instanceof Error ? (error.stack ?? '') : '' });
    }
  } finally {
    cancels.delete(id);
  }
}

port.on('message', (request: WorkerRequest) => void handle(request));
