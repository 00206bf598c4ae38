import { execFile } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { choose, codeField, drag, edgeIds, gridText, nodeAt, pickChoice, portAt, runToEnd, typeToAdd, until, writeCode, writeField } from './editor-actions.ts';
import type { ServedEditor } from './served-editor.ts';
import { openEditor, root } from './served-editor.ts';
import { nodeIds, tone } from './workbench-page.ts';

const orders = ['city,amount,paid', 'Oslo,10,true', 'Bergen,25,true', 'Oslo,5,false', 'Bergen,40,true', 'Tromsø,7,false'].join('\n');
const wanted = 'city,total\nBergen,65\nOslo,10\n';
let editor: ServedEditor;
beforeAll(async () => {
  editor = await openEditor({ files: { 'data/orders.csv': `${orders}\n` } });
});
afterAll(() => editor.close());

it('welcomes to an empty folder', async () => {
  await editor.page.waitForSelector('[data-testid="welcome"]');
  expect(await editor.page.locator('[data-testid="saved"]').innerText()).toBe('new');
});

it('reads a file by a drag from the palette and a choice', async () => {
  const { page } = editor;
  await drag(page, page.locator('[data-testid="palette-read-delimited"]'), { x: 420, y: 300 });
  await page.waitForSelector('[data-testid="node-read-delimited"]');
  await until(async () => expect(await tone(page, 'read-delimited')).toBe('todo'));
  await page.getByRole('button', { name: 'Browse…' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'data/orders.csv' }).click();
  await until(async () => expect(await gridText(page)).toContain('Tromsø'));
  await until(async () => expect(await tone(page, 'read-delimited')).toBe('never'));
});

it('adds by typing and connects from port to port', async () => {
  const { page } = editor;
  await page.keyboard.press('Escape');
  await page.mouse.click(900, 600);
  await until(async () => expect(await page.locator('.react-flow__node.selected').count()).toBe(0));
  const filter = await typeToAdd(page, 'filter');
  expect(filter).toBe('filter-rows');
  expect(await edgeIds(page)).toEqual([]);
  await drag(page, portAt(page, 'read-delimited', 'out'), portAt(page, filter, 'in'));
  await until(async () => expect(await edgeIds(page)).toEqual(['read-delimited.out->filter-rows.in']));
});

it('completes a column and says what the condition gives', async () => {
  const { page } = editor;
  await choose(page, 'filter-rows');
  await (await codeField(page, 'condition')).click();
  // A condition that was not written yet is replaced, not prolonged.
  await page.keyboard.type('pai');
  const suggestion = page.locator('.suggest-widget.visible .monaco-list-row').first();
  await suggestion.waitFor();
  expect(await suggestion.innerText()).toContain('paid');
  await page.keyboard.press('Enter');
  await until(async () => expect(await page.locator('[data-testid="live-condition"]').innerText()).toMatch(/true for 3 of/i));
});

it('shows an unknown column at its token and in the list of problems, and mends it', async () => {
  const { page } = editor;
  await writeCode(page, 'condition', 'paid AND amuont > 0');
  await until(async () => {
    const mark = await page.locator('[data-testid="param-condition"] .squiggly-error').boundingBox({ timeout: 500 });
    const line = await page.locator('[data-testid="param-condition"] .view-line span span').first().boundingBox();
    expect(mark!.x).toBeGreaterThan(line!.x + 40);
  });
  await page.click('[data-testid="problems"]');
  const row = page.locator('[data-testid="problems-list"] .problem').first();
  await until(async () => expect(await row.innerText()).toContain('amuont'));
  await row.getByRole('button', { name: /amount/ }).last().click();
  await until(async () => expect(await page.locator('[data-testid="param-condition"] .view-line').innerText()).toMatch(/paid.AND.amount.>.0/));
  await until(async () => expect(await page.locator('[data-testid="problems-list"]').innerText()).toContain('no problems'));
  await page.click('[data-testid="problems"]');
});

it('draws on: totals per city, in order, into a file', async () => {
  const { page } = editor;
  await choose(page, 'filter-rows');
  await page.locator('[data-testid="canvas"] .react-flow__pane').focus().catch(() => undefined);
  expect(await typeToAdd(page, 'aggregate')).toBe('aggregate');
  // What reads a node stands to the right of it, wherever the search was opened.
  const [of, at] = await Promise.all(['filter-rows', 'aggregate'].map((id) => page.evaluate((node) => document.querySelector(`.react-flow__node[data-id="${node}"]`)!.getBoundingClientRect().x, id)));
  expect(at! - of!).toBeGreaterThan(200);
  const add = (list: string) => page.locator(`[data-testid="param-${list}"] .link-button`).first().click();
  if ((await page.locator('[data-testid="item-groups.0"]').count()) === 0) await add('groups');
  await writeCode(page, 'groups.0.by', 'city');
  if ((await page.locator('[data-testid="item-measures.0"]').count()) === 0) await add('measures');
  if ((await page.locator('[data-testid="param-measures.0.function"]').count()) === 0) await page.locator('[data-testid="item-measures.0"] .list-summary').click();
  await pickChoice(page, 'measures.0.function', 'Sum');
  await writeField(page, 'measures.0.column', 'amount');
  await writeField(page, 'measures.0.as', 'total');
  await until(async () => expect(await gridText(page)).toContain('65'));
  await choose(page, 'aggregate');
  expect(await typeToAdd(page, 'sort')).toBe('sort-rows');
  if ((await page.locator('[data-testid="item-keys.0"]').count()) === 0) await add('keys');
  await writeCode(page, 'keys.0.by', 'city');
  await choose(page, 'sort-rows');
  expect(await typeToAdd(page, 'write delimited')).toBe('write-delimited');
  await writeField(page, 'path', 'out/totals.csv');
  // Only what is seen is drawn.
  await choose(page, 'write-delimited');
  await page.keyboard.press('Shift+1');
  await until(async () => expect(await edgeIds(page)).toHaveLength(4));
});

it('shows the columns at every port without a run', async () => {
  const { page } = editor;
  // The last edge was drawn a moment ago: its check may still be on its way.
  for (const [node, port, said] of [['aggregate', 'out', '2 columns'], ['write-delimited', 'in', '2 columns'], ['filter-rows', 'passed', '3 columns']] as const) {
    await until(async () => expect(await portAt(page, node, port).innerText()).toContain(said));
  }
});

it('runs; nodes and edges say how many rows went along', async () => {
  const { page } = editor;
  await runToEnd(page);
  await until(async () => expect(await tone(page, 'write-delimited')).toBe('fresh'), 30_000);
  expect(await nodeAt(page, 'filter-rows').innerText()).toContain('3 rows');
  expect(await nodeAt(page, 'write-delimited').innerText()).toContain('2 rows written');
  const count = page.locator('.react-flow__edge[data-id="filter-rows.passed->aggregate.in"] .edge-count');
  expect(await count.textContent()).toContain('3');
  expect(await editor.read('out/totals.csv')).toBe(wanted);
});

it('saves; a reload shows the same, and the command line writes the same bytes', async () => {
  const { page } = editor;
  const places = () => page.evaluate(() => [...document.querySelectorAll<HTMLElement>('.react-flow__node')].map((n) => `${n.dataset['id']} ${n.innerText.split('\n')[0]}`).sort());
  await page.click('[data-testid="save"]');
  await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
  await page.waitForSelector('[data-testid="saved"]');
  const drawn = await places();
  const ids = await nodeIds(page);
  expect(Object.keys((JSON.parse(await editor.read('flow.json')) as { nodes: object }).nodes).sort()).toEqual([...ids].sort());
  await page.reload();
  await page.waitForSelector('[data-testid="node-write-delimited"]');
  await until(async () => expect(await places()).toEqual(drawn));
  expect(await edgeIds(page)).toHaveLength(4);
  await rm(join(editor.project, 'out'), { recursive: true });
  await promisify(execFile)(process.execPath, [join(root, 'bin/millrace.mjs'), 'run', editor.project]);
  expect(await editor.read('out/totals.csv')).toBe(wanted);
});

it('had no error of its own', () => expect(editor.errors).toEqual([]));
