import type { Locator, Page } from 'playwright-core';
import { expect, vi } from 'vitest';
import { nodeIds } from './workbench-page.ts';

export const nodeAt = (page: Page, id: string): Locator => page.locator(`[data-testid="node-${id}"]`);
export const portAt = (page: Page, node: string, port: string): Locator => nodeAt(page, node).locator(`.react-flow__handle[data-handleid="${port}"]`);
export const edgeIds = (page: Page): Promise<readonly string[]> =>
  page.evaluate(() => [...document.querySelectorAll<HTMLElement>('.react-flow__edge')].map((edge) => edge.dataset['id'] ?? ''));
const fieldOf = (page: Page, path: string): Locator => page.locator(`[data-testid="param-${path}"]`);

/** Waits until a value is as expected. */
export const until = (check: () => Promise<void> | void, timeout = 10_000): Promise<void> => vi.waitFor(check, { timeout, interval: 50 }) as Promise<void>;

/** The middle of a place once it rests: a node that was just added comes into sight by and by. */
async function middle(place: Locator): Promise<{ x: number; y: number }> {
  let before = '';
  let at = { x: 0, y: 0 };
  await until(async () => {
    const box = await place.boundingBox();
    if (!box) throw new Error('The place to drag to is not on the screen.');
    at = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
    const rests = before === JSON.stringify(box);
    before = JSON.stringify(box);
    expect(rests).toBe(true);
  });
  return at;
}

/** Waits until the canvas no longer moves. */
export async function canvasAtRest(page: Page): Promise<void> {
  const place = () => page.evaluate(() => document.querySelector<HTMLElement>('.react-flow__viewport')?.style.transform);
  let before = await place();
  await until(async () => {
    await page.waitForTimeout(60);
    const now = await place();
    const still = now === before;
    before = now;
    expect(still).toBe(true);
  });
}

/** Drags with the mouse, in steps as a hand does. */
export async function drag(page: Page, from: Locator, to: Locator | { x: number; y: number }): Promise<void> {
  const start = await middle(from);
  const end = 'boundingBox' in to ? await middle(to) : to;
  await page.mouse.move(start.x, start.y);
  await page.mouse.down();
  await page.mouse.move((start.x + end.x) / 2, (start.y + end.y) / 2, { steps: 4 });
  await page.mouse.move(end.x, end.y, { steps: 4 });
  await page.mouse.up();
}

/** Chooses a node as a person does, with a click on its head. */
export async function choose(page: Page, node: string): Promise<void> {
  await nodeAt(page, node).locator('.node-title').click();
  await until(async () => expect(await nodeAt(page, node).getAttribute('data-selected')).toBe(''));
}

/** Adds a node by typing: opens the search with `/` and takes the first answer. Gives the new node's id. */
export async function typeToAdd(page: Page, words: string): Promise<string> {
  const before = await nodeIds(page);
  await page.keyboard.press('/');
  await page.waitForSelector('[data-testid="add-search"]');
  await page.keyboard.type(words);
  await page.keyboard.press('Enter');
  // The new node comes into sight, which may take others out of it: only what is seen is drawn.
  const added = async () => (await nodeIds(page)).find((id) => !before.includes(id));
  await until(async () => expect(await added()).toBeDefined());
  return (await added())!;
}

/** The code field of a setting, once Monaco is in it. */
export async function codeField(page: Page, path: string): Promise<Locator> {
  const editor = fieldOf(page, path).locator('.monaco-editor').first();
  await editor.waitFor();
  return editor;
}

/** Replaces the text of a code field by typing. */
export async function writeCode(page: Page, path: string, text: string): Promise<void> {
  await (await codeField(page, path)).click();
  await page.keyboard.press('Control+a');
  await page.keyboard.press('Delete');
  await page.keyboard.insertText(text);
  await page.keyboard.press('Escape');
}

/** Replaces the text of a plain or suggesting field. */
export async function writeField(page: Page, path: string, text: string): Promise<void> {
  const input = fieldOf(page, path).locator('input').first();
  await input.fill(text);
  await input.press('Tab');
}

/** Takes a choice of a field that opens a list. */
export async function pickChoice(page: Page, path: string, label: string): Promise<void> {
  await fieldOf(page, path).getByRole('combobox').click();
  await page.getByRole('option', { name: label }).first().click();
}

/** The text of the rows that the data panel shows. */
export const gridText = (page: Page): Promise<string> => page.locator('[data-testid="data-panel"]').innerText();

/** Runs by the button and waits for the end. */
export async function runToEnd(page: Page): Promise<void> {
  await page.click('[data-testid="run"]');
  await page.waitForSelector('[data-testid="cancel"]', { state: 'attached', timeout: 2_000 }).catch(() => undefined);
  await page.waitForSelector('[data-testid="run"]', { timeout: 30_000 });
}
