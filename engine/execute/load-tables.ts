import { open, realpath, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Diagnostic } from '../core/diagnostic.ts';
import { problem } from '../core/diagnostic.ts';
import { quotedIdentifier } from '../core/quoting.ts';
import type { AttachedDatabase, JobStep } from '../plan/job.ts';
import type { Database } from './database.ts';
import { describeFailure, type Failure } from './describe-failure.ts';
import type { PlacedFiles } from './place-files.ts';
import { syncFolder } from './stage-files.ts';

type Loading = Extract<JobStep, { kind: 'load' }>;

interface LoadHost {
  readonly database: Database;
  failureOf(error: unknown): Failure;
}

/**
 * Puts the waiting rows of all loads into their databases: everything is done in one transaction per database before the first
 * of them is made final, so that a load that fails leaves every database as it was. Gives what went wrong. `before` puts in place what has to
 * be there before any table shows a row; what it throws is thrown, with every database as it was.
 */
export async function loadTables(loads: readonly Loading[], databases: readonly AttachedDatabase[], host: LoadHost, before: () => Promise<PlacedFiles>): Promise<Diagnostic | null> {
  for (const { node, load, keys } of loads) {
    if (load.guard === null) continue;
    const found = await host.database.run(load.guard);
    const rows = Number(found.rows[0]?.[0] ?? 0);
    if (rows > 0) return problem('key-duplicate', `Node "${node}" was given ${rows} rows that share their key (${keys.join(', ')}) with another, so it is not clear which of them ${load.label} is to hold. No output was changed; keep one row per key first, or choose more key columns.`, { node, param: 'keys' });
  }
  const cleanUp = async (): Promise<void> => {
    // What cannot be removed now is swept by the next load.
    for (const { load } of loads) for (const statement of load.cleanUp) await host.database.run(statement).catch(() => undefined);
  };
  const open = new Map<string, Awaited<ReturnType<Database['fork']>>>();
  let at = loads[0]!;
  try {
    for (const step of loads) {
      at = step;
      for (const statement of step.load.prepare) await host.database.run(statement);
    }
    for (const step of loads) {
      at = step;
      let transaction = open.get(step.load.alias);
      if (!transaction) {
        transaction = await host.database.fork();
        open.set(step.load.alias, transaction);
        await transaction.run('BEGIN TRANSACTION');
      }
      for (const statement of step.load.apply) await transaction.run(statement);
    }
  } catch (error) {
    // What failed may have ended the transaction by itself; closing the connection ends it in any case.
    for (const transaction of open.values()) await transaction.run('ROLLBACK').catch(() => undefined);
    for (const transaction of open.values()) transaction.close();
    await cleanUp();
    return refused(at, host.failureOf(error));
  }
  let placed: PlacedFiles;
  try {
    placed = await before();
  } catch (error) {
    for (const transaction of open.values()) await transaction.run('ROLLBACK').catch(() => undefined);
    for (const transaction of open.values()) transaction.close();
    await cleanUp();
    throw error;
  }
  const done: string[] = [];
  let trouble: Diagnostic | null = null;
  for (const [alias, transaction] of open) {
    const step = loads.find((l) => l.load.alias === alias)!;
    if (trouble === null) {
      try {
        await transaction.run('COMMIT');
        done.push(step.load.label);
      } catch (error) {
        const told = refused(step, host.failureOf(error));
        trouble = done.length === 0 ? told : { ...told, message: `${told.message} ${done.join(', ')} had been written by then.` };
      }
    } else await transaction.run('ROLLBACK').catch(() => undefined);
    transaction.close();
  }
  await cleanUp();
  // Where a table has its rows, what was turned away of them stays too.
  await (trouble !== null && done.length === 0 ? placed.undo() : placed.settle());
  if (trouble === null) for (const database of databases) await putInPlace(database, host);
  return trouble;
}

function refused({ node, load }: Loading, failure: { readonly type: string; readonly message: string }): Diagnostic {
  // A server repeats the statement with its rows; what is wrong stands behind it.
  const first = failure.message.split('\n')[0]!.trim().replace(/^Failed to run query "[^]*": /, '').replace(/[.!]$/, '');
  if (/constraint/i.test(failure.type) || /duplicate (key|entry)|violates|constraint|cannot be null/i.test(first)) return problem('run-failed', `Node "${node}": ${load.label} refuses a row (${first}). No output was changed; change the rows, or how they are written.`, { node });
  return describeFailure(failure, node);
}

/** A database that was made for this run takes its place once it holds everything. */
async function putInPlace(database: AttachedDatabase, host: LoadHost): Promise<void> {
  if (database.staging === undefined || !('path' in database.database)) return;
  await host.database.run(`DETACH ${quotedIdentifier(database.alias)}`);
  const file = await open(database.staging, 'r+');
  try {
    await file.sync();
  } finally {
    await file.close();
  }
  const target = database.database.path;
  await rename(database.staging, await realpath(target).catch(() => target));
  await syncFolder(dirname(target));
}

