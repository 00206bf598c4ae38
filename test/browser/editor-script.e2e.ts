import { afterAll, beforeAll, expect, it } from 'vitest';
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
  },
  edges: [{ from: 'numbers.out', to: 'part.in1' }, { from: 'part.out1', to: 'script.in' }],
  layout: { numbers: { x: 0, y: 0 }, part: { x: 300, y: 0 }, script: { x: 600, y: 0 } },
};
let editor: ServedEditor;
beforeAll(async () => {
  editor = await openEditor({ files: { 'flow.json': JSON.stringify(flow), 'inner.json': JSON.stringify(inner) } });
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
