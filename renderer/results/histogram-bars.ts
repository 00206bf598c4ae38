import type { ColumnProfile } from '../../engine/api/contract.ts';

export interface Bar {
  /** Share of the tallest bar, 0 to 1. */
  readonly height: number;
  /** The rows of all values that have no bar of their own. */
  readonly rest: boolean;
}

/** Bars for the head of a column: one per bin, or one per frequent value and one for all others. */
export function histogramBars(profile: ColumnProfile): readonly Bar[] {
  const filled = profile.rows - profile.nulls;
  if (filled === 0) return [];
  if (profile.histogram) return scale(profile.histogram.map((count) => ({ count, rest: false })));
  if (profile.distinct === filled && filled > 1) return [{ height: 1, rest: true }];
  const top = profile.top ?? [];
  const others = filled - top.reduce((sum, t) => sum + t.count, 0);
  return scale([...top.map(({ count }) => ({ count, rest: false })), ...(others > 0 && top.length > 0 ? [{ count: others, rest: true }] : [])]);
}

function scale(bars: readonly { readonly count: number; readonly rest: boolean }[]): readonly Bar[] {
  const most = Math.max(1, ...bars.map((b) => b.count));
  return bars.map(({ count, rest }) => ({ height: count / most, rest }));
}
