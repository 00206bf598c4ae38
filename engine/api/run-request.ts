import type { Breakpoint, FlowRef, RunPause } from './contract.ts';

export interface RunRequest extends FlowRef {
  readonly name: string;
  readonly to?: string;
  /** That node and all that comes after it; not together with `to`. */
  readonly from?: string;
  /** Which row counts the report holds; all by default. */
  readonly counting?: 'all' | 'free';
  /** The set of parameter values that `parameters` come from, for the record. */
  readonly environment?: string;
  /** What started the run where no person did, for the record. */
  readonly trigger?: string;
  /** False computes everything and keeps nothing. */
  readonly cache?: boolean;
  /** Tables that are read onward from the last run are read from their start. */
  readonly fromStart?: boolean;
  /** Ports at which the run waits for a person. */
  readonly breakpoints?: readonly Breakpoint[];
  /** It waits after every node. */
  readonly step?: boolean;
  /** Hears that the run waits, and that it goes on (null). Without it a run never stops at a breakpoint. */
  readonly onPause?: (pause: RunPause | null) => void;
  /** Called with what lets the run wait and go on, once it has begun. */
  readonly onPausable?: (steer: RunSteering) => void;
}

/** Lets a run wait before its next statement, and go on: to its end or the next breakpoint, or to the next node. */
export interface RunSteering {
  pause(): void;
  goOn(how: 'run' | 'step'): void;
}
