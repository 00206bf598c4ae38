import { cellText } from '../cell-text.ts';
import type { CellColumn, CellTable } from '../cell-table.ts';
import { shortType } from '../type-kind.ts';

const characterWidth = 7.25;
const sampledRows = 60;

export const narrowest = 56;

/** Room in pixels that a column's name, type and first values need, between sensible bounds. */
export function fittingWidth(column: CellColumn, rows: number, widest = 280): number {
  let letters = Math.max(column.name.length * 1.04, shortType(column.type).length * 0.95, 6);
  for (let row = 0; row < Math.min(rows, sampledRows); row++) letters = Math.max(letters, cellText(column, row)?.length ?? 4);
  return Math.round(Math.min(widest, Math.max(88, letters * characterWidth + 24)));
}

/** The same for every column of tables of the same columns. */
export const fittingWidths = (tables: readonly CellTable[]): readonly number[] => tables[0]!.columns.map((_c, i) => Math.max(...tables.map((table) => fittingWidth(table.columns[i]!, table.rows))));

/** Left edges of all columns, and the right edge of the last. */
export function edgesOf(widths: readonly number[]): readonly number[] {
  const edges = [0];
  for (const width of widths) edges.push(edges.at(-1)! + width);
  return edges;
}

/** First and last column that lie in a stretch of pixels, one more on either side. */
export function visibleColumns(edges: readonly number[], left: number, width: number): { readonly first: number; readonly last: number } {
  const count = edges.length - 1;
  let first = 0;
  while (first < count - 1 && edges[first + 1]! < left) first++;
  let last = first;
  while (last < count - 1 && edges[last + 1]! < left + width) last++;
  return { first: Math.max(0, first - 1), last: Math.min(count - 1, last + 1) };
}
