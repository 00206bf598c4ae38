import type { DuckDBConnection } from '@duckdb/node-api';
import { DiagnosticError, problem } from '../core/diagnostic.ts';
import { quotedText } from '../core/quoting.ts';
import type { Need } from '../definition/need.ts';
import type { LakehouseChoice, LakehouseState } from '../relation/lakehouse.ts';

type LakehouseNeed = Extract<Need, { kind: 'lakehouse' }>;

/** The state of a table that is chosen, on a connection that reads the folder `place`. Throws a DiagnosticError where there is none, or the database's error. */
export const findState = (connection: DuckDBConnection, need: LakehouseNeed, place: string): Promise<LakehouseState> => (need.format === 'delta' ? deltaState(connection, need, place) : icebergState(connection, need, place));

const stop = (message: string, param: 'path' | 'version' | 'asOf' = 'path'): never => {
  throw new DiagnosticError(problem(param === 'path' ? 'file-format' : 'table-missing', message, { param }));
};

async function rowsOf(connection: DuckDBConnection, sql: string): Promise<readonly (readonly (string | null)[])[]> {
  const reply = await connection.runAndReadAll(sql);
  return reply.getRows().map((row) => row.map((value) => (value === null ? null : String(value))));
}

const moment = (time: string): string => `epoch_ms(CAST(${quotedText(time)} AS TIMESTAMPTZ))`;

async function deltaState(connection: DuckDBConnection, { choice, path }: LakehouseNeed, place: string): Promise<LakehouseState> {
  const versions = `SELECT CAST(regexp_extract(file, '(\\d{20})\\.[^/]*$', 1) AS BIGINT) AS version FROM glob(${quotedText(`${place}/_delta_log/*`)}) WHERE regexp_matches(file, '/\\d{20}\\.(json|checkpoint\\..*parquet)$')`;
  const [[first, last] = []] = await rowsOf(connection, `SELECT min(version), max(version) FROM (${versions})`);
  if (first == null || last == null) return stop(`"${path}" has no state yet: its _delta_log is empty. Choose another folder.`);
  if (choice === null) return { format: 'delta', version: Number(last) };
  if ('version' in choice) {
    const version = Number(choice.version);
    return version >= Number(first) && version <= Number(last) ? { format: 'delta', version } : stop(`The table has no version ${choice.version}: those that can be read are ${first} to ${last}. Choose one of these.`, 'version');
  }
  // A commit says when it was made; where it orders states by that, its own time counts.
  const commits = `SELECT CAST(regexp_extract(filename, '(\\d{20})\\.json$', 1) AS BIGINT) AS version, max(coalesce(commitInfo.inCommitTimestamp, commitInfo."timestamp")) AS made FROM read_json(${quotedText(`${place}/_delta_log/*.json`)}, format = 'newline_delimited', columns = {'commitInfo': 'STRUCT("timestamp" BIGINT, inCommitTimestamp BIGINT)'}, filename = true, maximum_object_size = 67108864) GROUP BY 1`;
  const [[found, since, untold] = []] = await rowsOf(connection, `SELECT max(version) FILTER (WHERE made <= ${moment(choice.time)}), CAST(make_timestamp(min(made) * 1000) AS VARCHAR), count(*) FILTER (WHERE made IS NULL) FROM (${commits})`);
  if (untold !== '0') return stop(`The log of "${path}" does not say when each version was made, so none can be chosen by a time. Choose one by its number.`, 'asOf');
  return found == null ? stop(`There is no version of that time: the first that can be read was made at ${since} UTC. Choose a later time.`, 'asOf') : { format: 'delta', version: Number(found) };
}

async function icebergState(connection: DuckDBConnection, { choice, path }: LakehouseNeed, place: string): Promise<LakehouseState> {
  const metadata = await latestMetadata(connection, place, path);
  const file = `${place}/metadata/${metadata}.metadata.json`;
  const part = (path: string): string => `CAST(json_extract_string(content, ${quotedText(path)}) AS VARCHAR)`;
  const source = `(SELECT CAST(content AS JSON) AS content FROM read_text(${quotedText(file)}))`;
  if (choice === null) {
    const [[current] = []] = await rowsOf(connection, `SELECT ${part('$."current-snapshot-id"')} FROM ${source}`);
    return { format: 'iceberg', metadata, snapshot: current == null || current === '-1' ? null : current };
  }
  return { format: 'iceberg', metadata, snapshot: await chosenSnapshot(connection, source, choice) };
}

async function chosenSnapshot(connection: DuckDBConnection, source: string, choice: NonNullable<LakehouseChoice>): Promise<string> {
  const listed = (list: string): string => `SELECT unnest(from_json(json_extract(content, '$."${list}"'), '[{"snapshot-id": "VARCHAR", "timestamp-ms": "BIGINT"}]'), recursive := true) FROM ${source}`;
  const snapshots = `(${listed('snapshots')})`;
  if ('version' in choice) {
    const rows = await rowsOf(connection, `SELECT "snapshot-id", CAST(make_timestamp("timestamp-ms" * 1000) AS VARCHAR) FROM ${snapshots} ORDER BY "timestamp-ms" DESC`);
    if (rows.some(([id]) => id === choice.version)) return choice.version;
    const known = rows.slice(0, 5).map(([id, at]) => `${id} of ${at} UTC`);
    return stop(rows.length === 0 ? 'The table has no snapshot yet. Leave the number empty.' : `The table has no snapshot ${choice.version}. The latest are ${known.join(', ')}. Choose one of its snapshots.`, 'version');
  }
  // What was current then: a snapshot that was taken back later counts up to that time.
  const [[found, since] = []] = await rowsOf(connection, `WITH said AS (${listed('snapshot-log')}), known AS (SELECT "snapshot-id" FROM ${snapshots}) SELECT max_by("snapshot-id", "timestamp-ms") FILTER (WHERE "timestamp-ms" <= ${moment(choice.time)}), CAST(make_timestamp(min("timestamp-ms") * 1000) AS VARCHAR) FROM said SEMI JOIN known USING ("snapshot-id")`);
  return found ?? stop(since == null ? 'The table has no snapshot yet. Leave the time empty.' : `There is no snapshot of that time: the first that can be read was made at ${since} UTC. Choose a later time.`, 'asOf');
}

/** The name of the metadata that counts: what the hint of a catalogue of files says, else the one with the highest number. */
async function latestMetadata(connection: DuckDBConnection, place: string, path: string): Promise<string> {
  const files = await rowsOf(connection, `SELECT regexp_extract(file, '([^/\\\\]+)$', 1) FROM glob(${quotedText(`${place}/metadata/*`)})`);
  const names = files.map(([name]) => name!).filter((name) => name.endsWith('.metadata.json')).map((name) => name.slice(0, -'.metadata.json'.length));
  if (files.some(([name]) => name === 'version-hint.text')) {
    const [[hint = ''] = []] = await rowsOf(connection, `SELECT trim(content, chr(10) || chr(13) || ' ') FROM read_text(${quotedText(`${place}/metadata/version-hint.text`)})`);
    const hinted = names.find((name) => name === `v${hint}` || name === hint);
    return hinted ?? stop(`"${path}" says that its state is ${hint}, and holds no metadata of that name that is not packed. Choose another folder.`);
  }
  const numberOf = (name: string): number => Number(/^v?(\d+)/.exec(name)?.[1] ?? Number.NaN);
  const highest = Math.max(...names.map(numberOf).filter((n) => !Number.isNaN(n)));
  const best = names.filter((name) => numberOf(name) === highest);
  if (best.length === 0) return stop(`"${path}" holds no metadata of an Iceberg table that is not packed. Choose another folder.`);
  return best.length === 1 ? best[0]! : stop(`"${path}" has ${best.length} states with the number ${highest}, and only its catalogue knows which of them counts. Copy the table with one of them.`);
}
