import type { CellColumn, CellTable } from '../cell-table.ts';
import { plainValue } from '../format-value.ts';
import { isNestedKind, isNumberKind } from '../type-kind.ts';
import type { Block } from './selection.ts';

export type CopyFormat = 'tsv' | 'csv' | 'json' | 'markdown';

/** Most rows, and most cells, of a whole result that are copied at once: more would be hundreds of megabytes of text that no program takes. */
export const mostCopiedRows = 100_000;
export const mostCopiedCells = 1_000_000;

/** A block of shown cells as text with full values: as a spreadsheet pastes it (tabs and line ends inside a value quoted), as CSV, as a JSON list of records, or as a Markdown table. `names` is for TSV: the others always have them. */
export function copiedText(table: CellTable, order: readonly number[], block: Block, names: boolean, format: CopyFormat = 'tsv'): string {
  const columns = table.columns.slice(block.left, block.right + 1);
  const rows = order.slice(block.top, block.bottom + 1);
  switch (format) {
    case 'tsv':
      return [...(names ? [columns.map((c) => quoteCell(c.name)).join('\t')] : []), ...rows.map((row) => columns.map((c) => quoteCell(plainValue(c.kind, c.at(row)))).join('\t'))].join('\n');
    case 'csv':
      // An empty text is not a missing value, as Write delimited file has it.
      return [columns.map((c) => csvCell(c.name)).join(','), ...rows.map((row) => columns.map((c) => (c.at(row) === null ? '' : csvCell(plainValue(c.kind, c.at(row))))).join(','))].map((line) => `${line}\n`).join('');
    case 'json':
      return `[\n${rows.map((row) => `  { ${columns.map((c) => `${JSON.stringify(c.name)}: ${jsonCell(c, row)}`).join(', ')} }`).join(',\n')}\n]`;
    case 'markdown': {
      const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
      return [line(columns.map((c) => markdownCell(c.name))), line(columns.map((c) => (isNumberKind(c.kind) ? '---:' : '---'))), ...rows.map((row) => line(columns.map((c) => (c.at(row) === null ? '' : markdownCell(plainValue(c.kind, c.at(row)))))))].join('\n');
    }
  }
}

const quoteCell = (text: string): string => (/[\t\n\r"]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

const csvCell = (text: string): string => (text === '' || /[,\n\r"]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

const markdownCell = (text: string): string => text.replaceAll('\\', '\\\\').replaceAll('|', '\\|').replaceAll(/\r?\n/g, '<br>');

/** Numbers keep every digit; what is no JSON number, such as NaN, is text. */
function jsonCell(column: CellColumn, row: number): string {
  const value = column.at(row);
  if (value === null) return 'null';
  const text = plainValue(column.kind, value);
  if (column.kind === 'boolean') return text;
  if (isNumberKind(column.kind) && /^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/.test(text)) return text;
  if (isNestedKind(column.kind) && isJson(text)) return text;
  return JSON.stringify(text);
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch (error) {
    if (error instanceof SyntaxError) return false;
    throw error;
  }
}
