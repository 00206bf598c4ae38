import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { violations } from './accessible.ts';
import { canvasAtRest, edgeIds, gridText, until } from './editor-actions.ts';
import { expectLook } from './looks.ts';
import type { ServedEditor } from './served-editor.ts';
import { openEditor, root } from './served-editor.ts';
import { nodeIds } from './workbench-page.ts';

let editor: ServedEditor;
beforeAll(async () => {
  // The test's own script is let in; the policy itself is tested elsewhere.
  editor = await openEditor({
    browser: { bypassCSP: true },
    files: { 'data/orders.csv': 'city,amount\nOslo,10\nBergen,25\n' },
    prepare: (project) => cp(join(root, 'samples/penguin-species'), join(project, 'penguins'), { recursive: true }),
  });
  await editor.page.waitForSelector('[data-testid="welcome"]');
});
afterAll(() => editor.close());

it('can be used by everyone: welcome', async () => expect(await violations(editor.page)).toEqual([]));

it('offers a tour that is taken by keys, and not twice', async () => {
  const { page } = editor;
  await page.locator('[data-testid="take-tour"]').press('Enter');
  const heading = page.locator('[data-testid="tour"] h2');
  await until(async () => expect(await gridText(page)).toContain('C3'));
  expect(await violations(page)).toEqual([]);
  const first = await heading.innerText();
  await page.keyboard.press('Enter');
  await until(async () => expect(await heading.innerText()).not.toBe(first));
  await page.keyboard.press('ArrowLeft');
  await until(async () => expect(await heading.innerText()).toBe(first));
  for (let i = 0; i < 7; i++) await page.keyboard.press('ArrowRight');
  await until(async () => expect(await page.locator('[data-testid="tour-next"]').innerText()).toBe('Done'));
  await page.keyboard.press('Escape');
  await until(async () => expect(await heading.count()).toBe(0));
  await page.keyboard.press('Control+n');
  await page.waitForSelector('[data-testid="welcome"]');
  expect(await page.locator('[data-testid="tour-offer"]').count()).toBe(0);
  await page.getByRole('button', { name: /^Use a template/ }).press('Enter');
  await page.waitForSelector('[data-testid="templates"]');
  expect(await violations(page)).toEqual([]);
  await page.keyboard.press('Escape');
});

it('draws and sets up a flow without a mouse', async () => {
  const { page } = editor;
  await page.keyboard.press('/');
  await page.waitForSelector('[data-testid="add-search"]');
  await page.keyboard.press('Escape');
  await until(async () => expect(await page.locator('[data-testid="add-search"]').count()).toBe(0));
  await page.keyboard.press('/');
  await page.waitForSelector('[data-testid="add-search"]');
  await page.keyboard.type('delimited');
  await page.keyboard.press('Enter');
  await page.waitForSelector('[data-testid="node-read-delimited"]');
  await until(async () => expect(await page.evaluate(() => document.activeElement?.getAttribute('data-id'))).toBe('read-delimited'));
  await page.keyboard.press('Enter');
  await until(async () => expect(await page.evaluate(() => document.activeElement?.id)).toBe('field-path'));
  expect(await page.evaluate(() => getComputedStyle(document.activeElement!).boxShadow + getComputedStyle(document.activeElement!).outlineStyle)).not.toBe('nonenone');
  await page.keyboard.type('data/orders.csv');
  await until(async () => expect(await gridText(page)).toContain('Bergen'));
  await page.keyboard.press('Control+k');
  await page.waitForSelector('[data-testid="action-input"]');
  await page.keyboard.type('sort');
  await page.getByRole('option', { name: 'Sort', exact: true }).waitFor();
  await page.keyboard.press('Escape');
  await until(async () => expect(await page.locator('[data-testid="action-input"]').count()).toBe(0));
  await page.keyboard.press('Control+k');
  await page.waitForSelector('[data-testid="action-input"]');
  await page.keyboard.type('add a node');
  await page.keyboard.press('Enter');
  await page.waitForSelector('[data-testid="add-search"]');
  await page.keyboard.type('limit');
  await page.keyboard.press('Enter');
  await until(async () => expect(await edgeIds(page)).toEqual(['read-delimited.out->limit-rows.in']));
  await until(async () => expect(await page.evaluate(() => document.activeElement?.getAttribute('data-id'))).toBe('limit-rows'));
  await page.keyboard.press('ArrowLeft');
  await until(async () => expect(await page.locator('[data-testid="node-read-delimited"]').getAttribute('data-selected')).toBe(''));
  await page.keyboard.press('Delete');
  await until(async () => expect(await nodeIds(page)).toEqual(['limit-rows']));
  await page.keyboard.press('Control+z');
  await until(async () => expect(await nodeIds(page)).toHaveLength(2));
});

it('connects, runs, looks at the rows and saves without a mouse', async () => {
  const { page } = editor;
  const focused = (what: string) => until(async () => expect(await page.evaluate((w) => document.activeElement?.closest(w) !== null, what)).toBe(true));
  await page.keyboard.press('ArrowRight');
  await until(async () => expect(await page.locator('[data-testid="node-limit-rows"]').getAttribute('data-selected')).toBe(''));
  // Takes the edge away and draws it again.
  await page.keyboard.press('c');
  await page.waitForSelector('[data-testid="connect-input"]');
  await page.keyboard.type('remove');
  await page.keyboard.press('Enter');
  await until(async () => expect(await edgeIds(page)).toEqual([]));
  await page.keyboard.press('c');
  await page.waitForSelector('[data-testid="connect-input"]');
  expect(await violations(page)).toEqual([]);
  await page.keyboard.press('Enter');
  await until(async () => expect(await edgeIds(page)).toEqual(['read-delimited.out->limit-rows.in']));
  await page.keyboard.press('/');
  await page.waitForSelector('[data-testid="add-search"]');
  await page.keyboard.type('write delimited');
  await page.keyboard.press('Enter');
  await page.waitForSelector('[data-testid="node-write-delimited"]');
  await until(async () => expect(await page.evaluate(() => document.activeElement?.getAttribute('data-id'))).toBe('write-delimited'));
  await page.keyboard.press('Enter');
  await until(async () => expect(await page.evaluate(() => document.activeElement?.id)).toBe('field-path'));
  await page.keyboard.type('out/first.csv');
  await page.keyboard.press('F5');
  await until(async () => expect(await editor.read('out/first.csv').catch(() => '')).toContain('Oslo,10'), 20_000);
  // From the inspector backwards to the rows, and on them.
  await page.waitForSelector('[role="grid"]');
  await page.keyboard.press('Shift+F6');
  await focused('[role="grid"]');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Control+c');
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe('Bergen');
  await page.keyboard.press('Control+Shift+o');
  await page.waitForSelector('[data-testid="outline"]');
  expect(await page.locator('[data-testid="outline"] li').nth(1).innerText()).toMatch(/reads Delimited file; feeds Write delimited/);
  expect(await violations(page)).toEqual([]);
  await page.keyboard.press('Escape');
  await page.keyboard.press('Control+s');
  await page.getByRole('dialog').waitFor();
  await page.keyboard.press('Enter');
  await page.waitForSelector('[data-testid="saved"]');
  expect(await editor.read('flow.json')).toContain('out/first.csv');
});

it('can be used by everyone: rows lost at a step, runs on record, the menu of a node', async () => {
  const { page } = editor;
  const room = page.locator('[data-testid="step-rows"]');
  await page.locator('.react-flow__node[data-id="limit-rows"]').focus();
  await page.keyboard.press('Control+k');
  await page.waitForSelector('[data-testid="action-input"]');
  await page.keyboard.type('rows lost');
  await page.keyboard.press('Enter');
  await until(async () => expect(await room.innerText()).toMatch(/Rows lost at “Limit”: \d+ of 2 rows/));
  expect(await violations(page)).toEqual([]);
  await page.keyboard.press('Escape');
  await until(async () => expect(await page.evaluate(() => document.activeElement?.getAttribute('data-id'))).toBe('limit-rows'));
  await page.keyboard.press('Shift+F10');
  await page.getByRole('menuitem', { name: 'Rows added here' }).waitFor();
  expect(await violations(page)).toEqual([]);
  await page.keyboard.press('Escape');
  await page.keyboard.press('Control+Shift+H');
  await page.waitForSelector('[data-testid="run-record"]');
  expect(await violations(page)).toEqual([]);
  await page.locator('[data-testid="run-record"]').getByRole('button').press('Enter');
  await page.getByText('What each node cost').waitFor();
  expect(await violations(page)).toEqual([]);
  await page.keyboard.press('Escape');
});

it('lets a key be changed, and the change stays', async () => {
  const { page } = editor;
  await page.keyboard.press('Control+/');
  await page.getByLabel('Filter the shortcuts').fill('outline');
  await page.locator('[data-testid="shortcut-view.outline"]').getByRole('button', { name: 'Change' }).focus();
  await page.keyboard.press('Enter');
  await page.keyboard.press('F9');
  await until(async () => expect(await page.locator('[data-testid="shortcut-said"]').innerText()).toContain('no longer the key of “Run to here”'));
  await page.getByLabel('Filter the shortcuts').fill('');
  expect(await violations(page)).toEqual([]);
  await page.keyboard.press('Escape');
  // What is seen answers keys, however long the other things of a start take.
  await page.routeWebSocket(/./, (socket) => {
    const server = socket.connectToServer();
    socket.onMessage((message) => void setTimeout(() => server.send(message), String(message).includes('"settings"') ? 3_000 : 0));
  });
  await page.reload();
  await page.waitForSelector('[data-testid="node-limit-rows"]');
  await page.keyboard.press('F9');
  await page.waitForSelector('[data-testid="outline"]');
  await page.keyboard.press('Escape');
});

it('keeps favourites and what was used last at the top of the palette', async () => {
  const { page } = editor;
  const focused = (id: string) => until(async () => expect(await page.evaluate(() => document.activeElement?.getAttribute('data-testid'))).toBe(id));
  await page.locator('[data-testid="palette-search"]').focus();
  await page.keyboard.type('srot');
  await page.keyboard.press('ArrowDown');
  await focused('palette-sort-rows');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Enter');
  await page.fill('[data-testid="palette-search"]', '');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  await focused('favourite-sort-rows');
  expect(await page.locator('[data-testid="recent-write-delimited"]').count()).toBe(1);
  expect(await violations(page)).toEqual([]);
  // Left goes to the heading, and once more folds it.
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('ArrowLeft');
  expect(await page.locator('[data-testid="favourite-sort-rows"]').count()).toBe(0);
  await page.keyboard.press('ArrowRight');
  await page.reload();
  await page.waitForSelector('[data-testid="node-limit-rows"]');
  expect(await page.locator('[data-testid="favourite-sort-rows"]').count()).toBe(1);
});

it('can be used by everyone: a flow with its rows, problems and dialogs', async () => {
  const { page } = editor;
  await page.keyboard.press('Control+o');
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'penguins/flow.json' }).waitFor();
  expect(await violations(page)).toEqual([]);
  await dialog.getByRole('button', { name: 'penguins/flow.json' }).click();
  await page.waitForSelector('[data-testid="node-quality"]');
  await page.keyboard.press('Shift+1');
  await page.waitForTimeout(300);
  await page.locator('[data-testid="node-quality"] .node-title').click();
  await until(async () => expect(await gridText(page)).toContain('penguin'));
  await page.click('[data-testid="problems"]');
  await page.keyboard.press('Shift+t');
  await page.waitForSelector('[data-testid="heat-legend"]');
  expect(await violations(page)).toEqual([]);
  await page.keyboard.press('Control+Shift+e');
  await page.locator('[data-testid="plan"] summary').first().click();
  expect(await violations(page)).toEqual([]);
  await page.keyboard.press('Escape');
  await page.keyboard.press('Control+k');
  await page.waitForSelector('[data-testid="action-input"]');
  expect(await violations(page)).toEqual([]);
  await page.keyboard.press('Escape');
});

it('can be used by everyone: an open list of choices', async () => {
  const { page } = editor;
  await page.locator('[data-testid="node-penguins"] .node-title').click();
  await page.locator('[data-testid="param-header"] [role="combobox"]').click();
  await page.getByRole('option').first().waitFor();
  expect(await violations(page)).toEqual([]);
  await page.keyboard.press('Escape');
});

it('looks as it did, in both themes', async () => {
  const { page } = editor;
  await page.keyboard.press('Shift+F6');
  await page.click('[data-testid="problems"]');
  await page.locator('[data-testid="node-quality"] .node-title').click();
  await page.keyboard.press('Shift+t');
  await page.keyboard.press('Shift+1');
  await until(async () => expect(await page.getAttribute('[data-testid="preview-badge"]', 'data-state')).toBe('ready'));
  await canvasAtRest(page);
  await expectLook(page, 'flow');
  await page.keyboard.press('Control+,');
  await page.waitForSelector('[data-testid="settings"]');
  await expectLook(page, 'settings');
  await page.keyboard.press('Escape');
  await page.keyboard.press('Control+Shift+d');
  await until(async () => expect(await page.locator('[data-testid="board-state"]').innerText()).toMatch(/exact|sample|\d/));
  await expectLook(page, 'dashboard');
  await page.keyboard.press('Control+n');
  await page.waitForSelector('[data-testid="welcome"]');
  await expectLook(page, 'welcome');
});

it('had no error of its own', () => expect(editor.errors).toEqual([]));
