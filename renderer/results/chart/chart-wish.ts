import type { Column, Schema } from '../../../engine/core/schema.ts';
import { isNumberKind, typeKind } from '../type-kind.ts';

export type ChartMark = 'bar' | 'line' | 'area' | 'point' | 'histogram' | 'box' | 'heat';
export type Measure = 'count' | 'sum' | 'avg' | 'min' | 'max' | 'median';

/** What a person wants to see of a port; columns by name, null for none. */
export interface ChartWish {
  readonly mark: ChartMark;
  readonly x: string;
  readonly y: string | null;
  readonly color: string | null;
  /** How `y` is drawn together where several rows share a place. */
  readonly measure: Measure;
}

export const marks: readonly { readonly value: ChartMark; readonly label: string }[] = [
  { value: 'bar', label: 'Bars' },
  { value: 'line', label: 'Line' },
  { value: 'area', label: 'Area' },
  { value: 'point', label: 'Scatter' },
  { value: 'histogram', label: 'Histogram' },
  { value: 'box', label: 'Box plot' },
  { value: 'heat', label: 'Heat map' },
];

export const measures: readonly { readonly value: Measure; readonly label: string }[] = [
  { value: 'count', label: 'Number of rows' },
  { value: 'sum', label: 'Sum' },
  { value: 'avg', label: 'Mean' },
  { value: 'median', label: 'Median' },
  { value: 'min', label: 'Smallest' },
  { value: 'max', label: 'Largest' },
];

export const isNumber = (c: Column): boolean => isNumberKind(typeKind(c.type));
export const isTime = (c: Column): boolean => ['date', 'timestamp', 'instant'].includes(typeKind(c.type));

/** A chart that says something of a schema, to begin with; null without columns. */
export function firstWish(schema: Schema): ChartWish | null {
  const number = schema.find(isNumber);
  const time = schema.find(isTime);
  const other = schema.find((c) => !isNumber(c) && !isTime(c));
  const first = schema[0];
  if (!first) return null;
  if (time && number) return { mark: 'line', x: time.name, y: number.name, color: null, measure: 'avg' };
  if (other) return { mark: 'bar', x: other.name, y: null, color: null, measure: 'count' };
  return { mark: 'histogram', x: (number ?? first).name, y: null, color: null, measure: 'count' };
}

/** What is missing before the chart can be drawn, in one sentence, or null. */
export function wishProblem(wish: ChartWish, schema: Schema): string | null {
  const of = (name: string | null) => schema.find((c) => c.name === name);
  const x = of(wish.x);
  const y = of(wish.y);
  if (!x) return 'Choose the column to go across.';
  switch (wish.mark) {
    case 'histogram':
      return isNumber(x) || isTime(x) ? null : 'A histogram needs a column of numbers or times across. Bars show how often a text comes.';
    case 'bar':
    case 'line':
    case 'area':
      return wish.measure === 'count' ? null : y && isNumber(y) ? null : 'Choose a column of numbers to go up, or show the number of rows.';
    case 'point':
      return y && isNumber(y) && (isNumber(x) || isTime(x)) ? null : 'A scatter plot needs numbers or times across and numbers up.';
    case 'box':
      return y && isNumber(y) ? null : 'A box plot needs a column of numbers to go up.';
    case 'heat':
      return y ? null : 'Choose the column to go up.';
  }
}
