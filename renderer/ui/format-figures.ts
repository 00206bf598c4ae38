import { fillNumber, numberFormat } from '../words/numbers.ts';
import { language, t } from '../words/words.ts';

const figure = (value: number, options: Intl.NumberFormatOptions): string => numberFormat(language(), options).format(value);
const whole = (value: number): string => figure(value, { maximumFractionDigits: 0 });
const short = (value: number): string => figure(value, { maximumFractionDigits: 1 });

/** 7043 → `7,043`; from ten million on `12.3 M`. */
export const formatCount = (count: number): string => fillNumber(language(), count);

/** 7043 → `7,043`, however many there are. */
export const formatWhole = (count: number): string => whole(count);

/** 363 → `363`, 6965 → `7K`. */
export const formatCountShort = (count: number): string => (count < 1000 ? whole(count) : figure(count, { notation: 'compact', maximumSignificantDigits: 2 }));

/** `1.9 M rows/s`. */
export function formatRate(perSecond: number): string {
  if (perSecond >= 1e6) return t('{count} M rows/s', { count: short(perSecond / 1e6) });
  if (perSecond >= 1e4) return t('{count} k rows/s', { count: short(perSecond / 1e3) });
  return t('{count} rows/s', { count: whole(perSecond) });
}

/** Milliseconds as `38 ms`, `2.4 s`, `3 min 05 s`. */
export function formatDuration(milliseconds: number): string {
  if (milliseconds < 999.5) return `${Math.round(milliseconds)} ms`;
  if (milliseconds < 59_950) return `${short(milliseconds / 1000)} s`;
  const seconds = Math.round(milliseconds / 1000);
  return `${Math.floor(seconds / 60)} min ${String(seconds % 60).padStart(2, '0')} s`;
}

/** Bytes as `412 MB`. */
export function formatBytes(bytes: number): string {
  if (bytes >= 1e9) return `${short(bytes / 1e9)} GB`;
  if (bytes >= 1e6) return `${whole(bytes / 1e6)} MB`;
  return `${whole(Math.ceil(bytes / 1e3))} kB`;
}
