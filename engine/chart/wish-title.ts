import type { ChartRow } from './chart-rows.ts';
import { hasColor, measuredColumn, measures, type ChartWish } from './chart-wish.ts';

/** What is drawn upwards, such as `the mean of amount`. */
export const measuredText = (wish: ChartWish): string => {
  const column = measuredColumn(wish);
  if (wish.measure === 'count' || column === null) return 'the number of rows';
  return wish.order === 'rows' ? column : `the ${measures.find((m) => m.value === wish.measure)!.label.toLowerCase()} of ${column}`;
};

/** What a chart shows, in one sentence for its accessible name. */
export function wishTitle(wish: ChartWish): string {
  const { mark, x, y, color } = wish;
  const up = measuredText(wish);
  const by = color === null || !hasColor(mark) ? '' : ` by ${color}`;
  switch (mark) {
    case 'histogram':
      return `Histogram of ${x}${by}`;
    case 'point':
      return `Scatter plot of ${y} over ${x}${by}`;
    case 'box':
      return `Box plot of ${y} over ${x}`;
    case 'heat':
      return `Heat map of the number of rows over ${x} and ${y}`;
    case 'bar':
      return `Bar chart of ${up} over ${x}${by}`;
    case 'line':
      return `Line chart of ${up} over ${x}${by}`;
    case 'area':
      return `Area chart of ${up} over ${x}${by}`;
    case 'map':
      return `Map of ${up} at ${x} and ${y}`;
    case 'figure':
      return up.replace(/^(the )?(.)/, (_all, _the, first: string) => first.toUpperCase());
  }
}

/** A sentence on rows that the chart does not draw; null where it draws all. */
export function leftOutText(rows: readonly ChartRow[], { mark }: ChartWish): string | null {
  if (mark !== 'map' || rows.length === 0) return null;
  const placed = rows.reduce((sum, r) => sum + Number(r['n']), 0);
  const lost = Number(rows[0]!['total']) - placed;
  return lost === 0 ? null : `${lost.toLocaleString('en-US')} of ${Number(rows[0]!['total']).toLocaleString('en-US')} rows have no place: a coordinate is missing or is no degree.`;
}
