import { randomBytes } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Engine } from '../api/engine.ts';
import { DiagnosticError, problem } from '../core/diagnostic.ts';
import { publishedFolder } from '../core/published-version.ts';
import type { Catalog } from '../definition/index.ts';
import { secretValue } from '../io/secrets.ts';
import { exit, type Console } from './console.ts';
import { ConvertedFiles } from './converted-files.ts';
import { startDataServer } from './data-server.ts';

export interface ServeDataOptions {
  readonly port: number;
  readonly host: string;
  /** Name of the secret that holds the token. */
  readonly token?: string;
}

const own = (host: string): boolean => host === '127.0.0.1' || host === 'localhost' || host === '::1';

/** `millrace serve DIR --data`: offers the data sets of a folder until it is interrupted. */
export async function serveDataCommand(target: string | undefined, options: ServeDataOptions, engine: Engine, catalog: Catalog, console: Console, onSignal: (stop: () => void) => void): Promise<number> {
  const folder = resolve(target ?? '.');
  if (!(await stat(folder).then((info) => info.isDirectory(), () => false))) throw new DiagnosticError(problem('file-missing', `${target ?? folder} is not a folder. Name the folder whose "${publishedFolder}" is to be offered.`));
  if (options.token === undefined && !own(options.host)) throw new DiagnosticError(problem('param-missing', `Others can reach ${options.host}, so the token has to be one you know: name the secret that holds it with --token.`));
  const token = options.token === undefined ? randomBytes(24).toString('base64url') : secretValue(options.token, undefined, '--token');
  if (/\s/.test(token) || token.length < 16) throw new DiagnosticError(problem('param-invalid', `The secret "${options.token}" is no good token: it has to have at least 16 characters and no space. Make a random one.`));
  const files = new ConvertedFiles(engine, catalog);
  const server = await startDataServer({ folder, token, host: options.host, port: options.port, files, log: (line) => console.error(`${line}\n`) }).catch((error: NodeJS.ErrnoException) => {
    throw new DiagnosticError(problem('param-invalid', `${options.host}:${options.port} cannot be listened on (${error.code ?? error.message}). Choose another port with --port, or another address with --host.`));
  });
  const host = options.host.includes(':') ? `[${options.host}]` : options.host;
  console.out(`Millrace offers the data sets of ${folder}\n\n  http://${host}:${server.port}/data\n\n`);
  console.out(options.token === undefined ? `Token, for this time only: ${token}\n` : `The token is that of the secret "${options.token}".\n`);
  if (!own(options.host)) console.out('What is sent is not encrypted: let a server with TLS stand in front of this one.\n');
  try {
    await new Promise<void>((done) => onSignal(done));
  } finally {
    await server.close();
    await files.close();
  }
  return exit.done;
}
