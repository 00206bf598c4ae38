import type { Page } from 'playwright-core';

export interface Frames {
  readonly fps: number;
  /** Processor time of the page's main thread per frame, in milliseconds: what remains of 16.7 is free. */
  readonly busy: number;
  /** Milliseconds between frames, 95th percentile and largest. */
  readonly p95: number;
  readonly longest: number;
}

/** Counts the frames the page draws while something is done to it. */
export async function countFrames(page: Page, what: (page: Page) => Promise<void>): Promise<Frames> {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('Performance.enable', { timeDomain: 'threadTicks' });
  const busy = async () => (await devtools.send('Performance.getMetrics')).metrics.find((m) => m.name === 'TaskDuration')!.value * 1000;
  await page.evaluate(() => {
    const times: number[] = [];
    const state = { times, on: true };
    Object.assign(window, { benchFrames: state });
    const tick = (time: number) => {
      times.push(time);
      if (state.on) requestAnimationFrame(tick);
    };
    requestAnimationFrame(tick);
  });
  const before = await busy();
  await what(page);
  const spent = (await busy()) - before;
  await devtools.detach();
  const times = await page.evaluate(() => {
    const state = (window as unknown as { benchFrames: { times: number[]; on: boolean } }).benchFrames;
    state.on = false;
    return state.times;
  });
  const gaps = times.slice(1).map((t, i) => t - times[i]!).sort((a, b) => a - b);
  const round = (value: number) => Math.round(value * 10) / 10;
  return { busy: round(spent / gaps.length), fps: round((1000 * gaps.length) / (times.at(-1)! - times[0]!)), p95: round(gaps[Math.floor(gaps.length * 0.95)]!), longest: round(gaps.at(-1)!) };
}
