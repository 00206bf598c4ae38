import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { chromium } from 'playwright-core';
import { expect, vi } from 'vitest';
import { browserPath } from './browser-path.ts';

export const root = fileURLToPath(new URL('../../', import.meta.url));

/** A window of the browser at a served folder of its own. */
export interface ServedEditor {
  /** The folder that is served. */
  readonly project: string;
  page: Page;
  /** Errors the page reported so far. */
  readonly errors: string[];
  /** Opens the workbench in a further tab of the same browser and makes it the page. */
  reopen(): Promise<Page>;
  /** The text of a file of the project. */
  read(path: string): Promise<string>;
  close(): Promise<void>;
}

export interface EditorOptions {
  /** Files to begin with: path in the project and text. */
  readonly files?: Readonly<Record<string, string>>;
  readonly browser?: BrowserContextOptions;
  /** Puts further files into the project before it is served. */
  readonly prepare?: (project: string) => Promise<void>;
}

/** Serves a folder and opens it in Chromium. */
export async function openEditor({ files = {}, browser: wishes = {}, prepare }: EditorOptions = {}): Promise<ServedEditor> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'millrace-editor-')));
  const project = join(folder, 'project');
  await mkdir(project);
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(project, path)), { recursive: true });
    await writeFile(join(project, path), text);
  }
  await prepare?.(project);
  const [server, address] = await serveFolder(project, join(folder, 'user'));
  const context = await (await openBrowser()).newContext({ viewport: { width: 1600, height: 1000 }, colorScheme: 'dark', permissions: ['clipboard-read', 'clipboard-write'], ...wishes });
  // A step that hangs is named before the test runs out of time.
  context.setDefaultTimeout(10_000);
  const errors: string[] = [];
  const newPage = async (url: string) => {
    const page = await context.newPage();
    page.on('console', (message) => (message.type() === 'error' ? errors.push(`${message.text()} ${message.location().url}`) : undefined));
    page.on('pageerror', (error) => errors.push(error.message));
    page.on('dialog', (dialog) => void dialog.accept());
    await page.goto(url);
    await page.waitForSelector('[data-testid="status"]');
    return page;
  };
  const editor: ServedEditor = {
    project,
    errors,
    page: await newPage(address),
    async reopen() {
      editor.page = await newPage(new URL('/', address).href);
      return editor.page;
    },
    read: (path) => readFile(join(project, path), 'utf8'),
    async close() {
      await context.close();
      const ended = once(server, 'exit');
      server.kill('SIGTERM');
      await ended;
      await rm(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
  return editor;
}

let running: Promise<Browser> | null = null;

/** The one browser of this process, which ends with it: a start costs more than many a test. What a person has in it is kept by contexts. */
export async function openBrowser(): Promise<Browser> {
  const browser = await (running ??= chromium.launch({ executablePath: browserPath(), args: process.getuid?.() === 0 ? ['--no-sandbox'] : [] }));
  if (browser.isConnected()) return browser;
  running = null;
  return openBrowser();
}

/** Serves a folder; gives the process and the address it printed. */
export async function serveFolder(project: string, user: string, port = 0): Promise<[ChildProcess, string]> {
  const child = spawn(process.execPath, [join(root, 'bin/millrace.mjs'), 'serve', project, '--port', String(port)], {
    env: { ...process.env, MILLRACE_DATA: user, MILLRACE_RECORDS: join(user, 'records') },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let printed = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (printed += chunk.toString()));
  await vi.waitFor(() => expect(printed).toMatch(/\?token=\S+\n/), { timeout: 30_000 });
  return [child, /http:\/\/127\.0\.0\.1:\d+\/\?token=\S+/.exec(printed)![0]];
}
