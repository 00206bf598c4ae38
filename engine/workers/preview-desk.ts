import type { Column } from '../core/schema.ts';
import { canonicalJson } from '../core/json.ts';
import { DiagnosticError } from '../core/diagnostic.ts';
import { leavingExpression } from '../results/arrow-columns.ts';
import { profileQuery, readProfile } from '../results/column-profile.ts';
import { sampleRows } from '../plan/sample-rows.ts';
import { openDatabase, type OpenDatabase } from './open-database.ts';
import { registerModels } from './register-models.ts';
import type { Look, LookResult } from './worker-messages.ts';
import type { DuckDBConnection } from '@duckdb/node-api';

/** Answers previews one after the other on a database that stays open while its settings do; nothing here ever writes a file of the user's. */
export class PreviewDesk {
  private open: { readonly key: string; readonly database: OpenDatabase } | null = null;
  private queue: Promise<unknown> = Promise.resolve();

  look(look: Look, onCancel: (cancel: () => void) => void): Promise<LookResult> {
    let cancelled = false;
    let interrupt = (): void => undefined;
    onCancel(() => {
      cancelled = true;
      interrupt();
    });
    const answer = this.queue.then(async () => {
      if (cancelled) throw new Error('Interrupt Error: superseded before it began');
      const { connection } = await this.database(look);
      interrupt = () => connection.interrupt();
      return lookNow(connection, look);
    });
    this.queue = answer.catch(() => undefined);
    return answer;
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

async function lookNow(connection: DuckDBConnection, look: Look): Promise<LookResult> {
  const models = await registerModels(connection, look.models);
  try {
    await connection.run('BEGIN TRANSACTION');
    for (const statement of look.prepare) await connection.run(statement);
    await connection.run(`CREATE TEMP TABLE "_look" AS SELECT * FROM (${look.sql}\n) LIMIT ${look.rows + 1}`);
    const described = await connection.runAndReadAll('DESCRIBE "_look"');
    const schema: Column[] = described.getRows().map((r) => ({ name: String(r[0]), type: String(r[1]) }));
    const { arrowStream } = await import('./arrow-out.ts');
    const result = await connection.run(`SELECT ${schema.map(leavingExpression).join(', ')} FROM "_look" LIMIT ${look.rows}`);
    const { bytes, rows } = await arrowStream(result, schema);
    const counted = await connection.runAndReadAll('SELECT count(*) FROM "_look"');
    const total = Number(counted.getRows()[0]![0]);
    const profile = [];
    if (look.profile) {
      const from = total > look.rows ? `(SELECT * FROM "_look" LIMIT ${look.rows})` : '"_look"';
      for (const column of schema) {
        const row = (await connection.runAndReadAll(profileQuery(column, from))).getRowsJS()[0]!;
        profile.push(readProfile(column, row));
      }
    }
    let cut = false;
    for (const probe of look.cutProbes) cut ||= Number((await connection.runAndReadAll(probe)).getRows()[0]![0]) > sampleRows;
    return { schema, arrow: bytes, rows, more: total > look.rows, cut, profile };
  } catch (error) {
    const told = models.problem();
    if (told) throw new DiagnosticError(told);
    throw error;
  } finally {
    // The tables of this look go with the transaction, so the next one finds nothing of it.
    await connection.run('ROLLBACK').catch(() => undefined);
    models.close();
  }
}
