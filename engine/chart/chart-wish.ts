import type { Column, Schema } from '../core/schema.ts';
import { findColumn, isNumericType } from '../core/schema.ts';

export type ChartMark = 'bar' | 'line' | 'area' | 'point' | 'histogram' | 'box' | 'heat' | 'map' | 'figure';
export type Measure = 'count' | 'sum' | 'avg' | 'min' | 'max' | 'median';

/** What a person wants to see of a port; columns by name, null for none. */
export interface ChartWish {
  readonly mark: ChartMark;
  /** Of a map the longitude. */
  readonly x: string;
  /** Of a map the latitude. */
  readonly y: string | null;
  readonly color: string | null;
  /** How `y`, of a map `value`, is drawn together where several rows share a place. */
  readonly measure: Measure;
  /** The column that colours the places of a map. */
  readonly value: string | null;
  /** Bars and lines in the order in which their rows come; else the longest bar is first. */
  readonly order?: 'rows';
}

export const marks = [
  { value: 'bar', label: 'Bars' },
  { value: 'line', label: 'Line' },
  { value: 'area', label: 'Area' },
  { value: 'point', label: 'Scatter' },
  { value: 'histogram', label: 'Histogram' },
  { value: 'box', label: 'Box plot' },
  { value: 'heat', label: 'Heat map' },
  { value: 'map', label: 'Map of points' },
  { value: 'figure', label: 'Figure' },
] as const satisfies readonly { readonly value: ChartMark; readonly label: string }[];

export const measures = [
  { value: 'count', label: 'Number of rows' },
  { value: 'sum', label: 'Sum' },
  { value: 'avg', label: 'Mean' },
  { value: 'median', label: 'Median' },
  { value: 'min', label: 'Smallest' },
  { value: 'max', label: 'Largest' },
] as const satisfies readonly { readonly value: Measure; readonly label: string }[];

export const isNumber = (c: Column): boolean => isNumericType(c.type);
export const isTime = (c: Column): boolean => /^(DATE|TIMESTAMP)/.test(c.type) && !c.type.endsWith(']');

/** Marks whose rows are drawn together by a measure. */
export const hasMeasure = (mark: ChartMark): boolean => mark === 'bar' || mark === 'line' || mark === 'area' || mark === 'map' || mark === 'figure';

/** Marks that a further column may split by colour. */
export const hasColor = (mark: ChartMark): boolean => mark === 'bar' || mark === 'line' || mark === 'area' || mark === 'point' || mark === 'histogram';

/** The column that is measured. */
export const measuredColumn = ({ mark, y, value }: ChartWish): string | null => (mark === 'map' ? value : y);

const longitudes = /^(lon|long|lng|longitude)$|(^|_)(lon|lng|longitude)($|_)/i;
const latitudes = /^(lat|latitude)$|(^|_)(lat|latitude)($|_)/i;

/** The columns that by their names hold longitudes and latitudes in degrees; null without both. */
export function placeColumns(schema: Schema): { readonly x: string; readonly y: string } | null {
  const x = schema.find((c) => isNumber(c) && longitudes.test(c.name));
  const y = schema.find((c) => isNumber(c) && latitudes.test(c.name));
  return x && y ? { x: x.name, y: y.name } : null;
}

/** A chart that says something of a schema, to begin with; null without columns. */
export function firstWish(schema: Schema): ChartWish | null {
  const number = schema.find(isNumber);
  const time = schema.find(isTime);
  const other = schema.find((c) => !isNumber(c) && !isTime(c));
  const first = schema[0];
  if (!first) return null;
  const none = { y: null, color: null, measure: 'count', value: null } as const;
  if (time && number) return { ...none, mark: 'line', x: time.name, y: number.name, measure: 'avg' };
  if (other) return { ...none, mark: 'bar', x: other.name };
  return { ...none, mark: 'histogram', x: (number ?? first).name };
}

/** What is missing before the chart can be drawn, in one sentence, or null. */
export function wishProblem(wish: ChartWish, schema: Schema): string | null {
  const of = (name: string | null) => (name === null ? undefined : findColumn(schema, name));
  const x = of(wish.x);
  const y = of(wish.y);
  for (const [name, column] of [[wish.x, x], [wish.y, y], [wish.color, of(wish.color)], [wish.value, of(wish.value)]] as const) {
    if (name !== null && name !== '' && !column) return `The rows have no column “${name}”. Choose another one.`;
  }
  const measured = of(measuredColumn(wish));
  if (hasMeasure(wish.mark) && wish.measure !== 'count' && !(measured && isNumber(measured))) {
    return wish.mark === 'map' ? 'Choose a column of numbers for the colour, or show the number of rows.' : wish.mark === 'figure' ? 'Choose a column of numbers, or show the number of rows.' : 'Choose a column of numbers to go up, or show the number of rows.';
  }
  if (wish.mark === 'figure') return null;
  if (!x) return 'Choose the column to go across.';
  switch (wish.mark) {
    case 'histogram':
      return isNumber(x) || isTime(x) ? null : 'A histogram needs a column of numbers or times across. Bars show how often a text comes.';
    case 'bar':
    case 'line':
    case 'area':
      return null;
    case 'point':
      return y && isNumber(y) ? null : 'A scatter plot needs a column of numbers to go up.';
    case 'box':
      return y && isNumber(y) ? null : 'A box plot needs a column of numbers to go up.';
    case 'heat':
      return y ? null : 'Choose the column to go up.';
    case 'map':
      return isNumber(x) && y && isNumber(y) ? null : 'A map needs a column of longitudes and one of latitudes, both in degrees.';
  }
}
