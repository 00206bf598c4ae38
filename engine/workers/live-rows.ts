import type { DuckDBConnection } from '@duckdb/node-api';
import { DiagnosticError, problem } from '../core/diagnostic.ts';
import { quotedIdentifier } from '../core/quoting.ts';
import { freshName, type Column } from '../core/schema.ts';
import type { TableKey } from '../plan/table-key.ts';
import { leavingExpression } from '../results/arrow-columns.ts';
import type { LiveLook } from '../stream/stream-host.ts';
import { databaseError } from './database-error.ts';
import type { LiveResult } from './worker-messages.ts';

/** Rows of a port that are kept to be looked at; the oldest epochs go first. */
const mostRows = 100_000;
/** Marks that an answer may have. */
const mostMarks = 20_000;

interface Watched {
  readonly table: string;
  /** Column that says in which epoch a row came. */
  readonly epoch: string;
  readonly since: string;
  readonly epochs: { readonly epoch: number; readonly rows: number }[];
  /** Older rows are gone. */
  cut: boolean;
  /** Why no more rows come. */
  readonly trouble: string | null;
}

interface Question {
  readonly key: TableKey;
  readonly statement: string;
  readonly resolve: (result: LiveResult) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * The newest rows of ports of a running stream, in tables of its own connection: those of chart ports from the start, those of others from
 * the first question on. Questions wait until an epoch is delivered, so that nobody sees rows that are taken back.
 */
export class LiveRows implements LiveLook {
  private readonly watched = new Map<TableKey, Watched>();
  private readonly questions: Question[] = [];
  private readonly connection: DuckDBConnection;
  private readonly taps: Readonly<Record<TableKey, string>>;
  private readonly wanted: Set<TableKey>;
  private closed = false;

  constructor(connection: DuckDBConnection, taps: Readonly<Record<TableKey, string>>, wanted: readonly TableKey[]) {
    this.connection = connection;
    this.taps = taps;
    this.wanted = new Set(wanted);
  }

  /** Runs a statement over the newest rows of a port, called `in1` in it. */
  ask(key: TableKey, statement: string): Promise<LiveResult> {
    return new Promise((resolve, reject) => {
      if (this.closed) return reject(ended());
      this.wanted.add(key);
      this.questions.push({ key, statement, resolve, reject });
    });
  }

  async delivered(epoch: number): Promise<void> {
    for (const key of this.wanted) await this.take(key, epoch);
    await this.serve(epoch);
  }

  async serve(epoch: number): Promise<void> {
    for (const question of this.questions.splice(0)) {
      try {
        // The tables of the epoch that was delivered last are still there.
        if (!this.watched.has(question.key)) await this.take(question.key, epoch);
        question.resolve(await this.answer(question));
      } catch (error) {
        question.reject(error);
      }
    }
  }

  close(): void {
    this.closed = true;
    for (const { reject } of this.questions.splice(0)) reject(ended());
  }

  private async take(key: TableKey, epoch: number): Promise<void> {
    const tap = this.taps[key];
    if (tap === undefined) return;
    const known = this.watched.get(key);
    if (known && known.trouble !== null) return;
    try {
      const watched = known ?? (await this.watch(key, tap));
      const done = await this.connection.run(`INSERT INTO ${watched.table} SELECT *, ${epoch} FROM (${tap}\n)`);
      if (done.rowsChanged > 0) watched.epochs.push({ epoch, rows: done.rowsChanged });
      let rows = watched.epochs.reduce((sum, e) => sum + e.rows, 0);
      while (watched.epochs.length > 1 && rows - watched.epochs[0]!.rows >= mostRows) {
        rows -= watched.epochs.shift()!.rows;
        watched.cut = true;
      }
      if (watched.cut) await this.connection.run(`DELETE FROM ${watched.table} WHERE ${watched.epoch} < ${watched.epochs[0]!.epoch}`);
    } catch (error) {
      // A look must not stop a stream.
      const trouble = databaseError(error).message.split('\n')[0] ?? '';
      this.watched.set(key, { table: '', epoch: '', since: '', epochs: [], cut: false, ...this.watched.get(key), trouble });
    }
  }

  private async watch(key: TableKey, tap: string): Promise<Watched> {
    const described = await this.connection.runAndReadAll(`DESCRIBE (${tap}\n)`);
    const epoch = quotedIdentifier(freshName(described.getRows().map((r) => String(r[0])), '_epoch'));
    const table = quotedIdentifier(`live rows of ${key}`);
    await this.connection.run(`CREATE OR REPLACE TEMP TABLE ${table} AS SELECT *, CAST(0 AS BIGINT) AS ${epoch} FROM (${tap}\n) LIMIT 0`);
    const watched: Watched = { table, epoch, since: new Date().toISOString(), epochs: [], cut: false, trouble: null };
    this.watched.set(key, watched);
    return watched;
  }

  private async answer({ key, statement }: Question): Promise<LiveResult> {
    const watched = this.watched.get(key);
    if (!watched) throw new DiagnosticError(problem('stream-unsupported', 'The rows of this port cannot be looked at while the stream runs: they are not made epoch by epoch, or would be others each time. Stop the stream to see a preview.'));
    if (watched.trouble !== null) throw new DiagnosticError(problem('run-failed', `The rows of this port could not be looked at: ${watched.trouble}. The stream goes on; stop it and start it again to look anew.`));
    await this.connection.run(`CREATE OR REPLACE TEMP TABLE "live look" AS WITH in1 AS (SELECT * EXCLUDE (${watched.epoch}) FROM ${watched.table}) SELECT * FROM (${statement}\n) LIMIT ${mostMarks}`);
    const described = await this.connection.runAndReadAll('DESCRIBE "live look"');
    const schema: Column[] = described.getRows().map((r) => ({ name: String(r[0]), type: String(r[1]) }));
    const { arrowStream } = await import('./arrow-out.ts');
    const { bytes, rows } = await arrowStream(await this.connection.run(`SELECT ${schema.map(leavingExpression).join(', ')} FROM "live look"`), schema);
    await this.connection.run('DROP TABLE "live look"');
    return { schema, arrow: bytes, rows, from: { rows: watched.epochs.reduce((sum, e) => sum + e.rows, 0), since: watched.since, cut: watched.cut } };
  }
}

const ended = (): DiagnosticError => new DiagnosticError(problem('run-cancelled', 'The stream has ended.'));
