import type { CellColumn } from './cell-table.ts';
import { formatValue } from './format-value.ts';

const longest = 300;

/** A cell on one line of the grid; line ends show as a sign, very long text is cut. NULL is null. */
export function cellText(column: CellColumn, row: number): string | null {
  const value = column.at(row);
  if (value === null) return null;
  const text = formatValue(column.kind, value);
  return (text.length > longest ? `${text.slice(0, longest)}…` : text).replaceAll(/\r\n|\r|\n/g, '⏎').replaceAll('\t', '⇥');
}
