import { Worker } from 'node:worker_threads';
import { DiagnosticError } from '../core/diagnostic.ts';
import type { Job, JobEvent, JobResult } from '../plan/job.ts';
import type { Pause } from '../plan/pause.ts';
import type { StreamJob, StreamResult } from '../stream/stream-job.ts';
import type { RowsAnswers, RowsAsk } from '../workers/row-messages.ts';
import type { Look, LookResult } from '../workers/look.ts';
import type { LiveResult, PausedRows, WorkerReply, WorkerRequest } from '../workers/worker-messages.ts';

interface Waiting {
  resolve(value: never): void;
  reject(error: unknown): void;
  readonly onEvent: ((event: JobEvent) => void) | undefined;
  readonly onPaused: OnPaused | undefined;
}

/** Hears that a run waits for a person, and which rows it waits for. */
export type OnPaused = (pause: Pause, shown: PausedRows | null) => void;

/** A run that can be let wait, and go on with what is left to do where that was planned anew. */
export interface StartedRun extends Started<JobResult> {
  pause(): void;
  goOn(job: Job | null): void;
}

export interface Started<T> {
  readonly result: Promise<T>;
  cancel(): void;
}

/** Whatever a library may not give back goes with the thread. */
const mostRuns = 100;

/** A data worker: jobs and looks go in, plain data comes back. It is asked to close and ends by itself, never terminated with a statement in flight (H3). */
export class WorkerThread {
  private readonly worker: Worker;
  private readonly waiting = new Map<number, Waiting>();
  private next = 1;
  private runs = 0;
  private ended = false;

  constructor(entry: URL) {
    this.worker = new Worker(entry, { execArgv: [] });
    this.worker.on('message', (reply: WorkerReply) => this.receive(reply));
    this.worker.on('error', (error) => this.fail(error));
    this.worker.on('exit', (code) => {
      this.ended = true;
      this.fail(new Error(`The data worker ended with code ${code}.`));
    });
    this.worker.unref();
  }

  run(job: Job, onEvent: (event: JobEvent) => void, onPaused?: OnPaused): StartedRun {
    this.runs++;
    const run = this.next;
    const started = this.start<JobResult>((id) => ({ kind: 'run', id, job }), onEvent, onPaused);
    return { ...started, pause: () => this.send({ kind: 'pause', id: run }), goOn: (job) => this.send({ kind: 'go-on', id: run, job }) };
  }

  /** `look` asks for the newest rows of a port while the stream runs. */
  stream(job: StreamJob, crashAt: string | null, onEvent: (event: JobEvent) => void): Started<StreamResult> & { look(key: string, statement: string): Promise<LiveResult> } {
    const stream = this.next;
    const started = this.start<StreamResult>((id) => ({ kind: 'stream', id, job, crashAt }), onEvent);
    return { ...started, look: (key, statement) => this.start<LiveResult>((id) => ({ kind: 'live', id, stream, key, statement })).result };
  }

  look(look: Look): Started<LookResult> {
    return this.start<LookResult>((id) => ({ kind: 'look', id, look }));
  }

  rows<K extends RowsAsk['op']>(ask: Extract<RowsAsk, { readonly op: K }>): Started<RowsAnswers[K]> {
    return this.start<RowsAnswers[K]>((id) => ({ kind: 'rows', id, ask }));
  }

  /** Whether the thread has ended, by itself or because it was closed. */
  get isOver(): boolean {
    return this.ended;
  }

  /** Waits until all that was used is freed; says whether the thread may then do another run. One that has ended may not, nor one that did many. `ready`: a database is opened for that run. */
  async rest(ready = false): Promise<boolean> {
    if (this.ended) return false;
    await this.start<null>((id) => ({ kind: 'rest', id, ready: ready && this.runs < mostRuns })).result;
    return this.runs < mostRuns;
  }

  /** Cancels what is under way and waits for the thread to end. */
  async close(): Promise<void> {
    if (this.ended) return;
    const gone = new Promise<void>((resolve) => this.worker.once('exit', () => resolve()));
    this.worker.ref();
    this.send({ kind: 'close' });
    await gone;
  }

  private start<T>(request: (id: number) => WorkerRequest, onEvent?: (event: JobEvent) => void, onPaused?: OnPaused): Started<T> {
    // A thread that is gone would never answer.
    if (this.ended) return { result: Promise.reject(new Error('The data worker has ended.')), cancel: () => undefined };
    const id = this.next++;
    const result = new Promise<T>((resolve, reject) => {
      this.waiting.set(id, { resolve: resolve as Waiting['resolve'], reject, onEvent, onPaused });
    });
    this.worker.ref();
    this.send(request(id));
    return { result, cancel: () => this.send({ kind: 'cancel', id }) };
  }

  private send(request: WorkerRequest): void {
    this.worker.postMessage(request);
  }

  private receive(reply: WorkerReply): void {
    if (reply.kind === 'python') {
      void import('../scripting/python/serve-python.ts').then(({ servePython }) => servePython(reply.request));
      return;
    }
    const waiting = this.waiting.get(reply.id);
    if (!waiting) return;
    if (reply.kind === 'event') {
      waiting.onEvent?.(reply.event);
      return;
    }
    if (reply.kind === 'paused') {
      waiting.onPaused?.(reply.pause, reply.shown);
      return;
    }
    this.waiting.delete(reply.id);
    if (this.waiting.size === 0) this.worker.unref();
    if (reply.kind === 'problem') waiting.reject(new DiagnosticError(reply.problem));
    else if (reply.kind === 'bug') waiting.reject(Object.assign(new Error(reply.message), { stack: reply.stack }));
    else waiting.resolve(reply.result as never);
  }

  private fail(error: unknown): void {
    for (const waiting of this.waiting.values()) waiting.reject(error);
    this.waiting.clear();
  }
}
