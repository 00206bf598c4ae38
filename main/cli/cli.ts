import { readFile } from 'node:fs/promises';
import { commandLine } from '../../engine/headless/command-line.ts';
import { processConsole } from '../../engine/headless/console.ts';
import { trustedScripts } from '../files/user-data-folder.ts';
import { catalog } from '../../nodes/catalog.ts';

/** File endings differ between source and bundle; both stand where their sibling entries do. */
const bundled = import.meta.url.endsWith('.js');
const entry = (source: string, bundle: string): URL => new URL(bundled ? bundle : source, import.meta.url);

const probeEntry = entry('../../engine/inference/probe-child.ts', '../engine/probe-child.js');

let stop: (() => void) | null = null;

/** Two folders up from here, in source and bundle alike. */
const appRoot = new URL('../../', import.meta.url);

async function main(args: readonly string[]): Promise<number> {
  const manifest = JSON.parse(await readFile(new URL('package.json', appRoot), 'utf8')) as { version: string };
  return commandLine(args, {
    console: processConsole,
    catalog,
    version: manifest.version,
    async openEngine(options) {
      // Loading the database takes longer than most commands that need none.
      const { createEngine } = await import('../../engine/api/engine.ts');
      const { environmentCache, environmentRecords } = await import('../../engine/api/environment-cache.ts');
      const { trustScripts, ...rest } = options;
      return createEngine({
        catalog,
        scripts: trustScripts === true ? 'all' : { folder: trustedScripts() },
        workerEntry: entry('../../engine/workers/data-worker.ts', '../engine/data-worker.js'),
        probeEntry,
        ...environmentCache(manifest.version),
        ...environmentRecords(manifest.version),
        ...rest,
      });
    },
    onSignal: stopOnce,
    async serve(folder, options) {
      const { serveFolder } = await import('../serve/serve-folder.ts');
      return serveFolder(folder, options, appRoot, manifest.version);
    },
    appRoot,
    programEntry: new URL(import.meta.url),
    probeEntry,
  });
}



/** The first interrupt cancels the run cleanly; a second ends the process as usual. */
function stopOnce(next: () => void): void {
  if (stop === null) {
    process.once('SIGINT', () => stop?.());
    process.once('SIGTERM', () => stop?.());
    if (process.connected) {
      // Whoever started this run for a schedule has gone: nobody would hear of it, and it may be begun again.
      process.once('disconnect', () => stop?.());
      process.channel?.unref();
    }
  }
  stop = next;
}

// Whoever read the output has gone, such as `head`: there is nobody left to tell.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit();
  throw error;
});

process.exitCode = await main(process.argv.slice(2));
