import { countFrames, type Frames } from './count-frames.ts';
import type { BenchWindow } from './bench-window.ts';
import { middleOf, perFrame } from './gestures.ts';
import { openFlow } from './open-flow.ts';

/** A source of so many rows and five columns of it. */
export const rowsFlow = (rows: number): object => ({
  millrace: 1,
  name: 'Rows',
  parameters: [],
  nodes: {
    numbers: { type: 'generate-rows', version: 1, params: { rows } },
    more: {
      type: 'formula',
      version: 1,
      params: {
        columns: [
          { name: 'name', expression: "'customer ' || (id * 7919 % 1000003)" },
          { name: 'amount', expression: '(id * 31 % 10007) / 7.0' },
          { name: 'day', expression: "DATE '2020-01-01' + CAST(id % 2000 AS INTEGER)" },
          { name: 'kind', expression: "CASE WHEN id % 10 = 0 THEN NULL ELSE 'c' || (id % 5) END" },
        ],
      },
    },
  },
  edges: [{ from: 'numbers.out', to: 'more.in' }],
  layout: { numbers: { x: 0, y: 0 }, more: { x: 300, y: 0 } },
});

export interface AllRowsFigures {
  readonly rows: number;
  /** Milliseconds until all rows are there, and until they are sorted by a text. */
  readonly loaded: number;
  readonly sorted: number;
  readonly wheel: Frames & Blank;
  /** Through all rows from the first to the last, as the thumb of the bar is dragged. */
  readonly thumb: Frames & Blank;
  readonly sortedWheel: Frames & Blank;
}

interface Blank {
  /** Share of the frames in which a row in sight was not there yet. */
  readonly blank: number;
}

/** Loads all rows of a port of the flow `file` and scrolls through them. */
export async function allRows(window: BenchWindow, file: string, rows: number): Promise<AllRowsFigures> {
  const { page } = window;
  await openFlow(window, file, 'more');
  await page.locator('[data-testid="node-more"]').click();
  await page.getByTestId('load-all-rows').waitFor();
  const begun = performance.now();
  await page.getByTestId('load-all-rows').click();
  await page.getByTestId('row-jump').waitFor({ timeout: 300_000 });
  const loaded = performance.now() - begun;
  // The heads of the columns count all rows meanwhile.
  await page.waitForFunction(() => document.querySelectorAll('.grid .head-bars i').length >= 16 * 3, undefined, { timeout: 300_000, polling: 500 });
  await page.waitForTimeout(5000);
  await page.getByTestId('row-jump').fill(String(rows / 2));
  await page.keyboard.press('Enter');
  await page.waitForTimeout(500);
  const wheel = await blankFrames(window, turnWheel);
  const thumb = await blankFrames(window, dragThumb);
  await page.getByTestId('column-name').click();
  await page.getByRole('button', { name: 'Descending' }).click();
  const sorting = performance.now();
  await page.getByTestId('arranging').waitFor({ state: 'detached', timeout: 300_000 });
  const sorted = performance.now() - sorting;
  await page.waitForTimeout(1000);
  const sortedWheel = await blankFrames(window, turnWheel);
  return { rows, loaded: Math.round(loaded), sorted: Math.round(sorted), wheel, thumb, sortedWheel };
}

async function turnWheel({ page }: BenchWindow): Promise<void> {
  const from = await middleOf(page, '[data-testid="preview-grid"]');
  await page.mouse.move(from.x, from.y);
  await perFrame(200, (step) => page.mouse.wheel(0, step % 100 < 75 ? 300 : -300));
}

async function dragThumb({ page }: BenchWindow): Promise<void> {
  const steps = 200;
  const grid = page.getByTestId('preview-grid');
  await perFrame(steps, (step) => grid.evaluate((element, share) => (element.scrollTop = (element.scrollHeight - element.clientHeight) * share), (step + 1) / steps));
}

async function blankFrames(window: BenchWindow, what: (window: BenchWindow) => Promise<void>): Promise<Frames & Blank> {
  const { page } = window;
  await page.evaluate(() => {
    const state = { all: 0, blank: 0, on: true };
    Object.assign(globalThis, { benchBlank: state });
    const tick = () => {
      state.all++;
      if (document.querySelector('.grid [data-coming]')) state.blank++;
      if (state.on) requestAnimationFrame(tick);
    };
    requestAnimationFrame(tick);
  });
  const frames = await countFrames(window, what);
  const { all, blank } = await page.evaluate(() => {
    const state = (globalThis as unknown as { benchBlank: { all: number; blank: number; on: boolean } }).benchBlank;
    state.on = false;
    return { all: state.all, blank: state.blank };
  });
  return { ...frames, blank: Math.round((100 * blank) / all) / 100 };
}
