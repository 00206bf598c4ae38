import { rm } from 'node:fs/promises';
import type { DuckDBConnection } from '@duckdb/node-api';
import { DiagnosticError, problem } from '../core/diagnostic.ts';
import { quotedIdentifier, quotedText } from '../core/quoting.ts';
import { secretValue, withoutSecrets } from '../io/secrets.ts';
import type { AttachedDatabase } from '../plan/job.ts';
import { databaseLabel, hasSqliteCatalogue, type DatabaseRef } from '../relation/database-ref.ts';
import { databaseExtensions } from '../relation/extensions.ts';
import { databaseError } from './database-error.ts';
import { firstLine } from './locate-error.ts';
import { loadExtension } from './load-extension.ts';

/** Seconds until a server that does not answer counts as unreachable. */
const patience = 10;

/** Opens a database beside the engine's own under its alias; throws a DiagnosticError that holds nothing secret. */
export async function attachDatabase(connection: DuckDBConnection, attached: AttachedDatabase): Promise<void> {
  const { alias, database, writable, node } = attached;
  for (const extension of databaseExtensions(database)) await loadExtension(connection, extension, node);
  const how = [...('path' in database ? fileOptions(attached, database) : [`TYPE ${database.kind}`, `SECRET ${quotedIdentifier(alias)}`]), ...(writable ? [] : ['READ_ONLY'])];
  const options = how.length === 0 ? '' : ` (${how.join(', ')})`;
  try {
    if ('path' in database) {
      const file = attached.staging ?? database.path;
      const place = database.kind === 'ducklake' ? `ducklake:${hasSqliteCatalogue(database.path) ? 'sqlite:' : ''}${file}` : file;
      await connection.run(`ATTACH ${quotedText(place)} AS ${quotedIdentifier(alias)}${options}`);
      return;
    }
    const password = database.secret === null ? [] : [`PASSWORD ${quotedText(secretValue(database.secret, node))}`];
    const parts = [`TYPE ${database.kind}`, `HOST ${quotedText(database.host)}`, `PORT ${database.port}`, `DATABASE ${quotedText(database.database)}`, `USER ${quotedText(database.user)}`, ...password];
    await connection.run(`CREATE OR REPLACE TEMPORARY SECRET ${quotedIdentifier(alias)} (${parts.join(', ')})`);
    const wait = database.kind === 'postgres' ? `connect_timeout=${patience}` : '';
    await connection.run(`ATTACH ${quotedText(wait)} AS ${quotedIdentifier(alias)}${options}`);
  } catch (error) {
    if (error instanceof DiagnosticError) throw error;
    const reason = firstLine(withoutSecrets(databaseError(error).message)).replace(/[.!]$/, '');
    const busy = /could not set lock|being used by another process|conflicting lock/i.test(reason);
    const advice = busy ? 'Close the program that has it open.' : 'path' in database ? 'Choose another file, or how it is opened.' : 'Check address, user and secret, and whether the server runs.';
    throw new DiagnosticError(problem('database-unreachable', `${node === undefined ? 'The' : `Node "${node}": the`} database ${databaseLabel(database)} cannot be opened (${reason}). ${advice}`, node === undefined ? {} : { node }));
  }
}

function fileOptions({ staging }: AttachedDatabase, { kind, path }: Extract<DatabaseRef, { readonly path: string }>): readonly string[] {
  if (kind === 'duckdb') return [];
  if (kind === 'sqlite') return ['TYPE sqlite'];
  // A new lake keeps its files beside the place that its catalogue will have; one that is there is never made of another database.
  return staging === undefined ? ['CREATE_IF_NOT_EXISTS false'] : [`DATA_PATH ${quotedText(`${path}.files/`)}`];
}

/** Lets go of the databases before anybody is told that the run has ended, and removes those that were being made and did not get their place. */
export async function detachDatabases(connection: DuckDBConnection, databases: readonly AttachedDatabase[]): Promise<void> {
  for (const { alias, staging } of databases) {
    await connection.run(`DETACH DATABASE IF EXISTS ${quotedIdentifier(alias)}`);
    if (staging !== undefined) for (const path of [staging, `${staging}.wal`, `${staging}-journal`]) await rm(path, { force: true });
  }
}
