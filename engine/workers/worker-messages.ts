import type { Schema } from '../core/schema.ts';
import type { Diagnostic } from '../core/diagnostic.ts';
import type { RowsAnswer, RowsAsk } from './row-messages.ts';
import type { PythonRequest } from '../scripting/python/python-messages.ts';
import type { Pause } from '../plan/pause.ts';
import type { StreamJob, StreamResult } from '../stream/stream-job.ts';
import type { Job, JobEvent, JobResult } from '../plan/job.ts';
import type { Look, LookResult } from './look.ts';

/** Rows that a run waits for; how long it took to read them is no time of the run. */
export interface PausedRows extends Omit<LookResult, 'cut' | 'unusable'> {
  readonly milliseconds: number;
}

/** Rows of a statement over the newest rows of a port of a running stream. */
export interface LiveResult {
  readonly schema: Schema;
  readonly arrow: Uint8Array;
  readonly rows: number;
  /** Over how many rows, since when (ISO 8601), and whether older ones were left out. */
  readonly from: { readonly rows: number; readonly since: string; readonly cut: boolean };
}

export type WorkerRequest =
  | { readonly kind: 'run'; readonly id: number; readonly job: Job }
  /** `crashAt` is for tests: the place, and after a colon epoch, at which the process kills itself. */
  | { readonly kind: 'stream'; readonly id: number; readonly job: StreamJob; readonly crashAt: string | null }
  | { readonly kind: 'look'; readonly id: number; readonly look: Look }
  /** `stream` is the id of the request that started it. */
  | { readonly kind: 'live'; readonly id: number; readonly stream: number; readonly key: string; readonly statement: string }
  | { readonly kind: 'rows'; readonly id: number; readonly ask: RowsAsk }
  | { readonly kind: 'cancel'; readonly id: number }
  /** Lets a run wait before its next statement. */
  | { readonly kind: 'pause'; readonly id: number }
  /** Lets one that waits go on, with what is left to do where that was planned anew. */
  | { readonly kind: 'go-on'; readonly id: number; readonly job: Job | null }
  /** Answered when everything that jobs and looks used is freed. */
  | { readonly kind: 'rest'; readonly id: number; /** A database is then opened for the next run. */ readonly ready: boolean }
  | { readonly kind: 'close' };

export type WorkerReply =
  /** A script asks for an interpreter, which the thread that started the worker runs. */
  | { readonly kind: 'python'; readonly request: PythonRequest }
  | { readonly kind: 'event'; readonly id: number; readonly event: JobEvent }
  /** A run waits; with the rows it waits for. */
  | { readonly kind: 'paused'; readonly id: number; readonly pause: Pause; readonly shown: PausedRows | null }
  | { readonly kind: 'ran'; readonly id: number; readonly result: JobResult }
  | { readonly kind: 'streamed'; readonly id: number; readonly result: StreamResult }
  | { readonly kind: 'looked'; readonly id: number; readonly result: LookResult }
  | { readonly kind: 'live'; readonly id: number; readonly result: LiveResult }
  | { readonly kind: 'rows'; readonly id: number; readonly result: RowsAnswer }
  | { readonly kind: 'rested'; readonly id: number; readonly result: null }
  | { readonly kind: 'problem'; readonly id: number; readonly problem: Diagnostic }
  | { readonly kind: 'bug'; readonly id: number; readonly message: string; readonly stack: string };
