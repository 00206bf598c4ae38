import { spawn } from 'node:child_process';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

/** Takes the README's pictures of the workbench in both themes: node tools/take-screenshots.ts [CHROMIUM]. */
const root = dirname(dirname(fileURLToPath(import.meta.url)));
const scratch = await mkdtemp(join(tmpdir(), 'millrace-pictures-'));
await cp(join(root, 'samples', 'penguin-species'), join(scratch, 'penguin-species'), { recursive: true });

async function serve(): Promise<{ url: string; stop: () => void }> {
  const child = spawn(process.execPath, [join(root, 'bin', 'millrace.mjs'), 'serve', join(scratch, 'penguin-species')], { stdio: ['ignore', 'pipe', 'inherit'] });
  const url = await new Promise<string>((resolve) => {
    let text = '';
    child.stdout.on('data', (data: Buffer) => {
      text += data.toString();
      const found = /http:\S+/.exec(text);
      if (found) resolve(found[0]);
    });
  });
  return { url, stop: () => void child.kill('SIGTERM') };
}

for (const theme of ['dark', 'light'] as const) {
  const { url, stop } = await serve();
  const browser = await chromium.launch({ executablePath: process.argv[2] ?? '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'] });
  try {
    const page = await browser.newPage({ viewport: { width: 2000, height: 1150 }, colorScheme: theme });
    await page.goto(url);
    await page.getByTestId('node-quality').waitFor();
    await page.getByTestId('run').click();
    await page.waitForTimeout(6000);
    await page.getByTestId('node-quality').click();
    await page.getByTestId('preview-grid').waitFor();
    await page.waitForTimeout(2500);
    await page.screenshot({ path: join(root, 'docs', 'images', `workbench-${theme}.png`) });
  } finally {
    await browser.close();
    stop();
  }
}
await rm(scratch, { recursive: true, force: true });
