import { statSync } from 'node:fs';
import type { DuckDBConnection } from '@duckdb/node-api';
import { DiagnosticError, problem } from '../core/diagnostic.ts';
import { quotedText } from '../core/quoting.ts';
import type { Column, Schema } from '../core/schema.ts';
import { attachReused } from '../execute/cached-rows.ts';
import { allRows, arrangement, physicalColumns, physicalName, rowWindow, viewOfRows, type RowsLook } from '../results/row-window.ts';
import { wholeProfile } from '../results/whole-profile.ts';
import { databaseError } from './database-error.ts';
import { duckDbDatabase } from './duckdb-database.ts';
import { openDatabase, type OpenDatabase } from './open-database.ts';
import { registerFunctions, type RegisteredFunctions } from './register-functions.ts';
import type { OpenRowSet, RowsAnswers } from './row-messages.ts';
import { stageSources } from './stage-sources.ts';
import type { Stopping } from './stopping.ts';

/** How often the growing file is looked at, in milliseconds. */
const pulse = 200;

/** Places of rows that are looked up by themselves rather than by reading all of them; the database's own is 50. */
const lookedUp = 'SET GLOBAL dynamic_or_filter_threshold = 5000';

const holder = '"_rows"';
const table = `${holder}.main."rows"`;

/** All rows of a port, which windows of are read by position. */
export class RowSet {
  private readonly request: OpenRowSet;
  private building: DuckDBConnection | null = null;
  private base: OpenDatabase | null = null;
  private readonly lanes = new Map<string, Promise<Lane>>();
  /** Questions under way, and what they have to wait for before they begin. */
  private asking = 0;
  private gate: Promise<void> | null = null;
  private whenIdle: (() => void) | null = null;
  private schema: Schema = [];
  private arrangements = 0;
  /** The newest, and the one before: its windows may be in sight until the first of the newest are. */
  private held: readonly number[] = [];
  private copied = false;

  constructor(request: OpenRowSet) {
    this.request = request;
  }

  /** Computes the rows into the file, unless they can be read where they are. */
  async open(stopping: Stopping): Promise<RowsAnswers['open']> {
    const { positioned, kept, look } = this.request;
    if (positioned) {
      this.schema = positioned.schema;
      this.base = await openDatabase(this.request.browse, ':memory:', [lookedUp]);
      await this.base.connection.run(viewOfRows(`read_parquet(${quotedText(positioned.path)}, file_row_number = true)`, 'file_row_number', positioned.schema.map((c) => c.name)));
    } else if (!(kept && (await this.browseKept()))) {
      const unusable = await this.compute(stopping, look.sql);
      if (unusable) return { schema: [], total: 0, bytes: 0, unusable };
    }
    return { schema: this.schema, total: await this.count(allRows, stopping), bytes: this.bytes };
  }

  progress(): RowsAnswers['progress'] {
    const share = this.building === null ? -1 : this.building.progress.percentage;
    return { bytes: this.bytes, share: share < 0 ? null : Math.min(1, share / 100) };
  }

  /** Sorts and narrows; what the windows were read of before can be read until this is done. */
  async arrange(look: RowsLook, stopping: Stopping): Promise<RowsAnswers['arrange']> {
    // Rows in any order are looked up one by one, for which a Parquet file decodes all of them.
    if (look.sorting !== null && this.request.positioned && !this.copied) {
      await this.compute(stopping, this.request.look.sql);
      this.copied = true;
    }
    return this.queued('arrange', stopping, async (connection) => {
      const mine = ++this.arrangements;
      const { sql, values } = arrangement(arranged(mine), this.schema, look);
      await connection.run(sql, [...values]);
      const [newest, older] = this.held;
      this.held = newest === undefined ? [mine] : [mine, newest];
      if (older !== undefined) await connection.run(`DROP TABLE ${arranged(older)}`);
      const total = Number((await connection.runAndReadAll(`SELECT count(*) FROM ${arranged(mine)}`)).getRows()[0]![0]);
      return { arrangement: mine, total };
    });
  }

  async read(which: number, from: number, count: number, columns: { readonly first: number; readonly last: number } | null, stopping: Stopping): Promise<RowsAnswers['read']> {
    if (which > 0 && !this.held.includes(which)) throw new DiagnosticError(problem('run-cancelled', 'The rows were arranged anew meanwhile.', { node: this.request.look.node }));
    return this.queued('read', stopping, async (connection) => {
      const { arrowStream } = await import('./arrow-out.ts');
      const { sql, schema } = rowWindow(this.schema, which > 0 ? arranged(which) : null, from, count, columns ?? { first: 0, last: this.schema.length - 1 });
      const { bytes, rows } = await arrowStream(await connection.run(sql), schema);
      return { arrow: bytes, rows };
    });
  }

  profile(column: number, stopping: Stopping): Promise<RowsAnswers['profile']> {
    return this.queued('profile', stopping, (connection) => wholeProfile(this.schema[column]!, physicalColumns(this.schema)[column]!, allRows, async (sql) => (await connection.runAndReadAll(sql)).getRows()));
  }

  /** Lets go of everything once nothing is under way; the file is somebody else's to remove. */
  async close(): Promise<void> {
    await this.alone(async () => {
      await this.letGo();
      this.base = null;
    });
  }

  private get bytes(): number {
    const size = (file: string): number => statSync(file, { throwIfNoEntry: false })?.size ?? 0;
    return size(this.request.file) + size(`${this.request.file}.wal`);
  }

  /** Reads kept rows where they are, unless one of their columns hides the number of the row. */
  private async browseKept(): Promise<boolean> {
    const [reused] = this.request.look.reuse ?? [];
    if (!reused) return false;
    const attach = `ATTACH ${quotedText(reused.file)} AS ${holder} (READ_ONLY)`;
    const base = await openDatabase(this.request.browse, ':memory:', [lookedUp]);
    try {
      await base.connection.run(attach);
      const said = (await base.connection.runAndReadAll(`SELECT hash, id FROM ${holder}.main.entry`)).getRows();
      const schema = await described(base.connection, table);
      if (said.length !== 1 || said[0]![0] !== reused.hash || said[0]![1] !== reused.id || schema.some((c) => c.name.toLowerCase() === 'rowid')) {
        base.close();
        return false;
      }
      await base.connection.run(viewOfRows(table, 'rowid', schema.map((c) => c.name)));
      this.schema = schema;
      this.base = base;
      return true;
    } catch {
      // They are damaged, which `compute` tells apart.
      base.close();
      return false;
    }
  }

  /** Writes the rows of a statement into the file under names that no odd column can disturb, and reads them there from now on. */
  private async compute(stopping: Stopping, sql: string): Promise<Readonly<Record<string, string>> | null> {
    const { look, file, mostBytes, browse } = this.request;
    const open = await openDatabase(look.settings);
    const watch = setInterval(() => {
      if (this.bytes > mostBytes) stopping.stop();
    }, pulse);
    const called: { functions?: RegisteredFunctions } = {};
    try {
      const { connection } = open;
      this.building = connection;
      await stopping.on(connection, async () => {
        await stageSources(connection, look.settings, stopping.abort.signal, look.network === true);
        called.functions = await registerFunctions(connection, look.functions, () => stopping.stopped);
      });
      const unusable = await attachReused(look.reuse ?? [], { database: duckDbDatabase(connection), failureOf: databaseError });
      if (Object.keys(unusable).length > 0) return unusable;
      // The newest storage knows every type there is.
      await connection.run(`ATTACH ${quotedText(file)} AS ${holder} (STORAGE_VERSION 'latest')`);
      await stopping.on(connection, async () => {
        for (const statement of look.prepare) await connection.run(statement);
        const names = await described(connection, `(${sql}\n)`);
        await connection.run(`CREATE TABLE ${table} AS SELECT * FROM (${sql}\n) AS q(${names.map((_c, i) => physicalName(i)).join(', ')})`);
        const types = await described(connection, table);
        this.schema = names.map(({ name }, i) => ({ name, type: types[i]!.type }));
      });
      // Detaching writes what is left in the log into the file.
      await connection.run(`DETACH ${holder}`);
    } catch (error) {
      if (this.bytes > mostBytes) throw new DiagnosticError(problem('disk-full', `All rows of this port take more than ${Math.round(mostBytes / 1e6).toLocaleString('en-US')} MB, the room there is for temporary files. Filter earlier, have fewer columns, or give more room in the settings.`, { node: look.node }));
      const told = called.functions?.problem();
      if (told) throw new DiagnosticError(told);
      throw error;
    } finally {
      clearInterval(watch);
      this.building = null;
      called.functions?.close();
      open.close();
    }
    // One owner of the file after the other (H2): the database that wrote it is closed.
    const base = await openDatabase(browse, ':memory:', [lookedUp]);
    await base.connection.run(`ATTACH ${quotedText(file)} AS ${holder} (READ_ONLY)`);
    await base.connection.run(viewOfRows(table, 'rowid', this.schema.map((_c, i) => physicalName(i))));
    await this.alone(async () => {
      await this.letGo();
      this.base = base;
      this.held = [];
    });
    return null;
  }

  private async count(from: string, stopping: Stopping): Promise<number> {
    return this.queued('read', stopping, async (connection) => Number((await connection.runAndReadAll(`SELECT count(*) FROM ${from}`)).getRows()[0]![0]));
  }

  /** One thing after the other on a connection of its own per kind of question, so that none waits for another kind. */
  private async queued<T>(kind: string, stopping: Stopping, work: (connection: DuckDBConnection) => Promise<T>): Promise<T> {
    while (this.gate) await this.gate;
    if (!this.base) throw new Error('These rows are not held.');
    const { base } = this;
    this.asking++;
    try {
      const opening = this.lanes.get(kind) ?? base.connect().then((connection) => ({ connection, queue: Promise.resolve() }));
      this.lanes.set(kind, opening);
      const lane = await opening;
      const turn = lane.queue.then(() => stopping.on(lane.connection, () => work(lane.connection)));
      lane.queue = turn.catch(() => undefined);
      return await turn;
    } finally {
      if (--this.asking === 0) this.whenIdle?.();
    }
  }

  /** Does `work` while nothing is asked: a connection may be closed only when its statements have ended (H5). */
  private async alone(work: () => Promise<void>): Promise<void> {
    while (this.gate) await this.gate;
    const turn = (async () => {
      if (this.asking > 0) await new Promise<void>((resolve) => (this.whenIdle = resolve));
      this.whenIdle = null;
      await work();
    })();
    this.gate = turn.catch(() => undefined);
    try {
      await turn;
    } finally {
      this.gate = null;
    }
  }

  private async letGo(): Promise<void> {
    for (const lane of this.lanes.values()) (await lane).connection.closeSync();
    this.lanes.clear();
    this.base?.close();
  }
}

interface Lane {
  readonly connection: DuckDBConnection;
  queue: Promise<unknown>;
}

const arranged = (which: number): string => `main."arranged_${which}"`;

async function described(connection: DuckDBConnection, from: string): Promise<readonly Column[]> {
  const rows = (await connection.runAndReadAll(`DESCRIBE SELECT * FROM ${from}`)).getRows();
  return rows.map((r) => ({ name: String(r[0]), type: String(r[1]) }));
}
