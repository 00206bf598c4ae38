import { DataType, TimeUnit, tableFromIPC } from 'apache-arrow';
import type { Vector } from 'apache-arrow';
import type { Schema } from '../../engine/core/schema.ts';
import type { TypeKind } from './type-kind.ts';
import { typeKind } from './type-kind.ts';

/** A value as it lies in a preview: whole numbers beyond 2^53 and times in microseconds as bigint, exact text for what Arrow cannot carry. */
export type CellValue = null | string | number | bigint | boolean;

export interface CellColumn {
  readonly name: string;
  /** DuckDB's own type. */
  readonly type: string;
  readonly kind: TypeKind;
  readonly at: (row: number) => CellValue;
}

export interface CellTable {
  readonly columns: readonly CellColumn[];
  readonly rows: number;
}

/** Reads a preview's Arrow stream; columns are found by their place, since names may repeat in case. */
export function readCellTable(schema: Schema, arrow: Uint8Array): CellTable {
  const table = tableFromIPC(arrow);
  return {
    rows: table.numRows,
    columns: schema.map(({ name, type }, index) => {
      const vector = table.getChildAt(index);
      if (!vector) throw new Error(`The preview has no data for column ${name}.`);
      return { name, type, kind: typeKind(type), at: reader(vector) };
    }),
  };
}

function reader(vector: Vector): (row: number) => CellValue {
  const { type } = vector;
  if (DataType.isTimestamp(type)) {
    const perUnit = { [TimeUnit.SECOND]: 1_000_000n, [TimeUnit.MILLISECOND]: 1000n, [TimeUnit.MICROSECOND]: 1n, [TimeUnit.NANOSECOND]: 1n }[type.unit];
    const divide = type.unit === TimeUnit.NANOSECOND ? 1000n : 1n;
    // get() would give milliseconds as a float; the buffers hold the whole number.
    return rawReader(vector, (raw) => ((raw as bigint) * perUnit) / divide);
  }
  if (DataType.isDate(type)) return rawReader(vector, (raw) => (typeof raw === 'bigint' ? Number(raw / 86_400_000n) : (raw as number)));
  return (row) => {
    const value: unknown = vector.get(row);
    if (value === null || value === undefined) return null;
    if (typeof value === 'string' || typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean') return value;
    throw new Error(`A preview cell is ${String(value)}, which is no plain value.`);
  };
}

function rawReader(vector: Vector, convert: (raw: number | bigint) => CellValue): (row: number) => CellValue {
  const chunks = vector.data;
  const starts: number[] = [];
  let total = 0;
  for (const chunk of chunks) {
    starts.push(total);
    total += chunk.length;
  }
  return (row) => {
    let c = starts.length - 1;
    while (c > 0 && starts[c]! > row) c--;
    const chunk = chunks[c];
    const at = row - (starts[c] ?? 0);
    if (!chunk || !chunk.getValid(at)) return null;
    return convert((chunk.values as ArrayLike<number | bigint>)[at]!);
  };
}
