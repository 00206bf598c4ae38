import { execFile } from 'node:child_process';
import { readFile, readdir, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { electronPath, launchDesktop, osCall, root, scratchFolder } from './desktop-app.ts';

let folder: Awaited<ReturnType<typeof scratchFolder>>;
let flow: string;
const text = '{"millrace":1,"name":"Mine","nodes":{}}';
beforeEach(async () => {
  folder = await scratchFolder();
  flow = join(folder.path, 'mine.json');
  await writeFile(flow, text);
});
afterEach(() => folder.dispose());
const launch = () => launchDesktop({ userData: join(folder.path, 'user'), flow });

it('opens the flow named at the start and shows its name', async () => {
  const desktop = await launch();
  expect(await osCall(desktop.page, 'initial')).toMatchObject({ value: { path: flow, text, recovered: null } });
  expect(await desktop.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]!.getTitle())).toBe('mine — Millrace');
  await desktop.quit();
});

it('shows a copy of the first sample at a first look', async () => {
  const userData = join(folder.path, 'user');
  const desktop = await launchDesktop({ userData, env: { MILLRACE_FIRST_SAMPLE: '1' } });
  const { value } = (await osCall(desktop.page, 'initial')) as { value: { path: string; base: string } };
  expect(value.path.startsWith(userData)).toBe(true);
  await desktop.page.waitForSelector('.react-flow__node');
  await desktop.quit();
});

it('keeps unsaved work through kill -9, and the saved file whole', async () => {
  const first = await launch();
  await utimes(flow, new Date(), new Date(Date.now() - 5_000));
  await osCall(first.page, 'autosave', { path: flow, text: 'unsaved work' });
  first.app.process().kill('SIGKILL');
  await new Promise((done) => setTimeout(done, 500));
  const second = await launch();
  expect(await osCall(second.page, 'open', { path: flow })).toMatchObject({ value: { text, recovered: 'unsaved work' } });
  await second.quit();
});

it('leaves the old text or the new one when it is killed while it saves', async () => {
  const big = (letter: string) => letter.repeat(4_000_000);
  const desktop = await launch();
  await osCall(desktop.page, 'save', { path: flow, text: big('a'), suggestedName: '' });
  // Not awaited: the process dies in the middle of one of these.
  void desktop.page
    .evaluate((path) => {
      const { os } = (window as unknown as { millrace: { os: Record<string, (argument: unknown) => Promise<unknown>> } }).millrace;
      for (const letter of 'bcdefgh') void os['save']!({ path, text: letter.repeat(4_000_000), suggestedName: '' });
    }, flow)
    .catch(() => undefined);
  await new Promise((done) => setTimeout(done, 60));
  desktop.app.process().kill('SIGKILL');
  await new Promise((done) => setTimeout(done, 300));
  const left = await readFile(flow, 'utf8');
  expect(left.length).toBe(4_000_000);
  expect(new Set(left).size).toBe(1);
});

it('asks before it closes over unsaved changes', async () => {
  const desktop = await launch();
  const asked = (answer: number) =>
    desktop.app.evaluate(async ({ BrowserWindow, dialog }, response) => {
      const window = BrowserWindow.getAllWindows()[0]!;
      let message = '';
      const question = new Promise<void>((resolve) => {
        dialog.showMessageBox = (async (_window: unknown, options: { message: string }) => {
          message = options.message;
          setTimeout(resolve, 200);
          return { response, checkboxChecked: false };
        }) as typeof dialog.showMessageBox;
      });
      window.close();
      await question;
      return { message, open: BrowserWindow.getAllWindows().length };
    }, answer);
  await osCall(desktop.page, 'autosave', { path: flow, text: 'changed' });
  expect(await desktop.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]!.getTitle())).toBe('• mine — Millrace');
  expect(await asked(1)).toEqual({ message: 'Save the changes to mine?', open: 1 });
  const closed = new Promise<void>((resolve) => desktop.app.on('close', () => resolve()));
  await asked(2).catch(() => undefined);
  await closed;
  expect(await readFile(flow, 'utf8')).toBe(text);
});

it('runs once: a second start hands its flow to the first', async () => {
  const desktop = await launch();
  const other = join(folder.path, 'other.json');
  await writeFile(other, text.replace('Mine', 'Other'));
  const args = ['.', `--user-data-dir=${join(folder.path, 'user')}`, ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []), other];
  await promisify(execFile)(await electronPath(), args, { cwd: root, timeout: 20_000 });
  await expect.poll(() => desktop.app.windows().length, { timeout: 10_000 }).toBe(2);
  await desktop.quit();
  expect(await readdir(join(folder.path, 'user'))).toContain('recent.json');
});

it('ends every process it started', async () => {
  const desktop = await launch();
  const pids = await desktop.app.evaluate(({ app }) => app.getAppMetrics().map((metric) => metric.pid));
  await desktop.quit();
  const alive = () => pids.filter((pid) => spawnedAlive(pid));
  await expect.poll(alive, { timeout: 5_000 }).toEqual([]);
});

function spawnedAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
