import type { GivenRounds } from './given-rounds.ts';

/** Why a round was left out. */
export interface RoundFailure {
  readonly code: string;
  readonly message: string;
}

/** Rounds that are left out, by the node that asks for them and their number from 1. */
export type FailedRounds = ReadonlyMap<string, ReadonlyMap<number, RoundFailure>>;

/** What a check is told of the rounds of Iterate components. */
export interface RoundsAsked {
  /** Rounds to be left out. */
  readonly failed?: FailedRounds;
  /** Rows that were asked for before, and hold again. */
  readonly given?: GivenRounds;
  /** How many of the rows that arrive are put in, of each node; all when left out. */
  readonly atMost?: number;
}

/** The rounds of a node that goes on without those that fail. */
export interface Rounds {
  readonly kept: readonly number[];
  readonly failed: ReadonlyMap<number, RoundFailure>;
  /** How often a round is tried again while the flow runs, and the seconds before each time. */
  readonly retries: number;
  readonly wait: number;
}
