import type { FlowRef } from './contract.ts';

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
}
