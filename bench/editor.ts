import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium, type Page } from 'playwright-core';
import { median } from './bench-engine.ts';
import { largeFlow, smallFlow } from './editor/bench-flows.ts';
import { countFrames, type Frames } from './editor/count-frames.ts';
import type { BenchmarkResult } from './run.ts';

const root = fileURLToPath(new URL('../', import.meta.url));
const frame = 1000 / 60;

/** The window in headless Chromium with a flow of 1,000 nodes: frames while it is moved, opening, typing; and the grid. Times and frames are against their aims. */
export async function editor(count = 1000): Promise<BenchmarkResult> {
  const built = spawnSync(process.execPath, [join(root, 'tools/build.mjs')], { encoding: 'utf8' });
  if (built.status !== 0) throw new Error(built.stderr);
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'bench-editor-')));
  await writeFile(join(folder, 'flow.json'), JSON.stringify(smallFlow));
  await writeFile(join(folder, 'large.json'), JSON.stringify(largeFlow(count)));
  const server = spawn(process.execPath, [join(root, 'bin/millrace.mjs'), 'serve', folder, '--port', '0'], { env: { ...process.env, MILLRACE_DATA: join(folder, 'user') }, stdio: ['ignore', 'pipe', 'inherit'] });
  const browser = await chromium.launch({ executablePath: browserPath(), args: process.getuid?.() === 0 ? ['--no-sandbox'] : [] });
  try {
    let printed = '';
    for await (const chunk of server.stdout) {
      printed += String(chunk);
      if (printed.includes('?token=')) break;
    }
    const page = await browser.newPage({ viewport: { width: 1600, height: 1000 }, colorScheme: 'dark' });
    await page.goto(/http:\/\/127\.0\.0\.1:\d+\/\?token=\S+/.exec(printed)![0]);
    await page.waitForSelector('[data-testid="node-table"]');
    const detail: Record<string, unknown> = {};
    const opening = await open(page);
    detail['opening'] = opening;
    const far = await countFrames(page, (p) => pan(p));
    const farZoom = await countFrames(page, zoom);
    await page.keyboard.press('Shift+2');
    await page.click('.react-flow__pane', { position: { x: 30, y: 30 } });
    await near(page);
    const panned = await countFrames(page, pan);
    const zoomed = await countFrames(page, zoom);
    await near(page);
    const dragged = await countFrames(page, drag);
    Object.assign(detail, { far, farZoom, panned, zoomed, dragged });
    const keys = await typing(page);
    detail['keystrokeToDiagnostic'] = keys;
    const grid = await gridFrames(page);
    detail['grid'] = grid;
    const slowest = (f: Frames) => 60 / f.fps;
    return {
      name: 'editor',
      ratios: {
        'opening of 1.5 s': median(opening.map((o) => o.drawn)) / 1500,
        'opening and checking of 1.5 s': median(opening.map((o) => o.checked)) / 1500,
        'pan: 60 / frames per second': slowest(panned),
        'zoom: 60 / frames per second': slowest(zoomed),
        'drag: 60 / frames per second': slowest(dragged),
        'pan from afar: 45 / frames per second': 45 / far.fps,
        'zoom from afar: 45 / frames per second': 45 / farZoom.fps,
        'keystroke to diagnostic of 100 ms': median(keys) / 100,
        'grid: 60 / frames per second': slowest(grid),
      },
      detail: { nodes: count, ...detail },
    };
  } finally {
    await browser.close();
    server.kill('SIGTERM');
    if (server.exitCode === null) await once(server, 'exit');
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

const middleOf = async (page: Page, selector: string) => {
  const box = (await page.locator(selector).first().boundingBox())!;
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
};

/** Moves the mouse as a hand does, a step per frame, for two seconds. */
async function circle(page: Page, from: { readonly x: number; readonly y: number }, radius: number): Promise<void> {
  for (let step = 0; step < 120; step++) {
    const angle = (step / 120) * 2 * Math.PI;
    const next = new Promise((done) => setTimeout(done, frame));
    await page.mouse.move(from.x + radius * Math.sin(angle) * 1.5, from.y + radius * (1 - Math.cos(angle)) * 0.5);
    await next;
  }
}

async function pan(page: Page): Promise<void> {
  const from = await middleOf(page, '[data-testid="canvas"]');
  await page.mouse.move(from.x, from.y);
  await page.mouse.down({ button: 'middle' });
  await circle(page, from, 220);
  await page.mouse.up({ button: 'middle' });
}

async function zoom(page: Page): Promise<void> {
  const from = await middleOf(page, '[data-testid="canvas"]');
  await page.mouse.move(from.x, from.y);
  for (let step = 0; step < 100; step++) {
    const next = new Promise((done) => setTimeout(done, frame));
    await page.mouse.wheel(0, step % 50 < 25 ? 12 : -12);
    await next;
  }
}

/** Goes to a place in the middle of the flow at 100 %. */
async function near(page: Page): Promise<void> {
  await page.keyboard.press('Shift+1');
  await page.waitForTimeout(400);
  await page.keyboard.press('Control+0');
  await page.waitForTimeout(600);
}

/** Middle of the title of a node of a kind that lies well within the canvas. */
async function titleInSight(page: Page, kind?: string): Promise<{ readonly x: number; readonly y: number }> {
  const at = await page.evaluate((wanted) => {
    const canvas = document.querySelector('[data-testid="canvas"]')!.getBoundingClientRect();
    for (const title of document.querySelectorAll('.react-flow__node .node-title')) {
      const box = title.getBoundingClientRect();
      const inside = box.left > canvas.left + 60 && box.right < canvas.right - 60 && box.top > canvas.top + 10 && box.bottom < canvas.bottom - 60;
      if (inside && (wanted === undefined || title.textContent === wanted)) return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
    }
    return null;
  }, kind);
  if (!at) throw new Error(`No such node lies in the middle of the canvas.`);
  return at;
}

async function drag(page: Page): Promise<void> {
  const from = await titleInSight(page);
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  await circle(page, from, 120);
  await page.mouse.up();
}

interface Opening {
  /** Milliseconds from the choice of the file until all nodes are drawn, and until the check's answer is shown too. */
  readonly drawn: number;
  readonly checked: number;
}

/** Opens the large flow by the dialog, the small one in between. */
async function open(page: Page): Promise<readonly Opening[]> {
  const times: Opening[] = [];
  for (let round = 0; round < 3; round++) {
    times.push(await choose(page, 'large.json', '[data-testid="node-n500"]'));
    if (round < 2) await choose(page, 'flow.json', '[data-testid="node-table"]');
  }
  return times;
}

async function choose(page: Page, file: string, node: string): Promise<Opening> {
  await page.keyboard.press('Control+o');
  const button = page.getByRole('dialog').getByRole('button', { name: file });
  await button.waitFor();
  await page.evaluate((wanted) => {
    const result = { drawn: 0, checked: 0 };
    Object.assign(window, { benchOpen: result });
    addEventListener(
      'click',
      () => {
        const start = performance.now();
        const look = () => {
          const seen = document.querySelector(wanted) !== null;
          if (seen && result.drawn === 0) requestAnimationFrame(() => (result.drawn = performance.now() - start));
          if (seen && document.querySelector('[data-testid="status"][data-checking]') === null && document.querySelector('[data-testid="status"]')?.textContent?.includes('statement')) result.checked = performance.now() - start;
          else requestAnimationFrame(look);
        };
        requestAnimationFrame(look);
      },
      { capture: true, once: true },
    );
  }, node);
  await button.click();
  await page.waitForFunction(() => (window as unknown as { benchOpen: Opening }).benchOpen.checked > 0, undefined, { timeout: 60_000 });
  return page.evaluate(() => (window as unknown as { benchOpen: Opening }).benchOpen);
}

/** Milliseconds from a key in the field of a condition until what is wrong with it is shown, or gone. */
async function typing(page: Page): Promise<readonly number[]> {
  const title = await titleInSight(page, 'Filter');
  await page.mouse.click(title.x, title.y);
  const editorOf = page.locator('[data-testid="param-condition"] .monaco-editor').first();
  await editorOf.waitFor();
  await editorOf.click();
  await page.keyboard.press('Control+End');
  await page.waitForTimeout(500);
  const times: number[] = [];
  for (let round = 0; round < 12; round++) {
    await page.evaluate(() => {
      const result = { time: 0 };
      Object.assign(window, { benchKey: result });
      const field = document.querySelector('[data-testid="param-condition"]')!;
      const said = () => field.querySelector('.field-error, [data-severity="error"]')?.textContent ?? '';
      const before = said();
      addEventListener(
        'keydown',
        () => {
          const start = performance.now();
          const look = () => {
            if (said() === before) requestAnimationFrame(look);
            else result.time = performance.now() - start;
          };
          look();
        },
        { capture: true, once: true },
      );
    });
    await page.keyboard.press(round % 2 === 0 ? '(' : 'Backspace');
    await page.waitForFunction(() => (window as unknown as { benchKey: { time: number } }).benchKey.time > 0, undefined, { timeout: 20_000 });
    times.push(await page.evaluate(() => (window as unknown as { benchKey: { time: number } }).benchKey.time));
    await page.waitForTimeout(150);
  }
  return times.map(Math.round);
}

async function gridFrames(page: Page): Promise<Frames> {
  await page.waitForSelector('[role="grid"]');
  const from = await middleOf(page, '[role="grid"]');
  return countFrames(page, async () => {
    await page.mouse.move(from.x, from.y);
    for (let step = 0; step < 100; step++) {
      const next = new Promise((done) => setTimeout(done, frame));
      await page.mouse.wheel(0, step % 50 < 25 ? 300 : -300);
      await next;
    }
  });
}

function browserPath(): string {
  const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
  const found = process.env['CHROMIUM_PATH'] ?? (process.env['PATH'] ?? '').split(delimiter).flatMap((dir) => names.map((name) => join(dir, name))).find((path) => existsSync(path));
  if (found === undefined) throw new Error('There is no Chromium. Install one or name it in CHROMIUM_PATH.');
  return found;
}
