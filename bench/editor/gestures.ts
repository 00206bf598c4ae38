import type { Page } from 'playwright-core';

const frame = 1000 / 60;

interface Shown {
  readonly page: Page;
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** Does something once per frame, as a hand or a wheel does, without waiting for the page to have drawn. */
export async function perFrame(steps: number, what: (step: number) => Promise<unknown>): Promise<void> {
  for (let step = 0; step < steps; step++) {
    const next = new Promise((done) => setTimeout(done, frame));
    await what(step);
    await next;
  }
}

export async function middleOf(page: Page, selector: string): Promise<Point> {
  const box = (await page.locator(selector).first().boundingBox())!;
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}

/** Moves the mouse around an ellipse for two seconds. */
function circle(page: Page, from: Point, radius: number): Promise<void> {
  return perFrame(120, (step) => {
    const angle = (step / 120) * 2 * Math.PI;
    return page.mouse.move(from.x + radius * Math.sin(angle) * 1.5, from.y + radius * (1 - Math.cos(angle)) * 0.5);
  });
}

export async function pan({ page }: Shown): Promise<void> {
  const from = await middleOf(page, '[data-testid="canvas"]');
  await page.mouse.move(from.x, from.y);
  await page.mouse.down({ button: 'middle' });
  await circle(page, from, 220);
  await page.mouse.up({ button: 'middle' });
}

export async function zoom({ page }: Shown): Promise<void> {
  const from = await middleOf(page, '[data-testid="canvas"]');
  await page.mouse.move(from.x, from.y);
  await perFrame(100, (step) => page.mouse.wheel(0, step % 50 < 25 ? 12 : -12));
}

export async function drag({ page }: Shown): Promise<void> {
  const from = await titleInSight(page);
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  await circle(page, from, 120);
  await page.mouse.up();
}

/** Waits until the view has come to rest: on a busy machine a move takes longer. */
async function viewAtRest(page: Page): Promise<void> {
  const place = () => page.evaluate(() => document.querySelector<HTMLElement>('.react-flow__viewport')?.style.transform);
  for (let [before, still] = [await place(), 0]; still < 3; ) {
    await page.waitForTimeout(120);
    const now = await place();
    still = now === before ? still + 1 : 0;
    before = now;
  }
}

/** Shows the whole flow. */
export async function far(page: Page): Promise<void> {
  await page.keyboard.press('Shift+1');
  await page.waitForTimeout(300);
  await viewAtRest(page);
}

/** Goes to a place in the middle of the flow at 100 %. */
export async function near(page: Page): Promise<void> {
  await far(page);
  await page.keyboard.press('Control+0');
  await page.waitForTimeout(300);
  await viewAtRest(page);
}

/** Nothing is selected and the canvas has the keyboard. */
export const restOnCanvas = (page: Page): Promise<void> => page.click('.react-flow__pane', { position: { x: 30, y: 30 } });

/** Middle of the title of a node of a kind that lies well within the canvas. */
export async function titleInSight(page: Page, kind?: string): Promise<Point> {
  const at = await page.evaluate((wanted) => {
    const canvas = document.querySelector('[data-testid="canvas"]')!.getBoundingClientRect();
    for (const title of document.querySelectorAll('.react-flow__node .node-title')) {
      const box = title.getBoundingClientRect();
      const inside = box.left > canvas.left + 60 && box.right < canvas.right - 60 && box.top > canvas.top + 10 && box.bottom < canvas.bottom - 60;
      if (inside && (wanted === undefined || title.textContent === wanted)) return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
    }
    return null;
  }, kind);
  if (!at) throw new Error(`No such node lies in the middle of the canvas.`);
  return at;
}
