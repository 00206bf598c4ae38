import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { violations } from './accessible.ts';
import { until } from './editor-actions.ts';
import type { ServedEditor } from './served-editor.ts';
import { openEditor } from './served-editor.ts';

const table = { columns: [{ name: 'n', type: 'INTEGER' }], rows: [['1'], ['2']] };
const flow = (condition: string, more: object = {}) =>
  `${JSON.stringify({
    millrace: 1,
    name: 'Numbers',
    nodes: { numbers: { type: 'inline-table', version: 1, params: { table } }, kept: { type: 'filter-rows', version: 1, title: 'Only large ones', params: { condition } }, first: { type: 'limit-rows', version: 1, params: { count: 5 } }, ...more },
    edges: [{ from: 'numbers.out', to: 'kept.in' }, { from: 'kept.passed', to: 'first.in' }],
  }, null, 2)}\n`;
let editor: ServedEditor;
beforeAll(async () => {
  editor = await openEditor({
    browser: { bypassCSP: true },
    files: { 'flow.json': flow('n > 1'), 'other/flow.json': flow('n > 7') },
    async prepare(project) {
      const git = (...args: string[]) => promisify(execFile)('git', ['-c', 'user.name=Ada', '-c', 'user.email=a@example.org', '-c', 'init.defaultBranch=one', ...args], { cwd: project });
      await git('init', '-q');
      await git('add', '.');
      await git('commit', '-qm', 'First numbers');
      await writeFile(join(project, 'flow.json'), flow('n > 1', { sorted: { type: 'sort-rows', version: 1, params: { keys: [{ by: 'n', direction: 'descending' }] } } }));
      await git('commit', '-qam', 'Sorted as well');
    },
  });
  await editor.page.waitForSelector('[data-testid="node-first"]');
});
afterAll(() => editor.close());

it('shows what was done since the last commit, on a canvas and as a list', async () => {
  const { page } = editor;
  await page.locator('[data-testid="node-sorted"] .node-title').click();
  await page.keyboard.press('Delete');
  await page.locator('[data-testid="node-first"] .node-title').click();
  await page.locator('[data-testid="param-count"] input').first().fill('9');
  await page.keyboard.press('Control+k');
  await page.waitForSelector('[data-testid="action-input"]');
  await page.keyboard.type('compare with');
  await page.keyboard.press('Enter');
  const kind = (id: string) => page.locator(`[data-testid="compared-${id}"]`).getAttribute('data-kind', { timeout: 1_000 });
  await until(async () => expect([await kind('numbers'), await kind('first'), await kind('sorted')]).toEqual(['same', 'changed', 'removed']));
  expect(await page.locator('[data-testid="compare-version"] option:checked').innerText()).toMatch(/^Sorted as well · .* · Ada$/);
  const change = page.locator('[data-testid="change-first"]');
  expect((await change.innerText()).replaceAll(/\s+/g, ' ')).toMatch(/~ .*changed.*old: 5.*new: 9/);
  await change.getByRole('button').click();
  await until(async () => expect(await page.locator('[data-testid="compared-first"]').getAttribute('data-selected')).toBe(''));
  expect(await violations(page)).toEqual([]);
});

it('compares with an older commit, the saved file and another flow', async () => {
  const { page } = editor;
  const choose = (label: RegExp) => page.locator('[data-testid="compare-version"]').evaluate((select: HTMLSelectElement, source) => {
    const found = [...select.options].find((o) => new RegExp(source).test(o.label))!;
    select.value = found.value;
    select.dispatchEvent(new Event('change', { bubbles: true }));
  }, label.source);
  const changes = page.locator('[data-testid="changes"]');
  await choose(/^First numbers/);
  await until(async () => expect(await page.locator('[data-testid^="change-"]').count()).toBe(1));
  await choose(/^The saved file/);
  await until(async () => expect(await changes.innerText()).toContain('Sort'));
  await choose(/^other\/flow\.json/);
  await until(async () => expect((await changes.innerText()).replaceAll(/\s+/g, ' ')).toMatch(/Only large ones.*old: n > 7.*new: n > 1/));
  await page.getByRole('button', { name: 'Back to the flow' }).click();
  await until(async () => expect(await page.locator('[data-testid="compare"]').count()).toBe(0));
});

it('had no error of its own', () => expect(editor.errors).toEqual([]));
