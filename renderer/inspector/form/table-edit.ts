import type { Column } from '../../../engine/core/schema.ts';
import { sameName } from '../../../engine/core/schema.ts';
import type { InlineTable } from '../../../engine/definition/index.ts';
import type { Cell } from '../../../engine/relation/relation.ts';

/** A name not yet among the columns: `column_1`, `column_2`, … */
export function freshColumnName(columns: readonly Column[], stem = 'column'): string {
  for (let number = columns.length + 1; ; number++) {
    const name = `${stem}_${number}`;
    if (!columns.some((c) => sameName(c.name, name))) return name;
  }
}

export function withCell(table: InlineTable, row: number, column: number, value: Cell): InlineTable {
  return { ...table, rows: table.rows.map((cells, r) => (r === row ? table.columns.map((_, c) => (c === column ? value : (cells[c] ?? null))) : cells)) };
}

export const withRow = (table: InlineTable, at: number): InlineTable => ({
  ...table,
  rows: [...table.rows.slice(0, at), table.columns.map(() => null), ...table.rows.slice(at)],
});

export const withoutRow = (table: InlineTable, row: number): InlineTable => ({ ...table, rows: table.rows.filter((_, r) => r !== row) });

export const withColumn = (table: InlineTable): InlineTable => ({
  columns: [...table.columns, { name: freshColumnName(table.columns), type: 'VARCHAR' }],
  rows: table.rows.map((cells) => [...cells, null]),
});

export const withoutColumn = (table: InlineTable, column: number): InlineTable => ({
  columns: table.columns.filter((_, c) => c !== column),
  rows: table.rows.map((cells) => cells.filter((_, c) => c !== column)),
});

export const withColumnAs = (table: InlineTable, column: number, as: Column): InlineTable => ({ ...table, columns: table.columns.map((old, c) => (c === column ? as : old)) });

/** Puts a block of cells at a place; the table grows where the block sticks out. */
export function withBlock(table: InlineTable, row: number, column: number, block: readonly (readonly Cell[])[]): InlineTable {
  const width = Math.max(0, ...block.map((cells) => cells.length));
  let grown = table;
  while (grown.columns.length < column + width) grown = withColumn(grown);
  while (grown.rows.length < row + block.length) grown = withRow(grown, grown.rows.length);
  return {
    ...grown,
    rows: grown.rows.map((cells, r) => {
      const from = block[r - row];
      return from ? grown.columns.map((_, c) => (c >= column && c < column + from.length ? from[c - column]! : (cells[c] ?? null))) : cells;
    }),
  };
}
