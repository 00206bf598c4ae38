import { afterAll, beforeAll, expect, it } from 'vitest';
import { violations } from './accessible.ts';
import { choose, edgeIds, gridText, nodeAt, portAt, runToEnd, until, writeField } from './editor-actions.ts';
import type { ServedEditor } from './served-editor.ts';
import { openEditor } from './served-editor.ts';
import { nodeIds } from './workbench-page.ts';

const table = { columns: [{ name: 'n', type: 'INTEGER' }], rows: [['1'], ['2'], ['3'], ['4']] };
const flow = {
  millrace: 1,
  name: 'Whole',
  parameters: [{ name: 'least', type: 'integer', default: 2, label: 'Least', help: 'Of n.' }],
  nodes: {
    numbers: { type: 'inline-table', version: 1, title: 'Numbers', params: { table } },
    kept: { type: 'filter-rows', version: 1, title: 'Kept', params: { condition: 'n >= $least' } },
    first: { type: 'sort-rows', version: 1, params: { keys: [{ by: 'n', direction: 'descending' }] } },
    file: { type: 'write-delimited', version: 1, params: { path: 'out.csv' } },
  },
  edges: [
    { from: 'numbers.out', to: 'kept.in' },
    { from: 'kept.passed', to: 'first.in' },
    { from: 'first.out', to: 'file.in' },
  ],
  layout: { numbers: { x: 0, y: 0 }, kept: { x: 300, y: 0 }, first: { x: 600, y: 0 }, file: { x: 900, y: 0 } },
};
let editor: ServedEditor;
beforeAll(async () => {
  editor = await openEditor({ files: { 'flow.json': JSON.stringify(flow), 'taken.flow.json': '{}' }, browser: { bypassCSP: true } });
  await editor.page.waitForSelector('[data-testid="node-file"]');
});
afterAll(() => editor.close());

it('nodes become a component with ports and a form, which is set, run, opened, left and expanded again', async () => {
  const { page } = editor;
  await choose(page, 'kept');
  await nodeAt(page, 'first').locator('.node-title').click({ modifiers: ['Control'] });
  await page.keyboard.press('Control+Shift+G');
  await until(async () => expect(await page.locator('[data-testid="collapse-ports"]').innerText()).toMatch(/Numbers[^]*Sort[^]*Least/));
  await page.fill('[data-testid="collapse-title"]', 'Taken');
  expect(await violations(page)).toEqual([]);
  // A file that is there is not written over.
  await page.keyboard.press('Enter');
  await until(async () => expect(await page.locator('p[role="alert"]').textContent()).toContain('is there already'));
  await page.fill('[data-testid="collapse-title"]', 'Large ones');
  await page.keyboard.press('Enter');
  await portAt(page, 'large-ones', 'numbers').waitFor({ state: 'attached' });
  await portAt(page, 'large-ones', 'first').waitFor({ state: 'attached' });
  await until(async () => expect([...(await edgeIds(page))].toSorted()).toEqual(['large-ones.first->file.in', 'numbers.out->large-ones.numbers']));
  expect(JSON.parse(await editor.read('large-ones.flow.json'))).toMatchObject({ name: 'Large ones', parameters: [{ name: 'least' }], nodes: { kept: { params: { condition: 'n >= $least' } } } });

  // Its parameter is a setting, taken from that of this flow until another value is typed.
  const least = page.locator('[data-testid="param-values.least"]');
  await until(async () => expect(await least.locator('input').inputValue()).toBe('${least}'));
  expect(await least.textContent()).toContain('Of n.');
  await page.getByRole('button', { name: 'Back to the default of Least' }).click();
  await until(async () => expect(await least.locator('input').inputValue()).toBe('2'));
  await writeField(page, 'values.least', '3');
  await until(async () => expect(await gridText(page)).toContain('exact · 2 rows'));
  expect(await violations(page)).toEqual([]);
  await page.keyboard.press('Control+s');
  await page.waitForSelector('[data-testid="saved"]');
  await runToEnd(page);
  await until(async () => expect(await editor.read('out.csv')).toBe('n\n4\n3\n'));
  await page.getByText('Inside, in the last run').click();
  await until(async () => expect(await page.locator('[data-testid="component-inside"]').innerText()).toMatch(/Kept\s+4\s+4/));

  // What the run counted is seen in the component's own flow.
  await page.click('[data-testid="open-component"]');
  await nodeAt(page, 'kept').waitFor();
  expect(await page.locator('[data-testid="trail"]').innerText()).toContain('Whole');
  await until(async () => expect(await nodeAt(page, 'first').innerText()).toContain('2 rows'));
  await page.locator('[data-testid="trail"] button').click();
  await nodeAt(page, 'numbers').waitFor();
  expect(await page.locator('[data-testid="trail"]').count()).toBe(0);
  await until(async () => expect(await nodeAt(page, 'large-ones').getAttribute('data-selected')).toBe(''));
  await until(async () => expect(await least.locator('input').inputValue()).toBe('3'));

  await page.click('[data-testid="expand-component"]');
  await nodeAt(page, 'kept').waitFor();
  // What lies behind has made room.
  await page.keyboard.press('Shift+1');
  await until(async () => expect([...(await nodeIds(page))].toSorted()).toEqual(['file', 'first', 'kept', 'numbers']));
  await until(async () => expect([...(await edgeIds(page))].toSorted()).toEqual(['first.out->file.in', 'kept.passed->first.in', 'numbers.out->kept.in']));
  await page.keyboard.press('Control+z');
  await until(async () => expect([...(await nodeIds(page))].toSorted()).toEqual(['file', 'large-ones', 'numbers']));
  expect(editor.errors).toEqual([]);
});
