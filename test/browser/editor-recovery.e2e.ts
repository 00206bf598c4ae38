import { afterAll, beforeAll, expect, it } from 'vitest';
import { choose, nodeAt, until } from './editor-actions.ts';
import type { ServedEditor } from './served-editor.ts';
import { openEditor } from './served-editor.ts';
import { addNode, nodeIds } from './workbench-page.ts';

const flow = {
  millrace: 1,
  name: 'Strange',
  parameters: [],
  nodes: {
    table: { type: 'inline-table', version: 1, params: { table: { columns: [{ name: 'n', type: 'INTEGER' }], rows: [['1']] } } },
    later: { type: 'from-a-later-version', version: 7, title: 'Not known here', params: { deep: { list: [1, 'two', null] } } },
  },
  edges: [{ from: 'table.out', to: 'later.in' }],
  layout: { table: { x: 0, y: 0 }, later: { x: 300, y: 0 } },
};
let editor: ServedEditor;
beforeAll(async () => {
  editor = await openEditor({ files: { 'flow.json': JSON.stringify(flow) } });
  await editor.page.waitForSelector('[data-testid="node-table"]');
});
afterAll(() => editor.close());

it('shows a node of an unknown type, and saves it as it was', async () => {
  const { page } = editor;
  const later = nodeAt(page, 'later');
  expect(await later.innerText()).toContain('Not known here');
  await until(async () => expect(await later.getAttribute('data-tone')).toBe('failed'));
  await choose(page, 'table');
  await page.keyboard.press('Shift+ArrowDown');
  await page.keyboard.press('Control+s');
  await page.waitForSelector('[data-testid="saved"]');
  const saved = JSON.parse(await editor.read('flow.json')) as typeof flow;
  expect(saved.nodes.later).toEqual(flow.nodes.later);
  expect(saved.edges).toEqual(flow.edges);
  expect(saved.layout.table).toEqual({ x: 0, y: 10 });
});

it('offers the work of a page that died', async () => {
  await choose(editor.page, 'table');
  const ids = await addNode(editor.page, 'limit-rows');
  const kept = editor.page.waitForTimeout(1_000);
  await kept;
  const dead = editor.page;
  const page = await editor.reopen();
  await page.waitForSelector('[data-testid="recovery"]');
  await dead.close({ runBeforeUnload: false });
  expect([...(await nodeIds(page))].sort()).toEqual(['later', 'table']);
  await page.getByRole('button', { name: 'Restore them' }).click();
  await until(async () => expect([...(await nodeIds(page))].sort()).toEqual([...ids].sort()));
  await page.keyboard.press('Control+z');
  await until(async () => expect([...(await nodeIds(page))].sort()).toEqual(['later', 'table']));
});

it('loses one part of the window to an error of that part, and no more', async () => {
  const { page } = editor;
  expect(editor.errors).toEqual([]);
  const failed = page.locator('[data-testid="failed-part"]');
  // The grid and the search of actions watch their size; the rest is drawn already.
  await page.keyboard.press('Escape');
  await page.click('.react-flow__pane', { position: { x: 20, y: 20 } });
  await page.evaluate(() => {
    const kept = window.ResizeObserver;
    Object.assign(window, { kept });
    window.ResizeObserver = function broken() {
      throw new Error('no "Oslo" today');
    } as unknown as typeof ResizeObserver;
  });
  await choose(page, 'table');
  await failed.waitFor();
  expect(await page.locator('[aria-label="Data"] [data-testid="failed-part"]').innerText()).toContain('The data could not be shown');
  expect(await page.locator('[data-testid="inspector"], [data-testid="palette-search"]').count()).toBe(2);
  await failed.getByRole('button', { name: 'Copy error report' }).click();
  await until(async () => expect(await failed.innerText()).toContain('Copied.'));
  const report = await page.evaluate(() => navigator.clipboard.readText());
  expect(report).toMatch(/^Millrace \d+\.\d+\.\d+\n/);
  expect(report).toContain('The data failed\n\nError: no "…" today\n  at ');
  expect(report).not.toMatch(/Oslo|127\.0\.0\.1/);
  await page.keyboard.press('Control+k');
  await page.getByRole('dialog', { name: 'The search of actions failed' }).waitFor();
  await page.evaluate(() => (window.ResizeObserver = (window as unknown as { kept: typeof ResizeObserver }).kept));
  await page.keyboard.press('Escape');
  await until(async () => expect(await failed.count()).toBe(1));
  await page.keyboard.press('Control+k');
  await page.waitForSelector('[data-testid="action-input"]');
  await page.keyboard.press('Escape');
  await failed.getByRole('button', { name: 'Try again' }).click();
  await page.waitForSelector('[role="grid"]');
});

it('draws the canvas again after something else meddled with it', async () => {
  const { page } = editor;
  const failed = page.locator('[data-testid="failed-part"]');
  // As extensions that translate or rewrite a page do.
  await page.evaluate(() => document.querySelector('.react-flow__node[data-id="later"]')!.remove());
  await page.evaluate(() => document.querySelector<HTMLElement>('[data-testid="canvas"] .react-flow__node')!.focus());
  await page.keyboard.press('Control+a');
  await page.keyboard.press('Delete');
  await until(async () => expect(await failed.allInnerTexts()).toEqual([expect.stringContaining('The canvas could not be shown')]));
  await page.keyboard.press('Control+z');
  await failed.getByRole('button', { name: 'Try again' }).click();
  await until(async () => expect([...(await nodeIds(page))].sort()).toEqual(['later', 'table']));
});

it('tells of an error that nothing caught', async () => {
  const { page } = editor;
  await page.evaluate(() => void setTimeout(() => null!['lost'], 0));
  await page.locator('[data-testid="notice"]').getByRole('button', { name: 'Copy error report' }).click();
  await until(async () => expect(await page.evaluate(() => navigator.clipboard.readText())).toContain("(reading 'lost')"));
});
