import type { SeenFile } from './arrived-files.ts';
import type { ScheduledRun } from './scheduled-run.ts';

export interface QueuedRun {
  readonly run: ScheduledRun;
  /** What has arrived, where that started it. */
  readonly files: readonly SeenFile[];
}

/** Runs in the order in which they became due, at most `atOnce` of them at a time, and never two of one flow. */
export class RunQueue {
  private readonly atOnce: number;
  private readonly work: (run: QueuedRun) => Promise<void>;
  private readonly waiting: QueuedRun[] = [];
  private readonly active = new Map<QueuedRun, Promise<void>>();
  private closed = false;

  constructor(atOnce: number, work: (run: QueuedRun) => Promise<void>) {
    this.atOnce = atOnce;
    this.work = work;
  }

  get running(): readonly string[] {
    return [...this.active.keys()].map(({ run }) => run.schedule);
  }

  /**
   * Takes a run, or says why not: with `skip` where its flow runs or the schedule has one waiting, with `wait` only where it has one waiting. A run that only
   * waits for those of other flows is due and takes its turn.
   */
  add(queued: QueuedRun, policy: 'skip' | 'wait' | 'always'): string | null {
    if (this.closed) return 'the schedules are being stopped';
    const { flow, schedule } = queued.run;
    if (policy === 'skip' && this.isActive(flow)) return 'a run of its flow is under way';
    if (policy !== 'always' && this.waiting.some(({ run }) => run.schedule === schedule)) return 'one of its runs waits already';
    this.waiting.push(queued);
    this.startNext();
    return null;
  }

  async idle(): Promise<void> {
    while (this.active.size > 0) await Promise.all(this.active.values());
  }

  /** Starts nothing more and answers when what runs has ended. */
  close(): Promise<void> {
    this.closed = true;
    this.waiting.length = 0;
    return this.idle();
  }

  private isActive(flow: string): boolean {
    return [...this.active.keys()].some(({ run }) => run.flow === flow);
  }

  private startNext(): void {
    while (!this.closed && this.active.size < this.atOnce) {
      const at = this.waiting.findIndex(({ run }) => !this.isActive(run.flow));
      if (at === -1) return;
      const [next] = this.waiting.splice(at, 1);
      const done = this.work(next!).finally(() => {
        this.active.delete(next!);
        this.startNext();
      });
      this.active.set(next!, done);
    }
  }
}
