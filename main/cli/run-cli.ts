import { readFile } from 'node:fs/promises';
import type { WorkerThread } from '../../engine/api/worker-thread.ts';
import { commandLine } from '../../engine/headless/command-line.ts';
import { processConsole } from '../../engine/headless/console.ts';
import { catalog } from '../../nodes/catalog.ts';
import { trustedScripts } from '../files/user-data-folder.ts';

export interface CliPlace {
  readonly workerEntry: URL;
  readonly probeEntry: URL;
  /** Two folders up from the command line's entry, in source and bundle alike. */
  readonly appRoot: URL;
  /** What this process was started with. */
  readonly programEntry: URL;
  /** A thread started for the run of this command. */
  readonly spare: WorkerThread | null;
}

let stop: (() => void) | null = null;

/** Runs the command line `args` in this process and gives its exit code. */
export async function runCli(args: readonly string[], { workerEntry, probeEntry, appRoot, programEntry, spare }: CliPlace): Promise<number> {
  const manifest = JSON.parse(await readFile(new URL('package.json', appRoot), 'utf8')) as { version: string };
  // Whoever read the output has gone, such as `head`: there is nobody left to tell.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit();
    throw error;
  });
  let unused = spare;
  try {
    return await commandLine(args, {
      console: processConsole,
      catalog,
      version: manifest.version,
      async openEngine(options) {
        // Loading the database takes longer than most commands that need none.
        const { createEngine } = await import('../../engine/api/engine.ts');
        const { environmentCache, environmentRecords } = await import('../../engine/api/environment-cache.ts');
        const { trustScripts, ...rest } = options;
        const taken = unused;
        unused = null;
        return createEngine({
          catalog,
          scripts: trustScripts === true ? 'all' : { folder: trustedScripts() },
          workerEntry,
          probeEntry,
          ...environmentCache(manifest.version),
          ...environmentRecords(manifest.version),
          ...(taken ? { spare: taken } : {}),
          ...rest,
        });
      },
      onSignal: stopOnce,
      async serve(folder, options) {
        const { serveFolder } = await import('../serve/serve-folder.ts');
        return serveFolder(folder, options, appRoot, manifest.version);
      },
      appRoot,
      programEntry,
      probeEntry,
    });
  } finally {
    // A call that is wrong runs nothing.
    await unused?.close();
  }
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
