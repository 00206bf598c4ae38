import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { openBrowser } from './served-editor.ts';
import { addNode, flowShown, runFlow, sameOutputs } from './workbench-page.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
let folder: string;
let server: ChildProcess;
let address: string;
let browser: Browser;
let context: BrowserContext;
let page: Page;
const problems: string[] = [];

beforeAll(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'millrace-browser-')));
  await cp(join(root, 'samples/penguin-species'), join(folder, 'project'), { recursive: true, filter: (path) => !path.endsWith('/expected') });
  await writeFile(join(folder, 'secret.json'), 'secret');
  [server, address] = await serve();
  browser = await openBrowser();
  context = await browser.newContext();
  // A step that hangs is named before the test runs out of time.
  context.setDefaultTimeout(15_000);
  page = await context.newPage();
  page.on('console', (message) => {
    if (message.type() === 'error') problems.push(`${message.text()} ${message.location().url}`);
  });
  page.on('pageerror', (error) => problems.push(error.message));
  const start = performance.now();
  await page.goto(address);
  await flowShown(page, 'penguins');
  console.log(`flow shown ${Math.round(performance.now() - start)} ms after the address was opened`);
}, 120_000);

afterAll(async () => {
  await context.close();
  const ended = once(server, 'exit');
  server.kill('SIGTERM');
  expect(await ended).toEqual([0, null]);
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
});

async function serve(port = 0): Promise<[ChildProcess, string]> {
  const child = spawn(process.execPath, [join(root, 'bin/millrace.mjs'), 'serve', join(folder, 'project'), '--port', String(port)], {
    env: { ...process.env, MILLRACE_DATA: join(folder, 'user') },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let printed = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (printed += chunk.toString()));
  await vi.waitFor(() => expect(printed).toMatch(/\?token=\S+\n/), { timeout: 30_000 });
  return [child, /http:\/\/127\.0\.0\.1:\d+\/\?token=\S+/.exec(printed)![0]];
}

it('the address is good for one browser', async () => {
  const other = await browser.newContext();
  const visitor = await other.newPage();
  expect((await visitor.goto(address))?.status()).toBe(403);
  expect((await visitor.goto(new URL('/', address).href))?.status()).toBe(403);
  await other.close();
  // The first one may come back.
  expect((await page.request.get(new URL('/', address).href)).status()).toBe(200);
});

it('the page is at a clean address and its cookie is out of its reach', async () => {
  expect(page.url()).toBe(new URL('/', address).href);
  expect(await page.evaluate(() => document.cookie)).toBe('');
});

it("another site's page cannot connect", async () => {
  const foreign = await browser.newPage();
  await foreign.goto('data:text/html,<p>foreign');
  const url = new URL('/bridge', address).href.replace('http', 'ws');
  const outcome = await foreign.evaluate(
    (target) =>
      new Promise<string>((resolve) => {
        const socket = new WebSocket(target);
        socket.addEventListener('open', () => resolve('open'));
        socket.addEventListener('close', () => resolve('refused'));
      }),
    url,
  );
  expect(outcome).toBe('refused');
  await foreign.close();
});

it('runs the flow, and its output is that of the command line', async () => {
  await runFlow(page, 'confusion-file');
  await sameOutputs(join(folder, 'project'), join(root, 'samples/penguin-species/expected'));
});

it('adds a node and saves it into the file', async () => {
  await page.click('[data-testid="node-verdict"]');
  const ids = await addNode(page, 'limit-rows');
  await page.click('[data-testid="save"]');
  await page.waitForSelector('[data-testid="saved"]');
  const saved = JSON.parse(await readFile(join(folder, 'project/flow.json'), 'utf8')) as { nodes: Record<string, unknown> };
  expect(Object.keys(saved.nodes).sort()).toEqual([...ids].sort());
});

it('comes back by itself when the server was away for a moment, unsaved work intact', async () => {
  await page.click('[data-testid="node-verdict"]');
  const ids = await addNode(page, 'sort-rows');
  const { port } = new URL(address);
  const ended = once(server, 'exit');
  server.kill('SIGKILL');
  await ended;
  [server, address] = await serve(Number(port));
  // A new server has a new session: the page needs the new address, in another tab of the same browser.
  const tab = await page.context().newPage();
  await tab.goto(address);
  // The address leads on to the page by a step of its own.
  await flowShown(tab, 'penguins');
  await tab.close();
  await vi.waitFor(async () => expect(await page.locator('[data-testid="status"]').innerText()).toMatch(/thread|GB|MB|MiB|GiB/i), { timeout: 20_000 });
  expect(await page.locator('.react-flow__node').count()).toBe(ids.length);
  await page.click('[data-testid="save"]');
  await page.waitForSelector('[data-testid="saved"]');
});

it('had no error of its own', () => {
  // Losing the server is reported by the browser itself.
  expect(problems.filter((text) => !/WebSocket connection|ERR_CONNECTION|net::/.test(text))).toEqual([]);
});
