import type { ChartRow, ChartValue } from './chart-rows.ts';
import { measuredColumn, type ChartWish } from './chart-wish.ts';
import { measuredText } from './wish-title.ts';

/** What a chart draws, as a table for those who read rather than see. */
export interface ChartNumbers {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** How many rows there are, of which `rows` are the first. */
  readonly total: number;
}

export function chartNumbers(rows: readonly ChartRow[], wish: ChartWish, most = 200): ChartNumbers {
  const named = names(wish);
  const keys = Object.keys(rows[0] ?? {}).filter((key) => named[key] !== undefined && (key !== 'color' || wish.color !== null) && !(key === 'n' && hidesCount(wish)));
  return { columns: keys.map((key) => named[key]!), rows: rows.slice(0, most).map((row) => keys.map((key) => numberText(row[key] ?? null))), total: rows.length };
}

/** The count of rows is already what goes up, or it is the same in every row. */
const hidesCount = (wish: ChartWish): boolean => wish.mark === 'point' || wish.mark === 'histogram' || ((wish.mark === 'bar' || wish.mark === 'line' || wish.mark === 'area' || wish.mark === 'figure') && (wish.measure === 'count' || measuredColumn(wish) === null));

function names(wish: ChartWish): Readonly<Record<string, string>> {
  const ofColumn = wish.mark === 'point' || wish.mark === 'box' || wish.mark === 'heat' || wish.mark === 'map';
  const up = ofColumn ? (wish.y ?? '') : wish.mark === 'histogram' ? 'rows' : measuredText(wish).replace(/^the /, '');
  return {
    x: wish.x, x2: `${wish.x}, up to`, y: up, y2: `${up}, up to`, color: wish.color ?? '', n: 'rows',
    ...(wish.mark === 'map' && wish.measure !== 'count' && wish.value !== null ? { value: measuredText(wish).replace(/^the /, '') } : {}),
    low: 'smallest', q1: 'lower quartile', mid: 'median', q3: 'upper quartile', high: 'largest',
  };
}

function numberText(value: ChartValue): string {
  if (value === null) return '';
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? '' : value.toISOString().replace('T00:00:00.000Z', '').replace('T', ' ').replace(/(\.000)?Z$/, '');
  return typeof value === 'number' ? String(Number(value.toPrecision(12))) : value;
}
