import { createHash } from 'node:crypto';
import { basename } from 'node:path';
import { DuckDBDataChunk, DuckDBDateValue, DuckDBIntervalValue, DuckDBTimeValue, DuckDBTimestampValue, type DuckDBConnection, type DuckDBValue } from '@duckdb/node-api';
import type { Answer } from '../check/binder.ts';
import { DiagnosticError, problem, type Diagnostic } from '../core/diagnostic.ts';
import { canonicalJson } from '../core/json.ts';
import { quotedIdentifier } from '../core/quoting.ts';
import type { Schema } from '../core/schema.ts';
import type { Fact } from '../definition/need.ts';
import type { ExcelOptions } from '../relation/relation.ts';
import type { PlainValue } from './workbook-cells.ts';
import { WorkbookProblem } from './workbook-file.ts';
import { withWorkbook, type OpenTable } from './workbook-thread.ts';

/** Rows the database takes at once. */
const vector = 2048;

/** Vectors of rows that come from the thread at once. */
const atOnce = 8;

/** The columns of sheets of the workbooks `files`, which the flow calls `name`. */
export async function workbookColumns(name: string, files: readonly string[], pattern: string, options: ExcelOptions): Promise<Answer<Fact>> {
  try {
    const { schema, note, empty } = await withWorkbook(files, options, async (table) => table);
    const staged = createHash('sha256').update(canonicalJson([pattern, { ...options }, schema])).digest('hex').slice(0, 16);
    return { ok: true, value: { kind: 'excel', schema, staged, ...(note === null ? {} : { note }), ...(empty.length === 0 ? {} : { empty: empty.map((file) => basename(file)) }) } };
  } catch (error) {
    if (error instanceof WorkbookProblem) return { ok: false, problem: told(error, `"${error.file ?? name}"`) };
    throw error;
  }
}

/** Adds the rows of sheets to the temporary table `table`, which has the columns `schema`. Throws at once what `signal` was aborted with, parsing or not. */
export async function appendSheet(connection: DuckDBConnection, files: readonly string[], node: string, options: ExcelOptions, table: string, schema: Schema, signal: AbortSignal): Promise<void> {
  const what = files.length === 1 ? files[0]! : 'the workbooks';
  const append = async (sheet: OpenTable): Promise<void> => {
    if (JSON.stringify(sheet.schema) !== JSON.stringify(schema)) throw new DiagnosticError(problem('file-format', `Node "${node}" cannot go on: the columns of ${what} are no longer those that it had when the flow was checked. Run it again.`, { node, param: 'path' }));
    const types = (await connection.run(`SELECT * FROM temp.${quotedIdentifier(table)} LIMIT 0`)).columnTypes();
    const appender = await connection.createAppender(table, 'main', 'temp');
    for (let from = 0; from < sheet.count; from += atOnce * vector) {
      const columns = await sheet.rows(from, Math.min(atOnce * vector, sheet.count - from));
      for (let at = 0; at < columns[0]!.length; at += vector) {
        signal.throwIfAborted();
        const chunk = DuckDBDataChunk.create(types, Math.min(vector, columns[0]!.length - at));
        for (const [column, values] of columns.entries()) chunk.setColumnValues(column, values.slice(at, at + vector).map((value) => databaseValue(value, schema[column]!.type)));
        appender.appendDataChunk(chunk);
      }
    }
    appender.closeSync();
  };
  await withWorkbook(files, options, append, signal).catch((error: unknown) => {
    throw error instanceof WorkbookProblem ? new DiagnosticError(told(error, `Node "${node}" cannot go on: ${error.file ?? what}`, node)) : error;
  });
}

const micros = (millis: PlainValue): bigint => BigInt(millis as number) * 1000n;

function databaseValue(value: PlainValue, type: string): DuckDBValue {
  if (value === null) return null;
  if (type === 'DATE') return new DuckDBDateValue(value as number);
  if (type === 'TIMESTAMP') return new DuckDBTimestampValue(micros(value));
  if (type === 'TIME') return new DuckDBTimeValue(micros(value));
  return type === 'INTERVAL' ? new DuckDBIntervalValue(0, 0, micros(value)) : value;
}

const told = (error: WorkbookProblem, who: string, node?: string): Diagnostic => problem('file-format', `${who} ${error.message}`, { ...(node === undefined ? {} : { node }), param: error.param });
