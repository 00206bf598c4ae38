import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { FlowDocument } from '../../engine/document/document.ts';
import { choose, until } from './editor-actions.ts';
import type { ServedEditor } from './served-editor.ts';
import { openEditor, root } from './served-editor.ts';
import { nodeIds } from './workbench-page.ts';

const flow = {
  millrace: 1,
  name: 'Imports',
  parameters: [],
  nodes: { orders: { type: 'read-delimited', version: 1, params: { path: 'orders.csv' } } },
  edges: [],
  layout: { orders: { x: 0, y: 0 } },
};
const suite = { name: 'Orders are whole', expectations: [{ type: 'expect_column_values_to_not_be_null', kwargs: { column: 'id' } }, { type: 'expect_column_values_to_be_dreamt_of', kwargs: { column: 'id' } }] };
const contract = 'kind: DataContract\napiVersion: v3.0.2\nschema:\n  - name: orders\n    properties:\n      - { name: amount, logicalType: integer, required: true }\n  - name: people\n    properties:\n      - { name: born, logicalType: date }\n';
const prep = { nodes: { a: { nodeType: '.v1.LoadCsv', name: 'Orders', connectionId: 'c', connectionAttributes: {}, fields: [{ name: 'id', type: 'integer' }, { name: 'amount', type: 'integer' }], actions: [], filters: [], separator: 'A', locale: 'en_US', charSet: 'UTF-8', containsHeaders: true, nextNodes: [{ namespace: 'Default', nextNodeId: 'b', nextNamespace: 'Default' }] }, b: { nodeType: '.v2019_2_2.SuperExtensibilityNode', name: 'Script', beforeActionAnnotations: [], afterActionAnnotations: [], actionNode: { nodeType: '.v2019_2_2.ExtensibilityNode' }, nextNodes: [] } }, connections: { c: { connectionAttributes: { filename: 'C:\\Data\\orders.csv', class: 'textscan' } } } };

let editor: ServedEditor;
beforeAll(async () => {
  editor = await openEditor({
    files: { 'flow.json': JSON.stringify(flow), 'orders.csv': 'id,amount\n1,10\n2,20\n' },
    prepare: (project) => copyFile(join(root, 'test/exchange/orders.yxmd'), join(project, 'old orders.yxmd')),
  });
  await editor.page.waitForSelector('[data-testid="node-orders"]');
});
afterAll(async () => {
  expect(editor.errors).toEqual([]);
  await editor.close();
});

/** Drops a file with a text on the canvas, as from the desktop. */
async function dropFile(page: Page, name: string, text: string): Promise<void> {
  const box = (await page.locator('[data-testid="canvas"]').boundingBox())!;
  await page.evaluate(
    ([name, text, x, y]) => {
      const transfer = new DataTransfer();
      transfer.items.add(new File([text], name));
      const target = document.querySelector('.react-flow__pane')!;
      for (const type of ['dragover', 'drop']) target.dispatchEvent(new DragEvent(type, { dataTransfer: transfer, clientX: x, clientY: y, bubbles: true, cancelable: true }));
    },
    [name, text, box.x + box.width / 2, box.y + box.height - 120] as const,
  );
}

const report = () => editor.page.locator('[data-testid="import-report"]');
const saved = async (): Promise<FlowDocument> => {
  await editor.page.keyboard.press('Control+s');
  await editor.page.waitForSelector('[data-testid="saved"]');
  return JSON.parse(await editor.read('flow.json')) as FlowDocument;
};
const done = async () => {
  await editor.page.getByRole('dialog').getByRole('button', { name: 'Done' }).click();
  await editor.page.getByRole('dialog').waitFor({ state: 'detached' });
};

it('a suite that is dropped becomes a Check node, with what did not map in its note', async () => {
  const { page } = editor;
  await dropFile(page, 'suite.json', JSON.stringify(suite));
  await until(async () => expect(await report().innerText()).toContain('1 rule imported.'));
  expect(await report().innerText()).toContain('expect_column_values_to_be_dreamt_of');
  await done();
  const check = (await saved()).nodes['check-rows']!;
  expect(check).toMatchObject({ title: 'Orders are whole', params: { rules: [{ rule: 'not-null', column: 'id' }] } });
  expect(check.note).toContain('Rules of suite.json.');
  expect(check.note).toContain('expect_column_values_to_be_dreamt_of');
});

it('a contract of several tables asks which is meant; its rules join those of the selected Check node, and are one step to undo', async () => {
  const { page } = editor;
  await page.locator('[data-testid="flow-menu"]').click();
  await page.getByRole('menuitem', { name: 'Import a workflow or rules' }).waitFor();
  await page.keyboard.press('Escape');
  await choose(page, 'check-rows');
  await dropFile(page, 'shop.odcs.yaml', contract);
  await page.getByRole('dialog').getByRole('button', { name: 'orders' }).click();
  await report().waitFor();
  await done();
  expect((await nodeIds(page)).length).toBe(3);
  await page.keyboard.press('Control+z');
  await until(async () => expect((await nodeIds(page)).length).toBe(2));
});

it('data that is dropped is read as data', async () => {
  const { page } = editor;
  await dropFile(page, 'orders.csv', 'id,amount\n');
  await until(async () => expect((await nodeIds(page)).length).toBe(3));
  await page.keyboard.press('Control+z');
});

it('a workflow of Alteryx is imported from the menu: a new flow, its report on the canvas, saved with it', async () => {
  const { page } = editor;
  await saved();
  await page.locator('[data-testid="flow-menu"]').click();
  await page.getByRole('menuitem', { name: 'Import a workflow or rules' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'old orders.yxmd' }).click();
  await until(async () => expect(await report().innerText()).toContain('10 of 11 tools imported.'));
  await report().locator('tr[data-outcome="changed"] button').first().click();
  await report().waitFor({ state: 'detached' });
  await until(async () => expect(await page.locator('.node[data-selected]').count()).toBe(1));
  // It is in no file yet.
  await page.keyboard.press('Control+s');
  await page.getByRole('dialog').getByRole('textbox', { name: 'File' }).fill(join(editor.project, 'imported.json'));
  await page.keyboard.press('Enter');
  await page.waitForSelector('[data-testid="saved"]');
  const document = JSON.parse(await editor.read('imported.json')) as FlowDocument;
  const note = document.notes!['import-report']!;
  expect(note.text).toMatch(/^## Imported from old orders\.yxmd\n10 of 11 tools imported\./);
  expect(note.text).toContain('Not imported; a note stands in its place:');
});

it('a flow of Tableau Prep that is dropped asks about unsaved work first; one that is none is told', async () => {
  const { page } = editor;
  await page.keyboard.press('Escape');
  await dropFile(page, 'prep.tfl', JSON.stringify(prep));
  await until(async () => expect(await report().innerText()).toContain('1 of 2 steps imported.'));
  await done();
  expect(await nodeIds(page)).not.toContain('tool_1');
  const before = await nodeIds(page);
  await page.waitForSelector('[data-testid="save"]');
  await dropFile(page, 'broken.tfl', 'no flow');
  await page.getByRole('dialog').getByRole('button', { name: 'Discard changes' }).click();
  await until(async () => expect(await page.locator('[data-testid="notice"]').last().innerText()).toContain('is no flow of Tableau Prep'));
  expect(await nodeIds(page)).toEqual(before);
});
