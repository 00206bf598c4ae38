import { processorTimes, type BenchWindow } from './bench-window.ts';

export interface Frames {
  readonly fps: number;
  /** Processor time of the page's main thread per frame, in milliseconds: what remains of 16.7 is free. */
  readonly busy: number;
  /** Processor time per frame of all threads, by process: the page, the one that draws, and the rest. */
  readonly work: Readonly<Record<string, number>>;
  /** Milliseconds between frames, 95th percentile and largest. */
  readonly p95: number;
  readonly longest: number;
}

/** Counts the frames the page draws while something is done to it. A busy machine gives fewer of them; how much work a frame is tells what the machine would do alone. */
export async function countFrames<T extends BenchWindow>(window: T, what: (window: T) => Promise<void>): Promise<Frames> {
  const { page, pids } = window;
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
  const all = await processorTimes(pids);
  await what(window);
  const allAfter = await processorTimes(pids);
  const spent = (await busy()) - before;
  await devtools.detach();
  const times = await page.evaluate(() => {
    const state = (window as unknown as { benchFrames: { times: number[]; on: boolean } }).benchFrames;
    state.on = false;
    return state.times;
  });
  const gaps = times.slice(1).map((t, i) => t - times[i]!).sort((a, b) => a - b);
  const round = (value: number) => Math.round(value * 10) / 10;
  const work = Object.fromEntries(Object.entries(allAfter ?? {}).map(([process, time]) => [process, round((time - (all?.[process] ?? 0)) / gaps.length)]));
  return { busy: round(spent / gaps.length), work, fps: round((1000 * gaps.length) / (times.at(-1)! - times[0]!)), p95: round(gaps[Math.floor(gaps.length * 0.95)]!), longest: round(gaps.at(-1)!) };
}
