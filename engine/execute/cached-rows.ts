import { quotedIdentifier, quotedText } from '../core/quoting.ts';
import type { CacheOutcome, JobCache, ReusedRows, StoredRows } from '../plan/job.ts';
import type { TableKey } from '../plan/table-key.ts';
import type { Database } from './database.ts';
import type { Failure } from './describe-failure.ts';

type Failing = { readonly database: Database; failureOf(error: unknown): Failure };

const alias = (kind: string, i: number): string => quotedIdentifier(`_cache_${kind}_${i}`);

/** Makes kept rows readable under the names of their keys; gives why some are not, by key. A file is taken only when it says itself that it is complete and whose rows it holds. */
export async function attachReused(reuse: readonly ReusedRows[], host: Failing): Promise<Record<TableKey, string>> {
  const unusable: Record<TableKey, string> = {};
  for (const [i, entry] of reuse.entries()) {
    try {
      await host.database.run(`ATTACH ${quotedText(entry.file)} AS ${alias('reuse', i)} (READ_ONLY)`);
      const { rows } = await host.database.run(`SELECT hash, id FROM ${alias('reuse', i)}.main.entry`);
      if (rows.length !== 1 || rows[0]![0] !== entry.hash || rows[0]![1] !== entry.id) unusable[entry.key] = 'the kept rows are those of something else';
      else await host.database.run(`CREATE TEMP VIEW ${quotedIdentifier(entry.key)} AS SELECT * FROM ${alias('reuse', i)}.main.rows`);
    } catch (error) {
      unusable[entry.key] = `the kept rows cannot be read (${firstLine(host.failureOf(error).message)})`;
    }
  }
  return unusable;
}

/** Lets go of kept rows on a database that stays open. */
export async function detachReused(reuse: readonly ReusedRows[], database: Database): Promise<void> {
  for (const [i, entry] of reuse.entries()) {
    await database.run(`DROP VIEW IF EXISTS ${quotedIdentifier(entry.key)}`);
    await database.run(`DETACH DATABASE IF EXISTS ${alias('reuse', i)}`);
  }
}

/** Whether a failure in the middle of a run may come from damaged kept rows rather than from the flow. */
export const mayBeDamage = (failure: Failure): boolean => /corrupt|checksum|could not read enough bytes|invalidated|deserializ|INTERNAL/i.test(`${failure.type} ${failure.message}`);

/** Cells that a second of writing keeps, a careful figure: compressing is most of it. */
const cellsPerSecond = 6_000_000;
/** Keeping rows for later may cost this share of what computing them took. */
const worth = 0.3;

/** Copies the rows of finished keys into files of their own. What cannot be kept is left out with the reason: the run itself stands. */
export async function storeRows(cache: JobCache, rowsOf: ReadonlyMap<TableKey, number>, millisecondsOf: ReadonlyMap<TableKey, number>, host: Failing & { isCancelled(): boolean }): Promise<Pick<CacheOutcome, 'stored' | 'left'>> {
  const stored: { key: TableKey; rows: number }[] = [];
  const left: Record<TableKey, string> = {};
  for (const [i, entry] of cache.store.entries()) {
    const [rows, milliseconds] = [rowsOf.get(entry.key), millisecondsOf.get(entry.key)];
    if (rows === undefined || milliseconds === undefined) continue;
    const why = host.isCancelled() ? 'the run was cancelled' : notWorth(entry, rows, milliseconds, cache.leastMilliseconds);
    if (why !== null) {
      left[entry.key] = why;
      continue;
    }
    try {
      await storeOne(entry, alias('store', i), host.database);
      stored.push({ key: entry.key, rows });
    } catch (error) {
      left[entry.key] = `its rows could not be kept (${firstLine(host.failureOf(error).message)})`;
    }
  }
  return { stored, left };
}

function notWorth(entry: StoredRows, rows: number, milliseconds: number, least: number): string | null {
  if (entry.pinned || least === 0) return null;
  if (milliseconds < least) return 'computing it again takes no longer than reading it';
  return ((rows * entry.columns) / cellsPerSecond) * 1000 > milliseconds * worth ? 'keeping so many rows costs more than computing them; pin the node to keep them all the same' : null;
}

async function storeOne(entry: StoredRows, name: string, database: Database): Promise<void> {
  // The newest storage knows every type there is.
  await database.run(`ATTACH ${quotedText(entry.part)} AS ${name} (STORAGE_VERSION 'latest')`);
  try {
    await database.run(`CREATE TABLE ${name}.main.rows AS SELECT * FROM ${quotedIdentifier(entry.key)}`);
    // Written last: a file without it is not complete.
    await database.run(`CREATE TABLE ${name}.main.entry AS SELECT ${quotedText(entry.hash)} AS hash, ${quotedText(entry.id)} AS id`);
  } finally {
    // Detaching writes what is left in the log into the file.
    await database.run(`DETACH ${name}`);
  }
}

const firstLine = (text: string): string => text.split('\n')[0]!.trim().replace(/[.!]$/, '');
