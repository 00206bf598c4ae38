import type { Reading } from '../plan/reading.ts';
import type { Profile } from './profile.ts';

/** The little of a database that a run needs; `engine/workers` implements it on DuckDB. */
export interface Database {
  /** Runs one statement; gives its rows as plain values, and the number of rows a COPY or CREATE TABLE AS touched. Throws the database's error. */
  run(sql: string, /** `plainReading` when left out. */ reading?: Reading): Promise<StatementResult>;
  /** Sees to it that what is read next past `run` is read plainly. */
  readPlainly(): Promise<void>;
  /** Share done of the running statement, 0 to 1, or null when unknown. */
  progress(): { readonly share: number | null; readonly rows: number };
  /** What the statement that ran last did, or null when the database does not say. */
  profile(): Promise<Profile | null>;
  interrupt(): void;
  /** Another connection to the same database, for a transaction of its own. */
  fork(): Promise<Pick<Database, 'run'> & { close(): void }>;
}

export interface StatementResult {
  readonly rows: readonly (readonly unknown[])[];
  readonly changed: number;
}
