import { canonicalJson } from '../core/json.ts';
import { DiagnosticError } from '../core/diagnostic.ts';
import { attachReused, detachReused } from '../execute/cached-rows.ts';
import { isInternal } from '../execute/describe-failure.ts';
import { databaseError } from './database-error.ts';
import { duckDbDatabase } from './duckdb-database.ts';
import { keepInterrupting } from './keep-interrupting.ts';
import { openDatabase, type OpenDatabase } from './open-database.ts';
import { readRows } from './read-rows.ts';
import { registerFunctions } from './register-functions.ts';
import { stageSources } from './stage-sources.ts';
import type { Look, LookResult } from './look.ts';
import type { DuckDBConnection } from '@duckdb/node-api';

/** Answers previews one after the other on a database that stays open while its settings do; nothing here ever writes a file of the user's. */
export class PreviewDesk {
  private open: { readonly key: string; readonly database: OpenDatabase } | null = null;
  private queue: Promise<unknown> = Promise.resolve();

  look(look: Look, onCancel: (cancel: () => void) => void): Promise<LookResult> {
    let cancelled = false;
    let interrupt = (): void => undefined;
    let interrupting: { readonly stop: () => void } | null = null;
    const stop = new AbortController();
    onCancel(() => {
      cancelled = true;
      stop.abort();
      interrupting ??= keepInterrupting(() => interrupt());
    });
    const answer = this.queue.then(async () => {
      try {
        if (cancelled) throw superseded();
        const attempt = async (): Promise<LookResult> => {
          const { connection } = await this.database(look);
          interrupt = () => connection.interrupt();
          await stageSources(connection, look.settings, stop.signal, look.network === true, false);
          return lookNow(connection, look, () => cancelled);
        };
        try {
          return await attempt();
        } catch (error) {
          // DuckDB takes the database down when it trips over itself, now and then by chance; a look changes nothing, so it may be asked again of a new one.
          if (!isInternal(databaseError(error))) throw error;
          this.forget();
          return await attempt();
        }
      } finally {
        (interrupting as { readonly stop: () => void } | null)?.stop();
        await this.tidy(look);
        // A database of somebody else's is held no longer than it is looked at.
        if ((look.settings.databases ?? []).length > 0) this.forget();
      }
    });
    this.queue = answer.catch(() => undefined);
    return answer;
  }

  /** The tables of a look go with its transaction, what it attached after it; a database that cannot even be rolled back is of no use to the next look. */
  private async tidy(look: Look): Promise<void> {
    if (!this.open) return;
    try {
      await this.open.database.connection.run('ROLLBACK').catch((error: unknown) => {
        // A look that failed before it began has nothing to roll back.
        if (!/no transaction is active/i.test(databaseError(error).message)) throw error;
      });
      if (look.reuse !== undefined) await detachReused(look.reuse, duckDbDatabase(this.open.database.connection));
    } catch {
      // Whatever is left in it must not meet the next look.
      this.open.database.close();
      this.open = null;
    }
  }

  private forget(): void {
    this.open?.database.close();
    this.open = null;
  }

  async close(): Promise<void> {
    await this.queue;
    this.open?.database.close();
    this.open = null;
  }

  private async database(look: Look): Promise<OpenDatabase> {
    const key = canonicalJson(look.settings);
    if (this.open?.key !== key) {
      this.open?.database.close();
      this.open = null;
      this.open = { key, database: await openDatabase(look.settings) };
    }
    return this.open.database;
  }
}

const superseded = (): Error => new Error('Interrupt Error: superseded');

async function lookNow(connection: DuckDBConnection, look: Look, isCancelled: () => boolean): Promise<LookResult> {
  const functions = await registerFunctions(connection, look.functions, isCancelled);
  const goOn = (): void => {
    if (isCancelled()) throw superseded();
  };
  try {
    const unusable = await attachReused(look.reuse ?? [], { database: duckDbDatabase(connection), failureOf: databaseError });
    if (Object.keys(unusable).length > 0) return { schema: [], arrow: new Uint8Array(), rows: 0, more: false, cut: false, profile: [], unusable };
    await connection.run('BEGIN TRANSACTION');
    for (const statement of look.prepare) {
      goOn();
      await connection.run(statement);
    }
    goOn();
    const shown = await readRows(connection, look.sql, look.rows, look.profile, goOn);
    let cut = false;
    for (const { sql, most } of look.cutProbes) cut ||= Number((await connection.runAndReadAll(sql)).getRows()[0]![0]) > most;
    return { ...shown, cut };
  } catch (error) {
    const told = functions.problem();
    if (told) throw new DiagnosticError(told);
    throw error;
  } finally {
    functions.close();
  }
}
