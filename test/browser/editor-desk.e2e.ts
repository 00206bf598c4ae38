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
  expect(await violations(page)).toEqual([]);
});

it('a flow that is opened asks nothing until it is allowed anew', async () => {
  const { page } = editor;
  await open('web.json', 'web');
  const before = asked;
  expect(await page.locator('[data-testid="network"]').getAttribute('aria-checked')).toBe('false');
  await choose(page, 'web');
  await page.locator('[data-testid="data-panel"] [data-testid="allow-servers"]').waitFor();
  expect(asked).toBe(before);
});

it('had no error of its own', () => expect(editor.errors).toEqual([]));
