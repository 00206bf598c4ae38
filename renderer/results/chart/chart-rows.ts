import type { ChartSpec } from '../../../engine/definition/index.ts';
import { findColumn } from '../../../engine/core/schema.ts';
import type { CellColumn, CellTable, CellValue } from '../cell-table.ts';
import { plainValue } from '../format-value.ts';
import { isNumberKind } from '../type-kind.ts';
import { t } from '../../words/words.ts';

export type ChartValue = number | string | Date | null;

export interface ChartRow {
  readonly x: ChartValue;
  readonly y: ChartValue;
  readonly color: string | null;
}

export interface ChartData {
  readonly rows: readonly ChartRow[];
  readonly x: CellColumn;
  readonly y: CellColumn | null;
  readonly color: CellColumn | null;
}

/** The rows of a preview as a chart draws them; the name of the column that is not there when one is missing. */
export function chartData(table: CellTable, spec: ChartSpec): ChartData | { readonly missing: string } {
  const find = (name: string) => table.columns.find((c) => c === findColumn(table.columns, name));
  const x = find(spec.x);
  if (!x) return { missing: spec.x };
  const y = spec.y === null ? null : find(spec.y);
  if (y === undefined) return { missing: spec.y! };
  const color = spec.color === null ? null : find(spec.color);
  if (color === undefined) return { missing: spec.color! };
  const rows = Array.from({ length: table.rows }, (_, r) => ({
    x: chartValue(x, x.at(r)),
    y: y ? chartValue(y, y.at(r)) : null,
    color: color ? (color.at(r) === null ? 'null' : plainValue(color.kind, color.at(r))) : null,
  }));
  return { rows, x, y, color };
}

/** Numbers as doubles, which is exact enough to draw; days and times as dates; all else as text. */
export function chartValue(column: CellColumn, value: CellValue): ChartValue {
  if (value === null) return null;
  if (isNumberKind(column.kind)) return Number(value);
  if (column.kind === 'date' && typeof value === 'number') return new Date(value * 86_400_000);
  if (column.kind === 'timestamp' && typeof value === 'bigint') return new Date(Number(value) / 1000);
  if (column.kind === 'instant' && typeof value === 'string') return dateOf(value);
  return plainValue(column.kind, value);
}

function dateOf(text: string): Date | string {
  const date = new Date(text.replace(' ', 'T').replace(/([+-]\d{2})$/, '$1:00'));
  return Number.isNaN(date.getTime()) ? text : date;
}

/** What the chart shows, in one sentence for its accessible name. */
export function chartTitle(spec: ChartSpec): string {
  const names = { bar: t('Bar chart'), line: t('Line chart'), area: t('Area chart'), point: t('Scatter plot'), histogram: t('Histogram') } as const;
  const by = spec.color ? ` ${t('by {column}', { column: spec.color })}` : '';
  if (spec.mark === 'histogram') return `${t('{chart} of {column}', { chart: names.histogram, column: spec.x })}${by}`;
  return `${t('{chart} of {figure} over {column}', { chart: names[spec.mark], figure: spec.y ?? t('the number of rows'), column: spec.x })}${by}`;
}
