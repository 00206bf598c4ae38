import type { CellTable } from '../cell-table.ts';
import { plainValue } from '../format-value.ts';
import type { Block } from './selection.ts';

/** A block of shown cells as a spreadsheet pastes it: full values, tabs and line ends inside a value quoted; with `names` under the names of the columns. */
export function copiedText(table: CellTable, order: readonly number[], block: Block, names: boolean): string {
  const columns = table.columns.slice(block.left, block.right + 1);
  const rows = order.slice(block.top, block.bottom + 1).map((row) => columns.map((c) => quoteCell(plainValue(c.kind, c.at(row)))).join('\t'));
  return [...(names ? [columns.map((c) => quoteCell(c.name)).join('\t')] : []), ...rows].join('\n');
}

const quoteCell = (text: string): string => (/[\t\n\r"]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
