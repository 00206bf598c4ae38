import { performance } from 'node:perf_hooks';
import type { RunScope } from '../check/run-scope.ts';
import type { Halts } from '../plan/halts.ts';
import type { Job } from '../plan/job.ts';
import type { Pause } from '../plan/pause.ts';
import type { Plan } from '../plan/plan.ts';
import type { PausedRows } from '../workers/worker-messages.ts';
import type { RunPause } from './contract.ts';
import type { RunSteering } from './run-request.ts';
import { nextHalts, toldPause, type BreakpointKeys, type StopWish } from './run-stops.ts';
import type { StartedRun } from './worker-thread.ts';

interface PausableRunHost {
  readonly wish: StopWish;
  readonly scope: RunScope;
  replan(halts: Halts): Plan;
  compile(plan: Plan, breakpoints: BreakpointKeys): Job;
  tell(pause: RunPause | null): void;
}

/** A run of a worker that waits for a person. Where it goes on in steps, or no more, the rest of it is planned anew: what was fused is cut at every node, or fused again. */
export class PausableRun {
  private readonly host: PausableRunHost;
  private plan: Plan;
  private stepping: boolean;
  private waiting: { readonly pause: Pause; readonly since: number } | null = null;
  private milliseconds = 0;

  constructor(plan: Plan, host: PausableRunHost) {
    this.plan = plan;
    this.host = host;
    this.stepping = host.wish.step;
  }

  hear(pause: Pause, shown: PausedRows | null): void {
    this.waiting = { pause, since: performance.now() };
    this.host.tell(toldPause(pause, shown));
  }

  steeredBy(running: StartedRun): RunSteering {
    return { pause: () => (this.waiting ? undefined : running.pause()), goOn: (how) => this.goOn(how, running) };
  }

  /** Milliseconds it has waited in all. */
  waited(): number {
    return this.milliseconds + (this.waiting ? performance.now() - this.waiting.since : 0);
  }

  private goOn(how: 'run' | 'step', running: StartedRun): void {
    if (!this.waiting) return;
    const { pause } = this.waiting;
    const job = this.rest(pause, how === 'step');
    this.milliseconds = this.waited();
    this.waiting = null;
    this.host.tell(null);
    running.goOn(job);
  }

  /** What is left to do; null where it is what was planned already. */
  private rest(pause: Pause, step: boolean): Job | null {
    if (step === this.stepping) return null;
    const { scope, wish } = this.host;
    const breakpoints: BreakpointKeys = step ? new Map() : wish.breakpoints;
    this.plan = this.host.replan(nextHalts(this.plan, scope, { step, breakpoints }, pause));
    this.stepping = step;
    return this.host.compile(this.plan, breakpoints);
  }
}
