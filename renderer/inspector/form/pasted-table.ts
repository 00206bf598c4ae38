import type { Column } from '../../../engine/core/schema.ts';
import type { InlineTable } from '../../../engine/definition/index.ts';
import { freshColumnName } from './table-edit.ts';
import { typedCell } from './table-cell.ts';

const integer = /^-?(0|[1-9]\d{0,17})$/;
const decimal = /^-?(0|[1-9]\d*)\.\d+$/;
const isoDate = /^\d{4}-\d{2}-\d{2}$/;
const isoTimestamp = /^\d{4}-\d{2}-\d{2}[ T]\d{2}:\d{2}(:\d{2}(\.\d+)?)?$/;

/** The narrowest of VARCHAR, BIGINT, DOUBLE, BOOLEAN, DATE, TIMESTAMP that reads every text unchanged in meaning. */
export function guessType(texts: readonly string[]): string {
  const filled = texts.filter((t) => t !== '');
  if (filled.length === 0) return 'VARCHAR';
  if (filled.every((t) => integer.test(t))) return 'BIGINT';
  if (filled.every((t) => integer.test(t) || decimal.test(t))) return 'DOUBLE';
  if (filled.every((t) => /^(true|false)$/i.test(t))) return 'BOOLEAN';
  if (filled.every((t) => isoDate.test(t))) return 'DATE';
  if (filled.every((t) => isoTimestamp.test(t))) return 'TIMESTAMP';
  return 'VARCHAR';
}

/** Pasted cells as a table of their own: the first row names the columns when it cannot be data, types are guessed. */
export function tableFromPaste(cells: readonly (readonly string[])[]): InlineTable {
  const width = Math.max(0, ...cells.map((row) => row.length));
  const [first = [], ...rest] = cells;
  const headed = rest.length > 0 && first.length === width && first.every((t) => t !== '' && guessType([t]) === 'VARCHAR') && new Set(first.map((t) => t.toLowerCase())).size === width;
  const body = headed ? rest : cells;
  const columns: Column[] = [];
  for (let c = 0; c < width; c++) {
    const type = guessType(body.map((row) => row[c] ?? ''));
    columns.push({ name: headed ? first[c]! : freshColumnName(columns), type });
  }
  return { columns, rows: body.map((row) => columns.map(({ type }, c) => typedCell(row[c] ?? '', type))) };
}
