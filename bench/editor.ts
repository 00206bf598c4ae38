import { median } from './bench-engine.ts';
import { allRows, rowsFlow } from './editor/all-rows.ts';
import { largeFlow, smallFlow } from './editor/bench-flows.ts';
import { openWindow, type BenchWindow, type Host } from './editor/bench-window.ts';
import { countFrames, type Frames } from './editor/count-frames.ts';
import { drag, far, middleOf, near, pan, perFrame, restOnCanvas, zoom } from './editor/gestures.ts';
import { openFlow, type Opening } from './editor/open-flow.ts';
import { typing } from './editor/typing.ts';
import type { BenchmarkResult } from './run.ts';

/** Rows of the grid that holds them all; another number for a try. */
const manyRows = Number(process.env['MILLRACE_BENCH_ROWS'] ?? 10_000_000);

/** The window in headless Chromium with a flow of 1,000 nodes: frames while it is moved, opening, typing; and the grid. Times and frames are against their aims. */
export const editor = (): Promise<BenchmarkResult> => measureEditor('editor', 'browser');

/** The same in either host. */
export async function measureEditor(name: string, host: Host, count = 1000): Promise<BenchmarkResult> {
  const window = await openWindow(host, { 'flow.json': JSON.stringify(smallFlow), 'large.json': JSON.stringify(largeFlow(count)), 'rows.json': JSON.stringify(rowsFlow(manyRows)) });
  const { page } = window;
  try {
    const opening = await open(window);
    await far(page);
    const panFar = await countFrames(window, pan);
    const zoomFar = await countFrames(window, zoom);
    await restOnCanvas(page);
    await near(page);
    const panned = await countFrames(window, pan);
    const zoomed = await countFrames(window, zoom);
    await near(page);
    const dragged = await countFrames(window, drag);
    const keys = await typing(page);
    const grid = await countFrames(window, scrollGrid);
    const rows = await allRows(window, 'rows.json', manyRows);
    const slowest = (f: Frames) => 60 / f.fps;
    return {
      name,
      ratios: {
        'opening of 1.5 s': median(opening.map((o) => o.drawn)) / 1500,
        'opening and checking of 1.5 s': median(opening.map((o) => o.checked)) / 1500,
        'pan: 60 / frames per second': slowest(panned),
        'zoom: 60 / frames per second': slowest(zoomed),
        'drag: 60 / frames per second': slowest(dragged),
        'pan from afar: 45 / frames per second': 45 / panFar.fps,
        'zoom from afar: 45 / frames per second': 45 / zoomFar.fps,
        'keystroke to diagnostic of 100 ms': median(keys) / 100,
        'grid: 60 / frames per second': slowest(grid),
        'grid of 10 M rows, wheel: 60 / frames per second': slowest(rows.wheel),
        'grid of 10 M rows, bar: 60 / frames per second': slowest(rows.thumb),
        'grid of 10 M rows, sorted: 60 / frames per second': slowest(rows.sortedWheel),
      },
      detail: { nodes: count, opening, panFar, zoomFar, panned, zoomed, dragged, keystrokeToDiagnostic: keys, grid, rows },
    };
  } finally {
    await window.close();
  }
}

/** Opens the large flow by the list of flows, the small one in between. */
async function open(window: BenchWindow): Promise<readonly Opening[]> {
  const times: Opening[] = [];
  for (let round = 0; round < 3; round++) {
    times.push(await openFlow(window, 'large.json', 'n500'));
    if (round < 2) await openFlow(window, 'flow.json', 'table');
  }
  return times;
}

async function scrollGrid({ page }: BenchWindow): Promise<void> {
  await page.locator('[role="grid"]').first().waitFor();
  const from = await middleOf(page, '[role="grid"]');
  await page.mouse.move(from.x, from.y);
  await perFrame(100, (step) => page.mouse.wheel(0, step % 50 < 25 ? 300 : -300));
}
