import { statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { errorCode } from '../files/save-atomically.ts';
import { serveWorkbench } from './serve-workbench.ts';

const DONE = 0;
const WRONG_CALL = 2;

/** `millrace serve`: serves a folder, or the folder of a flow, until it is interrupted; gives the exit code. */
export async function serveFolder(target: string | undefined, options: { readonly port?: number }, appRootUrl: URL, version: string): Promise<number> {
  const path = resolve(target ?? '.');
  const info = statSync(path, { throwIfNoEntry: false });
  if (info === undefined) return wrong(`${target ?? path} is not there. Name a folder or a flow to serve.`);
  const flow = info.isDirectory() ? (statSync(join(path, 'flow.json'), { throwIfNoEntry: false }) ? 'flow.json' : null) : basename(path);
  const folder = info.isDirectory() ? path : dirname(path);
  const appRoot = fileURLToPath(appRootUrl);
  if (!statSync(join(appRoot, 'dist/renderer/index.html'), { throwIfNoEntry: false })) {
    return wrong('The page of the workbench is not built. Run "npm run build" in the folder of Millrace first.');
  }
  let server: Awaited<ReturnType<typeof serveWorkbench>>;
  try {
    server = await serveWorkbench({
      folder,
      ...(flow === null ? {} : { flow }),
      firstSample: process.env['MILLRACE_FIRST_SAMPLE'] === '1',
      port: options.port ?? 0,
      appRoot,
      version,
    });
  } catch (error) {
    const code = errorCode(error);
    if (code === 'EADDRINUSE') return wrong(`Port ${options.port} is taken. Name another one with --port, or leave it out.`);
    if (code === 'EACCES') return wrong(`Port ${options.port} may not be used. Name one above 1023 with --port, or leave it out.`);
    throw error;
  }
  console.log(`Millrace serves ${folder}\n\n  ${server.url}\n\nThe address works once, in one browser on this machine. Ctrl+C ends it.`);
  await new Promise<void>((done) => {
    process.once('SIGINT', done);
    process.once('SIGTERM', done);
  });
  await server.close();
  return DONE;
}

function wrong(message: string): number {
  console.error(`error: ${message}`);
  return WRONG_CALL;
}
