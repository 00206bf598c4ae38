const whole = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });
const short = new Intl.NumberFormat('en-US', { maximumFractionDigits: 1 });

/** 7043 → `7,043`; from ten million on `12.3 M`. */
export function formatCount(count: number): string {
  if (count >= 1e10) return `${short.format(count / 1e9)} B`;
  if (count >= 1e7) return `${short.format(count / 1e6)} M`;
  return whole.format(count);
}

const compact = new Intl.NumberFormat('en-US', { notation: 'compact', maximumSignificantDigits: 2 });

/** 363 → `363`, 6965 → `7K`. */
export const formatCountShort = (count: number): string => (count < 1000 ? whole.format(count) : compact.format(count));

/** 1 → `1 row`, 7043 → `7,043 rows`. */
export const countOf = (count: number, noun: string): string => `${formatCount(count)} ${noun}${count === 1 ? '' : 's'}`;

/** `1.9 M rows/s`. */
export function formatRate(perSecond: number): string {
  if (perSecond >= 1e6) return `${short.format(perSecond / 1e6)} M rows/s`;
  if (perSecond >= 1e4) return `${short.format(perSecond / 1e3)} k rows/s`;
  return `${whole.format(perSecond)} rows/s`;
}

/** Milliseconds as `38 ms`, `2.4 s`, `3 min 05 s`. */
export function formatDuration(milliseconds: number): string {
  if (milliseconds < 999.5) return `${Math.round(milliseconds)} ms`;
  if (milliseconds < 59_950) return `${short.format(milliseconds / 1000)} s`;
  const seconds = Math.round(milliseconds / 1000);
  return `${Math.floor(seconds / 60)} min ${String(seconds % 60).padStart(2, '0')} s`;
}

/** Bytes as `412 MB`. */
export function formatBytes(bytes: number): string {
  if (bytes >= 1e9) return `${short.format(bytes / 1e9)} GB`;
  if (bytes >= 1e6) return `${whole.format(bytes / 1e6)} MB`;
  return `${whole.format(Math.ceil(bytes / 1e3))} kB`;
}
