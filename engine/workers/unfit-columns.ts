import type { DuckDBConnection } from '@duckdb/node-api';
import type { Answer } from '../check/binder.ts';
import { problem, type Diagnostic } from '../core/diagnostic.ts';
import type { Schema } from '../core/schema.ts';
import type { Fact } from '../definition/need.ts';
import { fileText } from './file-text.ts';

/** Refuses what was found out about a file where a column of it cannot be one here; the flow calls the file `name`. */
export function fitColumns(answer: Answer<Fact>, name: string): Answer<Fact> {
  const fact = answer.ok ? answer.value : null;
  if (fact === null || (fact.kind !== 'delimited' && fact.kind !== 'json' && fact.kind !== 'parquet' && fact.kind !== 'arrow' && fact.kind !== 'excel')) return answer;
  const problem = unfitColumns(fact.schema, name);
  return problem === null ? answer : { ok: false, problem };
}

/** What a person is told of columns whose names no column here can have; null where they can. */
export function unfitColumns(schema: Schema, name: string): Diagnostic | null {
  if (schema.length === 0) return unfit(name, 'has no columns. Choose another file.');
  const zero = schema.find((c) => c.name.includes('\0'));
  if (zero !== undefined) return unfit(name, `has a column called ${JSON.stringify(zero.name)}, and no name can hold a zero character. Rename it where the file is written.`);
  const nameless = schema.findIndex((c) => c.name === '');
  return nameless < 0 ? null : unfit(name, `has no name for its column ${nameless + 1}. Name it where the file is written.`);
}

/** The database reads decimals of more than 38 digits as DOUBLE, and their bytes in the wrong places. */
export async function longDecimals(connection: DuckDBConnection, path: string, name: string): Promise<Diagnostic | null> {
  const reply = await connection.runAndReadAll(`SELECT name, precision FROM parquet_schema(${fileText(path)}) WHERE precision > 38 LIMIT 1`);
  const found = reply.getRows()[0];
  return found === undefined ? null : unfit(name, `cannot be read: "${String(found[0])}" has decimals of ${String(found[1])} digits, more than 38, which no column can have here. Change the type where the file is written.`);
}

/** A file that cannot be read because of what it holds. */
export const unfit = (name: string, what: string): Diagnostic => problem('file-format', `"${name}" ${what}`, { param: 'path' });
