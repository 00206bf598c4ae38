import { readdir } from 'node:fs/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { violations } from './accessible.ts';
import { choose, until, writeCode } from './editor-actions.ts';
import type { ServedEditor } from './served-editor.ts';
import { openEditor } from './served-editor.ts';

/** More than the tallest a grid is drawn without scaling. */
const rows = 400_000;
const flow = {
  millrace: 1,
  name: 'Rows',
  nodes: {
    numbers: { type: 'generate-rows', version: 1, params: { rows } },
    named: {
      type: 'formula',
      version: 1,
      params: {
        columns: [
          { name: 'name', expression: `'n ' || (id * 7919 % ${rows + 1})` },
          { name: 'part', expression: 'id / 4' },
        ],
      },
    },
    out: { type: 'write-delimited', version: 1, params: { path: 'out.csv' } },
  },
  edges: [
    { from: 'numbers.out', to: 'named.in' },
    { from: 'named.out', to: 'out.in' },
  ],
  layout: { numbers: { x: 0, y: 0 }, named: { x: 300, y: 0 }, out: { x: 600, y: 0 } },
};
let editor: ServedEditor;
beforeAll(async () => {
  editor = await openEditor({ files: { 'flow.json': JSON.stringify(flow) }, browser: { bypassCSP: true } });
  await editor.page.waitForSelector('[data-testid="node-named"]');
});
afterAll(() => editor.close());

const grid = () => editor.page.locator('[data-testid="preview-grid"]');
/** The text of the cell that has the caret, as a screen reader finds it. */
const active = () =>
  grid().evaluate(
    (element) => document.getElementById(element.getAttribute('aria-activedescendant') ?? '')?.textContent ?? null,
  );
const firstName = () => grid().locator('[role="row"][aria-rowindex="2"] [role="gridcell"]').nth(1).innerText();
const clipboard = () => editor.page.evaluate(() => navigator.clipboard.readText());

it('loads every row of a port, tells how many, and writes nothing', async () => {
  const { page } = editor;
  await choose(page, 'named');
  await until(async () =>
    expect(await page.locator('[data-testid="preview-badge"]').innerText()).toMatch(/^first 1,000/),
  );
  await page.click('[data-testid="load-all-rows"]');
  await until(
    async () =>
      expect(await page.locator('[data-testid="preview-badge"]').innerText()).toMatch(/^exact · 400,000 rows/),
    60_000,
  );
  await until(async () => expect(await grid().getAttribute('aria-rowcount')).toBe(String(rows + 1)));
  // The heads tell of all rows, by and by.
  await until(
    async () => expect(await grid().locator('.head').first().locator('.head-bars i').count()).toBe(16),
    30_000,
  );
  expect(await readdir(editor.project)).not.toContain('out.csv');
  expect(await violations(page)).toEqual([]);
});

it('goes by key and by number to any of them, far beyond what a browser scrolls', async () => {
  const { page } = editor;
  await grid().focus();
  await page.keyboard.press('Control+End');
  await until(async () => expect(await active()).toBe('100,000'));
  expect(await grid().locator('[role="row"]').last().getAttribute('aria-rowindex')).toBe(String(rows + 1));
  await page.keyboard.press('Home');
  await page.keyboard.press('PageUp');
  const before = Number((await active())!.replaceAll(',', ''));
  expect(before).toBeLessThan(rows);
  expect(before).toBeGreaterThan(rows - 200);
  await page.fill('[data-testid="row-jump"]', '200,000');
  await page.keyboard.press('Enter');
  await until(async () => expect(await active()).toBe('200,000'));
  // A wheel moves the rows by as much as it turns, though the bar stands for many more.
  const box = (await grid().boundingBox())!;
  await page.mouse.move(box.x + 200, box.y + 150);
  const top = () =>
    grid().evaluate(
      (e) =>
        [...e.querySelectorAll('.grid-number')]
          .filter((n) => n.getBoundingClientRect().top >= e.getBoundingClientRect().top + 68)
          .map((n) => Number(n.textContent?.replaceAll(',', '')))
          .sort((a, b) => a - b)[0]!,
    );
  const from = await top();
  for (let i = 0; i < 10; i++) await page.mouse.wheel(0, 240);
  await until(async () => expect(await top()).toBe(from + 100));
  // Once the bar has gone where it belongs, the rows have not moved.
  await page.waitForTimeout(400);
  expect(await top()).toBe(from + 100);
  await page.fill('[data-testid="row-jump"]', '400,001');
  expect(await page.locator('[data-testid="row-jump"]').getAttribute('aria-invalid')).toBe('true');
});

it('copies a selection across windows, and says where it had to stop', async () => {
  const { page } = editor;
  await page.fill('[data-testid="row-jump"]', '1000');
  await page.keyboard.press('Enter');
  await until(async () => expect(await active()).toBe('1000'));
  await page.keyboard.press('Home');
  for (let i = 0; i < 60; i++) await page.keyboard.press('Shift+PageDown');
  const last = Number((await active())!.replaceAll(',', ''));
  expect(last).toBeGreaterThan(1300);
  await page.keyboard.press('Control+c');
  const copied = Array.from({ length: last - 999 }, (_, i) => String(1000 + i)).join('\n');
  await until(async () => expect(await clipboard()).toBe(copied));
  await page.keyboard.press('Control+a');
  await page.keyboard.press('Control+c');
  await until(
    async () =>
      expect(await page.locator('[data-testid="notice"]').last().innerText()).toContain(
        'Copied the first 100,000 of 400,000 rows.',
      ),
    30_000,
  );
  const lines = (await clipboard()).split('\n');
  expect([lines.length, lines[0], lines[99_999]]).toEqual([
    100_000,
    '1\tn 7919\t0.25',
    `100000\tn ${(100_000 * 7919) % (rows + 1)}\t25000`,
  ]);
});

it('sorts, searches and filters all rows, not only the first', async () => {
  const { page } = editor;
  await page.click('[data-testid="column-name"]');
  await page.getByRole('button', { name: 'Descending' }).click();
  await until(async () => expect(await firstName()).toBe('n 99999'), 30_000);
  await page.fill('[data-testid="preview-search"]', 'N 39999');
  await until(
    async () => expect(await page.locator('[data-testid="look-bar"]').innerText()).toContain('11 of 400,000 rows'),
    30_000,
  );
  await until(async () => expect(await firstName()).toBe('n 399999'));
  // A number is found as the grid writes it.
  await page.fill('[data-testid="preview-search"]', '99,999.75');
  await until(
    async () => expect(await page.locator('[data-testid="look-bar"]').innerText()).toContain('1 of 400,000 rows'),
    30_000,
  );
  await page.getByRole('button', { name: 'Clear', exact: true }).click();
  await until(async () => expect(await firstName()).toBe('n 7919'), 30_000);
});

it('shows the first rows again when they are wanted, or when the flow has changed', async () => {
  const { page } = editor;
  await page.click('[data-testid="drop-all-rows"]');
  await until(async () =>
    expect(await page.locator('[data-testid="preview-badge"]').innerText()).toMatch(/^first 1,000/),
  );
  await page.click('[data-testid="load-all-rows"]');
  await until(
    async () => expect(await page.locator('[data-testid="preview-badge"]').innerText()).toMatch(/^exact/),
    60_000,
  );
  await writeCode(page, 'columns.0.expression', "'other'");
  await until(
    async () => expect(await page.locator('[data-testid="preview-badge"]').innerText()).toMatch(/^first 1,000/),
    20_000,
  );
  await until(async () => expect(await firstName()).toBe('other'));
  expect(editor.errors).toEqual([]);
});
