import { tableFromIPC, DataType } from 'apache-arrow';
import type { Vector } from 'apache-arrow';

export type ChartValue = number | string | Date | null;
export type ChartRow = Readonly<Record<string, ChartValue>>;

/** What a chart's statement gave, by the names it gives its columns: numbers as doubles, which is exact enough to draw, days and times as dates, all else as text. */
export function readChartRows(arrow: Uint8Array): readonly ChartRow[] {
  const table = tableFromIPC(arrow);
  const columns = table.schema.fields.map((field, i) => ({ name: field.name, vector: table.getChildAt(i)! }));
  return Array.from({ length: table.numRows }, (_, row) => Object.fromEntries(columns.map(({ name, vector }) => [name, chartValue(vector, row)])));
}

function chartValue(vector: Vector, row: number): ChartValue {
  const value: unknown = vector.get(row);
  if (value === null || value === undefined) return null;
  if (DataType.isTimestamp(vector.type) || DataType.isDate(vector.type)) return new Date(Number(value));
  if (typeof value === 'number' || typeof value === 'bigint') return Number(value);
  return String(value);
}
