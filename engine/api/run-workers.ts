import { setTimeout as sleep } from 'node:timers/promises';
import { WorkerThread } from './worker-thread.ts';

/** Starting a thread takes about as many milliseconds; one that is free sooner is worth waiting for. */
const startMs = 60;

/** The threads of runs: one rests between two runs, others come and go. */
export class RunWorkers {
  private readonly entry: URL;
  private readonly keepReady: boolean;
  private readonly patience: number;
  private spare: WorkerThread | null;
  private closing = false;
  private readonly returning = new Set<Promise<void>>();
  private awaited: Promise<void> | null = null;

  /** With `keepReady` a thread that rests opens a database for the next run, too; `spare` is one that was started already; `patience`, in milliseconds, is for one that is being freed. */
  constructor(entry: URL, keepReady: boolean, spare: WorkerThread | null, patience = startMs) {
    this.entry = entry;
    this.keepReady = keepReady;
    this.spare = spare;
    this.patience = patience;
  }

  /** Sees to it that there is a thread before it is needed, while the flow is still being read: the one of the run before, where that is free soon, or a new one. */
  warm(): void {
    if (this.spare?.isOver === false) return;
    this.spare = null;
    if (this.returning.size === 0) this.spare = new WorkerThread(this.entry);
    else this.awaited ??= this.firstFree();
  }

  async take(): Promise<WorkerThread> {
    this.warm();
    await this.awaited;
    // Another run may have been quicker, and a thread may have ended by itself.
    const worker = this.spare?.isOver === false ? this.spare : new WorkerThread(this.entry);
    this.spare = null;
    return worker;
  }

  /** Takes back a thread for the next run, once it has freed what it used, which may take seconds after a big run; one that cannot, or is not needed, ends. */
  async giveBack(worker: WorkerThread): Promise<void> {
    const returning = this.free(worker);
    const settled = returning.catch(() => undefined).finally(() => this.returning.delete(settled));
    this.returning.add(settled);
    await returning;
  }

  async close(): Promise<void> {
    this.closing = true;
    await this.awaited;
    await this.spare?.close();
    this.spare = null;
  }

  private async free(worker: WorkerThread): Promise<void> {
    const fit = await worker.rest(this.keepReady && !this.closing).catch(() => false);
    if (fit && this.spare === null && !this.closing) this.spare = worker;
    else await worker.close();
  }

  private async firstFree(): Promise<void> {
    await Promise.race([...this.returning, sleep(this.patience, undefined, { ref: false })]);
    this.awaited = null;
    if (!this.closing) this.spare ??= new WorkerThread(this.entry);
  }
}
