import type { CellTable } from '../cell-table.ts';
import type { GridRows, RowPlace } from './grid-rows.ts';

/** A stretch of rows as it came. */
export interface RowWindow {
  readonly table: CellTable;
  readonly number: (index: number) => number;
  readonly bytes: number;
}

export interface WindowSource {
  readonly total: number;
  /** They are in the order of the port, so that the place of each is its number. */
  readonly isPlain: boolean;
  /** Rows of a window. */
  readonly size: number;
  /** `instead`: of what was asked for before, nothing is wanted any more. Rejects with null when something else took its place. */
  readonly read: (from: number, count: number, instead: boolean) => Promise<RowWindow>;
  readonly readBlock: (from: number, count: number, left: number, right: number) => Promise<CellTable>;
  readonly onTrouble: (error: unknown) => void;
  /** Whether an answer only says that the question was given up. */
  readonly isGivenUp: (error: unknown) => boolean;
}

/** Most bytes of windows that are held, and windows ahead that are fetched before they are in sight. */
const mostBytes = 48 * 2 ** 20;
const ahead = 3;
/** Questions at a time: one is answered while the next is on its way. */
const atOnce = 2;
const retryDelay = 150;
/** Rows of a block that are asked for at a time. */
const blockRows = 8192;

/** Rows of which only windows are here: those in sight, those that come next, and those seen last as far as there is room. */
export class RowWindows implements GridRows {
  readonly count: number;
  readonly look: string;
  private readonly source: WindowSource;
  private readonly windows = new Map<number, RowWindow>();
  private bytes = 0;
  private readonly flying = new Set<number>();
  private wanted: readonly number[] = [];
  private firstSeen = 0;
  private down = true;
  private readonly listeners = new Set<() => void>();
  private changes = 0;
  private isOver = false;

  constructor(source: WindowSource, look = '') {
    this.source = source;
    this.look = look;
    this.count = source.total;
  }

  at(row: number): RowPlace | null {
    const window = this.windows.get(Math.floor(row / this.source.size));
    const index = row % this.source.size;
    return window && index < window.table.rows ? { table: window.table, index, number: window.number(index) } : null;
  }

  numberAt(row: number): number | null {
    return this.source.isPlain ? row : (this.at(row)?.number ?? null);
  }

  see(first: number, last: number): void {
    if (first !== this.firstSeen) this.down = first > this.firstSeen;
    this.firstSeen = first;
    const { size } = this.source;
    const [low, high] = [Math.floor(Math.max(0, first) / size), Math.floor(Math.max(0, last) / size)];
    const most = Math.ceil(this.count / size) - 1;
    const inSight = Array.from({ length: high - low + 1 }, (_, i) => low + i);
    const next = Array.from({ length: ahead }, (_, i) => (this.down ? high + 1 + i : low - 1 - i));
    this.wanted = [...inSight, ...next, this.down ? low - 1 : high + 1].filter((w) => w >= 0 && w <= most);
    // What was seen last goes last.
    for (const w of inSight) {
      const window = this.windows.get(w);
      if (!window) continue;
      this.windows.delete(w);
      this.windows.set(w, window);
    }
    this.fetch();
  }

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  };

  version = (): number => this.changes;

  async block(top: number, bottom: number, left: number, right: number): Promise<CellTable> {
    const parts: CellTable[] = [];
    for (let from = top; from <= bottom; from += blockRows) parts.push(await this.source.readBlock(from, Math.min(blockRows, bottom - from + 1), left, right));
    const [first] = parts;
    if (!first || parts.length === 1) return first ?? { rows: 0, columns: [] };
    const rows = parts.reduce((sum, p) => sum + p.rows, 0);
    return { rows, columns: first.columns.map((column, c) => ({ ...column, at: (row) => parts[Math.floor(row / blockRows)]!.columns[c]!.at(row % blockRows) })) };
  }

  /** Asks for nothing more. */
  end(): void {
    this.isOver = true;
    this.wanted = [];
  }

  private fetch(): void {
    if (this.isOver) return;
    const missing = this.wanted.filter((w) => !this.windows.has(w) && !this.flying.has(w));
    const stale = this.flying.size > 0 && [...this.flying].every((w) => !this.wanted.includes(w));
    for (const w of missing) {
      if (!stale && this.flying.size >= atOnce) return;
      const instead = stale && w === missing[0];
      if (stale && !instead) return;
      void this.get(w, instead);
    }
  }

  private async get(which: number, instead: boolean): Promise<void> {
    const { size } = this.source;
    this.flying.add(which);
    try {
      const window = await this.source.read(which * size, Math.min(size, this.count - which * size), instead);
      this.flying.delete(which);
      if (this.isOver) return;
      this.keep(which, window);
    } catch (error) {
      this.flying.delete(which);
      if (this.isOver) return;
      if (this.source.isGivenUp(error)) setTimeout(() => this.fetch(), retryDelay);
      else {
        this.end();
        this.source.onTrouble(error);
      }
      return;
    }
    this.fetch();
  }

  private keep(which: number, window: RowWindow): void {
    this.windows.set(which, window);
    this.bytes += window.bytes;
    for (const [w, old] of this.windows) {
      if (this.bytes <= mostBytes) break;
      if (w === which || this.wanted.includes(w)) continue;
      this.windows.delete(w);
      this.bytes -= old.bytes;
    }
    this.changes++;
    for (const listener of this.listeners) listener();
  }
}
