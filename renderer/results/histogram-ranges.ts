import type { ColumnProfile } from '../../engine/api/contract.ts';
import { formatMicroseconds } from './format-value.ts';
import { isNumberKind, typeKind } from './type-kind.ts';

export interface BarRange {
  readonly from: string;
  readonly to: string;
  readonly last: boolean;
  readonly count: number;
}

/** The values each bar of a histogram stands for, or null where they cannot be told exactly enough to act on. */
export function histogramRanges(profile: ColumnProfile): readonly BarRange[] | null {
  const { histogram, min, max, type } = profile;
  if (!histogram || min === null || max === null) return null;
  const kind = typeKind(type);
  const number = isNumberKind(kind);
  if (!number && kind !== 'date' && kind !== 'timestamp') return null;
  const [low, high] = number ? [Number(min), Number(max)] : [microseconds(min), microseconds(max)];
  if (low === null || high === null || !Number.isFinite(low) || !Number.isFinite(high)) return null;
  if (low === high) return [{ from: min, to: max, last: true, count: histogram.reduce((a, b) => a + b, 0) }];
  const whole = kind === 'integer';
  const edge = (i: number): string => {
    if (i === 0) return min;
    if (i === histogram.length) return max;
    const at = low + ((high - low) * i) / histogram.length;
    // Between two whole numbers the next one begins the bar.
    return number ? String(whole ? Math.ceil(at) : at) : formatMicroseconds(BigInt(Math.round(at)));
  };
  return histogram.map((count, i) => ({ from: edge(i), to: edge(i + 1), last: i === histogram.length - 1, count }));
}

function microseconds(text: string): number | null {
  const ms = Date.parse(`${text.replace(' ', 'T')}${text.includes(' ') ? 'Z' : ''}`);
  return Number.isNaN(ms) ? null : ms * 1000;
}
