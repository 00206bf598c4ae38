import type { Column } from '../../../engine/core/schema.ts';
import type { InlineTable } from '../../../engine/definition/index.ts';
import type { Cell } from '../../../engine/relation/relation.ts';
import { decimalSignOf, readColumn } from './local-values.ts';
import { freshColumnName } from './table-edit.ts';

export interface PastedTable {
  readonly table: InlineTable;
  /** Columns that stay text because one of their texts could mean two values. */
  readonly doubts: readonly { readonly column: string; readonly text: string }[];
}

/** The narrowest type that reads every text unchanged in meaning. */
export const guessType = (texts: readonly string[]): string => readColumn(texts, decimalSignOf(texts)).type;

/** Pasted cells as a table of their own: the first row names the columns when it cannot be data, types are guessed, and numbers are read in the form that the cells themselves show. */
export function readPasted(cells: readonly (readonly string[])[]): PastedTable {
  const width = Math.max(0, ...cells.map((row) => row.length));
  const [first = [], ...rest] = cells;
  const names = first.map((t) => t.trim());
  const headed = rest.length > 0 && names.length === width && names.every((t) => t !== '' && isWord(t)) && new Set(names.map((t) => t.toLowerCase())).size === width;
  const body = headed ? rest : cells;
  const sign = decimalSignOf(body.flat().map((t) => t.trim()));
  const columns: Column[] = [];
  const read: (readonly Cell[])[] = [];
  const doubts: { column: string; text: string }[] = [];
  for (let c = 0; c < width; c++) {
    const column = readColumn(body.map((row) => row[c] ?? ''), sign);
    const name = headed ? names[c]! : freshColumnName(columns);
    columns.push({ name, type: column.type });
    read.push(column.cells);
    if (column.doubt !== null) doubts.push({ column: name, text: column.doubt });
  }
  return { table: { columns, rows: body.map((_, r) => read.map((column) => column[r]!)) }, doubts };
}

/** Whether a text can only be a name: it is no value of another type, not even one that stays text in doubt. */
function isWord(text: string): boolean {
  const { type, doubt } = readColumn([text], null);
  return type === 'VARCHAR' && doubt === null;
}

export const tableFromPaste = (cells: readonly (readonly string[])[]): InlineTable => readPasted(cells).table;
