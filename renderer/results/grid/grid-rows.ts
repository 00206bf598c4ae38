import type { CellTable } from '../cell-table.ts';

/** A row with its values. */
export interface RowPlace {
  readonly table: CellTable;
  /** Row of `table`. */
  readonly index: number;
  /** Place among all rows of the port, from 0. */
  readonly number: number;
}

/** Rows as a grid shows them, in their order; some may not be here yet. */
export interface GridRows {
  readonly count: number;
  /** How they are looked at: for another look the grid begins at the top. */
  readonly look: string;
  /** The row, or null while it is on its way. */
  at(row: number): RowPlace | null;
  /** Its place among all rows of the port, from 0, where that is known before the row is here. */
  numberAt(row: number): number | null;
  /** Says which rows are in sight. */
  see(first: number, last: number): void;
  /** Calls back when rows have come; `version` is then another. */
  subscribe(listener: () => void): () => void;
  readonly version: () => number;
  /** Values of the rows `top` to `bottom`, of the columns `left` to `right`, for copying: a table of these alone. */
  block(top: number, bottom: number, left: number, right: number): Promise<CellTable> | CellTable;
}

const nothingToDo = (): void => undefined;

/** Rows of a preview, which are all here, in some order. */
export function previewRows(table: CellTable, order: readonly number[]): GridRows {
  return {
    count: order.length,
    look: '',
    at: (row) => (order[row] === undefined ? null : { table, index: order[row], number: order[row] }),
    numberAt: (row) => order[row] ?? null,
    see: nothingToDo,
    subscribe: () => nothingToDo,
    version: () => 0,
    block: (top, bottom, left, right) => ({ rows: Math.max(0, Math.min(bottom, order.length - 1) - top + 1), columns: table.columns.slice(left, right + 1).map((column) => ({ ...column, at: (row) => column.at(order[top + row]!) })) }),
  };
}
