import { createHash } from 'node:crypto';
import { DuckDBDataChunk, type DuckDBConnection } from '@duckdb/node-api';
import type { Answer } from '../check/binder.ts';
import { DiagnosticError, problem, type Diagnostic } from '../core/diagnostic.ts';
import { canonicalJson } from '../core/json.ts';
import { quotedIdentifier } from '../core/quoting.ts';
import type { Schema } from '../core/schema.ts';
import type { Fact } from '../definition/need.ts';
import type { ExcelOptions } from '../relation/relation.ts';
import { WorkbookProblem } from './workbook-file.ts';
import { readSheets } from './workbook-sheet.ts';

/** Rows the database takes at once. */
const vector = 2048;

/** The columns of sheets of the workbooks `files`, which the flow calls `name`. */
export async function workbookColumns(name: string, files: readonly string[], pattern: string, options: ExcelOptions): Promise<Answer<Fact>> {
  try {
    const { schema, note } = await readSheets(files, options);
    const staged = createHash('sha256').update(canonicalJson([pattern, { ...options }, schema])).digest('hex').slice(0, 16);
    return { ok: true, value: { kind: 'excel', schema, staged, ...(note === null ? {} : { note }) } };
  } catch (error) {
    if (error instanceof WorkbookProblem) return { ok: false, problem: told(error, `"${error.file ?? name}"`) };
    throw error;
  }
}

/** Adds the rows of sheets to the temporary table `table`, which has the columns `schema`. */
export async function appendSheet(connection: DuckDBConnection, files: readonly string[], node: string, options: ExcelOptions, table: string, schema: Schema, signal: AbortSignal): Promise<void> {
  const what = files.length === 1 ? files[0]! : 'the workbooks';
  const sheet = await readSheets(files, options).catch((error: unknown) => {
    throw error instanceof WorkbookProblem ? new DiagnosticError(told(error, `Node "${node}" cannot go on: ${error.file ?? what}`, node)) : error;
  });
  if (JSON.stringify(sheet.schema) !== JSON.stringify(schema)) throw new DiagnosticError(problem('file-format', `Node "${node}" cannot go on: the columns of ${what} are no longer those that it had when the flow was checked. Run it again.`, { node, param: 'path' }));
  const types = (await connection.run(`SELECT * FROM temp.${quotedIdentifier(table)} LIMIT 0`)).columnTypes();
  const appender = await connection.createAppender(table, 'main', 'temp');
  for (let from = 0; from < sheet.count; from += vector) {
    signal.throwIfAborted();
    const count = Math.min(vector, sheet.count - from);
    const chunk = DuckDBDataChunk.create(types, count);
    for (const column of schema.keys()) chunk.setColumnValues(column, Array.from({ length: count }, (_, row) => sheet.value(from + row, column)));
    appender.appendDataChunk(chunk);
  }
  appender.closeSync();
}

const told = (error: WorkbookProblem, who: string, node?: string): Diagnostic => problem('file-format', `${who} ${error.message}`, { ...(node === undefined ? {} : { node }), param: error.param });
