import type { Diagnostic } from '../core/diagnostic.ts';
import type { InlineTable } from '../definition/index.ts';
import type { FlowParameter } from '../document/document.ts';

/** Why a round was left out. */
export interface RoundFailure {
  readonly code: string;
  readonly message: string;
}

/** Rounds that are left out, by the node that asks for them and their number from 1. */
export type FailedRounds = ReadonlyMap<string, ReadonlyMap<number, RoundFailure>>;

/** What is known of the rows that are rounds, by node: the table they make, values as texts, or why there is none. */
export type GivenRounds = ReadonlyMap<string, { readonly ok: true; readonly value: InlineTable } | { readonly ok: false; readonly problem: Diagnostic }>;

/** A node whose rounds have yet to be asked for. */
export interface WantedRounds {
  /** The flow that is used, as the node names it. */
  readonly path: string;
  readonly parameters: readonly FlowParameter[];
  readonly most: number;
}

/** Nodes whose rounds are not known: null where that was asked and there is no answer to wait for. */
export type WaitingRounds = ReadonlyMap<string, WantedRounds | null>;

/** Where only the first of the rows that arrive are used. */
export interface RoundsCut {
  readonly shown: number;
  readonly of: number;
}

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
