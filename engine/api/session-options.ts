import type { Catalog } from '../definition/index.ts';
import type { PathTrust } from '../io/path-trust.ts';
import type { DuckDbBinder } from '../workers/duckdb-binder.ts';
import type { CacheOptions } from './run-cache.ts';
import type { RecordOptions } from './run-history.ts';
import type { WorkerThread } from './worker-thread.ts';

export interface SessionOptions {
  readonly catalog: Catalog;
  readonly binder: DuckDbBinder;
  readonly workerEntry: URL;
  /** Threads of a run; the machine's cores by default. */
  readonly threads?: number;
  /** Memory of a run in DuckDB's spelling, such as `2GB`. */
  readonly memory?: string;
  /** Folder under which each run gets its own spill folder. */
  readonly tempDir?: string;
  /** Most that a run may spill to disk, in DuckDB's spelling; what is free there by default. */
  readonly spillLimit?: string;
  /** Seconds that whoever only looks waits for a server. */
  readonly patience?: number;
  /** Keeps a worker started for the next run; for engines that live on. */
  readonly keepWarm?: boolean;
  /** A worker that was started while the rest was opened. */
  readonly spare?: WorkerThread;
  /** Where rows are kept for the next run; nowhere when left out. */
  readonly cache?: CacheOptions;
  /** Which folders outside a project its flows may use; all unless told. */
  readonly paths?: PathTrust;
  /** Where runs are put on record; nowhere when left out. */
  readonly records?: RecordOptions;
}
