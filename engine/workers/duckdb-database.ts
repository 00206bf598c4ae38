import { readFile } from 'node:fs/promises';
import type { DuckDBConnection } from '@duckdb/node-api';
import type { Database, StatementResult } from '../execute/database.ts';
import { quotedText } from '../core/quoting.ts';
import { readProfile } from '../execute/profile.ts';
import { plainReading, type Reading } from '../plan/reading.ts';
import { disabledOptimizers } from './open-database.ts';

/** Settings that make a connection write what each statement did to a file; the text of the statement is left out, it may hold what is nobody's business. */
export const profileTo = (file: string): readonly string[] => [
  "SET enable_profiling = 'json'",
  `SET profiling_output = ${quotedText(file)}`,
  `SET custom_profiling_settings = ${quotedText(JSON.stringify(Object.fromEntries(['OPERATOR_CARDINALITY', 'OPERATOR_TYPE', 'OPERATOR_TIMING', 'EXTRA_INFO', 'CPU_TIME', 'SYSTEM_PEAK_BUFFER_MEMORY', 'SYSTEM_PEAK_TEMP_DIR_SIZE'].map((m) => [m, 'true']))))}`,
];

/** Names of what DuckDB must not make use of for a statement. */
const withoutOptimizers = ({ hints, windowJoins }: Reading): readonly string[] => [...disabledOptimizers.filter((name) => !(windowJoins && name === 'window_self_join')), ...(hints ? [] : ['join_filter_pushdown'])];

/** A run's database on DuckDB; `profile` is the file that profileTo named, `connect` what `fork` makes connections with. Only the asynchronous `run` is used: the other calls deadlock with JavaScript functions or hide errors (H1, H4). */
export function duckDbDatabase(connection: DuckDBConnection, profile: string | null = null, connect?: () => Promise<DuckDBConnection>): Database {
  let now = plainReading;
  const read = async (wanted: Reading): Promise<void> => {
    if (now.anyOrder !== wanted.anyOrder) await connection.run(`SET preserve_insertion_order = ${!wanted.anyOrder}`);
    if (now.hints !== wanted.hints || now.windowJoins !== wanted.windowJoins) await connection.run(`SET disabled_optimizers = ${quotedText(withoutOptimizers(wanted).join(','))}`);
    now = wanted;
  };
  return {
    async run(sql: string, reading = plainReading): Promise<StatementResult> {
      await read(reading);
      const result = await connection.run(sql);
      const rows: unknown[][] = [];
      if (result.statementType === 1 || result.columnCount > 0) {
        for (let chunk = await result.fetchChunk(); chunk && chunk.rowCount > 0; chunk = await result.fetchChunk()) rows.push(...(chunk.getRows() as unknown[][]));
      }
      const only = rows.length === 1 && rows[0]!.length === 1 ? Number(rows[0]![0]) : 0;
      return { rows, changed: result.rowsChanged > 0 ? result.rowsChanged : only };
    },
    readPlainly: () => read(plainReading),
    progress() {
      const { percentage, rows_processed } = connection.progress;
      return { share: percentage < 0 ? null : Math.min(1, percentage / 100), rows: Number(rows_processed) };
    },
    async profile() {
      if (profile === null) return null;
      // Where it could not be written, rows are counted by statements of their own.
      const text = await readFile(profile, 'utf8').catch(() => null);
      return text === null ? null : readProfile(text);
    },
    interrupt: () => connection.interrupt(),
    async fork() {
      if (!connect) throw new Error('This database was opened for one connection.');
      // The settings are those of all connections.
      await read(plainReading);
      const own = await connect();
      return { run: duckDbDatabase(own).run, close: () => own.closeSync() };
    },
  };
}
