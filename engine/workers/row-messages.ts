import type { Schema } from '../core/schema.ts';
import type { JobSettings } from '../plan/job.ts';
import type { ColumnProfile } from '../results/column-profile.ts';
import type { RowsLook } from '../results/row-window.ts';
import type { Look } from './look.ts';

/** A Parquet file whose rows are the rows of a port, which is read by position. */
export interface PositionedFile {
  readonly path: string;
  readonly schema: Schema;
}

/** What is to be held: the rows of `look`, or those of a file. */
export interface OpenRowSet {
  readonly op: 'open';
  readonly set: number;
  readonly look: Look;
  readonly positioned: PositionedFile | null;
  /** The look is nothing but rows that are kept already. */
  readonly kept: boolean;
  /** A file that is not there yet, for the rows. */
  readonly file: string;
  /** Most bytes of that file. */
  readonly mostBytes: number;
  /** For windows of the rows, once they are there. */
  readonly browse: JobSettings;
}

/** What is asked about rows that are held, by the number of their set. */
export type RowsAsk =
  | OpenRowSet
  | { readonly op: 'progress'; readonly set: number }
  | { readonly op: 'arrange'; readonly set: number; readonly look: RowsLook }
  | { readonly op: 'read'; readonly set: number; /** 0 for the order in which they are held. */ readonly arrangement: number; readonly from: number; readonly count: number; readonly columns: { readonly first: number; readonly last: number } | null }
  | { readonly op: 'profile'; readonly set: number; readonly column: number }
  | { readonly op: 'close'; readonly set: number };

export interface RowsAnswers {
  readonly open: { readonly schema: Schema; readonly total: number; readonly bytes: number; /** Why kept rows could not be read, by key; nothing is held then. */ readonly unusable?: Readonly<Record<string, string>> };
  readonly progress: { readonly bytes: number; /** 0 to 1. */ readonly share: number | null };
  readonly arrange: { readonly arrangement: number; readonly total: number };
  /** Arrow columns in the order of the schema, and one more: the place of each row among all, from 0. */
  readonly read: { readonly arrow: Uint8Array; readonly rows: number };
  readonly profile: ColumnProfile;
  readonly close: null;
}

export type RowsAnswer = RowsAnswers[RowsAsk['op']];
