import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { dirname, join, resolve } from 'node:path';
import { serveWorkbench } from './serve-workbench.ts';

/** `millrace serve`: serves a folder, or the folder of a flow file, until interrupted. */
export async function serveFolder(given: string | undefined, options: { readonly port?: number }, appRoot: URL, version: string): Promise<number> {
  const named = resolve(given ?? '.');
  const flow = named.endsWith('.json') ? named : join(named, 'flow.json');
  const folder = named.endsWith('.json') ? dirname(named) : named;
  const served = await serveWorkbench({ folder, port: options.port ?? 0, appRoot: fileURLToPath(appRoot), version, ...(existsSync(flow) ? { flow } : {}) });
  console.log(served.url);
  await new Promise<void>((stop) => {
    process.once('SIGINT', () => stop());
    process.once('SIGTERM', () => stop());
  });
  await served.close();
  return 0;
}
