import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, readlink, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { _electron, chromium, type Page } from 'playwright-core';
import display from '../../test/desktop/display.ts';
import { browserPath } from '../../test/browser/browser-path.ts';
import { electronPath } from '../../test/desktop/desktop-app.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** The window with a project of its own, in Chromium or in Electron. */
export interface BenchWindow {
  readonly page: Page;
  /** The folder of its flows. */
  readonly project: string;
  /** Has the system's dialog choose a path when it is next asked; null where the window has a list of its own. */
  readonly choose: ((path: string) => Promise<void>) | null;
  /** The processes all others come from. */
  readonly pids: readonly number[];
  close(): Promise<void>;
}

export type Host = 'browser' | 'desktop';

/** Builds what is not built, writes the files, which must hold a `flow.json`, into a folder and opens the window on it. */
export async function openWindow(host: Host, files: Readonly<Record<string, string>>): Promise<BenchWindow> {
  const built = spawnSync(process.execPath, [join(root, 'tools/build.mjs')], { encoding: 'utf8' });
  if (built.status !== 0) throw new Error(built.stderr);
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'bench-editor-')));
  const project = join(folder, 'project');
  await mkdir(project);
  for (const [name, text] of Object.entries(files)) await writeFile(join(project, name), text);
  const opened = await (host === 'browser' ? openBrowser(folder, project) : openDesktop(folder, project));
  await opened.page.locator('[data-testid="canvas"] .react-flow__node').first().waitFor();
  return { ...opened, close: () => opened.close().finally(() => rm(folder, { recursive: true, force: true, maxRetries: 5 })) };
}

const asRoot = process.getuid?.() === 0 ? ['--no-sandbox'] : [];

const environment = (folder: string) => ({ ...(process.env as Record<string, string>), MILLRACE_DATA: join(folder, 'user'), MILLRACE_RECORDS: join(folder, 'records'), MILLRACE_CACHE: join(folder, 'cache') });

async function openBrowser(folder: string, project: string): Promise<BenchWindow> {
  const server = spawn(process.execPath, [join(root, 'bin/millrace.mjs'), 'serve', project, '--port', '0'], { env: environment(folder), stdio: ['ignore', 'pipe', 'inherit'] });
  let printed = '';
  for await (const chunk of server.stdout) {
    printed += String(chunk);
    if (printed.includes('?token=')) break;
  }
  const profile = join(folder, 'browser');
  const context = await chromium.launchPersistentContext(profile, { executablePath: browserPath(), args: [...asRoot, '--enable-precise-memory-info'], viewport: { width: 1600, height: 1000 }, colorScheme: 'dark' });
  const page = context.pages()[0] ?? (await context.newPage());
  await page.goto(/http:\/\/127\.0\.0\.1:\d+\/\?token=\S+/.exec(printed)![0]);
  return {
    page,
    project,
    choose: null,
    pids: [server.pid!, await pidOfProfile(profile)],
    async close() {
      await context.close();
      server.kill('SIGTERM');
      if (server.exitCode === null) await once(server, 'exit');
    },
  };
}

/** The browser's own process, which the driver does not name: it holds the lock of its profile. */
async function pidOfProfile(profile: string): Promise<number> {
  return Number(/-(\d+)$/.exec(await readlink(join(profile, 'SingletonLock')))?.[1]);
}

async function openDesktop(folder: string, project: string): Promise<BenchWindow> {
  const stop = await display();
  const app = await _electron.launch({ executablePath: await electronPath(), args: ['.', `--user-data-dir=${join(folder, 'user')}`, ...asRoot, join(project, 'flow.json')], cwd: root, env: environment(folder) });
  const page = await app.firstWindow();
  await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]!.setContentSize(1600, 1000));
  return {
    page,
    project,
    choose: (path) =>
      app.evaluate(({ dialog }, chosen) => {
        dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [chosen] });
      }, path),
    pids: [app.process().pid!],
    async close() {
      await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().forEach((window) => window.destroy()));
      await app.close();
      stop?.();
    },
  };
}

interface ProcessFigures {
  readonly kind: string;
  readonly milliseconds: number;
  readonly bytes: number;
}

/** Figures of processes and all that come from them; null where the system does not tell them in this way. */
async function processes(pids: readonly number[]): Promise<readonly ProcessFigures[] | null> {
  if (process.platform !== 'linux') return null;
  const children = new Map<number, number[]>();
  const known = new Map<number, ProcessFigures>();
  for (const name of await readdir('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const read = await Promise.all([readFile(`/proc/${name}/stat`, 'utf8'), readFile(`/proc/${name}/cmdline`, 'utf8')]).catch(() => null);
    if (read === null) continue;
    const [stat, line] = read;
    // Fields of proc(5) from the third: ticks are a hundredth of a second, pages four KiB.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ').map(Number);
    known.set(Number(name), { kind: kindOf(line), milliseconds: (fields[11]! + fields[12]!) * 10, bytes: fields[21]! * 4096 });
    children.set(fields[1]!, [...(children.get(fields[1]!) ?? []), Number(name)]);
  }
  const found: ProcessFigures[] = [];
  const waiting = [...pids];
  for (let pid = waiting.pop(); pid !== undefined; pid = waiting.pop()) {
    const figures = known.get(pid);
    if (figures) found.push(figures);
    waiting.push(...(children.get(pid) ?? []));
  }
  return found;
}

/** Processor time, in milliseconds, of processes and all that come from them, by what they are; null where the system does not tell. */
export async function processorTimes(pids: readonly number[]): Promise<Readonly<Record<string, number>> | null> {
  const all = await processes(pids);
  if (all === null) return null;
  const times: Record<string, number> = {};
  for (const { kind, milliseconds } of all) times[kind] = (times[kind] ?? 0) + milliseconds;
  return times;
}

/** Resident memory of the processes of a kind; null where the system does not tell. */
export async function residentBytes(pids: readonly number[], kind: string): Promise<number | null> {
  const all = await processes(pids);
  return all && all.filter((p) => p.kind === kind).reduce((sum, p) => sum + p.bytes, 0);
}

function kindOf(line: string): string {
  const type = /--type=([a-z-]+)/.exec(line)?.[1];
  if (type === 'gpu-process') return 'drawing';
  if (type === 'renderer') return 'page';
  if (line.includes('engine-process')) return 'engine';
  if (type === 'utility') return line.includes('node.mojom.NodeService') ? 'engine' : 'browser';
  return type === undefined && line.includes('millrace.mjs') ? 'server' : 'browser';
}
