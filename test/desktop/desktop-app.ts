import { existsSync } from 'node:fs';
import { mkdtemp, readFile, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ElectronApplication, Page } from 'playwright-core';
import { _electron } from 'playwright-core';

export const root = fileURLToPath(new URL('../../', import.meta.url));

/** The Electron to test with: the one that is given, else the one of the package. */
export async function electronPath(): Promise<string> {
  const given = process.env['ELECTRON_OVERRIDE_DIST_PATH'];
  const name = await readFile(join(root, 'node_modules/electron/path.txt'), 'utf8').catch(() => (process.platform === 'win32' ? 'electron.exe' : 'electron'));
  const path = join(given ?? join(root, 'node_modules/electron/dist'), name);
  if (!existsSync(path)) throw new Error(`There is no Electron at ${path}. Set ELECTRON_OVERRIDE_DIST_PATH to a folder that holds one.`);
  return path;
}

/** A folder for one test, taken away by its `dispose`. */
export async function scratchFolder(): Promise<{ readonly path: string; dispose(): Promise<void> }> {
  const path = await realpath(await mkdtemp(join(tmpdir(), 'millrace-e2e-')));
  return { path, dispose: () => rm(path, { recursive: true, force: true, maxRetries: 5 }) };
}

export interface DesktopApp {
  readonly app: ElectronApplication;
  readonly page: Page;
  /** From the start of the process until its window has content. */
  readonly milliseconds: number;
  /** Ends the app without asking about unsaved changes. */
  quit(): Promise<void>;
}

export interface LaunchOptions {
  readonly userData: string;
  readonly flow?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** Starts the desktop app with a user folder of its own. */
export async function launchDesktop(options: LaunchOptions): Promise<DesktopApp> {
  try {
    return await launchOnce(options);
  } catch (error) {
    // The driver now and then misses the first words of a process on a busy machine and waits for them for ever; a window that never comes fails the second time too.
    console.log(`the desktop app was started again: ${String(error).split('\n')[0]}`);
    return launchOnce(options);
  }
}

const patience = 20_000;

async function launchOnce({ userData, flow, env }: LaunchOptions): Promise<DesktopApp> {
  const start = performance.now();
  const app = await _electron.launch({
    timeout: patience,
    executablePath: await electronPath(),
    // Chromium's sandbox does not start for root.
    args: ['.', `--user-data-dir=${userData}`, ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []), ...(flow ? [flow] : [])],
    cwd: root,
    ...(env ? { env: { ...(process.env as Record<string, string>), ...env } } : {}),
  });
  let page: Page;
  try {
    page = await app.firstWindow({ timeout: patience });
    await page.waitForSelector('#root > *', { timeout: patience });
  } catch (error) {
    app.process().kill('SIGKILL');
    throw error;
  }
  const milliseconds = Math.round(performance.now() - start);
  return {
    app,
    page,
    milliseconds,
    async quit() {
      await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().forEach((window) => window.destroy()));
      await app.close();
    },
  };
}

/** Calls the operating system from the page through the preload. */
export const osCall = (page: Page, method: string, argument?: unknown) =>
  page.evaluate(
    ([name, value]) => (window as unknown as { millrace: { os: Record<string, (argument?: unknown) => Promise<unknown>> } }).millrace.os[name as string]!(value),
    [method, argument] as const,
  );

/** Calls the engine from the page over a port of its own; resolves with the answering message. */
export const engineCall = (page: Page, method: string, argument?: unknown) =>
  page.evaluate(
    ([name, value]) =>
      new Promise<{ readonly kind: string; readonly value?: unknown }>((resolve) => {
        const id = 1_000_000_000 + Math.floor(Math.random() * 1_000_000);
        const receive = (event: MessageEvent) => {
          const [port] = event.ports;
          if (!port) return;
          window.removeEventListener('message', receive);
          port.addEventListener('message', ({ data }) => {
            if (data.id === id) resolve(data);
          });
          port.start();
          port.postMessage({ kind: 'call', id, method: name, argument: value });
        };
        window.addEventListener('message', receive);
        (window as unknown as { millrace: { connectEngine(): void } }).millrace.connectEngine();
      }),
    [method, argument] as const,
  );

/** Process ids of the app's engine process. */
export const enginePids = (app: ElectronApplication) =>
  app.evaluate(({ app }) => app.getAppMetrics().filter((metric) => metric.type === 'Utility' && metric.name === 'Millrace engine').map((metric) => metric.pid));
