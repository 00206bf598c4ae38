import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { choose, drag, edgeIds, gridText, nodeAt, portAt, until } from './editor-actions.ts';
import type { ServedEditor } from './served-editor.ts';
import { openEditor } from './served-editor.ts';
import { nodeIds } from './workbench-page.ts';

const table = { columns: [{ name: 'n', type: 'INTEGER' }], rows: [['1'], ['2']] };
const flow = {
  millrace: 1,
  name: 'Canvas',
  nodes: {
    numbers: { type: 'inline-table', version: 1, params: { table } },
    kept: { type: 'filter-rows', version: 1, params: { condition: 'n > 1' } },
    first: { type: 'limit-rows', version: 1, params: {} },
  },
  edges: [
    { from: 'numbers.out', to: 'kept.in' },
    { from: 'kept.passed', to: 'first.in' },
  ],
  layout: { numbers: { x: 0, y: 0 }, kept: { x: 300, y: 0 }, first: { x: 600, y: 0 } },
};
let editor: ServedEditor;
beforeAll(async () => {
  editor = await openEditor({ files: { 'flow.json': JSON.stringify(flow), 'data/orders.csv': 'city,amount\nOslo,10\nBergen,25\n' } });
  await editor.page.waitForSelector('[data-testid="node-first"]');
});
afterAll(() => editor.close());

const noteAt = (page: Page, id: string) => page.locator(`[data-testid="note-${id}"]`);
const emptySpot = { x: 620, y: 520 };

it('a data file dropped on the canvas becomes the source that reads it', async () => {
  const { page } = editor;
  const drop = async (name: string) => {
    const files = await page.evaluateHandle((file) => {
      const transfer = new DataTransfer();
      transfer.items.add(new File(['x'], file));
      return transfer;
    }, name);
    await page.dispatchEvent('[data-testid="canvas"]', 'dragover', { dataTransfer: files, clientX: 500, clientY: 480 });
    await page.dispatchEvent('[data-testid="canvas"]', 'drop', { dataTransfer: files, clientX: 500, clientY: 480 });
  };
  await drop('orders.csv');
  await page.waitForSelector('[data-testid="node-read-delimited"]');
  await until(async () => expect(await gridText(page)).toContain('Bergen'));
  await drop('elsewhere.csv');
  await until(async () => expect(await page.locator('[data-testid="notice"]').last().innerText()).toContain('Put it below'));
  await page.keyboard.press('Control+z');
  await until(async () => expect(await nodeIds(page)).toHaveLength(3));
});

it('an edge led into the void asks what comes next and ties it', async () => {
  const { page } = editor;
  await drag(page, portAt(page, 'kept', 'rejected'), emptySpot);
  await page.waitForSelector('[data-testid="add-search"]');
  // Only what can read is offered.
  expect(await page.locator('[data-testid="add-read-delimited"]').count()).toBe(0);
  await page.keyboard.type('sort');
  await page.keyboard.press('Enter');
  await until(async () => expect(await edgeIds(page)).toContain('kept.rejected->sort-rows.in'));
  await page.keyboard.press('Control+z');
});

it('a node deleted with Shift leaves its rows flowing', async () => {
  const { page } = editor;
  await choose(page, 'kept');
  await page.keyboard.press('Shift+Delete');
  await until(async () => expect(await edgeIds(page)).toEqual(['numbers.out->first.in']));
  await page.keyboard.press('Control+z');
  await until(async () => expect(await nodeIds(page)).toHaveLength(3));
});

it('arrow keys walk along the edges', async () => {
  const { page } = editor;
  await choose(page, 'numbers');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  await until(async () => expect(await nodeAt(page, 'first').getAttribute('data-selected')).toBe(''));
});

it('a box selects what it touches, and a frame around it takes it along in one step', async () => {
  const { page } = editor;
  const a = (await nodeAt(page, 'kept').boundingBox())!;
  const b = (await nodeAt(page, 'first').boundingBox())!;
  await page.keyboard.down('Shift');
  await page.mouse.move(a.x + 40, a.y - 60);
  await page.mouse.down();
  await page.mouse.move(b.x + 60, b.y + 40, { steps: 6 });
  await page.mouse.up();
  await page.keyboard.up('Shift');
  await until(async () => expect(await page.locator('.node[data-selected]').count()).toBe(2));
  await page.keyboard.press('Control+g');
  await noteAt(page, 'frame').waitFor();
  await until(async () => expect(await page.evaluate(() => document.activeElement?.id)).toBe('note-text'));
  await page.keyboard.type('The small ones');
  await until(async () => expect(await noteAt(page, 'frame').innerText()).toBe('The small ones'));
  const before = (await nodeAt(page, 'kept').boundingBox())!;
  const title = (await noteAt(page, 'frame').locator('.frame-title').boundingBox())!;
  await drag(page, noteAt(page, 'frame').locator('.frame-title'), { x: title.x + title.width / 2, y: title.y + title.height / 2 + 100 });
  await until(async () => expect(Math.round((await nodeAt(page, 'kept').boundingBox())!.y - before.y)).toBeGreaterThan(80));
  expect(Math.abs((await nodeAt(page, 'numbers').boundingBox())!.y - a.y)).toBeLessThan(5);
  await page.keyboard.press('Escape');
  await page.locator('.react-flow__pane').click({ position: { x: 30, y: 30 } });
  await page.keyboard.press('Control+z');
  await until(async () => expect(Math.round((await nodeAt(page, 'kept').boundingBox())!.y)).toBe(Math.round(before.y)));
});

it('a note says in Markdown what the flow cannot', async () => {
  const { page } = editor;
  await page.mouse.move(emptySpot.x, emptySpot.y - 120);
  await page.keyboard.press('Shift+N');
  await until(async () => expect(await page.evaluate(() => document.activeElement?.id)).toBe('note-text'));
  await page.keyboard.type('# Why\n- **two** of `bill_length_mm`\n<img src=x onerror=alert(1)>');
  await until(async () => expect(await noteAt(page, 'note').locator('li strong').innerText()).toBe('two'));
  expect(await noteAt(page, 'note').locator('code').innerText()).toBe('bill_length_mm');
  expect(await noteAt(page, 'note').locator('img').count()).toBe(0);
  await page.keyboard.press('Control+s');
  await page.waitForSelector('[data-testid="saved"]');
  const saved = JSON.parse(await editor.read('flow.json')) as { notes: Record<string, { text: string; frame?: boolean }> };
  expect(Object.keys(saved.notes)).toEqual(['frame', 'note']);
  expect(saved.notes['note']!.text).toContain('# Why');
});

it('nodes go from one window to another as text', async () => {
  const { page } = editor;
  await choose(page, 'kept');
  await page.keyboard.press('Control+a');
  await page.keyboard.press('Control+c');
  const other = await editor.reopen();
  await other.waitForSelector('[data-testid="node-first"]');
  await other.locator('.react-flow__pane').click({ position: { x: 30, y: 30 } });
  await other.keyboard.press('Control+v');
  await until(async () => expect(await nodeIds(other)).toHaveLength(10));
  expect(await edgeIds(other)).toHaveLength(4);
  await other.keyboard.press('Control+z');
  await until(async () => expect(await nodeIds(other)).toHaveLength(5));
  await other.close();
  editor.page = page;
});

it('zooms to what is selected', async () => {
  const { page } = editor;
  await page.bringToFront();
  await choose(page, 'numbers');
  await page.keyboard.press('Shift+2');
  await until(async () => expect((await nodeAt(page, 'numbers').boundingBox())!.width).toBeGreaterThan(220));
});

it('a caret that a click has left is gone once the view moves, which would have it looked for with every frame; one in a field stays', async () => {
  const { page } = editor;
  const carets = () => page.evaluate(() => getSelection()!.rangeCount);
  await page.evaluate(() => getSelection()!.collapse(document.querySelector('[data-testid="canvas"] .react-flow__pane'), 0));
  expect(await carets()).toBe(1);
  const box = (await page.locator('[data-testid="canvas"]').boundingBox())!;
  await page.mouse.move(box.x + box.width / 2, box.y + 40);
  await page.mouse.wheel(0, 12);
  await until(async () => expect(await carets()).toBe(0));
  await page.fill('[data-testid="palette-search"]', 'ab');
  await page.mouse.wheel(0, -12);
  await page.waitForTimeout(200);
  await page.keyboard.type('c');
  expect(await page.inputValue('[data-testid="palette-search"]')).toBe('abc');
  await page.fill('[data-testid="palette-search"]', '');
  await page.keyboard.press('Escape');
});

it('a bar of a column becomes a filter behind the port, in one step', async () => {
  const { page } = editor;
  const before = await edgeIds(page);
  await page.waitForSelector('[data-testid="column-n"]');
  await page.click('[data-testid="column-n"]');
  await page.getByRole('group', { name: 'Distribution' }).getByRole('button').last().click();
  await page.locator('[data-testid="bar-steps"]').getByRole('button', { name: 'Keep only these rows' }).click();
  await until(async () => expect(await edgeIds(page)).toEqual(expect.arrayContaining(['numbers.out->filter-rows.in', 'filter-rows.passed->kept.in'])));
  expect(await edgeIds(page)).not.toContain('numbers.out->kept.in');
  await until(async () => expect(await page.locator('[data-testid="port-tab-passed"]').innerText()).toMatch(/1$/));
  await page.click('[data-testid="grid-copy"]');
  await page.getByRole('menuitem', { name: 'Copy as a Markdown table' }).click();
  await until(async () => expect(await page.evaluate(() => navigator.clipboard.readText())).toBe('| n |\n| ---: |\n| 2 |'));
  await page.click('[data-testid="undo"]');
  await until(async () => expect(await edgeIds(page)).toEqual(before));
});

it('cells of a spreadsheet become a table on the canvas, and a whole result is copied', async () => {
  const { page } = editor;
  const before = await nodeIds(page);
  await page.evaluate(() => navigator.clipboard.writeText('stadt\tbetrag\nBergen\t1.234,50\nOslo\t7\n'));
  await page.locator('.react-flow__pane').click({ position: { x: 30, y: 30 } });
  await page.keyboard.press('Control+v');
  await until(async () => expect(await nodeIds(page)).toEqual(expect.arrayContaining([...before, 'inline-table'])));
  await until(async () => expect(await page.locator('[data-testid="preview-grid"] [role="gridcell"]').allInnerTexts()).toEqual(['Bergen', '1,234.5', 'Oslo', '7']));
  await page.click('[data-testid="grid-copy"]');
  await page.getByRole('menuitem', { name: 'Copy the whole result as CSV' }).click();
  await until(async () => expect(await page.evaluate(() => navigator.clipboard.readText())).toBe('stadt,betrag\nBergen,1234.5\nOslo,7\n'));
  await until(async () => expect(await page.locator('body').innerText()).toContain('Copied all 2 rows.'));
  // A chart leaves the window with its legend.
  await page.click('[data-testid="port-tab-draw"]');
  await page.getByLabel('Across').selectOption('betrag');
  await page.getByLabel('Colour').selectOption('stadt');
  await page.locator('[data-testid="chart-drawing"] [class*="swatches"]').waitFor();
  await page.click('[data-testid="chart-export"]');
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('menuitem', { name: 'SVG' }).click()]);
  const drawing = (await readFile(await download.path())).toString();
  expect(drawing).toMatch(/<text [^>]*>Bergen<\/text><text [^>]*>Oslo<\/text>/);
  expect(drawing.match(/<svg /g)).toHaveLength(4);
  await page.click('[data-testid="undo"]');
  await until(async () => expect(await nodeIds(page)).toEqual(before));
});

it('says which source row a row comes from', async () => {
  const { page } = editor;
  await choose(page, 'kept');
  await until(async () => expect(await page.locator('[data-testid="preview-grid"] [role="gridcell"]').allInnerTexts()).toEqual(['2']));
  // Beside it stands what came in, until it is closed.
  await page.click('[data-testid="show-beside"]');
  await until(async () => expect(await page.locator('[data-testid="beside"] [role="gridcell"]').allInnerTexts()).toEqual(['1', '2']));
  await page.selectOption('[data-testid="beside-port"]', 'kept.rejected');
  await until(async () => expect(await page.locator('[data-testid="beside"] [role="gridcell"]').allInnerTexts()).toEqual(['1']));
  await page.click('[data-testid="close-beside"]');
  await page.locator('[data-testid="preview-grid"] [role="gridcell"]').first().dblclick();
  await page.click('[data-testid="trace-row"]');
  const trace = page.locator('[data-testid="trace"]');
  await until(async () => expect(await trace.innerText()).toContain('n > 1'));
  await until(async () => expect(await trace.getByRole('region').locator('td').allInnerTexts()).toEqual(['2', '2']));
  await page.keyboard.press('Escape');
});

it('draws a chart of a port, counted by the database, and exports it', async () => {
  const { page } = editor;
  await choose(page, 'numbers');
  await page.click('[data-testid="port-tab-draw"]');
  await page.locator('[data-testid="chart-drawing"] svg rect').first().waitFor();
  expect(await page.locator('[data-testid="chart-badge"]').innerText()).toBe('exact');
  const file = async (kind: string) => {
    await page.click('[data-testid="chart-export"]');
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('menuitem', { name: kind }).click()]);
    return readFile(await download.path());
  };
  expect((await file('CSV')).toString()).toMatch(/^x,x2,y,color,n\n1,1\.025,1,,1\n[^]*,2,1,,1\n$/);
  expect((await file('SVG')).toString()).toMatch(/^<svg [^>]*xmlns="http:\/\/www.w3.org\/2000\/svg"/);
  expect((await file('PNG')).subarray(1, 4).toString()).toBe('PNG');
});

it('had no error of its own', () => expect(editor.errors).toEqual([]));
