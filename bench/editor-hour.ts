import { median } from './bench-engine.ts';
import { largeFlow, smallFlow } from './editor/bench-flows.ts';
import { openWindow, residentBytes, type BenchWindow } from './editor/bench-window.ts';
import { drag, near, pan, restOnCanvas, titleInSight, zoom } from './editor/gestures.ts';
import { heldMemory, type HeldMemory } from './editor/held-memory.ts';
import { openFlow } from './editor/open-flow.ts';
import { typing } from './editor/typing.ts';
import type { BenchmarkResult } from './run.ts';

/** Rounds of what a person does: eighteen actions each, so that forty are an hour of one every five seconds. */
const rounds = Number(process.env['MILLRACE_BENCH_ROUNDS'] ?? 40);
/** What is filled once (the history of changes, what the check remembers, pools of the database) is full by then. */
const settledAfter = Math.ceil(rounds / 4);

/** An hour of scripted use without its pauses: memory that is held after the garbage is collected, the last quarter against the second. */
export async function editorHour(): Promise<BenchmarkResult> {
  const window = await openWindow('browser', { 'flow.json': JSON.stringify(smallFlow), 'large.json': JSON.stringify(largeFlow(200)) });
  try {
    const held: HeldMemory[] = [];
    for (let round = 0; round < rounds; round++) {
      await work(window);
      held.push({ ...(await heldMemory(window.page)), engine: (await residentBytes(window.pids, 'engine')) ?? NaN });
    }
    const ratio = (of: keyof HeldMemory): number => {
      const quarter = Math.max(1, Math.floor(rounds / 4));
      const values = held.map((h) => h[of]);
      return median(values.slice(-quarter)) / median(values.slice(settledAfter, settledAfter + quarter));
    };
    return {
      name: 'editor-hour',
      ratios: { 'heap of the window': ratio('heap'), 'elements held by the window': ratio('elements'), 'listeners of the window': ratio('listeners'), 'resident memory of the engine': ratio('engine') },
      detail: { rounds, held },
    };
  } finally {
    await window.close();
  }
}

/** Opens, looks, edits, takes back, runs, moves about and leaves. */
async function work(window: BenchWindow): Promise<void> {
  const { page } = window;
  await openFlow(window, 'large.json', 'n100');
  await restOnCanvas(page);
  await near(page);
  for (const kind of ['Formula', 'Sort', 'Filter']) {
    const { x, y } = await titleInSight(page, kind);
    await page.mouse.click(x, y);
    await page.locator('[data-testid="inspector"]').first().waitFor();
    await page.waitForTimeout(150);
  }
  await typing(page, 4);
  await restOnCanvas(page);
  for (const keys of ['Control+z', 'Control+y', 'Control+z']) await page.keyboard.press(keys);
  await drag(window);
  await page.keyboard.press('Control+z');
  await pan(window);
  await zoom(window);
  await page.keyboard.press('F5');
  await page.locator('[data-testid="run-progress"]').first().waitFor();
  await page.locator('[data-testid="run-progress"]').first().waitFor({ state: 'detached', timeout: 60_000 });
  await page.keyboard.press('Control+s');
  await page.locator('[data-testid="saved"]').first().waitFor();
  await openFlow(window, 'flow.json', 'table');
}
