import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api';
import type { Answer } from '../check/binder.ts';
import { lakehouseCall } from '../compile/print-lakehouse.ts';
import { DiagnosticError, problem, type Diagnostic } from '../core/diagnostic.ts';
import { canonicalJson } from '../core/json.ts';
import { quotedText } from '../core/quoting.ts';
import type { Fact, Need } from '../definition/need.ts';
import { withoutSecrets } from '../io/secrets.ts';
import { lakehouseExtensions } from '../relation/extensions.ts';
import { isRemotePath } from '../relation/remote-path.ts';
import { databaseError } from './database-error.ts';
import { unasked } from './discover-table.ts';
import { fitColumns } from './unfit-columns.ts';
import { findState } from './lakehouse-state.ts';
import { loadExtension, lookPatience } from './load-extension.ts';
import { firstLine } from './locate-error.ts';
import { openStore } from './open-store.ts';
import { storeProblem } from './store-problem.ts';

type LakehouseNeed = Extract<Need, { kind: 'lakehouse' }>;

const logs = { delta: '_delta_log', iceberg: 'metadata' } as const;
const names = { delta: 'a Delta table', iceberg: 'an Iceberg table' } as const;

/**
 * The columns of a Delta or Iceberg table and the state that is meant. Each look has a database of its own that reaches the table's folder and nothing
 * else, since the log of a table from elsewhere may name any file or address. `answers` keeps what was found, until the log has grown.
 */
export async function discoverLakehouse(need: LakehouseNeed, base: string, network: boolean, answers: Map<string, Answer<Fact>>): Promise<Answer<Fact>> {
  const remote = isRemotePath(need.path);
  if (remote && need.store === undefined) return fails('param-invalid', `"${need.path}" is on a web server, which does not list its files. Name a folder of this machine, or one in an object store such as s3://bucket/orders.`);
  if (remote && !network) return answers.get(canonicalJson(need)) ?? { ok: false, problem: unasked(need.path) };
  const place = (remote ? need.path : resolve(base, need.path)).replace(/\/+$/, '');
  const stamp = remote ? '' : await stampOf(place, need, base);
  if (typeof stamp !== 'string') return { ok: false, problem: stamp };
  const key = remote ? canonicalJson(need) : `${place}|${stamp}|${canonicalJson(need)}`;
  const known = remote ? undefined : answers.get(key);
  if (known) return known;
  const answer = await look(need, place);
  if (answer.ok || !remote) answers.set(key, answer);
  return answer;
}

const fails = (code: Diagnostic['code'], message: string, param = 'path'): { readonly ok: false; readonly problem: Diagnostic } => ({ ok: false, problem: problem(code, message, { param }) });

/** What tells that the log has not changed, or why there is none. */
async function stampOf(place: string, need: LakehouseNeed, base: string): Promise<string | Diagnostic> {
  const there = await stat(place).catch(() => null);
  if (there === null) return fails('file-missing', `"${need.path}" is not there (looked in ${base}). Choose the folder again, or put it back.`).problem;
  if (!there.isDirectory()) return fails('file-format', `"${need.path}" is a file. Name the folder of the table.`).problem;
  const stamps = await Promise.all([logs[need.format], 'metadata/version-hint.text'].map((name) => stat(`${place}/${name}`).then((s) => `${s.mtimeMs}:${s.size}`, () => null)));
  if (stamps[0] !== null) return stamps.join('|');
  const other = need.format === 'delta' ? 'iceberg' : 'delta';
  const isOther = await stat(`${place}/${logs[other]}`).then(() => true, () => false);
  return fails('file-format', `"${need.path}" is not ${names[need.format]}: it holds no folder ${logs[need.format]}. ${isOther ? `It looks like ${names[other]}; choose that.` : 'Choose the folder in which that lies.'}`, isOther ? 'format' : 'path').problem;
}

async function look(need: LakehouseNeed, place: string): Promise<Answer<Fact>> {
  const instance = await DuckDBInstance.create(':memory:', { threads: '1', autoinstall_known_extensions: 'false' });
  const connection = await instance.connect();
  try {
    await open(connection, need, place);
    const state = await findState(connection, need, place);
    const reply = await connection.runAndReadAll(`DESCRIBE SELECT * FROM ${lakehouseCall(place, state)}`);
    const schema = reply.getRows().map((row) => ({ name: String(row[0]), type: String(row[1]) }));
    return await fitColumns({ ok: true, value: { kind: 'lakehouse', schema, state } }, need.path);
  } catch (error) {
    if (error instanceof DiagnosticError) return { ok: false, problem: error.diagnostic };
    const told = databaseError(error);
    if (told.type === 'Unknown') throw error;
    const explained = need.store === undefined ? null : await storeProblem(connection, told, need.store, need.path);
    if (explained !== null) return { ok: false, problem: explained };
    const reason = firstLine(withoutSecrets(told.message)).replaceAll(place, need.path).replace(/[.!]$/, '');
    if (/permission|file system operations are disabled/i.test(`${told.type} ${reason}`)) return fails('access-refused', `"${need.path}" names files outside its folder (${reason}), which are not read. Copy the table with all its files.`);
    return fails('file-format', `"${need.path}" cannot be read as ${names[need.format]}: ${reason}. Choose another folder, or another state of the table.`);
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

async function open(connection: DuckDBConnection, need: LakehouseNeed, place: string): Promise<void> {
  await connection.run('SET allow_persistent_secrets = false');
  await connection.run('SET errors_as_json = true');
  await connection.run("SET TimeZone = 'UTC'");
  for (const name of [...(need.store === undefined ? [] : (['httpfs'] as const)), ...lakehouseExtensions[need.format]]) await loadExtension(connection, name, undefined, lookPatience);
  if (need.store !== undefined) await openStore(connection, need.store, 'store');
  await connection.run(`SET allowed_directories = [${quotedText(`${place}/`)}]`);
  await connection.run('SET enable_external_access = false');
}
