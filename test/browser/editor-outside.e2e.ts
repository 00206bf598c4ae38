import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { choose, gridText, until } from './editor-actions.ts';
import type { ServedEditor } from './served-editor.ts';
import { openEditor } from './served-editor.ts';

const flow = {
  millrace: 1,
  name: 'Outside',
  parameters: [],
  nodes: {
    far: { type: 'read-delimited', version: 1, title: 'Far', params: { path: '../other/far.csv' } },
    near: { type: 'read-delimited', version: 1, params: { path: '../near.csv' } },
    out: { type: 'write-delimited', version: 1, title: 'Out', params: { path: '../other/out.csv' } },
  },
  edges: [{ from: 'far.out', to: 'out.in' }],
  layout: { far: { x: 0, y: 0 }, near: { x: 0, y: 140 }, out: { x: 300, y: 0 } },
};
let editor: ServedEditor;
let other: string;
beforeAll(async () => {
  editor = await openEditor({
    files: { 'flows/flow.json': JSON.stringify({ ...flow, nodes: { near: flow.nodes.near }, edges: [] }), 'near.csv': 'n\n7\n', 'flow.json': JSON.stringify({ ...flow, nodes: { far: flow.nodes.far, out: flow.nodes.out } }) },
    prepare: async (project) => {
      other = join(project, '../other');
      await mkdir(other);
      await writeFile(join(other, 'far.csv'), 'secret\n42\n');
    },
  });
  await editor.page.waitForSelector('[data-testid="node-out"]');
});
afterAll(async () => {
  expect(editor.errors).toEqual([]);
  await editor.close();
});

it('a flow that names files outside its project asks once, shows which, and reads nothing before', async () => {
  const { page } = editor;
  const bar = page.locator('[data-testid="outside-bar"]');
  await until(async () => expect(await bar.innerText()).toContain('1 node uses files outside this project.'));
  await choose(page, 'far');
  await page.locator('.app-centre').getByText('lies outside the project').first().waitFor();
  expect(await page.locator('body').innerText()).not.toContain('42');
  await page.keyboard.press('F5');
  await until(async () => expect(await page.locator('[data-testid="notice"]').last().innerText()).toContain('lies outside the project'));
  await page.locator('[data-testid="outside-open"]').click();
  const asked = page.locator('[data-testid="outside"]');
  await until(async () => expect(await asked.innerText()).toContain(other));
  expect(await asked.innerText()).toContain('to read ../other/far.csv');
  expect(await asked.innerText()).toContain('to write ../other/out.csv');
  await page.locator('[data-testid="allow-folders"]').click();
  await bar.waitFor({ state: 'detached' });
  await until(async () => expect(await gridText(page)).toContain('42'));
  await page.keyboard.press('F5');
  await until(() => expect(existsSync(join(other, 'out.csv'))).toBe(true));
});

it('does not ask again, and a folder that is served is open to the flows in it', async () => {
  const page = await editor.reopen();
  await choose(page, 'far');
  await until(async () => expect(await gridText(page)).toContain('42'));
  expect(await page.locator('[data-testid="outside-bar"]').count()).toBe(0);
  await page.keyboard.press('Control+o');
  await page.getByRole('dialog').getByRole('button', { name: 'flows/flow.json' }).click();
  await choose(page, 'near');
  await until(async () => expect(await gridText(page)).toContain('7'));
  expect(await page.locator('[data-testid="outside-bar"]').count()).toBe(0);
});
