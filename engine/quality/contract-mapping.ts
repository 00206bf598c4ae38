import type { JsonObject } from '../core/json.ts';
import type { Expectation } from './expectation.ts';

/** What a contract becomes. */
export class Mapping {
  readonly expectations: Expectation[] = [];
  readonly notMapped: string[] = [];

  add(type: string, kwargs: JsonObject): void {
    this.expectations.push({ type, kwargs, meta: null });
  }

  leave(why: string): void {
    this.notMapped.push(why);
  }
}
