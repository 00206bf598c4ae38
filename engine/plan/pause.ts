import type { TableKey } from './table-key.ts';

/** A place at which a run waits for a person once its rows are there. */
export interface Stop {
  readonly why: 'breakpoint' | 'step';
  /** The rows that make it wait; it does not where there are none, unless it always does. */
  readonly rows: string;
  /** Gives their number; null where it waits whatever they are. */
  readonly count: string | null;
}

/** Where a run waits for a person. */
export interface Pause {
  readonly why: Stop['why'] | 'asked';
  /** The rows that have just been computed; null where a person asked for the pause. */
  readonly key: TableKey | null;
  /** All rows of it, and those that made the run wait. */
  readonly rows: number | null;
  readonly matched: number | null;
  /** A SELECT of those. */
  readonly sql: string | null;
  /** Keys that lie in tables by now, and statements that have run. */
  readonly done: readonly TableKey[];
  readonly ran: readonly string[];
}
