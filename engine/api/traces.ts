import type { Schema } from '../core/schema.ts';

/** A row of a source: its number from 1 within `file`, or within the source where `file` is null; every value as text. */
export interface TracedRow {
  readonly file: string | null;
  readonly row: number;
  readonly values: readonly (string | null)[];
}

/** What a trace found at one place it came from; `why` says why it went no further where that is no source. */
export interface TracedSource {
  readonly node: string;
  readonly title: string;
  /** Path as the flow names it; null for rows of no file. */
  readonly path: string | null;
  readonly why: string | null;
  readonly columns: readonly string[];
  readonly total: number;
  /** The first of them, with their values. */
  readonly rows: readonly TracedRow[];
}

export interface TracedStep {
  readonly node: string;
  readonly title: string;
  readonly type: string;
  readonly caption: string;
  /** What a person wrote there, where the row came past. */
  readonly expressions: readonly string[];
}

/** Where a row comes from: source rows, and the nodes on the way in the order of the flow. */
export interface Trace {
  readonly node: string;
  readonly port: string;
  readonly schema: Schema;
  readonly values: readonly (string | null)[];
  /** Rows of the port that are equal to it in every column; their sources are here together. */
  readonly equalRows: number;
  readonly sources: readonly TracedSource[];
  readonly steps: readonly TracedStep[];
  readonly remarks: readonly { readonly node: string; readonly text: string }[];
}

/** What became of a row: the rows that it is a part of, at every port after it. */
export interface Followed {
  readonly node: string;
  readonly port: string;
  readonly schema: Schema;
  readonly values: readonly (string | null)[];
  readonly reached: readonly { readonly node: string; readonly title: string; readonly port: string; readonly columns: readonly string[]; readonly total: number; readonly rows: readonly (readonly (string | null)[])[] }[];
  readonly remarks: readonly { readonly node: string; readonly text: string }[];
}
