import { createHash, timingSafeEqual } from 'node:crypto';
import { open } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pipeline } from 'node:stream/promises';
import { dataSetsIn, versionsOf, type PublishedVersion } from './data-sets.ts';
import { isOtherFormat, type ConvertedFiles } from './converted-files.ts';

const types: Readonly<Record<string, string>> = {
  parquet: 'application/vnd.apache.parquet',
  arrow: 'application/vnd.apache.arrow.file',
  csv: 'text/csv; charset=utf-8',
  json: 'application/json; charset=utf-8',
  ndjson: 'application/x-ndjson; charset=utf-8',
};

export interface DataServerOptions {
  /** The folder that holds `published`. */
  readonly folder: string;
  readonly token: string;
  readonly host: string;
  readonly port: number;
  readonly files: Pick<ConvertedFiles, 'file'>;
  log(line: string): void;
}

/** Offers the data sets of a folder over HTTP to those who bring the token: a list, and each version in several formats, Parquet in parts. */
export async function startDataServer(options: DataServerOptions): Promise<{ readonly port: number; close(): Promise<void> }> {
  const server = createServer((request, response) => {
    answer(options, request, response).catch((error: unknown) => {
      options.log(`${request.method} ${request.url?.split('?')[0]}: ${error instanceof Error ? error.message : String(error)}`);
      if (response.headersSent) response.destroy();
      else say(response, 500, 'This version cannot be given in that format; the log of the server says why.');
    });
  });
  await new Promise<void>((done, failed) => {
    server.once('error', failed);
    server.listen(options.port, options.host, done);
  });
  return {
    port: (server.address() as AddressInfo).port,
    async close() {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}

const common = { 'X-Content-Type-Options': 'nosniff', Vary: 'Authorization' };

function say(response: ServerResponse, status: number, text: string, headers: Readonly<Record<string, string>> = {}): void {
  response.writeHead(status, { ...common, 'Content-Type': 'text/plain; charset=utf-8', 'Cache-Control': 'no-store', ...headers }).end(`${text}\n`);
}

function tell(response: ServerResponse, value: unknown): void {
  response.writeHead(200, { ...common, 'Content-Type': types['json'], 'Cache-Control': 'no-store' }).end(`${JSON.stringify(value, null, 2)}\n`);
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

/** Whether a request brings the token, compared so that the time it takes says nothing of it. */
function brings(request: IncomingMessage, token: string): boolean {
  const [, given = ''] = /^Bearer +(\S+) *$/i.exec(request.headers.authorization ?? '') ?? [];
  return timingSafeEqual(digest(given), digest(token));
}

async function answer(options: DataServerOptions, request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (!brings(request, options.token)) return say(response, 401, 'Send the token of this server as "Authorization: Bearer TOKEN".', { 'WWW-Authenticate': 'Bearer realm="millrace"' });
  if (request.method !== 'GET' && request.method !== 'HEAD') return say(response, 405, 'Only GET and HEAD are answered.', { Allow: 'GET, HEAD' });
  const { pathname } = new URL(request.url ?? '/', 'http://data');
  if (pathname === '/data' || pathname === '/data/') {
    const sets = await Promise.all((await dataSetsIn(options.folder)).map(async (name) => ({ name, latest: (await versionsOf(options.folder, name))[0] })));
    return tell(response, { dataSets: sets.flatMap(({ name, latest }) => (latest ? [{ name, latest: told(latest) }] : [])) });
  }
  const [, name = '', version, ending] = /^\/data\/([a-z0-9_-]+?)(?:\/(\w+-\w+))?(?:\.(\w+))?$/.exec(pathname) ?? [];
  const versions = await versionsOf(options.folder, name);
  if (versions.length === 0) return say(response, 404, 'There is no such data set. /data lists those there are.');
  if (ending === undefined) return version === undefined ? tell(response, { name, versions: versions.map(told) }) : say(response, 404, `Add a format: ${Object.keys(types).map((t) => `.${t}`).join(', ')}.`);
  if (types[ending] === undefined) return say(response, 404, `There is no format .${ending}. There are ${Object.keys(types).map((t) => `.${t}`).join(', ')}.`);
  const found = version === undefined ? versions[0]! : versions.find((v) => v.version === version);
  if (!found) return say(response, 404, `There is no such version of ${name}, or none any more. /data/${name} lists those there are.`);
  const etag = `"${found.version}.${ending}"`;
  // What stands under the name of a version never changes.
  const headers = { ...common, ETag: etag, 'Last-Modified': new Date(found.published).toUTCString(), 'X-Millrace-Version': found.version, 'Cache-Control': version === undefined ? 'private, no-cache' : 'private, max-age=31536000, immutable' };
  if (request.headers['if-none-match']?.split(',').some((tag) => tag.trim().replace(/^W\//, '') === etag) === true) return void response.writeHead(304, headers).end();
  const file = isOtherFormat(ending) ? await options.files.file(found, ending) : found.file;
  await send(request, response, file, { ...headers, 'Content-Type': types[ending], 'Content-Disposition': `attachment; filename="${name}.${ending}"`, 'Accept-Ranges': 'bytes' }, etag);
}

const told = ({ version, published, bytes }: PublishedVersion) => ({ version, published, bytes });

/** Sends a file, or the part of it that is asked for. */
async function send(request: IncomingMessage, response: ServerResponse, file: string, headers: Readonly<Record<string, string | undefined>>, etag: string): Promise<void> {
  const handle = await open(file, 'r');
  try {
    const { size } = await handle.stat();
    const wanted = request.headers['if-range'] === undefined || request.headers['if-range'] === etag ? rangeOf(request.headers.range, size) : null;
    if (wanted === 'beyond') return void response.writeHead(416, { ...headers, 'Content-Range': `bytes */${size}` }).end();
    const [start, end] = wanted ?? [0, size - 1];
    response.writeHead(wanted ? 206 : 200, { ...headers, 'Content-Length': end - start + 1, ...(wanted ? { 'Content-Range': `bytes ${start}-${end}/${size}` } : {}) });
    if (request.method === 'HEAD' || size === 0) return void response.end();
    // Who stops reading has what they wanted.
    await pipeline(handle.createReadStream({ start, end, autoClose: false }), response).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ERR_STREAM_PREMATURE_CLOSE') throw error;
    });
  } finally {
    await handle.close();
  }
}

/** First and last byte of a range, null where all is to be sent: without one, with several, or where it is not understood. */
function rangeOf(header: string | undefined, size: number): readonly [number, number] | 'beyond' | null {
  const [, from = '', to = ''] = /^bytes=(\d*)-(\d*)$/.exec(header ?? '') ?? [];
  if (from === '' && to === '') return null;
  if (from === '') return Number(to) === 0 || size === 0 ? 'beyond' : [Math.max(0, size - Number(to)), size - 1];
  const [start, end] = [Number(from), to === '' ? size - 1 : Math.min(Number(to), size - 1)];
  return start >= size ? 'beyond' : end < start ? null : [start, end];
}
