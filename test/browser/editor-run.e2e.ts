import { appendFile, cp, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { shopDatabase } from '../../nodes/read/read-database/example-files.ts';
import { choose, gridText, nodeAt, runToEnd, until } from './editor-actions.ts';
import type { ServedEditor } from './served-editor.ts';
import { openEditor, root } from './served-editor.ts';
import { tone } from './workbench-page.ts';

const flow = {
  millrace: 1,
  name: 'Runs',
  parameters: [],
  nodes: {
    people: { type: 'inline-table', version: 1, params: { table: { columns: [{ name: 'name', type: 'VARCHAR' }], rows: [['Ada'], ['Bo']] } } },
    wrong: { type: 'sql', version: 1, title: 'Numbers of names', params: { statement: 'SELECT CAST(name AS INTEGER) AS n FROM in1' } },
    out: { type: 'write-json', version: 1, params: { path: 'out/wrong.jsonl' } },
    right: { type: 'write-json', version: 1, params: { path: 'out/right.jsonl' } },
    only: { type: 'filter-rows', version: 1, title: 'Only Ada', params: { condition: "name = 'Ada'" } },
    dice: { type: 'formula', version: 1, params: { columns: [{ name: 'dice', expression: 'random()' }] } },
    slow: { type: 'sql', version: 1, params: { statement: 'SELECT count(*) AS n FROM range(2000000) a, range(600000) b WHERE a.range * b.range % 7 = 3' } },
    slowly: { type: 'write-json', version: 1, params: { path: 'out/slow.jsonl' } },
  },
  edges: [
    { from: 'people.out', to: 'wrong.in1' },
    { from: 'wrong.out', to: 'out.in' },
    { from: 'people.out', to: 'right.in' },
    { from: 'people.out', to: 'only.in' },
    { from: 'only.passed', to: 'dice.in' },
    { from: 'slow.out', to: 'slowly.in' },
  ],
  layout: { people: { x: 0, y: 0 }, wrong: { x: 300, y: 0 }, out: { x: 600, y: 0 }, right: { x: 300, y: 120 }, only: { x: 300, y: -160 }, dice: { x: 600, y: -160 }, slow: { x: 0, y: 240 }, slowly: { x: 300, y: 240 } },
};
const onward = {
  millrace: 1,
  name: 'Onward',
  parameters: [],
  nodes: { orders: { type: 'read-database', version: 1, params: { path: 'shop.duckdb', table: 'orders', cursor: 'id' } }, new: { type: 'write-json', version: 1, params: { path: 'out/new.jsonl' } } },
  edges: [{ from: 'orders.out', to: 'new.in' }],
  layout: { orders: { x: 0, y: 0 }, new: { x: 300, y: 0 } },
};
let editor: ServedEditor;
beforeAll(async () => {
  editor = await openEditor({
    files: { 'flow.json': JSON.stringify(flow), 'onward.json': JSON.stringify(onward) },
    prepare: async (project) => {
      await writeFile(join(project, 'shop.duckdb'), gunzipSync(Buffer.from(shopDatabase.gzip, 'base64')));
      for (const name of ['penguin-species', 'live-weather', 'life-expectancy']) await cp(join(root, 'samples', name), join(project, name), { recursive: true });
    },
  });
  await editor.page.waitForSelector('[data-testid="node-slowly"]');
});
afterAll(() => editor.close());

async function openFlow(page: Page, path: string, node: string): Promise<void> {
  await page.keyboard.press('Control+o');
  await page.getByRole('dialog').getByRole('button', { name: path }).click();
  await page.waitForSelector(`[data-testid="node-${node}"]`);
}

it('runs to a node and leaves the others alone', async () => {
  const { page } = editor;
  await choose(page, 'right');
  await page.keyboard.press('F9');
  await until(async () => expect(await tone(page, 'right')).toBe('fresh'), 20_000);
  // Files take their places when every step has ended.
  await until(async () => expect(await editor.read('out/right.jsonl')).toBe('{"name":"Ada"}\n{"name":"Bo"}\n'));
  expect(await nodeAt(page, 'out').innerText()).toContain('Not run yet');
});

it('shows what a run does, and where the time of the last one went', async () => {
  const { page } = editor;
  await page.keyboard.press('Shift+t');
  await until(async () => expect(await page.locator('[data-testid="heat-legend"]').innerText()).toMatch(/The longest way takes \d.* through \d nodes?\./));
  const shares = await page.locator('.node-share').allInnerTexts();
  expect(shares.length).toBe(2);
  expect(shares.reduce((sum, text) => sum + Number(/\d+/.exec(text)), 0)).toBeGreaterThan(97);
  await page.keyboard.press('Shift+t');
  await page.keyboard.press('Control+Shift+e');
  const plan = page.locator('[data-testid="plan"]');
  await plan.getByText('SQL').first().waitFor();
  expect(await plan.locator('.plan-statement').count()).toBe(3);
  await plan.getByText('To Write JSON').click();
  await until(async () => expect(await plan.locator('.plan-statement').count()).toBe(1));
  await plan.locator('summary').click();
  expect(await plan.locator('pre').innerText()).toContain("'Ada'");
  await plan.getByRole('button', { name: 'Inline table' }).click();
  await until(async () => expect(await nodeAt(page, 'people').getAttribute('data-selected')).toBe(''));
});

it('shows where a run failed and why; the list of problems leads there', async () => {
  const { page } = editor;
  await choose(page, 'out');
  await page.keyboard.press('F9');
  await until(async () => expect(await tone(page, 'wrong')).toBe('failed'), 20_000);
  expect(await nodeAt(page, 'wrong').innerText()).toContain('Met a value');
  expect(await page.locator('[data-testid="notice"]').innerText()).toContain('Numbers of names');
  await page.getByRole('button', { name: 'Show problems' }).click();
  await choose(page, 'right');
  await page.locator('[data-testid="problems-list"] .problem-main').first().click();
  await until(async () => expect(await nodeAt(page, 'wrong').getAttribute('data-selected')).toBe(''));
  await page.click('[data-testid="problems"]');
});

it('cancels in the middle and says so on the nodes', async () => {
  const { page } = editor;
  await nodeAt(page, 'slowly').locator('.node-title').click();
  await page.keyboard.press('F9');
  await until(async () => expect(await tone(page, 'slow')).toBe('running'), 20_000);
  const asked = performance.now();
  await page.keyboard.press('Shift+F5');
  await page.waitForSelector('[data-testid="run"]');
  expect(performance.now() - asked).toBeLessThan(3_000);
  await until(async () => expect(await nodeAt(page, 'slow').innerText()).toContain('Cancelled'));
  expect(await tone(page, 'right')).toBe('fresh');
  await expect(editor.read('out/slow.jsonl')).rejects.toThrow();
});

it('keeps an account of every run', async () => {
  const { page } = editor;
  await page.click('[data-testid="history"]');
  await page.getByRole('radio', { name: 'Runs' }).click();
  expect((await page.locator('.run-row').allInnerTexts()).map((text) => /^\w+/.exec(text)![0])).toEqual(['Cancelled', 'Failed', 'Succeeded']);
  await page.locator('.run-row').last().click();
  const table = page.locator('.report-table');
  expect(await table.locator('tr[data-state="done"]', { hasText: 'Write JSON' }).innerText()).toMatch(/Write JSON\s+2\s+2/);
  await page.keyboard.press('Escape');
});

it('shows the rows that were lost at a step, from a port and from an edge', async () => {
  const { page } = editor;
  const room = page.locator('[data-testid="step-rows"]');
  const says = (text: string) => until(async () => expect(await room.innerText()).toContain(text));
  await choose(page, 'only');
  await page.waitForSelector('[data-testid="step-rows-menu"]');
  await page.click('[data-testid="step-rows-menu"]');
  await page.getByRole('menuitem', { name: 'Rows lost here' }).click();
  await says('Rows lost at “Only Ada”, output passed: 1 of 2 rows that came in');
  expect(await room.locator('.grid-rows').innerText()).toContain('Bo');
  expect(await room.locator('.grid-rows').innerText()).not.toContain('Ada');
  await page.keyboard.press('Escape');
  await until(async () => expect(await room.count()).toBe(0));
  await until(async () => expect(await page.evaluate(() => document.activeElement?.getAttribute('data-id'))).toBe('only'));
  // Over both outputs nothing is lost; that is what an edge is asked about.
  const middle = await page.locator('.react-flow__edge[data-id="people.out->only.in"] path').first().evaluate((path: SVGPathElement) => {
    const { x, y } = path.getPointAtLength(path.getTotalLength() / 2).matrixTransform(path.getScreenCTM()!);
    return { x, y };
  });
  await page.mouse.click(middle.x, middle.y, { button: 'right' });
  await page.getByRole('menuitem', { name: 'Rows lost here' }).waitFor();
  await page.getByRole('menuitem', { name: 'Rows lost here' }).click();
  await says('Rows lost at “Only Ada”: 0 of 2 rows that came in');
  await says('Every row that came in is part of what came out.');
  await page.getByRole('radio', { name: 'Added 0' }).click();
  await says('Rows added at “Only Ada”, output passed: 0 of 1 row that came out');
});

it('says so where the rows of a step cannot be told', async () => {
  const { page } = editor;
  const room = page.locator('[data-testid="step-rows"]');
  const says = (text: string) => until(async () => expect(await room.innerText()).toContain(text));
  // Volatile values cannot be found again, and a source has no rows before it.
  await choose(page, 'dice');
  await until(async () => expect(await room.count()).toBe(0));
  await page.keyboard.press('Shift+X');
  await says('may be others each time they are computed');
  await choose(page, 'people');
  await page.keyboard.press('Shift+X');
  await says('is a source: no rows arrive there that could be lost');
  await page.keyboard.press('Escape');
});

it('opens runs on record and tells what differs between two', async () => {
  const { page } = editor;
  await page.keyboard.press('Control+Shift+H');
  const lines = page.locator('[data-testid="run-record"]');
  await until(async () => expect((await lines.allInnerTexts()).map((text) => /^\w+/.exec(text.trim())![0])).toEqual(['Cancelled', 'Failed', 'Succeeded']));
  await page.getByRole('checkbox').nth(1).press('Space');
  await page.getByRole('checkbox').nth(2).press('Space');
  await page.click('[data-testid="runs-compare"]');
  const compared = page.locator('[data-testid="runs-compared"]');
  await until(async () => expect(await compared.innerText()).toMatch(/Status: Succeeded → Failed[\s\S]*to: "right" → "out"[\s\S]*right \(written\)\s+2\s+none/));
  await page.getByRole('button', { name: 'All runs' }).click();
  await lines.last().getByRole('button').click();
  const shown = page.locator('[data-testid="run-shown"]');
  await until(async () => expect(await shown.innerText()).toMatch(/Write JSON\s+2\s+2[\s\S]*What each node cost[\s\S]*DuckDB/));
  await shown.locator('.report-table').first().getByRole('button', { name: 'Write JSON' }).first().click();
  await until(async () => expect(await page.locator('[data-testid="run-shown"]').count()).toBe(0));
});

it('scores with a model, shows the model and draws the chart', async () => {
  const { page } = editor;
  await openFlow(page, 'penguin-species/flow.json', 'predict');
  await choose(page, 'predict');
  await until(async () => expect(await gridText(page)).toContain('probability_Adelie'), 20_000);
  expect(await gridText(page)).toMatch(/Adelie/);
  await page.click('[data-testid="port-tab-model"]');
  await until(async () => expect(await page.locator('[data-testid="model"]').innerText()).toMatch(/Inputs[\s\S]*bill_length_mm[\s\S]*Operators/), 20_000);
  await page.keyboard.press('Shift+1');
  await page.waitForTimeout(300);
  await choose(page, 'chart');
  await until(async () => expect(await page.locator('[data-testid="data-panel"] svg rect').count()).toBeGreaterThan(2), 20_000);
  await runToEnd(page);
  await until(async () => expect(await tone(page, 'unsure-file')).toBe('fresh'), 30_000);
});

it('trains a model and shows how it went', async () => {
  const { page } = editor;
  await openFlow(page, 'life-expectancy/train.json', 'model');
  await choose(page, 'model');
  await page.click('[data-testid="port-tab-model"]');
  await until(async () => expect(await page.locator('[data-testid="data-panel"]').innerText()).toContain('The model cannot be shown.'), 20_000);
  await runToEnd(page);
  await until(async () => expect(await page.locator('[data-testid="training"]').innerText()).toMatch(/RMSE\s+3\.\d{4}[\s\S]*What is lost without a column\s+log_income/), 30_000);
  expect(await page.locator('[data-testid="model"]').innerText()).not.toContain('millrace.training');
});

it('follows a stream until it is stopped', async () => {
  const { page } = editor;
  await openFlow(page, 'live-weather/flow.json', 'reports');
  await until(async () => expect(await page.locator('[data-testid="run"]').innerText()).toContain('Run stream'));
  await page.click('[data-testid="run"]');
  await until(async () => expect(await page.locator('[data-testid="run-progress"]').innerText()).toMatch(/[1-9]\d* epoch/), 30_000);
  await until(async () => expect(await page.locator('.react-flow__edge[data-id="columns.out->file.in"] .edge-count').textContent()).toMatch(/[1-9]/), 20_000);
  const before = (await editor.read('live-weather/out/forecasts.jsonl')).length;
  const lines = (await editor.read('live-weather/data/reports.ndjson')).split('\n').filter((line) => line.includes('Seattle'));
  await appendFile(join(editor.project, 'live-weather/data/reports.ndjson'), `${lines.at(-1)!}\n`.repeat(100));
  // Exact counts of the last seconds, on the edge that carries the rows.
  await until(async () => expect(await page.locator('.react-flow__edge[data-id="columns.out->file.in"] .edge-count').textContent()).toMatch(/\d(K| rows)?\/s$/), 20_000);
  await until(async () => expect((await editor.read('live-weather/out/forecasts.jsonl')).length).toBeGreaterThan(before), 20_000);
  await page.click('[data-testid="cancel"]');
  await page.waitForSelector('[data-testid="run"]');
});

it('a table is read onward from run to run, or from its start when that is asked', async () => {
  const { page } = editor;
  await openFlow(page, 'onward.json', 'orders');
  const written = async () => (await editor.read('out/new.jsonl')).split('\n').filter(Boolean).length;
  const ran = async (start: () => Promise<void>, says: string) => {
    await start();
    await until(async () => expect(await nodeAt(page, 'orders').innerText()).toContain(says), 20_000);
    await until(async () => expect(await page.locator('[data-testid="run-progress"]').count()).toBe(0));
  };
  const go = () => page.click('[data-testid="run"]');
  await ran(go, 'up to id 2');
  expect(await written()).toBe(2);
  await ran(go, 'no row above id 2');
  expect(await written()).toBe(0);
  await ran(() => page.click('[data-testid="run-from-start"]'), 'up to id 2');
  expect(await written()).toBe(2);
});

it('had no error of its own', () => expect(editor.errors).toEqual([]));
