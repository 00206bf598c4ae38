import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { choose, nodeAt, until } from './editor-actions.ts';
import type { ServedEditor } from './served-editor.ts';
import { openEditor } from './served-editor.ts';

const flow = {
  millrace: 1,
  name: 'Stops',
  parameters: [],
  nodes: {
    orders: { type: 'read-delimited', version: 1, params: { path: 'orders.csv' } },
    paid: { type: 'filter-rows', version: 1, title: 'Paid', params: { condition: 'amount <> 0' } },
    taxed: { type: 'formula', version: 1, title: 'With tax', params: { columns: [{ name: 'gross', expression: 'amount * 1.2' }] } },
    out: { type: 'write-delimited', version: 1, title: 'Result', params: { path: 'out.csv' } },
    slow: { type: 'sql', version: 1, params: { statement: 'SELECT count(*) AS n FROM range(90000000) t(i) WHERE hash(i) % 7 = 3' } },
    last: { type: 'write-delimited', version: 1, params: { path: 'slow.csv' } },
  },
  edges: [
    { from: 'orders.out', to: 'paid.in' },
    { from: 'paid.passed', to: 'taxed.in' },
    { from: 'taxed.out', to: 'out.in' },
    { from: 'slow.out', to: 'last.in' },
  ],
  layout: { orders: { x: 0, y: 0 }, paid: { x: 300, y: 0 }, taxed: { x: 600, y: 0 }, out: { x: 900, y: 0 }, slow: { x: 0, y: 160 }, last: { x: 300, y: 160 } },
};
let editor: ServedEditor;
beforeAll(async () => {
  editor = await openEditor({ files: { 'flow.json': JSON.stringify(flow), 'orders.csv': 'id,amount\n1,10\n2,-5\n3,0\n4,7\n' } });
  await editor.page.waitForSelector('[data-testid="node-last"]');
});
afterAll(async () => {
  expect(editor.errors).toEqual([]);
  await editor.close();
});

const written = (name = 'out.csv'): boolean => existsSync(join(editor.project, name));
const at = (id: string) => editor.page.locator(`[data-testid="${id}"]`);

it('a breakpoint with a condition stops the run before anything is written and shows the rows that meet it', async () => {
  const { page } = editor;
  await choose(page, 'paid');
  await page.keyboard.press('Control+Shift+F8');
  const row = at('breakpoint-paid.passed');
  await row.locator('.monaco-editor').click();
  await page.keyboard.insertText('amount <');
  await until(async () => expect(await row.locator('.field-live').getAttribute('data-failed')).toBe(''));
  await page.keyboard.insertText(' 0');
  await until(async () => expect(await row.innerText()).toContain('true for 1 of the first 3 rows'));
  await page.getByRole('dialog').getByRole('button', { name: 'Done' }).click();
  expect(await at('stop-paid.passed').getAttribute('data-kind')).toBe('when');
  await choose(page, 'out');
  await page.keyboard.press('F9');
  await at('run-paused').waitFor();
  expect(await at('run-paused').innerText()).toBe('Paused after Paid');
  expect(await at('paused-rows').innerText()).toContain('1 of 3 rows after “Paid” meet the breakpoint');
  await until(async () => expect(await at('paused-rows').innerText()).toMatch(/2\s+-5/));
  expect(written()).toBe(false);
});

it('goes to the next node, then on to the end', async () => {
  const { page } = editor;
  await page.keyboard.press('F10');
  await until(async () => expect(await at('run-paused').innerText()).toBe('Paused after With tax'));
  await until(async () => expect(await at('paused-rows').innerText()).toMatch(/3 rows after “With tax”, where the run waits/));
  expect(written()).toBe(false);
  await page.keyboard.press('F8');
  await at('run').waitFor();
  await until(async () => expect(await editor.read('out.csv')).toBe('id,amount,gross\n1,10,12.0\n2,-5,-6.0\n4,7,8.4\n'));
});

it('is cancelled where it waits, and one that is switched off stops nothing', async () => {
  const { page } = editor;
  await choose(page, 'out');
  await page.keyboard.press('F9');
  await at('run-paused').waitFor();
  await at('cancel').click();
  await at('run').waitFor();
  await at('stop-paid.passed').click();
  await at('breakpoints').getByRole('checkbox').uncheck();
  await page.keyboard.press('Escape');
  expect(await at('stop-paid.passed').getAttribute('data-kind')).toBe('off');
  await choose(page, 'out');
  await page.keyboard.press('F9');
  await until(async () => expect(await nodeAt(page, 'out').innerText()).toContain('3 rows'));
  expect(await at('run-paused').count()).toBe(0);
});

it('remembers breakpoints over a reload, not in the file; the run of a window that has gone is cancelled', async () => {
  const { page } = editor;
  await at('stop-paid.passed').click();
  await at('breakpoints').getByRole('checkbox').check();
  await page.keyboard.press('Escape');
  expect(JSON.parse(await editor.read('flow.json'))).toEqual(flow);
  await choose(page, 'out');
  await page.keyboard.press('F9');
  await at('run-paused').waitFor();
  await page.waitForTimeout(600);
  await page.reload();
  await at('stop-paid.passed').waitFor();
  await page.keyboard.press('Control+Shift+h');
  await until(async () => expect(await at('run-record').first().innerText()).toContain('Cancelled'));
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
});

it('starts step by step, and pauses a run between two statements', async () => {
  const { page } = editor;
  await choose(page, 'paid');
  await page.keyboard.press('Control+F8');
  await at('stop-paid.passed').waitFor({ state: 'detached' });
  await page.keyboard.press('F10');
  await until(async () => expect(await at('run-paused').innerText()).toBe('Paused after SQL'));
  await page.keyboard.press('F10');
  await until(async () => expect(await at('run-paused').innerText()).toBe('Paused after Delimited file'));
  await at('cancel').click();
  await at('run').waitFor();
  await page.keyboard.press('F5');
  await at('pause').waitFor();
  await page.keyboard.press('F8');
  await until(async () => expect(await at('run-paused').innerText()).toBe('Paused between two statements'), 20_000);
  expect(written('slow.csv')).toBe(false);
  await at('go-on').click();
  await at('run').waitFor();
  await until(() => expect(written('slow.csv')).toBe(true));
});

it('does a run on record again as it was, and opens its flow; one that was cancelled is no problem to list', async () => {
  const { page } = editor;
  await choose(page, 'paid');
  await page.keyboard.press('F10');
  await at('run-paused').waitFor();
  await at('cancel').click();
  await at('run').waitFor();
  await until(async () => expect(await at('problems').innerText()).toBe('No problems'));
  await rm(join(editor.project, 'out.csv'));
  await page.keyboard.press('Control+Shift+h');
  const whole = at('run-record').filter({ hasText: 'Succeeded' }).filter({ hasNotText: 'to Result' }).first();
  await whole.getByRole('button').click();
  await at('run-again').click();
  await until(() => expect(written()).toBe(true));
  await at('run').waitFor();
  await page.keyboard.press('Control+Shift+h');
  await at('run-record').first().getByRole('button').click();
  await at('open-earlier').click();
  await page.waitForSelector('[data-testid="save"]');
  await until(async () => expect(await nodeAt(page, 'taxed').count()).toBe(1));
});

it('says in the language of the window what an expression gives, and keeps the flow’s name and every button of a run that waits in a narrow window', async () => {
  const { page } = editor;
  await page.evaluate(() => localStorage.setItem('millrace.preferences', JSON.stringify({ ...(JSON.parse(localStorage.getItem('millrace.preferences') ?? '{}') as object), language: 'de', changed: Date.now() + 1000 })));
  await page.reload();
  await at('node-paid').waitFor();
  await choose(page, 'paid');
  await until(async () => expect(await at('live-condition').innerText()).toBe('wahr für 3 der ersten 4 Zeilen'));
  await page.setViewportSize({ width: 1024, height: 700 });
  await page.keyboard.press('F10');
  await at('run-paused').waitFor();
  for (const part of ['go-on', 'step', 'cancel', 'flow-menu']) {
    const box = (await at(part).boundingBox())!;
    expect([part, box.x >= 0, box.x + box.width <= 1024, box.width > 30]).toEqual([part, true, true, true]);
  }
  const [name, saved] = [(await at('flow-menu').boundingBox())!, (await page.locator('[data-testid="save"], [data-testid="saved"]').first().boundingBox())!];
  expect(name.x + name.width).toBeLessThanOrEqual(saved.x);
  await page.setViewportSize({ width: 800, height: 500 });
  const zoom = (await page.locator('.zoom-bar').boundingBox())!;
  const canvas = (await at('canvas').boundingBox())!;
  expect(zoom.x + zoom.width).toBeLessThanOrEqual(canvas.x + canvas.width);
  await at('cancel').click();
});
