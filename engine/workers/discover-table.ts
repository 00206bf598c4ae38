import { realpath, stat } from 'node:fs/promises';
import { dirname, isAbsolute, resolve, sep } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import type { Answer } from '../check/binder.ts';
import { queryCall, tableAt } from '../compile/compile-load.ts';
import { DiagnosticError, problem, type Diagnostic } from '../core/diagnostic.ts';
import { quotedIdentifier, quotedText } from '../core/quoting.ts';
import { nearestName } from '../core/schema.ts';
import type { Fact, Need } from '../definition/need.ts';
import { databaseLeases } from '../io/database-leases.ts';
import { withoutSecrets } from '../io/secrets.ts';
import { databaseAlias, databaseLabel, isRemote, resolvedDatabase } from '../relation/database-ref.ts';
import { attachDatabase } from './attach-database.ts';
import { databaseError } from './database-error.ts';
import { firstLine } from './locate-error.ts';

type TableNeed = Extract<Need, { kind: 'table' }>;

/** What is said instead of asking a server that nobody has allowed to be asked. */
export const unasked = (label: string): Diagnostic => ({ code: 'network-unasked', severity: 'info', message: `The columns of ${label} are known once a run, or a preview that may use the network, has asked for them.`, at: {} });

/** Asks a database for the columns of a table or query, on a connection that has it open for just so long. */
export async function discoverTable(connection: DuckDBConnection, need: TableNeed, base: string): Promise<Answer<Fact>> {
  const database = resolvedDatabase(need.database, (path) => (isAbsolute(path) ? path : resolve(base, path)));
  const label = databaseLabel(need.database, 'table' in need.from ? need.from.table : undefined);
  if ('path' in database) {
    const there = await stat(database.path).catch(() => null);
    if (there?.isDirectory() === true) return { ok: false, problem: problem('file-format', `"${'path' in need.database ? need.database.path : ''}" is a folder, not a database. Name a file.`, { param: 'path' }) };
    if (there === null) {
      if (need.mayLack) return { ok: true, value: { kind: 'table', schema: null } };
      return { ok: false, problem: problem('file-missing', `"${'path' in need.database ? need.database.path : ''}" is not there (looked in ${base}). Choose the file again, or put it back.`, { param: 'path' }) };
    }
  }
  const alias = databaseAlias(database);
  const release = 'path' in database ? await databaseLeases.acquire([{ path: await realpath(database.path), write: false }]) : () => undefined;
  try {
    await attachDatabase(connection, { alias, database, writable: false });
    try {
      const outside = database.kind === 'ducklake' ? await filesElsewhere(connection, alias, database.path, base) : null;
      if (outside !== null) return { ok: false, problem: outside };
      const from = 'table' in need.from ? tableAt(alias, need.from) : queryCall(need.database.kind === 'mysql' ? 'mysql' : 'postgres', alias, need.from.query);
      const reply = await connection.runAndReadAll(`DESCRIBE SELECT * FROM ${from}`);
      return { ok: true, value: { kind: 'table', schema: reply.getRows().map((row) => ({ name: String(row[0]), type: String(row[1]) })) } };
    } catch (error) {
      const told = databaseError(error);
      if (/^No snapshot found/i.test(told.message)) return { ok: false, problem: await missingSnapshot(connection, alias, need) };
      if ('table' in need.from && (told.type === 'Catalog' || /does not exist|not found/i.test(told.message))) {
        if (need.mayLack) return { ok: true, value: { kind: 'table', schema: null } };
        return { ok: false, problem: await missingTable(connection, alias, need.from.table.name, label) };
      }
      if (told.type === 'Unknown') throw error;
      return { ok: false, problem: problem('sql-invalid', `The database does not give the columns of ${label}: ${firstLine(withoutSecrets(told.message))}. Change the query or the table.`, { param: 'table' in need.from ? 'table' : 'query' }) };
    } finally {
      await connection.run(`DETACH ${quotedIdentifier(alias)}`);
    }
  } catch (error) {
    if (error instanceof DiagnosticError) return { ok: false, problem: { ...error.diagnostic, at: { param: isRemote(database) ? 'host' : 'path', ...error.diagnostic.at } } };
    throw error;
  } finally {
    release();
  }
}

/** Why a lake is not read whose catalogue says that its files lie somewhere else: a catalogue from others could name any folder. */
async function filesElsewhere(connection: DuckDBConnection, alias: string, path: string, base: string): Promise<Diagnostic | null> {
  const reply = await connection.runAndReadAll(`SELECT value FROM ducklake_options(${quotedText(alias)}) WHERE option_name = 'data_path'`);
  const files = resolve(dirname(path), String(reply.getRows()[0]?.[0] ?? ''));
  if ([dirname(path), base].some((folder) => files === folder || files.startsWith(folder.endsWith(sep) ? folder : `${folder}${sep}`))) return null;
  return problem('access-refused', `The lake keeps its files in "${files}", which is neither below the folder of its catalogue nor below that of the flow. Put them beside the catalogue, and say so with DuckLake's OVERRIDE_DATA_PATH.`, { param: 'path' });
}

async function missingSnapshot(connection: DuckDBConnection, alias: string, need: TableNeed): Promise<Diagnostic> {
  const reply = await connection.runAndReadAll(`SELECT min(snapshot_id), max(snapshot_id), CAST(min(snapshot_time) AS VARCHAR) FROM ducklake_snapshots(${quotedText(alias)})`);
  const [first, last, since] = reply.getRows()[0]!.map(String);
  const byTime = 'table' in need.from && need.from.at !== undefined && 'time' in need.from.at;
  return problem('table-missing', `The lake has no such snapshot: it has ${first} to ${last}, the first of ${since}. Choose one of these${byTime ? ', or a later time' : ''}.`, { param: byTime ? 'asOf' : 'snapshot' });
}

async function missingTable(connection: DuckDBConnection, alias: string, name: string, label: string): Promise<Diagnostic> {
  const reply = await connection.runAndReadAll(`SELECT DISTINCT table_name FROM information_schema.tables WHERE table_catalog = '${alias}' AND table_schema NOT IN ('information_schema', 'pg_catalog') ORDER BY 1 LIMIT 200`);
  const names = reply.getRows().map((row) => String(row[0]));
  const near = nearestName(name, names);
  const advice = near !== undefined ? `Did you mean "${near}"?` : names.length > 0 ? `There are ${names.slice(0, 10).map((n) => `"${n}"`).join(', ')}${names.length > 10 ? ' and more' : ''}.` : 'It has no tables.';
  return problem('table-missing', `There is no table ${label}. ${advice}`, { param: 'table' });
}
