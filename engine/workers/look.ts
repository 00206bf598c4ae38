import type { Schema } from '../core/schema.ts';
import type { JobFunction, JobSettings, ReusedRows } from '../plan/job.ts';
import type { ColumnProfile } from '../results/column-profile.ts';

/** Rows of a SELECT, for looking at. */
export interface Look {
  readonly settings: JobSettings;
  readonly functions: readonly JobFunction[];
  /** Statements that must have run before, such as tables several readers share. */
  readonly prepare: readonly string[];
  readonly sql: string;
  readonly rows: number;
  readonly profile: boolean;
  readonly node: string;
  /** Statements that count sources; more than `most` in one means the answer is from a sample. */
  readonly cutProbes: readonly { readonly sql: string; readonly most: number }[];
  /** Kept rows that stand for keys. */
  readonly reuse?: readonly ReusedRows[];
  /** Whether services may be asked for rows. */
  readonly network?: boolean;
}

export interface LookResult {
  readonly schema: Schema;
  readonly arrow: Uint8Array;
  readonly rows: number;
  /** There were more rows than asked for. */
  readonly more: boolean;
  /** Some source was longer than the part that was read. */
  readonly cut: boolean;
  readonly profile: readonly ColumnProfile[];
  /** Why kept rows could not be read, by key; nothing else of the answer counts then. */
  readonly unusable?: Readonly<Record<string, string>>;
}
