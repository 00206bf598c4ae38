import type { DuckDBConnection } from '@duckdb/node-api';
import type { Diagnostic } from '../core/diagnostic.ts';
import type { Schema } from '../core/schema.ts';
import { isRemotePath } from '../relation/remote-path.ts';
import { fileText } from './file-text.ts';
import { longDecimals, unfit } from './unfit-columns.ts';

/** Most parts of a file that are counted one by one before it is read. */
const mostParts = 100_000;

/** What is said of a Parquet file beside its columns: what makes it unreadable, or what is read otherwise than it is written, in words. The flow calls the file `name`. */
export async function parquetFacts(connection: DuckDBConnection, path: string, name: string, schema: Schema): Promise<{ readonly problem: Diagnostic | null; readonly note: string | null }> {
  const holds = (type: RegExp): boolean => schema.some((c) => type.test(c.type));
  const long = holds(/DOUBLE/) ? await longDecimals(connection, path, name) : null;
  // Behind an address each look at the end of the file is asked for anew.
  const problem = long ?? (isRemotePath(path) ? null : await rowsLost(connection, path, name));
  return { problem, note: problem === null && holds(/\bTIME\b/) ? await cutTimes(connection, path, schema) : null };
}

/** The database leaves groups of rows out whose number is negative, and says nothing. */
async function rowsLost(connection: DuckDBConnection, path: string, name: string): Promise<Diagnostic | null> {
  const file = fileText(path);
  const [stated, groups] = (await connection.runAndReadAll(`SELECT num_rows, num_row_groups FROM parquet_file_metadata(${file})`)).getRows()[0] ?? [];
  const columns = Number((await connection.runAndReadAll(`SELECT count(*) FROM parquet_schema(${file}) WHERE num_children IS NULL`)).getRows()[0]?.[0]);
  if (Number(groups) * columns > mostParts) return null;
  const [found] = (await connection.runAndReadAll(`SELECT coalesce(sum(n), 0) FROM (SELECT any_value(row_group_num_rows) AS n FROM parquet_metadata(${file}) GROUP BY row_group_id)`)).getRows()[0] ?? [];
  return String(found) === String(stated) ? null : unfit(name, `is damaged: it says that it holds ${String(stated)} rows, and its parts say ${String(found)}. Write it again, or restore it from a copy.`);
}

/** Times of day and moments in nanoseconds, which columns here hold to the microsecond. */
async function cutTimes(connection: DuckDBConnection, path: string, schema: Schema): Promise<string | null> {
  const reply = await connection.runAndReadAll(`SELECT DISTINCT name FROM parquet_schema(${fileText(path)}) WHERE logical_type LIKE '%NANOS=Nano%' AND duckdb_type IN ('TIME', 'TIMESTAMP WITH TIME ZONE') ORDER BY name`);
  const found = reply.getRows().map((row) => String(row[0]));
  if (found.length === 0) return null;
  // What stands within another column has a name of its own, which says little.
  const named = schema.filter((c) => found.includes(c.name));
  const names = (named.length > 0 ? named : schema.filter((c) => /\bTIME\b/.test(c.type))).map((c) => `"${c.name}"`);
  return `${names.slice(0, 3).join(', ')}${names.length > 3 ? ', …' : ''} in nanoseconds, of which what is below a microsecond is cut`;
}
