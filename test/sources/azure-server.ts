import { createHash, createHmac } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Container {
  readonly blobs: Record<string, Buffer>;
  /** Everybody may read; else the key of the account or the token is needed. */
  readonly open?: boolean;
  readonly readOnly?: boolean;
}

export interface AzureServer {
  /** Host and port. */
  readonly endpoint: string;
  /** `METHOD /path?query range`, in order; ids of blocks are left out. */
  readonly asked: string[];
  /** How many requests in a row are answered with 503. */
  busy: number;
  /** Is told of a request that was carried out; true lets its answer be lost. */
  lose: (asked: string) => boolean;
  close(): void;
}

/** A small blob store of one account, which stands in the path: lists, heads and gets with ranges, takes blocks and lists of blocks, and checks every signature by the account's key. */
export async function startAzure(account: string, key: string, token: string, containers: Readonly<Record<string, Container>>): Promise<AzureServer> {
  const asked: string[] = [];
  const blocks = new Map<string, Map<string, Buffer>>();
  const state: Pick<AzureServer, 'busy' | 'lose'> = { busy: 0, lose: () => false };
  const server = createServer((request, response) => void bodyOf(request).then((body) => answer(request, body, response))).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));

  function answer(request: IncomingMessage, body: Buffer, response: ServerResponse): void {
    const url = new URL(request.url!, 'http://store');
    const [, own, name = '', ...rest] = url.pathname.split('/').map(decodeURIComponent);
    const path = rest.join('/');
    const comp = url.searchParams.get('comp');
    const line = `${request.method} ${decodeURIComponent(url.pathname)}${comp === null ? '' : `?${comp}`} ${String(request.headers['x-ms-range'] ?? request.headers.range ?? '')}`.trim();
    asked.push(line);
    const usual = { 'x-ms-request-id': String(asked.length), 'x-ms-version': '2023-11-03', date: new Date().toUTCString() };
    const refuse = (status: number, code: string): void => void response.writeHead(status, { ...usual, 'x-ms-error-code': code, ...(request.method === 'HEAD' ? {} : { 'content-type': 'application/xml' }) }).end(request.method === 'HEAD' ? undefined : `<?xml version="1.0" encoding="utf-8"?><Error><Code>${code}</Code><Message>${code}.</Message></Error>`);
    if (state.busy > 0) {
      state.busy--;
      return refuse(503, 'ServerBusy');
    }
    const container = own === account ? containers[name] : undefined;
    const may = signed(request, url) || url.searchParams.get('sig') === new URLSearchParams(token).get('sig') || (container?.open === true && request.method !== 'PUT' && request.headers.authorization === undefined);
    if (!may) return refuse(request.headers.authorization === undefined ? 401 : 403, request.headers.authorization === undefined ? 'NoAuthenticationInformation' : 'AuthenticationFailed');
    if (!container) return refuse(404, 'ContainerNotFound');
    if (request.method === 'PUT') return put(container, `${name}/${path}`, path, url, body, line, response, { usual, refuse });
    if (comp === 'list') return void response.writeHead(200, { ...usual, 'content-type': 'application/xml' }).end(listing(container, url.searchParams));
    const blob = container.blobs[path];
    if (!blob) return refuse(404, 'BlobNotFound');
    const [, from, to] = /bytes=(\d+)-(\d*)/.exec(String(request.headers['x-ms-range'] ?? request.headers.range ?? '')) ?? [];
    const start = Number(from ?? 0);
    const end = Math.min(to === undefined || to === '' ? blob.length - 1 : Number(to), blob.length - 1);
    response.writeHead(from === undefined ? 200 : 206, { ...usual, 'accept-ranges': 'bytes', etag: etag(blob), 'last-modified': 'Thu, 29 Feb 2024 12:00:00 GMT', 'x-ms-creation-time': 'Thu, 29 Feb 2024 12:00:00 GMT', 'x-ms-blob-type': 'BlockBlob', 'x-ms-server-encrypted': 'true', 'x-ms-lease-status': 'unlocked', 'x-ms-lease-state': 'available', 'content-type': 'application/octet-stream', 'content-length': end - start + 1, ...(from === undefined ? {} : { 'content-range': `bytes ${start}-${end}/${blob.length}` }) });
    response.end(request.method === 'HEAD' ? undefined : blob.subarray(start, end + 1));
  }

  function put(container: Container, place: string, path: string, url: URL, body: Buffer, line: string, response: ServerResponse, { usual, refuse }: { readonly usual: Readonly<Record<string, string>>; readonly refuse: (status: number, code: string) => void }): void {
    if (container.readOnly === true) return refuse(403, 'AuthorizationPermissionMismatch');
    const sent = blocks.get(place) ?? new Map<string, Buffer>();
    if (url.searchParams.get('comp') === 'block') {
      const id = url.searchParams.get('blockid')!;
      if ([...sent.keys()].some((other) => other.length !== id.length) || body.length === 0) return refuse(400, 'InvalidBlobOrBlock');
      blocks.set(place, sent.set(id, body));
    } else {
      const wanted = [...body.toString().matchAll(/<Latest>([^<]+)<\/Latest>/g)].map(([, id]) => sent.get(id!));
      if (wanted.includes(undefined)) return refuse(400, 'InvalidBlockList');
      container.blobs[path] = Buffer.concat(wanted as Buffer[]);
    }
    if (state.lose(line)) return void response.socket?.destroy();
    response.writeHead(201, { ...usual, ...(container.blobs[path] ? { etag: etag(container.blobs[path]) } : {}) }).end();
  }

  /** As the protocol says it, for what is asked here. */
  function signed(request: IncomingMessage, url: URL): boolean {
    const [, given] = new RegExp(`^SharedKey ${account}:(.+)$`).exec(request.headers.authorization ?? '') ?? [];
    if (given === undefined) return false;
    const h = (name: string): string => String(request.headers[name] ?? '');
    const length = h('content-length');
    const own = Object.keys(request.headers).filter((n) => n.startsWith('x-ms-')).toSorted().map((n) => `${n}:${h(n)}`);
    const query = [...url.searchParams.keys()].toSorted().map((n) => `${n.toLowerCase()}:${url.searchParams.getAll(n).toSorted().join(',')}`);
    const text = [request.method, h('content-encoding'), h('content-language'), length === '0' ? '' : length, h('content-md5'), h('content-type'), '', h('if-modified-since'), h('if-match'), h('if-none-match'), h('if-unmodified-since'), h('range'), ...own, [`/${account}${url.pathname}`, ...query].join('\n')].join('\n');
    return createHmac('sha256', Buffer.from(key, 'base64')).update(text).digest('base64') === given;
  }

  return {
    endpoint: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    get busy() {
      return state.busy;
    },
    set busy(count) {
      state.busy = count;
    },
    get lose() {
      return state.lose;
    },
    set lose(told) {
      state.lose = told;
    },
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

const etag = (blob: Buffer): string => `"0x${createHash('md5').update(blob).digest('hex').slice(0, 16).toUpperCase()}"`;

/** Two blobs to a page, so that whoever lists has to ask on. */
function listing(container: Container, query: URLSearchParams): string {
  const prefix = query.get('prefix') ?? '';
  const first = Number(query.get('marker') ?? 0);
  const names = Object.keys(container.blobs).filter((n) => n.startsWith(prefix)).toSorted();
  const entry = (name: string): string => `<Blob><Name>${name.replaceAll('&', '&amp;').replaceAll('<', '&lt;')}</Name><Properties><Creation-Time>Thu, 29 Feb 2024 12:00:00 GMT</Creation-Time><Last-Modified>Thu, 29 Feb 2024 12:00:00 GMT</Last-Modified><Etag>${etag(container.blobs[name]!)}</Etag><Content-Length>${container.blobs[name]!.length}</Content-Length><Content-Type>text/csv</Content-Type><BlobType>BlockBlob</BlobType></Properties></Blob>`;
  return `<?xml version="1.0" encoding="utf-8"?><EnumerationResults ServiceEndpoint="http://store" ContainerName="c"><Prefix>${prefix}</Prefix><Blobs>${names.slice(first, first + 2).map(entry).join('')}</Blobs><NextMarker>${first + 2 < names.length ? first + 2 : ''}</NextMarker></EnumerationResults>`;
}
