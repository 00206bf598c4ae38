import { performance } from 'node:perf_hooks';

/** Rows per second are those of so many milliseconds, so that they neither flicker nor outlive their cause. */
const span = 5_000;

/** Counts that come closer together are one sample. */
const spacing = 100;

interface Sample {
  readonly at: number;
  readonly rows: number;
}

/** How fast counts that only grow are growing now, by key. */
export class RowRates {
  private readonly samples = new Map<string, Sample[]>();
  private readonly now: () => number;

  constructor(now: () => number = () => performance.now()) {
    this.now = now;
  }

  /** Takes a count as it is now. */
  take(key: string, rows: number): void {
    const samples = this.samples.get(key) ?? [];
    const sample = { at: this.now(), rows };
    const before = samples.at(-2);
    if (before && sample.at - before.at < spacing) samples[samples.length - 1] = sample;
    else samples.push(sample);
    while (samples.length > 2 && samples[1]!.at <= sample.at - span) samples.shift();
    this.samples.set(key, samples);
  }

  /** Rows per second; null before there are two counts to compare. */
  rate(key: string): number | null {
    const samples = this.samples.get(key);
    if (!samples) return null;
    const now = this.now();
    // The last one before the span is where it starts from.
    while (samples.length > 1 && samples[1]!.at <= now - span) samples.shift();
    const first = samples[0]!;
    const last = samples.at(-1)!;
    if (last.at <= now - span) return 0;
    if (first === last) return null;
    return Math.round(((last.rows - first.rows) * 1000) / Math.max(1, now - Math.max(first.at, now - span)));
  }
}
