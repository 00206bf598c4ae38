import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { longestObject, printReadLines } from '../compile/print-scan.ts';
import { quotedText } from '../core/quoting.ts';
import type { Schema } from '../core/schema.ts';
import { packedAs } from './discover-delimited.ts';

/** Lines that say what the columns are where others may be no JSON. */
const sampled = 20_480;

/** Columns of a JSON file; with `lenient` only lines that hold an object are asked. Throws DuckDB's error. */
export async function discoverJson(connection: DuckDBConnection, path: string, layout: 'array' | 'newline', lenient: boolean): Promise<Schema> {
  if (!lenient || layout === 'array') return describe(connection, path, layout);
  const folder = await mkdtemp(join(tmpdir(), 'millrace-json-'));
  try {
    const sample = join(folder, 'sample.csv');
    const lines = printReadLines(quotedText(path), { encoding: 'utf-8', compression: packedAs(path), skip: 0 });
    // The lines as they are: no sign is quoted, since none stands between cells.
    await connection.run(`COPY (SELECT _text FROM ${lines} WHERE json_type(TRY_CAST(_text AS JSON)) = 'OBJECT' LIMIT ${sampled}) TO ${quotedText(sample)} (FORMAT csv, HEADER false, QUOTE '', ESCAPE '', DELIMITER '\x01')`);
    return await describe(connection, sample, layout);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function describe(connection: DuckDBConnection, path: string, layout: 'array' | 'newline'): Promise<Schema> {
  const reply = await connection.runAndReadAll(`DESCRIBE SELECT * FROM read_json(${quotedText(path)}, format = '${layout === 'array' ? 'array' : 'newline_delimited'}', records = true, maximum_object_size = ${longestObject}, hive_partitioning = false)`);
  return reply.getRows().map((row) => ({ name: String(row[0]), type: String(row[1]) }));
}
