import { basename } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { quotedText } from '../core/quoting.ts';
import { isPattern } from '../relation/path-pattern.ts';

/** All files of a pattern, in the order of their paths. */
export async function matchingFiles(connection: DuckDBConnection, pattern: string): Promise<readonly string[]> {
  if (!isPattern(pattern)) return [pattern];
  const reply = await connection.runAndReadAll(`SELECT file FROM glob(${quotedText(pattern)}) ORDER BY file`);
  return reply.getRows().map((row) => String(row[0]));
}

/** All workbooks of a pattern; a workbook that is open somewhere has a file beside it that says by whom. */
export const matchingWorkbooks = async (connection: DuckDBConnection, pattern: string): Promise<readonly string[]> => (await matchingFiles(connection, pattern)).filter((file) => !isPattern(pattern) || !basename(file).startsWith('~$'));

/** The first file of a pattern, null where there is none. */
export async function firstMatch(connection: DuckDBConnection, pattern: string): Promise<string | null> {
  if (!isPattern(pattern)) return pattern;
  const reply = await connection.runAndReadAll(`SELECT min(file) FROM glob(${quotedText(pattern)})`);
  const first = reply.getRows()[0]?.[0];
  return typeof first === 'string' ? first : null;
}
