import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { violations } from './accessible.ts';
import { until } from './editor-actions.ts';
import type { ServedEditor } from './served-editor.ts';
import { openEditor } from './served-editor.ts';

const flow = {
  millrace: 1,
  name: 'Load',
  parameters: [{ name: 'file', type: 'text', default: 'first.csv' }],
  nodes: { in: { type: 'read-delimited', version: 1, params: { path: '${file}' } }, out: { type: 'write-parquet', version: 1, params: { path: 'rows.parquet' } } },
  edges: [{ from: 'in.out', to: 'out.in' }],
};
let editor: ServedEditor;
beforeAll(async () => {
  editor = await openEditor({ browser: { bypassCSP: true }, files: { 'flow.json': JSON.stringify(flow), 'first.csv': 'a\n1\n' }, prepare: async (project) => void (await mkdir(join(project, 'inbox'))) });
  await editor.page.waitForSelector('[data-testid="node-out"]');
});
afterAll(() => editor.close());

async function openDialog(): Promise<void> {
  const { page } = editor;
  await page.keyboard.press('Control+k');
  await page.fill('[data-testid="action-input"]', 'schedules');
  await page.keyboard.press('Enter');
  await page.waitForSelector('[data-testid="schedules"]');
}

it('a schedule is written, checked, switched on, runs when a file arrives, and ends with its window', async () => {
  const { page } = editor;
  await openDialog();
  expect(await page.locator('[data-testid="schedules-on"]').isDisabled()).toBe(true);
  await page.click('[data-testid="schedules-add"]');
  await page.fill('[data-testid="schedule-name"]', 'inbox');
  await page.fill('[data-testid="schedule-cron"]', '99 * * * *');
  await page.click('[data-testid="schedules-save"]');
  await until(async () => expect(await page.locator('p[role="alert"]').textContent()).toContain('Invalid value for minute'));
  await page.getByRole('radio', { name: 'When files arrive' }).click();
  await page.fill('[data-testid="schedule-files"]', 'inbox/*.csv');
  await page.fill('[data-testid="schedule-parameter"]', 'file');
  await page.fill('[data-testid="schedule-settle"]', '1');
  await page.click('[data-testid="schedule-receiver-add"]');
  expect(await violations(page)).toEqual([]);
  await page.getByRole('radio', { name: 'File', exact: true }).click();
  await page.getByRole('textbox', { name: 'File', exact: true }).fill('runs.ndjson');
  await page.getByRole('checkbox', { name: 'succeeded' }).check();
  await page.click('[data-testid="schedules-save"]');
  await until(async () => expect(await page.locator('[data-testid="schedules-said"]').textContent()).toContain('saved'));
  expect(JSON.parse(await editor.read('schedules.json'))).toEqual({ inbox: { flow: 'flow.json', files: 'inbox/*.csv', parameter: 'file', settle: 1, notify: [{ on: ['succeeded', 'warnings', 'failed'], log: 'runs.ndjson' }] } });

  // Nothing runs because it is written.
  await writeFile(join(editor.project, 'inbox/before.csv'), 'a\n1\n');
  await page.click('[data-testid="schedules-on"]');
  await until(async () => expect(await page.locator('[data-testid="schedule-lines"]').textContent()).toContain('1 file is there already'));
  await writeFile(join(editor.project, 'inbox/orders.csv'), 'a\n1\n2\n');
  await until(async () => expect(await page.locator('[data-testid="schedule-lines"]').textContent()).toContain('inbox: orders.csv: succeeded'), 30_000);
  expect(JSON.parse(await editor.read('runs.ndjson'))).toMatchObject({ schedule: 'inbox', trigger: 'inbox: orders.csv', rowsWritten: 2 });
  expect(await violations(page)).toEqual([]);
  await page.keyboard.press('Escape');
  await page.waitForSelector('[data-testid="scheduling"]');
  await page.keyboard.press('Control+Shift+h');
  await until(async () => expect(await page.locator('[data-testid="run-record"]').first().textContent()).toContain('by inbox: orders.csv'));
  await page.keyboard.press('Escape');

  await page.reload();
  await page.waitForSelector('[data-testid="node-out"]');
  await openDialog();
  expect(await page.locator('[data-testid="schedules-on"]').getAttribute('aria-checked')).toBe('false');
  // The window of before has let go of them: this one may have them.
  await page.click('[data-testid="schedules-on"]');
  await until(async () => expect(await page.locator('[data-testid="schedules-on"]').getAttribute('aria-checked')).toBe('true'));
  await page.click('[data-testid="schedules-on"]');
  await until(async () => expect(await page.locator('[data-testid="schedules-on"]').getAttribute('aria-checked')).toBe('false'));
  await page.keyboard.press('Escape');
  expect(editor.errors).toEqual([]);
});
