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

it('had no error of its own', () => expect(editor.errors).toEqual([]));
