import { cellText } from './cell-text.ts';
import type { CellTable, CellValue } from './cell-table.ts';
import { plainValue } from './format-value.ts';
import type { TypeKind } from './type-kind.ts';
import { isNumberKind } from './type-kind.ts';

export interface Sorting {
  readonly column: number;
  readonly descending: boolean;
}

export interface ColumnFilter {
  readonly column: number;
  /** The value as it is copied, or its first 200 characters as a profile has them; null keeps the rows where it is NULL. */
  readonly value: string | null;
}

/** How the previewed rows are looked at; it changes nothing in the flow. */
export interface Looking {
  readonly search: string;
  readonly sorting: Sorting | null;
  readonly filters: readonly ColumnFilter[];
}

export const plainLook: Looking = { search: '', sorting: null, filters: [] };

/** The numbers of the rows to show, in the order to show them. NULL comes last either way; equal rows keep their order. */
export function rowOrder(table: CellTable, look: Looking): readonly number[] {
  const words = look.search.trim().toLowerCase();
  let rows = Array.from({ length: table.rows }, (_, i) => i);
  for (const { column, value } of look.filters) {
    const cells = table.columns[column];
    if (cells) rows = rows.filter((r) => matches(cells.kind, cells.at(r), value));
  }
  if (words !== '') rows = rows.filter((r) => table.columns.some((c) => cellText(c, r)?.toLowerCase().includes(words) === true || plainValue(c.kind, c.at(r)).toLowerCase().includes(words)));
  const sorted = look.sorting && table.columns[look.sorting.column];
  if (!sorted) return rows;
  const sign = look.sorting!.descending ? -1 : 1;
  const numbers = isNumberKind(sorted.kind);
  return rows.sort((a, b) => {
    const x = sorted.at(a);
    const y = sorted.at(b);
    if (x === null || y === null) return x === y ? a - b : x === null ? 1 : -1;
    return sign * compareCells(x, y, numbers) || a - b;
  });
}

/** Characters of a value that a profile holds. */
export const profileCut = 200;

function matches(kind: TypeKind, cell: CellValue, value: string | null): boolean {
  if (value === null || cell === null) return cell === value;
  const text = plainValue(kind, cell);
  return text === value || (value.length === profileCut && text.startsWith(value));
}

/** Numbers in text are compared as numbers, exactly where doubles agree; other text by code point as the database does. */
export function compareCells(x: Exclude<CellValue, null>, y: Exclude<CellValue, null>, numbers: boolean): number {
  if (typeof x === 'string' && typeof y === 'string') {
    const byNumber = numbers ? compareNumberTexts(x, y) : 0;
    return byNumber !== 0 ? byNumber : numbers ? 0 : x < y ? -1 : x > y ? 1 : 0;
  }
  return x < y ? -1 : x > y ? 1 : 0;
}

function compareNumberTexts(x: string, y: string): number {
  const difference = Number(x) - Number(y);
  if (difference !== 0 && !Number.isNaN(difference)) return difference;
  // Beyond 2^53 two texts may give one double: compare their digits.
  const [a, b] = [scaled(x), scaled(y)];
  return a < b ? -1 : a > b ? 1 : 0;
}

const scaled = (text: string): bigint => {
  const match = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text);
  return match ? BigInt(`${match[1]}${match[2]}${(match[3] ?? '').padEnd(40, '0')}`) : 0n;
};
