import type { Command } from 'commander';
import type { Engine } from '../api/engine.ts';
import type { Catalog } from '../definition/index.ts';
import { UsageError, wholeNumber } from './call-arguments.ts';
import type { Console } from './console.ts';

interface ServeOptions {
  readonly port?: string;
  readonly data?: boolean;
  readonly host?: string;
  readonly token?: string;
  readonly schedules?: boolean;
  readonly atOnce?: string;
  readonly trustScripts?: boolean;
}

interface ServeHost {
  readonly console: Console;
  readonly catalog: Catalog;
  readonly programEntry: URL;
  onSignal(stop: () => void): void;
  serve(folder: string | undefined, options: { readonly port?: number }): Promise<number>;
}

/** Adds `millrace serve`: the workbench in a browser, with `--data` the data sets that flows have published, or with `--schedules` the runs that are due. */
export function addServeCommand(program: Command, host: ServeHost, withEngine: (work: (engine: Engine) => Promise<number>) => Promise<void>, done: (code: number) => void): void {
  program
    .command('serve [DIR]')
    .description('open the workbench in a browser of this machine, offer published data sets over HTTP, or run flows by schedule')
    .option('--port <n>', 'port, chosen by the system by default')
    .option('--data', 'offer the data sets in DIR/published instead, to those who know the token')
    .option('--host <address>', 'address to offer data sets at, 127.0.0.1 by default')
    .option('--token <secret>', 'name of the secret that holds the token; a new token each time by default')
    .option('--schedules', 'run the flows of DIR as its schedules.json says instead, until it is interrupted')
    .option('--at-once <n>', 'with --schedules: most runs at a time', '1')
    .option('--trust-scripts', 'with --schedules: run scripts of Python as they stand in the flows, without asking')
    .action(async (folder: string | undefined, options: ServeOptions) => {
      const port = options.port === undefined ? undefined : wholeNumber('--port', options.port, 0, 65_535);
      if (options.schedules === true) {
        if (options.data === true || port !== undefined || options.host !== undefined || options.token !== undefined) throw new UsageError('--schedules opens no port: leave out --data, --port, --host and --token, and serve those by another process.');
        const { serveSchedulesCommand } = await import('./serve-schedules-command.ts');
        const atOnce = wholeNumber('--at-once', options.atOnce ?? '1', 1, 64);
        return done(await serveSchedulesCommand(folder, { atOnce, trustScripts: options.trustScripts === true }, host.programEntry, host.console, (stop) => host.onSignal(stop)));
      }
      if (options.trustScripts === true || (options.atOnce ?? '1') !== '1') throw new UsageError('--at-once and --trust-scripts belong to --schedules. Add it, or leave them out.');
      if (options.data !== true) {
        if (options.host !== undefined || options.token !== undefined) throw new UsageError('--host and --token belong to --data. Add it, or leave them out.');
        return done(await host.serve(folder, port === undefined ? {} : { port }));
      }
      const { serveDataCommand } = await import('./serve-data-command.ts');
      await withEngine((engine) => serveDataCommand(folder, { port: port ?? 0, host: options.host ?? '127.0.0.1', ...(options.token === undefined ? {} : { token: options.token }) }, engine, host.catalog, host.console, (stop) => host.onSignal(stop)));
    });
}
