import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { violations } from './accessible.ts';
import { choose, gridText, runToEnd, until } from './editor-actions.ts';
import type { ServedEditor } from './served-editor.ts';
import { openEditor } from './served-editor.ts';
import { flowShown, tone } from './workbench-page.ts';

let server: Server;
let asked = 0;
let editor: ServedEditor;

const flow = (nodes: Readonly<Record<string, readonly [type: string, params: object]>>, edges: readonly (readonly [string, string])[], rest: object = {}): string =>
  JSON.stringify({ millrace: 1, name: 'desk', parameters: [], ...rest, nodes: Object.fromEntries(Object.entries(nodes).map(([id, [type, params]]) => [id, { type, version: 1, params }])), edges: edges.map(([from, to]) => ({ from, to })), layout: Object.fromEntries(Object.keys(nodes).map((id, i) => [id, { x: i * 260, y: 80 }])) });

beforeAll(async () => {
  server = createServer((_request, response) => {
    asked++;
    response.writeHead(200, { 'content-type': 'application/json' }).end('[{"city":"Oslo","amount":7},{"city":"Bergen","amount":9}]');
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/orders`;
  editor = await openEditor({
    browser: { bypassCSP: true },
    files: {
      'types.json': flow(
        { texts: ['inline-table', { table: { columns: ['id', 'day', 'amount', 'note'].map((name) => ({ name, type: 'VARCHAR' })), rows: [['1', '28.02.2024', '7.5', 'a'], ['2', '29.02.2024', 'n/a', 'b'], ['x', '30.02.2024', 'n/a', ''], ['4', null, '1,5', 'd']] } }], types: ['convert-types', { columns: [] }] },
        [['texts.out', 'types.in']],
      ),
      'env/flow.json': flow(
        { rows: ['sql', { statement: "SELECT n, concat('row ', n) AS name FROM range(1, 9) AS t(n)" }], kept: ['filter-rows', { condition: 'n >= $least' }], out: ['write-json', { path: 'least.jsonl', layout: 'newline' }] },
        [['rows.out', 'kept.in'], ['kept.passed', 'out.in']],
        { parameters: [{ name: 'least', type: 'integer', default: 7 }, { name: 'strict', type: 'boolean', default: false }, { name: 'since', type: 'date', default: null }] },
      ),
      'env/environments.json': '{"prod": {"least": 2}}',
      'web.json': flow({ web: ['read-rest', { url: address }], kept: ['filter-rows', { condition: 'amount > 8' }], out: ['write-json', { path: 'out/web.jsonl', layout: 'newline' }] }, [['web.out', 'kept.in'], ['kept.passed', 'out.in']]),
    },
  });
});
afterAll(async () => {
  await editor.close();
  server.closeAllConnections();
  server.close();
});

async function open(path: string, node: string): Promise<void> {
  const { page } = editor;
  await page.keyboard.press('Control+o');
  await page.getByRole('dialog').getByRole('button', { name: path }).click();
  await flowShown(page, node);
  await page.keyboard.press('Shift+1');
}

it('asks no server before it may, then previews, searches and runs do', async () => {
  const { page } = editor;
  await open('web.json', 'web');
  const allowed = page.locator('[data-testid="network"]');
  expect(await allowed.getAttribute('aria-checked')).toBe('false');
  await choose(page, 'web');
  await until(async () => expect(await gridText(page)).toContain('network'));
  expect(await violations(page)).toEqual([]);
  // A run does not ask either, and says so.
  await page.keyboard.press('F5');
  await page.getByTestId('notice').getByRole('button', { name: 'Allow and run' }).waitFor();
  expect(asked).toBe(0);
  await page.locator('[data-testid="data-panel"] [data-testid="allow-servers"]').click();
  await until(async () => expect(await gridText(page)).toContain('Bergen'));
  expect(await allowed.getAttribute('aria-checked')).toBe('true');
  expect(await page.locator('[data-testid="allow-servers"]').count()).toBe(0);
  expect(asked).toBeGreaterThan(0);
  await page.getByTestId('notice').getByRole('button', { name: 'Close the message' }).click();
  await choose(page, 'kept');
  await until(async () => expect(await gridText(page)).toMatch(/Bergen(?![^]*Oslo)/));
  await runToEnd(page);
  await until(async () => expect(await tone(page, 'out')).toBe('fresh'));
  expect(await editor.read('out/web.jsonl')).toContain('Bergen');
  // Off again, the rows at a step are not computed until it is offered and taken.
  await allowed.click();
  await page.keyboard.press('Shift+X');
  const lost = page.locator('[data-testid="step-rows"]');
  const before = asked;
  await lost.getByTestId('allow-servers').waitFor();
  expect(asked).toBe(before);
  await lost.getByTestId('allow-servers').click();
  await until(async () => expect(await lost.innerText()).toContain('0 of 2 rows'));
  await page.keyboard.press('Escape');
});

it('a flow that is opened asks nothing until it is allowed anew', async () => {
  const { page } = editor;
  const before = asked;
  // The node is there before the flow is opened again; the switch goes back with the opening.
  await open('web.json', 'web');
  await until(async () => expect(await page.locator('[data-testid="network"]').getAttribute('aria-checked')).toBe('false'));
  await choose(page, 'web');
  await page.locator('[data-testid="data-panel"] [data-testid="allow-servers"]').waitFor();
  expect(asked).toBe(before);
});

it('environments are edited with their types, chosen, and used by previews and runs', async () => {
  const { page } = editor;
  await open('env/flow.json', 'kept');
  await choose(page, 'kept');
  const rows = (...there: number[]) => until(async () => expect([...new Set((await gridText(page)).match(/row \d/g))]).toEqual(there.map((n) => `row ${n}`)));
  await rows(7, 8);
  await page.keyboard.press('Control+Shift+p');
  const dialog = page.getByRole('dialog');
  await dialog.getByTestId('environments-add').click();
  await page.keyboard.type('trial');
  await dialog.getByLabel('least in trial').fill('many');
  await dialog.getByText('trial: “many” is not a whole number').waitFor();
  await dialog.getByLabel('strict in trial').selectOption('true');
  await dialog.getByLabel('since in trial').fill('2024-02-29');
  expect(await violations(page)).toEqual([]);
  await dialog.getByTestId('parameters-done').click();
  expect(JSON.parse(await editor.read('env/environments.json'))).toEqual({ prod: { least: 2 } });
  await dialog.getByLabel('least in trial').fill('5');
  await dialog.getByTestId('parameters-done').click();
  await until(async () => expect(await dialog.count()).toBe(0));
  expect(JSON.parse(await editor.read('env/environments.json'))).toEqual({ prod: { least: 2 }, trial: { least: 5, strict: true, since: '2024-02-29' } });
  // Nothing but the file was changed, and the flow goes on as it was until one is chosen.
  await page.waitForSelector('[data-testid="saved"]');
  await rows(7, 8);
  await page.getByRole('combobox', { name: 'Environment: defaults' }).click();
  await page.getByRole('option', { name: /^trial/ }).click();
  await rows(5, 6, 7, 8);
  await runToEnd(page);
  await until(async () => expect(await tone(page, 'out')).toBe('fresh'));
  expect(await editor.read('env/least.jsonl')).toBe([5, 6, 7, 8].map((n) => `{"n":${n},"name":"row ${n}"}\n`).join(''));
  await page.click('[data-testid="history"]');
  await page.getByRole('radio', { name: 'Runs' }).click();
  await page.getByText(/Succeeded with trial/).waitFor();
  await page.keyboard.press('Escape');
  // The rows of another environment are none of these.
  await page.getByRole('combobox', { name: 'Environment: trial' }).click();
  await page.getByRole('option', { name: /^Defaults/ }).click();
  await rows(7, 8);
  expect(await tone(page, 'out')).toBe('stale');
});

it('two runs are compared without a mouse', async () => {
  const { page } = editor;
  await runToEnd(page);
  await page.keyboard.press('Control+Shift+H');
  const choices = page.getByRole('checkbox', { name: /^Compare the run of/ });
  await until(async () => expect(await choices.count()).toBe(2));
  for (const at of [0, 1]) await choices.nth(at).press('Space');
  await page.getByTestId('runs-compare').press('Enter');
  const compared = page.getByTestId('runs-compared');
  await until(async () => expect(await compared.innerText()).toMatch(/parameters[\s\S]*least[\s\S]*out \(written\)\s+4\s+2/));
  expect(await violations(page)).toEqual([]);
  // The focus is on the page that came, and back on the list.
  expect(await page.evaluate(() => document.activeElement?.getAttribute('data-testid'))).toBe('runs-compared');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await until(async () => expect(await page.evaluate(() => document.activeElement?.getAttribute('aria-label'))).toBe('Runs, newest first'));
  await page.keyboard.press('Escape');
});

it('what changed is told without the network', async () => {
  const { page } = editor;
  await page.keyboard.press('Control+k');
  await page.getByTestId('action-input').fill('what changed');
  await page.keyboard.press('Enter');
  const changes = page.getByTestId('changes');
  await changes.getByRole('heading', { name: /this version/ }).waitFor();
  expect(await changes.innerText()).toContain('as a desktop application and in the browser.');
  expect(await violations(page)).toEqual([]);
  await page.keyboard.press('Escape');
});

it('types are changed in a table of the columns that says what would not fit', async () => {
  const { page } = editor;
  await open('types.json', 'types');
  await choose(page, 'types');
  const failing = (column: string) => page.getByTestId(`cast-${column}`).locator('td').last();
  expect(await page.getByTestId('cast-table').locator('tbody th').allInnerTexts()).toEqual(['id', 'day', 'amount', 'note'].map((name) => expect.stringContaining(name)));
  await page.getByLabel('Type of id').fill('INTEGER');
  await until(async () => expect(await failing('id').innerText()).toMatch(/^1\s+x$/));
  await page.getByLabel('Type of amount').fill('DECIMAL(9,2)');
  await until(async () => expect(await failing('amount').innerText()).toMatch(/^3\s+n\/a\s+1,5$/));
  await page.getByLabel('Type of day').fill('DATE');
  await until(async () => expect(await failing('day').innerText()).toMatch(/^3\s+28\.02/));
  await page.getByLabel('Format of day').fill('%d.%m.%Y');
  await until(async () => expect(await failing('day').innerText()).toMatch(/^1\s+30\.02\.2024$/));
  await page.keyboard.press('Tab');
  await page.getByText('Tried on all 4 rows').waitFor();
  expect(await violations(page)).toEqual([]);
  // One that is none is told at its column; cleared, the column stays as it is.
  await page.getByLabel('Type of note').fill('NUMBR');
  await page.getByTestId('cast-table').getByText('"NUMBR" is not a type').waitFor();
  await page.getByLabel('Type of note').fill('');
  await page.keyboard.press('Tab');
  await page.click('[data-testid="port-tab-errors"]');
  await until(async () => expect(await gridText(page)).toContain('"id" cannot be converted to INTEGER: x'));
  expect(await page.getByTestId('cast-note').innerText()).toContain('note');
});

it('settings of the engine are checked, hold at once and are there in the next window', async () => {
  await editor.page.keyboard.press('Control+,');
  const settings = () => editor.page.getByTestId('settings');
  const apply = () => editor.page.getByTestId('settings-apply').click();
  await settings().getByLabel('Memory').fill('lots');
  await settings().getByLabel('Threads').fill('3');
  await apply();
  await settings().getByText('"lots" is not a size').waitFor();
  expect(await violations(editor.page)).toEqual([]);
  await settings().getByLabel('Memory').fill('3GB');
  await settings().getByLabel('Spill folder').fill(editor.project);
  await apply();
  await editor.page.getByText('It holds for what starts from now on').waitFor();
  await settings().getByRole('radio', { name: 'None' }).click();
  expect(await editor.page.evaluate(() => document.documentElement.dataset['motion'])).toBe('none');
  // A browser that knows nothing of this person, as at another address of the workbench.
  await until(async () => expect(await editor.read('../user/window.json')).toContain('"motion":"none"'));
  await editor.page.evaluate(() => localStorage.clear());
  const page = await editor.reopen();
  await until(async () => expect(await page.evaluate(() => document.documentElement.dataset['motion'])).toBe('none'));
  await until(async () => expect(await page.getByTestId('status').innerText()).toMatch(/3 threads .* of 3GB/));
  await page.keyboard.press('Control+,');
  expect(await settings().getByLabel('Spill folder').inputValue()).toBe(editor.project);
  for (const name of ['Memory', 'Threads', 'Spill folder']) await settings().getByLabel(name).fill('');
  await page.keyboard.press('Enter');
  await until(async () => expect(await page.getByTestId('status').innerText()).not.toContain('of 3GB'));
  await page.keyboard.press('Escape');
});

it('had no error of its own', () => expect(editor.errors).toEqual([]));
