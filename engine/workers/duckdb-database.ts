import type { DuckDBConnection } from '@duckdb/node-api';
import type { Database, StatementResult } from '../execute/database.ts';

/** A run's database on DuckDB. Only the asynchronous `run` is used: the other calls deadlock with JavaScript functions or hide errors (H1, H4). */
export function duckDbDatabase(connection: DuckDBConnection): Database {
  return {
    async run(sql: string): Promise<StatementResult> {
      const result = await connection.run(sql);
      const rows: unknown[][] = [];
      if (result.statementType === 1 || result.columnCount > 0) {
        for (let chunk = await result.fetchChunk(); chunk && chunk.rowCount > 0; chunk = await result.fetchChunk()) rows.push(...(chunk.getRows() as unknown[][]));
      }
      const only = rows.length === 1 && rows[0]!.length === 1 ? Number(rows[0]![0]) : 0;
      return { rows, changed: result.rowsChanged > 0 ? result.rowsChanged : only };
    },
    progress() {
      const { percentage, rows_processed } = connection.progress;
      return { share: percentage < 0 ? null : Math.min(1, percentage / 100), rows: Number(rows_processed) };
    },
    interrupt: () => connection.interrupt(),
  };
}
