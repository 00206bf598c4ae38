import { createHash } from 'node:crypto';
import { DiagnosticError, problem } from '../core/diagnostic.ts';
import { quotedText } from '../core/quoting.ts';
import type { Database } from '../execute/database.ts';
import type { TableKey } from '../plan/table-key.ts';
import { startPosition, type SourcePosition } from './appended-file.ts';
import { emptySink, type SinkPosition } from './growing-file.ts';
import type { StreamJob } from './stream-job.ts';

const format = 1;

const tables = [
  'CREATE TABLE IF NOT EXISTS stream (format INTEGER, identity VARCHAR, epoch BIGINT)',
  'CREATE TABLE IF NOT EXISTS sources (node VARCHAR, byte_offset BIGINT, lines BIGINT, head BIGINT, first_bytes VARCHAR, last_bytes VARCHAR, watermark VARCHAR)',
  'CREATE TABLE IF NOT EXISTS sinks (node VARCHAR, length BIGINT, first_bytes VARCHAR, last_bytes VARCHAR, written BIGINT, delivered BIGINT)',
  'CREATE TABLE IF NOT EXISTS ports (key VARCHAR, total BIGINT)',
  'CREATE TABLE IF NOT EXISTS summaries (key VARCHAR, measure VARCHAR, total BIGINT)',
  'CREATE TABLE IF NOT EXISTS outbox (epoch BIGINT, node VARCHAR, bytes BLOB, row_count BIGINT)',
  'CREATE TABLE IF NOT EXISTS dead_letters (epoch BIGINT, node VARCHAR, path VARCHAR, byte_offset BIGINT, line BIGINT, raw BLOB, phase VARCHAR, error VARCHAR)',
];

/** Figures that every committed epoch adds to. */
export interface Totals {
  readonly ports: ReadonlyMap<TableKey, number>;
  readonly summaries: ReadonlyMap<TableKey, Readonly<Record<string, number>>>;
}

export interface DeadLetter {
  readonly node: string;
  readonly path: string;
  readonly offset: number;
  readonly line: number;
  readonly raw: Uint8Array;
  readonly error: string;
}

export interface EpochCommit {
  readonly sources: ReadonlyMap<string, SourcePosition>;
  readonly totals: Totals;
  /** Files with the bytes that each sink is to get. */
  readonly fragments: readonly { readonly node: string; readonly file: string; readonly rows: number }[];
  readonly deadLetters: readonly DeadLetter[];
}

export interface Undelivered {
  readonly epoch: number;
  readonly node: string;
  readonly bytes: Uint8Array;
  readonly rows: number;
}

/** The saved state of a stream: positions, totals and the outbox, changed in one transaction per epoch. */
export class StreamState {
  epoch = 0;
  sources: ReadonlyMap<string, SourcePosition> = new Map();
  totals: Totals = { ports: new Map(), summaries: new Map() };
  readonly sinks = new Map<string, SinkPosition>();
  private readonly database: Database;
  /** Deliveries that are durable but not yet noted: noted with the next epoch, or when there is none. */
  private readonly unmarked = new Map<string, number>();

  private constructor(database: Database) {
    this.database = database;
  }

  /** Opens the state, new or saved. Throws 'stream-state' when it belongs to another logic. */
  static async open(database: Database, job: StreamJob): Promise<StreamState> {
    const state = new StreamState(database);
    const identity = createHash('sha256').update(job.identity).digest('hex');
    await state.transaction(tables);
    const [saved] = (await database.run('SELECT format, identity, epoch FROM stream')).rows;
    if (!saved) {
      await state.transaction([
        ...job.sources.map((s) => `INSERT INTO sources (node, byte_offset, lines) VALUES (${quotedText(s.node)}, 0, 0)`),
        ...job.sinks.map((s) => `INSERT INTO sinks (node, written, delivered) VALUES (${quotedText(s.node)}, 0, 0)`),
        `INSERT INTO stream VALUES (${format}, ${quotedText(identity)}, 0)`,
      ]);
    } else if (Number(saved[0]) !== format || String(saved[1]) !== identity) {
      const what = Number(saved[0]) === format ? 'The flow was changed since its stream was started, and what was computed before does not fit what would come now' : 'The saved state of this stream was written by another version';
      throw new DiagnosticError(problem('stream-state', `${what}. Undo the change to go on, or ${startOver(job)}`));
    }
    await state.load(job);
    return state;
  }

  private async load(job: StreamJob): Promise<void> {
    const rows = async (sql: string): Promise<readonly (readonly unknown[])[]> => (await this.database.run(sql)).rows;
    this.epoch = Number((await rows('SELECT epoch FROM stream'))[0]![0]);
    const text = (value: unknown): string | null => (value === null || value === undefined ? null : String(value));
    const sources = new Map(job.sources.map((s) => [s.node, startPosition]));
    for (const [node, offset, lines, head, first, last, watermark] of await rows('SELECT node, byte_offset, lines, head, first_bytes, last_bytes, watermark FROM sources')) {
      sources.set(String(node), { offset: Number(offset), lines: Number(lines), head: head === null ? null : Number(head), mark: markOf(first, last), watermark: text(watermark) });
    }
    this.sources = sources;
    for (const sink of job.sinks) this.sinks.set(sink.node, emptySink);
    for (const [node, length, first, last, written] of await rows('SELECT node, length, first_bytes, last_bytes, written FROM sinks')) {
      this.sinks.set(String(node), { length: length === null ? null : Number(length), mark: markOf(first, last), rows: Number(written) });
    }
    const ports = new Map((await rows('SELECT key, total FROM ports')).map(([key, total]) => [String(key), Number(total)]));
    const summaries = new Map<TableKey, Record<string, number>>();
    for (const [key, measure, total] of await rows('SELECT key, measure, total FROM summaries')) summaries.set(String(key), { ...summaries.get(String(key)), [String(measure)]: Number(total) });
    this.totals = { ports, summaries };
  }

  /** Makes an epoch part of the stream: from here on it counts, whatever happens. */
  async commit(epoch: EpochCommit, beforeCommit: () => void): Promise<void> {
    const next = this.epoch + 1;
    const statements = [
      ...this.marks(),
      ...epoch.fragments.map((f) => `INSERT INTO outbox SELECT ${next}, ${quotedText(f.node)}, content, ${f.rows} FROM read_blob(${quotedText(f.file)})`),
      ...[...epoch.sources].map(([node, p]) => `UPDATE sources SET byte_offset = ${p.offset}, lines = ${p.lines}, head = ${p.head ?? 'NULL'}, first_bytes = ${textOrNull(p.mark?.first)}, last_bytes = ${textOrNull(p.mark?.last)}, watermark = ${textOrNull(p.watermark)} WHERE node = ${quotedText(node)}`),
      ...replaced('ports', [...epoch.totals.ports].map(([key, total]) => `(${quotedText(key)}, ${total})`)),
      ...replaced('summaries', [...epoch.totals.summaries].flatMap(([key, measures]) => Object.entries(measures).map(([measure, total]) => `(${quotedText(key)}, ${quotedText(measure)}, ${total})`))),
      ...epoch.deadLetters.flatMap((d) => deadLetterStatements(d, next)),
      `UPDATE stream SET epoch = ${next}`,
    ];
    await this.transaction(statements, beforeCommit);
    this.unmarked.clear();
    this.epoch = next;
    this.sources = epoch.sources;
    this.totals = epoch.totals;
  }

  /** Notes that a sink has durably got an epoch; written with the next commit. */
  delivered(node: string, epoch: number, position: SinkPosition): void {
    this.sinks.set(node, position);
    this.unmarked.set(node, epoch);
  }

  /** Writes down what was delivered when no epoch follows at once. */
  async markDelivered(): Promise<void> {
    if (this.unmarked.size === 0) return;
    await this.transaction(this.marks());
    this.unmarked.clear();
  }

  /** What was committed but may not have reached its sink, oldest first. */
  async undelivered(): Promise<readonly Undelivered[]> {
    const { rows } = await this.database.run('SELECT o.epoch, o.node, o.bytes, o.row_count FROM outbox o JOIN sinks s ON s.node = o.node AND o.epoch > s.delivered ORDER BY o.epoch, o.node');
    return rows.map(([epoch, node, bytes, count]) => ({ epoch: Number(epoch), node: String(node), bytes: (bytes as { readonly bytes: Uint8Array }).bytes, rows: Number(count) }));
  }

  async keepDeadLetter(letter: DeadLetter): Promise<void> {
    await this.transaction(deadLetterStatements(letter, this.epoch + 1));
  }

  private marks(): string[] {
    return [...this.unmarked].flatMap(([node, epoch]) => {
      const p = this.sinks.get(node)!;
      return [
        `UPDATE sinks SET length = ${p.length ?? 'NULL'}, first_bytes = ${textOrNull(p.mark?.first)}, last_bytes = ${textOrNull(p.mark?.last)}, written = ${p.rows}, delivered = ${epoch} WHERE node = ${quotedText(node)}`,
        `DELETE FROM outbox WHERE node = ${quotedText(node)} AND epoch <= ${epoch}`,
      ];
    });
  }

  private async transaction(statements: readonly string[], beforeCommit: () => void = () => undefined): Promise<void> {
    await this.database.run('BEGIN TRANSACTION');
    try {
      await this.database.run(statements.join(';\n'));
      beforeCommit();
      await this.database.run('COMMIT');
    } catch (error) {
      // A failed COMMIT has already rolled back; what counts is the first error.
      await this.database.run('ROLLBACK').catch(() => undefined);
      throw error;
    }
  }
}

/** Ends a message that says the state cannot be used. */
export const startOver = (job: Pick<StreamJob, 'stateFolder'>): string => `delete the folder ${job.stateFolder} to start over: outputs are then written anew.`;

const textOrNull = (value: string | null | undefined): string => (value === null || value === undefined ? 'NULL' : quotedText(value));

const markOf = (first: unknown, last: unknown): SourcePosition['mark'] => (typeof first === 'string' && typeof last === 'string' ? { first, last } : null);

const replaced = (table: string, rows: readonly string[]): string[] => (rows.length === 0 ? [] : [`DELETE FROM ${table}`, `INSERT INTO ${table} VALUES ${rows.join(', ')}`]);

const deadLetterStatements = (d: DeadLetter, epoch: number): string[] => [
  `DELETE FROM dead_letters WHERE node = ${quotedText(d.node)} AND byte_offset = ${d.offset}`,
  `INSERT INTO dead_letters VALUES (${epoch}, ${quotedText(d.node)}, ${quotedText(d.path)}, ${d.offset}, ${d.line}, from_hex('${Buffer.from(d.raw).toString('hex')}'), 'decode', ${quotedText(d.error)})`,
];
