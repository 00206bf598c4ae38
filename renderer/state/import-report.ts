import type { Imported } from '../../engine/api/contract.ts';

/** What was imported, for its report. */
export interface ImportReport {
  readonly file: string;
  readonly found: Exclude<Imported, { kind: 'tables' }>;
}

/** A file that waits for the person to say which of its tables is meant. */
export interface TableQuestion {
  readonly tables: readonly string[];
  readonly answer: (table: string) => void;
}
