import { join } from 'node:path';
import { DiagnosticError, problem } from '../core/diagnostic.ts';
import type { JobEvent } from '../plan/job.ts';
import { runStream } from '../stream/run-stream.ts';
import { stateFileIn } from '../stream/state-folder.ts';
import type { CrashPoint, StreamJob, StreamResult } from '../stream/stream-job.ts';
import { startOver } from '../stream/stream-state.ts';
import { detachDatabases } from './attach-database.ts';
import { databaseError } from './database-error.ts';
import { duckDbDatabase } from './duckdb-database.ts';
import { LiveRows } from './live-rows.ts';
import { openDatabase, type OpenDatabase } from './open-database.ts';
import { registerFunctions } from './register-functions.ts';
import { stageSources } from './stage-sources.ts';

/** A stopped stream may finish its epoch for so long, in milliseconds, before the statement is interrupted. */
const grace = 150;

const settings = [
  // Files of an epoch are written anew under the same name.
  'SET enable_external_file_cache = false',
  // The stream stays the side that is read through, so that the order of its rows does not depend on how many come at once.
  "SET disabled_optimizers = 'join_order,build_side_probe_side'",
];

/** One stream run on its state file, which is closed before the answer leaves. */
export async function streamRun(job: StreamJob, crashAt: string | null, emit: (event: JobEvent) => void, onCancellable: (cancel: () => void) => void, onLive: (live: LiveRows) => void): Promise<StreamResult> {
  const stop = new AbortController();
  onCancellable(() => stop.abort());
  const open = await openState(job);
  const database = duckDbDatabase(open.connection);
  const live = new LiveRows(open.connection, job.taps, job.watched);
  onLive(live);
  let timer: NodeJS.Timeout | undefined;
  stop.signal.addEventListener('abort', () => (timer = setTimeout(() => database.interrupt(), grace)));
  try {
    await stageSources(open.connection, job.settings, stop.signal, true);
    const functions = await registerFunctions(open.connection, job.functions, () => stop.signal.aborted);
    try {
      return await runStream(job, { database, stop: stop.signal, emit, failureOf: databaseError, functionProblem: () => functions.problem(), at: (point, epoch) => crash(crashAt, point, epoch), live, letGo: () => detachDatabases(open.connection, job.settings.databases ?? []) });
    } finally {
      functions.close();
    }
  } finally {
    clearTimeout(timer);
    live.close();
    // Every statement has settled by now, so closing cannot hang (H5).
    open.close();
  }
}

async function openState(job: StreamJob): Promise<OpenDatabase> {
  const file = stateFileIn(job.stateFolder);
  try {
    return await openDatabase(job.settings, file, settings);
  } catch (error) {
    // It is about another database than that of the state.
    if (error instanceof DiagnosticError) throw error;
    const { message } = databaseError(error);
    if (/could not set lock|being used by another process/i.test(message)) throw new DiagnosticError(problem('stream-state', `Another process has ${join(job.stateFolder, 'state.duckdb')} open: this flow is already running as a stream, or somebody looks into its state. Stop it first.`));
    throw new DiagnosticError(problem('stream-state', `The saved state of this stream cannot be opened (${message.split('\n')[0]}). Put it back from a backup, or ${startOver(job)}`));
  }
}

function crash(crashAt: string | null, point: CrashPoint, epoch: number): void {
  if (crashAt === point || crashAt === `${point}:${epoch}`) process.kill(process.pid, 'SIGKILL');
}
