import type { DuckDBConnection } from '@duckdb/node-api';
import { printReadCsv } from '../compile/print-scan.ts';
import { problem, type Diagnostic } from '../core/diagnostic.ts';
import { quotedIdentifier } from '../core/quoting.ts';
import type { Schema } from '../core/schema.ts';
import type { DelimitedOptions } from '../relation/relation.ts';
import { fileText } from './file-text.ts';

/** Whether a cell holds one of the words that are moments to the database. It reads them as 1900-01-01 where a column has a form. */
export const hasDateWords = (text: string): boolean => /(?<=^|[,;\t|"'\r\n])[ \t]*[-+]?(infinity|epoch)[ \t]*(?=$|[,;\t|"'\r\n])/i.test(text);

/** The form that was found, or none where the database reads such words right only without one. */
export const formBeside = (found: string | null, text: string | undefined, usual: string): string | null => (found === usual && text !== undefined && hasDateWords(text) ? null : found);

/** Refuses a column whose form was set and which holds such a word in its first rows. */
export async function wordsBesideForm(connection: DuckDBConnection, name: string, path: string, schema: Schema, options: DelimitedOptions): Promise<Diagnostic | null> {
  const read = schema.filter(({ type }) => (type === 'DATE' ? options.dateFormat !== null : type.startsWith('TIMESTAMP') && options.timestampFormat !== null));
  if (read.length === 0) return null;
  const from = printReadCsv(fileText(path), schema.map((c) => ({ name: c.name, type: 'VARCHAR' })), { ...options, dateFormat: null, timestampFormat: null }, null, ['ignore_errors = true']);
  const reply = await connection.runAndReadAll(`SELECT ${read.map((c) => `first(${quotedIdentifier(c.name)}) FILTER (regexp_full_match(${quotedIdentifier(c.name)}, '\\s*[-+]?(infinity|epoch)\\s*', 'i'))`).join(', ')} FROM (SELECT * FROM ${from} LIMIT 20480)`);
  const cells = reply.getRows()[0] ?? [];
  const at = cells.findIndex((cell) => cell !== null);
  if (at < 0) return null;
  const param = read[at]!.type === 'DATE' ? 'dateFormat' : 'timestampFormat';
  return problem('value-unreadable', `"${name}" has "${String(cells[at]).trim()}" in column "${read[at]!.name}", which no form of a date reads: it would become 1900-01-01. Leave the format empty, or read the column as text and convert it with Convert types.`, { param });
}
