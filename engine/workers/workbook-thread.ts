import { Worker } from 'node:worker_threads';
import type { ExcelOptions } from '../relation/relation.ts';
import type { SheetSize } from '../relation/sheet-size.ts';
import type { PlainValue } from './workbook-cells.ts';
import { WorkbookProblem } from './workbook-file.ts';
import type { WorkbookReply, WorkbookRequest, WorkbookTable } from './workbook-messages.ts';

/** A bundle lies in `dist/engine` or in `dist/chunks`, and the thread's entry in `dist/engine`. */
const entry = new URL(import.meta.url.endsWith('.ts') ? './workbook-worker.ts' : '../engine/workbook-worker.js', import.meta.url);

/** The library stays loaded for so long after the last workbook, in milliseconds. */
const longestRest = 60_000;

/** What one who reads a workbook holds: its table, and a way to its rows. */
export interface OpenTable extends WorkbookTable {
  rows(from: number, count: number): Promise<readonly (readonly PlainValue[])[]>;
}

/** The thread of this one that reads workbooks; null until one is read, and after one was given up. */
let thread: Worker | null = null;
let resting: NodeJS.Timeout | null = null;
let last: Promise<unknown> = Promise.resolve();

/**
 * Reads sheets in a thread of their own and lets `use` take their rows. Throws WorkbookProblem where there is no table, what the file system throws, and at once
 * what `signal` was aborted with: the thread is ended wherever it is.
 */
export const withWorkbook = <T>(files: readonly string[], options: ExcelOptions, use: (table: OpenTable) => Promise<T>, signal?: AbortSignal): Promise<T> =>
  inTurn(signal, async () => {
    const reply = await ask({ kind: 'table', files, options }, signal);
    if (reply.kind !== 'table') throw new Error('A table was asked for.');
    try {
      return await use({
        ...reply.table,
        async rows(from, count) {
          const rows = await ask({ kind: 'rows', from, count }, signal);
          if (rows.kind !== 'rows') throw new Error('Rows were asked for.');
          return rows.columns;
        },
      });
    } finally {
      if (signal?.aborted !== true) await ask({ kind: 'drop' });
    }
  });

/** The sheets of a workbook, as `listSheets` gives them. */
export const sheetsInWorkbook = (path: string): Promise<readonly SheetSize[]> =>
  inTurn(undefined, async () => {
    const reply = await ask({ kind: 'sheets', path });
    if (reply.kind !== 'sheets') throw new Error('Sheets were asked for.');
    return reply.sheets;
  });

/** One workbook at a time: two would take the memory of two. Who is given up while waiting is let go at once. */
async function inTurn<T>(signal: AbortSignal | undefined, work: () => Promise<T>): Promise<T> {
  const before = last;
  let done = (): void => undefined;
  last = new Promise<void>((resolve) => (done = resolve)).then(() => before);
  try {
    await abortable(before, signal);
    signal?.throwIfAborted();
    return await work();
  } finally {
    done();
  }
}

function abortable<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return work;
  return new Promise((resolve, reject) => {
    const stop = (): void => reject(signal.reason as Error);
    if (signal.aborted) return stop();
    signal.addEventListener('abort', stop, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
}

async function ask(request: WorkbookRequest, signal?: AbortSignal): Promise<WorkbookReply> {
  signal?.throwIfAborted();
  const worker = (thread ??= started());
  if (resting) clearTimeout(resting);
  // It keeps this thread alive only as long as it is asked.
  worker.ref();
  const answered = new Promise<WorkbookReply>((resolve, reject) => {
    const failed = (error: NodeJS.ErrnoException): void => settle(() => reject(error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? new WorkbookProblem('has a sheet that is too large to be read. Save the sheet as CSV.') : error));
    const told = (reply: WorkbookReply): void => settle(() => resolve(reply));
    const gone = (code: number): void => settle(() => reject(new Error(`The thread that reads workbooks ended with code ${code}.`)));
    const settle = (work: () => void): void => {
      worker.off('message', told).off('exit', gone);
      work();
    };
    worker.once('message', told).once('exit', gone);
    worker.removeAllListeners('error').on('error', failed);
    worker.postMessage(request);
  });
  let reply: WorkbookReply;
  try {
    reply = await abortable(answered, signal);
  } catch (error) {
    // Given up, or it has ended: the next workbook gets a thread of its own.
    answered.catch(() => undefined);
    await end(worker);
    throw error;
  }
  worker.unref();
  resting = setTimeout(() => void end(worker), longestRest).unref();
  if (reply.kind === 'problem') throw new WorkbookProblem(reply.message, reply.param, reply.file);
  if (reply.kind === 'system') throw Object.assign(new Error(reply.message), { code: reply.code });
  if (reply.kind === 'bug') throw Object.assign(new Error(reply.message), { stack: reply.stack });
  return reply;
}

const started = (): Worker => {
  const worker = new Worker(entry, { execArgv: [] });
  // What it has to say while nobody asks is that it ended; whoever asks next gets another one.
  worker.once('exit', () => {
    if (thread === worker) thread = null;
  });
  return worker;
};

/** Ends it wherever it is: it holds no database, so nothing is in flight that a thread may not end with. */
async function end(worker: Worker): Promise<void> {
  if (thread === worker) thread = null;
  await worker.terminate();
}

/** Ends what is read now, for one who closes; it throws an error where it is waited for. */
export async function endWorkbooks(): Promise<void> {
  if (thread) await end(thread);
}
