import { performance } from 'node:perf_hooks';
import type { JobEvent } from '../plan/job.ts';

export interface Pace {
  /** Seconds until the step is done if it goes on like this; left out while too little is done to tell. */
  readonly secondsLeft?: number;
}

/** Tells how long the running step has left from the share it reports; its number of rows is a guess of the database's, so no rows per second are made of it. */
export class StepPace {
  private readonly now: () => number;
  private started: number;

  constructor(now: () => number = () => performance.now()) {
    this.now = now;
    this.started = now();
  }

  take(event: JobEvent): Pace {
    if (event.type === 'step' && event.state === 'running') this.started = this.now();
    if (event.type !== 'progress') return {};
    const seconds = (this.now() - this.started) / 1000;
    // What a first moment shows is how the step starts, not how it goes.
    if (seconds < 0.5) return {};
    return event.share >= 0.05 && event.share <= 1 ? { secondsLeft: Math.round(((1 - event.share) / event.share) * seconds * 10) / 10 } : {};
  }
}
