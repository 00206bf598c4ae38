import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { germanNodes } from '../../renderer/words/de/german-nodes.ts';
import { german } from '../../renderer/words/de/german.ts';
import { choose, gridText, nodeAt, runToEnd, typeToAdd, until } from './editor-actions.ts';
import type { ServedEditor } from './served-editor.ts';
import { openEditor } from './served-editor.ts';

const flow = {
  millrace: 1,
  name: 'Bestellungen',
  parameters: [],
  nodes: {
    orte: { type: 'inline-table', version: 1, params: { table: { columns: [{ name: 'ort', type: 'VARCHAR' }, { name: 'betrag', type: 'DOUBLE' }], rows: [['Bonn', 12345.5], ['Ulm', 7]] } } },
    ziel: { type: 'write-json', version: 1, params: { path: 'aus/orte.jsonl' } },
  },
  edges: [{ from: 'orte.out', to: 'ziel.in' }],
  layout: { orte: { x: 0, y: 0 }, ziel: { x: 560, y: 0 } },
};

/** English that a German window must not show: whole texts, those aside that are the same in both languages or stand for a German text too. */
const meant = new Set([...Object.values(german), ...Object.values(germanNodes)]);
const english = new Set([...Object.entries(german), ...Object.entries(germanNodes)].flatMap(([text, other]) => (text === other || meant.has(text) || text.includes('{') ? [] : [text.split('##')[0]!])));

/** What a person reads or hears on the page now, text by text. */
const told = (page: Page): Promise<readonly string[]> =>
  page.evaluate(() => {
    const found: string[] = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    // The two letters of a node's sign are no word.
    while (walker.nextNode()) if (!walker.currentNode.parentElement?.closest('.chip, .monaco-editor')) found.push(walker.currentNode.textContent?.trim() ?? '');
    for (const element of document.querySelectorAll('[aria-label], [title], [placeholder]')) for (const name of ['aria-label', 'title', 'placeholder']) found.push(element.getAttribute(name) ?? '');
    return found.filter((text) => text !== '');
  });

async function noEnglish(page: Page, where: string): Promise<void> {
  const texts = await told(page);
  expect(texts.length, where).toBeGreaterThan(20);
  expect([...new Set(texts.filter((text) => english.has(text)))], where).toEqual([]);
}

let editor: ServedEditor;
beforeAll(async () => {
  editor = await openEditor({ browser: { locale: 'de-DE', viewport: { width: 1280, height: 800 } }, files: { 'flow.json': JSON.stringify(flow) } });
});
afterAll(() => editor.close());

async function openFlow(page: Page): Promise<void> {
  await page.keyboard.press('Control+o');
  await page.getByRole('dialog').getByRole('button', { name: 'flow.json' }).click();
  await page.waitForSelector('[data-testid="node-ziel"]');
}

it('speaks the language of the system', async () => {
  const { page } = editor;
  expect(await page.getAttribute('html', 'lang')).toBe('de');
  await noEnglish(page, 'the first page');
  await openFlow(page);
  await until(async () => expect(await page.locator('[data-testid="status"]').innerText()).toContain('2 Knoten · 1 Anweisung'));
});

it('shows no English while a flow is made, run and looked at', async () => {
  const { page } = editor;
  await choose(page, 'orte');
  const filter = await typeToAdd(page, 'Filter');
  await until(async () => expect(await page.locator('[data-testid="inspector"]').innerText()).toContain('Zeilen, für die sie wahr ist, kommen durch'));
  await noEnglish(page, 'a node that was just added');
  await until(async () => expect(await gridText(page)).toContain('12.345,5'));
  await runToEnd(page);
  expect(await nodeAt(page, 'ziel').innerText()).toContain('2 Zeilen geschrieben');
  await choose(page, filter);
  await page.keyboard.press('F1');
  await page.getByRole('dialog').getByText('Einstellungen', { exact: true }).waitFor();
  // Examples of nodes are passages of the manual, which is in English.
  await page.keyboard.press('Escape');
  for (const key of ['Control+k', 'Control+/', 'Control+,', 'Control+Shift+P', 'Control+Shift+O', 'Control+Shift+H', 'Control+Shift+E', 'Control+h']) {
    await page.keyboard.press(key);
    await page.waitForSelector('[role="dialog"]');
    await until(() => noEnglish(page, key));
    await page.keyboard.press('Escape');
    await page.waitForSelector('[role="dialog"]', { state: 'detached' });
  }
  for (const key of ['Control+Shift+M', 'Control+Shift+D']) {
    await page.keyboard.press(key);
    await until(() => noEnglish(page, key));
    await page.keyboard.press(key);
  }
});

it('nothing is cut off in a window of 1280 pixels', async () => {
  const { page } = editor;
  const cut = await page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>('.top-bar button, .status-bar button, .status-bar span, .palette-group, .palette-item > span, .inspector-summary, .data-head button, [role="tablist"], .tab')]
      .filter((element) => element.offsetParent !== null && element.scrollWidth > element.clientWidth + 1 && element.clientWidth > 0)
      .map((element) => element.innerText),
  );
  expect(cut).toEqual([]);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(1280);
});

it('changes its language in place and keeps what was typed', async () => {
  const { page } = editor;
  await page.keyboard.press('Control+,');
  await page.locator('#setting-memory').fill('3GB');
  await page.getByRole('radio', { name: 'English' }).click();
  await page.getByRole('heading', { name: 'Settings' }).waitFor();
  expect(await page.locator('#setting-memory').inputValue()).toBe('3GB');
  expect(await page.getAttribute('html', 'lang')).toBe('en');
  expect(await nodeAt(page, 'ziel').innerText()).toContain('2 rows written');
  await page.getByRole('radio', { name: 'Deutsch' }).click();
  await page.getByRole('heading', { name: 'Einstellungen' }).waitFor();
  await until(async () => expect(await editor.read('../user/window.json')).toContain('"language":"de"'));
  await page.keyboard.press('Escape');
  await noEnglish(page, 'after two changes');
});

it('had no error of its own', () => {
  expect(editor.errors).toEqual([]);
});
