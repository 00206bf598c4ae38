import { execFile } from 'node:child_process';
import { appendFile, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { violations } from './accessible.ts';
import { choose, drag, runToEnd, until } from './editor-actions.ts';
import type { ServedEditor } from './served-editor.ts';
import { openEditor, root } from './served-editor.ts';

const towns = ['town,lat,lon,people', 'Oslo,59.9,10.7,700', 'Bergen,60.4,5.3,280', 'Nairobi,-1.3,36.8,4400', 'Nowhere,,,1'].join('\n');
const flow = {
  millrace: 1,
  name: 'Towns <b>& more',
  nodes: {
    towns: { type: 'read-delimited', title: 'Towns', params: { path: 'towns.csv' } },
    chart: { type: 'view-chart', title: 'People per town', params: { mark: 'bar', x: 'town', y: 'people' } },
  },
  edges: [{ from: 'towns.out', to: 'chart.in' }],
};
const live = {
  millrace: 1,
  name: 'Live',
  nodes: { in: { type: 'tail-file', params: { path: 'in.jsonl' } }, view: { type: 'view-chart', params: { mark: 'bar', x: 'city', y: 'n' } }, out: { type: 'write-json', params: { path: 'out.jsonl' } } },
  edges: [{ from: 'in.out', to: 'view.in' }, { from: 'view.out', to: 'out.in' }],
  charts: { figure: { of: 'view.out', mark: 'figure' } },
};
const table = { columns: [{ name: 'n', type: 'INTEGER' }], rows: [['1'], ['2']] };
const numbers = (condition: string, more: object = {}) =>
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
    files: { 'flow.json': JSON.stringify(flow), 'towns.csv': `${towns}\n`, 'live/flow.json': JSON.stringify(live), 'live/in.jsonl': '{"city":"Oslo","n":1}\n{"city":"Bergen","n":2}\n', 'compare/flow.json': numbers('n > 1'), 'compare/other.json': numbers('n > 7') },
    async prepare(project) {
      const cwd = join(project, 'compare');
      const git = (...args: string[]) => promisify(execFile)('git', ['-c', 'user.name=Ada', '-c', 'user.email=a@example.org', '-c', 'init.defaultBranch=one', ...args], { cwd });
      await git('init', '-q');
      await git('add', '.');
      await git('commit', '-qm', 'First numbers');
      await writeFile(join(cwd, 'flow.json'), numbers('n > 1', { sorted: { type: 'sort-rows', version: 1, params: { keys: [{ by: 'n', direction: 'descending' }] } } }));
      await git('commit', '-qam', 'Sorted as well');
    },
  });
  await editor.page.waitForSelector('[data-testid="node-chart"]');
});
afterAll(() => editor.close());

const pick = (scope: Page | Locator, label: string) => scope.getByRole('combobox', { name: label, exact: true });
const tile = (page: Page, key: string) => page.locator(`[data-testid="tile-${key}"]`);
const place = async (page: Page, key: string) => (await tile(page, key).boundingBox())!;
const saved = async () => JSON.parse(await editor.read('flow.json')) as { charts: Record<string, object>; dashboard: Record<string, { x: number; y: number; width: number; height: number }> };
const isDrawn = (page: Page) => until(async () => expect(await page.locator('[data-testid="board-state"]').innerText()).toContain('all rows'));
const figureIs = (page: Page, text: string) => until(async () => expect(await tile(page, 'charts.figure').locator('.chart-host svg').getAttribute('aria-label', { timeout: 1_000 })).toMatch(new RegExp(`: ${text}$`)));

it('draws a map of places, says what has none, and shows the numbers', async () => {
  const { page } = editor;
  await choose(page, 'towns');
  await page.click('[data-testid="port-tab-draw"]');
  await pick(page, 'Chart').selectOption('map');
  await pick(page, 'Colour').selectOption('sum');
  expect([await pick(page, 'Longitude').inputValue(), await pick(page, 'Latitude').inputValue(), await pick(page, 'of').inputValue()]).toEqual(['lon', 'lat', 'people']);
  await until(async () => expect(await page.locator('[data-testid="chart-drawing"] g[aria-label="dot"] circle').count()).toBe(3));
  expect(await page.locator('[data-testid="chart-drawing"] g[aria-label="geo"] path').count()).toBe(2);
  expect(await page.locator('.chart-left').innerText()).toContain('1 of 4 rows have no place');
  await page.getByRole('button', { name: 'Show the numbers' }).click();
  await until(async () => expect(await page.locator('[data-testid="chart-numbers"]').innerText()).toMatch(/lon\s+lat\s+sum of people\s+rows[^]*36\.8\s+-1\.3\s+4400\s+1/));
  await page.getByRole('button', { name: 'Add to the dashboard' }).click();
  await pick(page, 'Chart').selectOption('figure');
  await page.getByRole('button', { name: 'Add to the dashboard' }).click();
});

it('shows the charts of the flow on a page', async () => {
  const { page } = editor;
  await page.keyboard.press('Control+Shift+d');
  expect(await page.evaluate(() => document.activeElement?.getAttribute('data-testid'))).toBe('dashboard');
  await isDrawn(page);
  // What is selected under the page is not what these keys mean.
  await page.keyboard.press('Control+x');
  await page.keyboard.press('Delete');
  expect(await tile(page, 'nodes.chart').getByRole('heading').innerText()).toBe('People per town');
  await until(async () => expect(await tile(page, 'nodes.chart').locator('svg g[aria-label="bar"] rect').count()).toBe(4));
  await figureIs(page, '5,381');
  expect(await violations(page)).toEqual([]);
});

it('arranges them by keyboard, menu and mouse, in steps that can be undone', async () => {
  const { page } = editor;
  await tile(page, 'charts.figure').focus();
  const before = await place(page, 'charts.figure');
  await page.keyboard.press('Shift+ArrowRight');
  await page.keyboard.press('Shift+ArrowDown');
  await until(async () => expect((await place(page, 'charts.figure')).width).toBeGreaterThan(before.width + 60));
  await page.getByRole('button', { name: 'Actions of Sum of people' }).click();
  await page.getByRole('menuitem', { name: 'Narrower' }).click();
  await until(async () => expect((await place(page, 'charts.figure')).width).toBeCloseTo(before.width, 0));
  const bars = await place(page, 'nodes.chart');
  await drag(page, tile(page, 'nodes.chart').getByRole('heading'), { x: bars.x + bars.width, y: 130 });
  await until(async () => expect((await place(page, 'nodes.chart')).y).toBeLessThan(bars.y));
  const now = await place(page, 'nodes.chart');
  await drag(page, page.locator('[data-testid="corner-nodes.chart"]'), { x: now.x + now.width - 200, y: now.y + now.height + 60 });
  await until(async () => expect((await place(page, 'nodes.chart')).width).toBeLessThan(now.width - 100));
  await page.keyboard.press('Control+z');
  await until(async () => expect((await place(page, 'nodes.chart')).width).toBeCloseTo(now.width, 0));
  await tile(page, 'charts.map').focus();
  await page.keyboard.press('F2');
  await page.keyboard.type('Where they live');
  await page.keyboard.press('Enter');
  await until(async () => expect(await tile(page, 'charts.map').getByRole('heading').innerText()).toBe('Where they live'));
  await page.keyboard.press('Control+s');
  await page.waitForSelector('[data-testid="saved"]');
  const { charts, dashboard } = await saved();
  expect(charts).toEqual({ map: { title: 'Where they live', of: 'towns.out', mark: 'map', x: 'lon', y: 'lat', measure: 'sum', value: 'people' }, figure: expect.objectContaining({ of: 'towns.out', mark: 'figure' }) as object });
  expect(Object.keys(dashboard).sort()).toEqual(['charts.figure', 'charts.map', 'nodes.chart']);
});

it('changes what a chart draws, takes one off and puts it back', async () => {
  const { page } = editor;
  await page.getByRole('button', { name: 'Actions of Where they live' }).click();
  await page.getByRole('menuitem', { name: 'Change the chart' }).click();
  const dialog = page.getByRole('dialog');
  await pick(dialog, 'Colour').selectOption('count');
  await dialog.locator('[data-testid="chart-drawing"] circle').first().waitFor();
  expect(await violations(page)).toEqual([]);
  await dialog.getByRole('button', { name: 'Save the chart' }).click();
  await isDrawn(page);
  await tile(page, 'nodes.chart').focus();
  await page.keyboard.press('Delete');
  await until(async () => expect(await tile(page, 'nodes.chart').count()).toBe(0));
  await page.getByRole('button', { name: 'Show 1 hidden chart' }).click();
  await until(async () => expect(await tile(page, 'nodes.chart').locator('.chart-host svg').count()).toBe(1));
});

it('is drawn anew after a run', async () => {
  const { page } = editor;
  await writeFile(join(editor.project, 'towns.csv'), `${towns}\nBodø,67.3,14.4,53\n`);
  await runToEnd(page);
  await figureIs(page, '5,434');
});

it('is one file that shows the same without anything else, from the window and the command line', async () => {
  const { page } = editor;
  await page.keyboard.press('Control+s');
  await page.waitForSelector('[data-testid="saved"]');
  await isDrawn(page);
  const [download] = await Promise.all([page.waitForEvent('download'), page.click('[data-testid="export-dashboard"]')]);
  const own = await readFile(await download.path(), 'utf8');
  const { stdout } = await promisify(execFile)(process.execPath, [join(root, 'bin/millrace.mjs'), 'dashboard', editor.project, '--to', join(editor.project, 'out.html')]);
  expect(stdout).toContain('Wrote 3 of 3 charts');
  const other = await page.context().newPage();
  const asked: string[] = [];
  other.on('request', (request) => asked.push(request.url()));
  for (const html of [own, await editor.read('out.html')]) {
    await writeFile(join(editor.project, 'seen.html'), html);
    await other.goto(`file://${join(editor.project, 'seen.html')}`);
    expect(await other.getByRole('heading', { level: 1 }).innerText()).toBe('Towns <b>& more');
    expect(await other.locator('section svg').count()).toBe(3);
    expect(await other.locator('script').count()).toBe(0);
    await other.locator('section', { hasText: 'Where they live' }).locator('summary').click();
    expect(await other.locator('section', { hasText: 'Where they live' }).locator('table').innerText()).toMatch(/36\.8\s+-1\.3\s+1/);
  }
  expect(await violations(other)).toEqual([]);
  expect(asked.filter((url) => !url.endsWith('seen.html'))).toEqual([]);
  await other.close();
});

it('follows a running stream, and looks at all rows again once it has ended', async () => {
  const { page } = editor;
  await page.keyboard.press('Control+o');
  await page.getByRole('dialog').getByRole('button', { name: 'live/flow.json' }).click();
  await page.waitForSelector('[data-testid="node-view"]');
  await choose(page, 'view');
  await until(async () => expect(await page.locator('[data-testid="run"]').innerText()).toContain('Run stream'));
  await page.click('[data-testid="run"]');
  const bars = page.locator('[data-testid="live-chart"] g[aria-label="bar"] rect');
  await until(async () => expect(await bars.count()).toBe(2), 20_000);
  const append = (city: string) => appendFile(join(editor.project, 'live/in.jsonl'), `${JSON.stringify({ city, n: 5 })}\n`);
  await append('Tromsø');
  await until(async () => expect(await bars.count()).toBe(3));
  await choose(page, 'in');
  await page.click('[data-testid="port-tab-draw"]');
  await until(async () => expect(await page.locator('[data-testid="chart-badge"]').innerText()).toBe('live'));
  await page.keyboard.press('Control+Shift+d');
  await figureIs(page, '3');
  expect(await page.locator('[data-testid="board-state"]').innerText()).toBe('live');
  await append('Bodø');
  await figureIs(page, '4');
  await page.click('[data-testid="cancel"]');
  await isDrawn(page);
  await figureIs(page, '4');
});

it('shows what was done since the last commit, on a canvas and as a list', async () => {
  const { page } = editor;
  await page.keyboard.press('Control+o');
  await page.getByRole('dialog').getByRole('button', { name: 'compare/flow.json' }).click();
  await page.waitForSelector('[data-testid="node-sorted"]');
  await choose(page, 'sorted');
  await page.keyboard.press('Delete');
  await choose(page, 'first');
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
  const pickVersion = (label: RegExp) => page.locator('[data-testid="compare-version"]').evaluate((select: HTMLSelectElement, source) => {
    const found = [...select.options].find((o) => new RegExp(source).test(o.label))!;
    select.value = found.value;
    select.dispatchEvent(new Event('change', { bubbles: true }));
  }, label.source);
  const changes = page.locator('[data-testid="changes"]');
  await pickVersion(/^First numbers/);
  await until(async () => expect(await page.locator('[data-testid^="change-"]').count()).toBe(1));
  await pickVersion(/^The saved file/);
  await until(async () => expect(await changes.innerText()).toContain('Sort'));
  await pickVersion(/^compare\/other\.json/);
  await until(async () => expect((await changes.innerText()).replaceAll(/\s+/g, ' ')).toMatch(/Only large ones.*old: n > 7.*new: n > 1/));
  await page.getByRole('button', { name: 'Back to the flow' }).click();
  await until(async () => expect(await page.locator('[data-testid="compare"]').count()).toBe(0));
});

it('had no error of its own', () => expect(editor.errors).toEqual([]));
