import type { Diagnostic } from '../core/diagnostic.ts';
import { warning } from '../core/diagnostic.ts';
import { quotedText } from '../core/quoting.ts';
import type { Job } from '../plan/job.ts';
import { nextToCount, solveCounts } from '../plan/solve-counts.ts';
import type { TableKey } from '../plan/table-key.ts';
import type { Database } from './database.ts';
import { describeFailure, type Failure } from './describe-failure.ts';
import type { RunState } from './run-state.ts';

/** Ports nobody reads are counted only while everything read is smaller than this many rows. */
const smallInput = 2_000_000;

interface CountHost {
  readonly database: Database;
  isCancelled(): boolean;
  failureOf(error: unknown): Failure;
  functionProblem(): Diagnostic | null;
}

/** A port whose file could not be asked for its rows. */
export interface Unread {
  readonly key: TableKey;
  readonly error: unknown;
}

/** Learns the rows of Parquet files from their footers: of all in one statement, since each goes to another thread and back, and one by one where that fails. */
export async function readFooters(job: Job, host: CountHost, state: RunState): Promise<Unread | null> {
  const open = Object.entries(job.parquetPaths).filter(([key]) => !state.known.has(key));
  if (open.length === 0) return null;
  const rowsOf = async (paths: readonly string[]): Promise<readonly unknown[]> => (await host.database.run(`SELECT ${paths.map((path) => `(SELECT coalesce(sum(num_rows), 0) FROM parquet_file_metadata(${quotedText(path)}))`).join(', ')}`)).rows[0] ?? [];
  const paths = [...new Set(open.map(([, path]) => path))];
  const found = await rowsOf(paths).catch(() => null);
  for (const [key, path] of open) {
    try {
      state.known.set(key, Number(found?.[paths.indexOf(path)] ?? (await rowsOf([path]))[0] ?? 0));
    } catch (error) {
      return { key, error };
    }
  }
  return null;
}

/** Counts what follows from what is known and, where all is to be counted, what does not. */
export async function countRows(job: Job, host: CountHost, state: RunState, unread: Unread | null): Promise<Map<TableKey, number>> {
  let counts = solveCounts(job.counts, state.known);
  if (unread !== null) return uncounted(unread.key, unread.error, host, state, counts);
  if (job.counting === 'free') return counts;
  for (const unread of [false, true]) {
    // Counting what nobody reads must not cost more than the run itself.
    if (unread && Math.max(0, ...counts.values()) > smallInput) break;
    for (let key = nextToCount(job.counts, counts, unread); key !== null; key = nextToCount(job.counts, counts, unread)) {
      if (host.isCancelled()) return counts;
      try {
        const { sql, marks, reading } = job.countSql[key]!;
        const result = await host.database.run(sql, reading);
        if (marks !== null) state.learn(marks, await host.database.profile(), true);
        state.tell(key, Number(result.rows[0]?.[0] ?? 0));
      } catch (error) {
        // A port nobody reads may hold a value that cannot be computed.
        return uncounted(key, error, host, state, counts);
      }
      counts = solveCounts(job.counts, state.known);
    }
  }
  return counts;
}

/** A count that cannot be had is left out and said so; the outputs stand. */
function uncounted(key: TableKey, error: unknown, host: CountHost, state: RunState, counts: Map<TableKey, number>): Map<TableKey, number> {
  if (host.isCancelled()) return counts;
  const node = key.slice(0, key.search(/[.:]/));
  const { message } = host.functionProblem() ?? describeFailure(host.failureOf(error), node);
  state.diagnostics.push(warning('value-unreadable', `The rows of ${key} could not be counted. ${message}`, { node }));
  return counts;
}
