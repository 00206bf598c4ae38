import type { ChartRow } from './chart-rows.ts';
import type { ChartWish } from './chart-wish.ts';

/** Pixels that a tick of either axis is given. */
const spacing = { x: 80, y: 35 } as const;

type Axis = keyof typeof spacing;

/** The ticks of an axis of `pixels` along which whole numbers lie so near each other that it would have ticks between them, where there is nothing; undefined where the usual ones will do. */
export function integerTicks(
  rows: readonly ChartRow[],
  mark: ChartWish['mark'],
  axis: Axis,
  pixels: number,
): readonly number[] | undefined {
  const values = axis === 'x' ? placesAcross(rows, mark) : heights(rows, mark);
  if (values.length === 0 || !values.every((v) => Number.isSafeInteger(v))) return undefined;
  const [low, high] = [values.reduce((a, b) => Math.min(a, b)), values.reduce((a, b) => Math.max(a, b))];
  if (high - low >= pixels / spacing[axis]) return undefined;
  return Array.from({ length: high - low + 1 }, (_, i) => low + i);
}

const numbers = (values: readonly unknown[]): readonly number[] =>
  values.every((v) => typeof v === 'number' || v === null || v === undefined)
    ? values.filter((v) => typeof v === 'number')
    : [Number.NaN];

/** Ranges of a histogram begin and end anywhere. */
function placesAcross(rows: readonly ChartRow[], mark: ChartWish['mark']): readonly number[] {
  return mark === 'line' || mark === 'area' || mark === 'point' || mark === 'histogram'
    ? numbers(rows.flatMap((r) => [r['x'], r['x2']]))
    : [];
}

/** How high the drawing reaches: series lie on each other in bars and areas, which stand on zero. */
function heights(rows: readonly ChartRow[], mark: ChartWish['mark']): readonly number[] {
  if (mark === 'line' || mark === 'point') return numbers(rows.map((r) => r['y']));
  if (mark !== 'bar' && mark !== 'area' && mark !== 'histogram') return [];
  const sums = new Map<string, [below: number, above: number]>();
  for (const row of rows) {
    const y = row['y'];
    if (y === null || y === undefined) continue;
    if (typeof y !== 'number') return [Number.NaN];
    const key = String(row['x'] instanceof Date ? row['x'].getTime() : row['x']);
    const sum = sums.get(key) ?? [0, 0];
    sum[y < 0 ? 0 : 1] += y;
    sums.set(key, sum);
  }
  return sums.size === 0 ? [] : [...sums.values()].flat();
}
