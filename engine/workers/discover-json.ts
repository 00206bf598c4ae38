import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { jsonFormats, longestObject, printReadLines } from '../compile/print-scan.ts';
import { DiagnosticError, problem } from '../core/diagnostic.ts';
import { quotedIdentifier, quotedText } from '../core/quoting.ts';
import type { Schema } from '../core/schema.ts';
import type { JsonLayout } from '../relation/relation.ts';
import { databaseError } from './database-error.ts';
import { packedAs } from '../relation/packed-as.ts';
import { fileText } from './file-text.ts';

/** Lines that say what the columns are where others may be no JSON. */
const sampled = 20_480;
/** A value that is nested deeper than this stays JSON: the database's expressions end at 1000. */
const deepest = 100;

/** Columns of a JSON file, which the flow calls `name`; with `lenient` only lines that hold an object are asked. Throws DuckDB's error, or a DiagnosticError where an object has members that no columns can be. */
export async function discoverJson(connection: DuckDBConnection, name: string, path: string, layout: JsonLayout, lenient: boolean): Promise<Schema> {
  if (!lenient || layout !== 'newline') return describe(connection, name, path, layout);
  const folder = await mkdtemp(join(tmpdir(), 'millrace-json-'));
  try {
    const sample = join(folder, 'sample.csv');
    const lines = printReadLines(fileText(path), { encoding: 'utf-8', compression: packedAs(path), skip: 0 });
    // The lines as they are: no sign is quoted, since none stands between cells.
    await connection.run(`COPY (SELECT _text FROM ${lines} WHERE json_type(TRY_CAST(_text AS JSON)) = 'OBJECT' LIMIT ${sampled}) TO ${quotedText(sample)} (FORMAT csv, HEADER false, QUOTE '', ESCAPE '', DELIMITER '\x01')`);
    return await describe(connection, name, sample, layout);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function describe(connection: DuckDBConnection, name: string, path: string, layout: JsonLayout): Promise<Schema> {
  const source = `${fileText(path)}, format = '${jsonFormats[layout]}', maximum_object_size = ${longestObject}, hive_partitioning = false`;
  const refuse = (message: string): never => {
    throw new DiagnosticError(problem('file-format', `"${name}" ${message}`, { param: 'path' }));
  };
  const ask = (more: string): Promise<Schema> =>
    connection.runAndReadAll(`DESCRIBE SELECT * FROM read_json(${source}, records = true${more})`).then((reply) => reply.getRows().map((row) => ({ name: String(row[0]), type: String(row[1]) })));
  let schema: Schema;
  try {
    schema = await ask('').catch((error: unknown) => {
      // Objects with hundreds of members of one type are taken for a map.
      if (/non-record/.test(databaseError(error).message)) return ask(', map_inference_threshold = -1');
      throw error;
    });
  } catch (error) {
    const { message } = databaseError(error);
    if (/non-record/.test(message)) return refuse('holds no rows: it has to be an array of objects, or objects one after the other, with at least one member. Choose another file, or have it written so.');
    const twice = /Duplicate name "(.*)" in struct/s.exec(message)?.[1];
    if (twice !== undefined) return refuse(`has an object with two members called ${JSON.stringify(twice)} but for case, which cannot both be fields. Rename one where the file is written.`);
    throw error;
  }
  if (schema.some((c) => mayBeRenamed(c.name, schema))) await refuseLost(connection, source, schema, refuse);
  return (await withLongNumbers(connection, source, schema)).map((c) => (depth(c.type) > deepest ? { name: c.name, type: 'JSON' } : c));
}

/** The database gives another name to a member without one, and to one that differs from another in case only; then it does not find its values. */
const mayBeRenamed = (name: string, schema: Schema): boolean => {
  const before = /^(.*)_\d+$/s.exec(name)?.[1]?.toLowerCase();
  return name.includes('\0') || /^C\d+$/.test(name) || (before !== undefined && schema.some((c) => c.name.toLowerCase() === before));
};

async function refuseLost(connection: DuckDBConnection, source: string, schema: Schema, refuse: (message: string) => never): Promise<void> {
  const reply = await connection.runAndReadAll(`SELECT DISTINCT unnest(json_keys(json)) FROM (SELECT json FROM read_json_objects(${source}) LIMIT ${sampled})`);
  for (const key of reply.getRows().map((row) => String(row[0]))) {
    if (key === '') refuse('has objects with a member without a name, which no column can be. Name it where the file is written.');
    if (key.includes('\0')) refuse(`has objects with a member called ${JSON.stringify(key)}, and no column can have a zero character in its name. Rename it where the file is written.`);
    if (schema.some((c) => c.name === key)) continue;
    const other = schema.find((c) => c.name.toLowerCase() === key.toLowerCase());
    if (other !== undefined) refuse(`has objects with the members ${JSON.stringify(other.name)} and ${JSON.stringify(key)}, which differ in case only and cannot both be columns. Rename one where the file is written.`);
  }
}

/** The database takes whole numbers of more than 20 digits for DOUBLE, which drops digits; so it does shorter ones where others have a fraction. */
async function withLongNumbers(connection: DuckDBConnection, source: string, schema: Schema): Promise<Schema> {
  const doubles = schema.filter((c) => c.type === 'DOUBLE');
  if (doubles.length === 0) return schema;
  const figures = doubles.flatMap(({ name }) => {
    const value = quotedIdentifier(name);
    const whole = `regexp_full_match(${value}, '-?\\d+')`;
    // What a program prints of a DOUBLE has at most 17 digits, and zeros behind them.
    const digits = `length(rtrim(ltrim(${value}, '-'), '0'))`;
    const loses = `${digits} > 17 OR (${digits} > 15 AND TRY_CAST(TRY_CAST(${value} AS DOUBLE) AS HUGEINT) IS DISTINCT FROM TRY_CAST(${value} AS HUGEINT))`;
    return [`bool_and(${value} IS NULL OR ${whole}) AND bool_or(length(${value}) > 15)`, `bool_and(${value} IS NULL OR TRY_CAST(${value} AS HUGEINT) IS NOT NULL)`, `bool_or(${whole} AND (${loses}))`];
  });
  const texts = doubles.map((c) => `${quotedText(c.name)}: 'VARCHAR'`).join(', ');
  const reply = await connection.runAndReadAll(`SELECT ${figures.join(', ')} FROM (SELECT * FROM read_json(${source}, records = true, columns = {${texts}}) LIMIT ${sampled})`);
  const held = reply.getRows()[0] ?? [];
  const typeOf = (i: number): string => {
    const [allWhole, fit, loses] = held.slice(3 * i, 3 * i + 3);
    if (allWhole === true) return fit === true ? 'HUGEINT' : 'VARCHAR';
    return loses === true ? 'VARCHAR' : 'DOUBLE';
  };
  return schema.map((c) => (c.type === 'DOUBLE' ? { name: c.name, type: typeOf(doubles.indexOf(c)) } : c));
}

/** How many brackets of a type stand within each other. */
function depth(type: string): number {
  const lists = Math.max(0, ...(type.match(/(?:\[\d*\])+/g) ?? []).map((run) => run.split('[').length - 1));
  let [open, most] = [0, 0];
  for (const sign of type) {
    if (sign === '(') most = Math.max(most, ++open);
    else if (sign === ')') open--;
  }
  return lists + most;
}
