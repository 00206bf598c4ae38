import type { JsonObject } from '../core/json.ts';
import type { Expectation, FilePath } from './expectation.ts';

/** Something of a contract that no expectation says, a sentence, and where it stands. */
export interface Unmapped {
  readonly what: string;
  readonly at: FilePath;
}

/** What a contract becomes. */
export class Mapping {
  readonly expectations: Expectation[] = [];
  readonly notMapped: Unmapped[] = [];
  /** The part of the contract that is being read. */
  at: FilePath = [];

  add(type: string, kwargs: JsonObject): void {
    this.expectations.push({ type, kwargs, meta: null, at: this.at });
  }

  leave(why: string): void {
    this.notMapped.push({ what: why, at: this.at });
  }
}
