import { afterAll, beforeAll, expect, it } from 'vitest';
import { violations } from './accessible.ts';
import { choose, codeField, gridText, until, writeCode } from './editor-actions.ts';
import type { ServedEditor } from './served-editor.ts';
import { openEditor } from './served-editor.ts';

const inner = {
  millrace: 1,
  name: 'Inner',
  nodes: { rows: { type: 'component-input', version: 1, params: {} }, some: { type: 'filter-rows', version: 1, params: { condition: 'n > 1' } }, result: { type: 'component-output', version: 1, params: {} } },
  edges: [{ from: 'rows.out', to: 'some.in' }, { from: 'some.passed', to: 'result.in' }],
};
const flow = {
  millrace: 1,
  name: 'Scripts',
  nodes: {
    numbers: { type: 'inline-table', version: 1, params: { table: { columns: [{ name: 'n', type: 'INTEGER' }], rows: [['1'], ['21']] } } },
    part: { type: 'component', version: 1, params: { path: 'inner.json' } },
    script: { type: 'script-javascript', version: 1, params: {} },
    snake: { type: 'script-python', version: 1, params: { code: 'def transform(table):\n    return table.slice(0, 1)\n' } },
  },
  edges: [{ from: 'numbers.out', to: 'part.in1' }, { from: 'part.out1', to: 'script.in' }, { from: 'part.out1', to: 'snake.in' }],
  layout: { numbers: { x: 0, y: 0 }, part: { x: 300, y: 0 }, script: { x: 600, y: 0 }, snake: { x: 600, y: 200 } },
};
let editor: ServedEditor;
beforeAll(async () => {
  editor = await openEditor({ files: { 'flow.json': JSON.stringify(flow), 'inner.json': JSON.stringify(inner) }, browser: { bypassCSP: true } });
  await editor.page.waitForSelector('[data-testid="node-script"]');
});
afterAll(() => editor.close());

it('a script behind a component is written in its field, looked at as it is typed, and told where it is wrong', async () => {
  const { page } = editor;
  await choose(page, 'script');
  expect(await (await codeField(page, 'code')).textContent()).toContain('Object.keys(row)');
  await writeCode(page, 'code', 'row.n * 2');
  await until(async () => expect(await gridText(page)).toMatch(/21.*42/s));
  await writeCode(page, 'code', 'row.n *');
  await until(async () => expect(await page.locator('[data-testid="param-code"]').textContent()).toContain('The script does not parse'));
  await writeCode(page, 'code', 'row.n + 1');
  await until(async () => expect(await gridText(page)).toMatch(/21.*22/s));
  expect(editor.errors).toEqual([]);
});

it('a script of Python is read in full before it is trusted, and asked about no more', async () => {
  const { page } = editor;
  await choose(page, 'snake');
  await until(async () => expect(await page.locator('[data-testid="param-code"]').textContent()).toContain('has not been trusted on this machine'));
  await page.locator('[data-testid="param-code"] [data-testid="read-scripts"]').click();
  const dialog = page.locator('[role="dialog"]');
  await until(async () => expect(await dialog.textContent()).toContain('Run by the Python that is found on this machine'));
  expect(await dialog.locator('pre').textContent()).toBe('def transform(table):\n    return table.slice(0, 1)\n');
  expect(await violations(page)).toEqual([]);
  await dialog.locator('[data-testid="trust-scripts"]').click();
  // Whether an interpreter with pyarrow is on this machine is told in its turn.
  await until(async () => expect(await page.locator('[data-testid="param-code"]').textContent()).not.toContain('has not been trusted'));
  expect(await dialog.count()).toBe(0);
  expect(editor.errors).toEqual([]);
});
