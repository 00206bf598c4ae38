// npm runs this after an install in the checkout: `npx millrace` works from then on. Never fails an install.
import { lstatSync, mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** @param {string} what @param {() => unknown} work */
async function attempt(what, work) {
  try {
    await work();
  } catch (error) {
    const reason = error instanceof Error ? error.message.split('\n')[0] : String(error);
    console.warn(`millrace: ${what} was left out (${reason}); it is made up for when it is needed.`);
  }
}

// On Windows npm makes command files, not links; there npx finds the command by package.json.
if (process.platform !== 'win32') {
  await attempt('the link for npx', () => {
    const link = join(root, 'node_modules', '.bin', 'millrace');
    if (lstatSync(link, { throwIfNoEntry: false })) rmSync(link);
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync('../../bin/millrace.mjs', link);
  });
}
await attempt('building the command line', async () => {
  const { build } = await import('./build.mjs');
  await build({ only: ['headless'] });
});
