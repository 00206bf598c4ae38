import { createHash, createHmac } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface S3Server {
  /** Host and port. */
  readonly endpoint: string;
  /** `METHOD /path range`, in order. */
  readonly asked: string[];
  /** How many requests in a row are answered with 503. */
  busy: number;
  /** Uploads that have begun and are neither complete nor taken back, by their id. */
  readonly uploads: ReadonlyMap<string, unknown>;
  /** Is told of every request that is about to be answered; gives what to do instead, once what was asked has been `done` or before. */
  trouble: (asked: string, done: boolean) => Trouble | null;
  close(): void;
}

/** The connection ends without an answer, or the answer is this status with this text, or it never comes. */
export type Trouble = 'drop' | 'silence' | { readonly status: number; readonly text: string };

export interface Bucket {
  readonly objects: Record<string, Buffer>;
  /** Its objects cannot be written. */
  readonly readOnly?: boolean;
  /** Key id with its secret, and the token of a lent key; everybody may read when null. */
  readonly key: { readonly id: string; readonly secret: string; readonly token?: string } | null;
  readonly region?: string;
}

/** A small object store: lists, heads and gets with ranges, takes objects at once and in parts, and checks every signature (version 4) and what was signed. Buckets stand in the path. */
export async function startS3(buckets: Readonly<Record<string, Bucket>>): Promise<S3Server> {
  const asked: string[] = [];
  const state: Pick<S3Server, 'busy' | 'trouble'> = { busy: 0, trouble: () => null };
  const uploads = new Map<string, Upload>();
  const marks = new Map<string, string>();
  const server = createServer((request, response) => void bodyOf(request).then((body) => answer(request, body, response))).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));

  function answer(request: IncomingMessage, body: Buffer, response: ServerResponse): void {
    const url = new URL(request.url!, 'http://store');
    const [, name = '', ...rest] = url.pathname.split('/').map(decodeURIComponent);
    const key = rest.join('/');
    const line = `${request.method} ${decodeURIComponent(url.pathname)} ${request.headers.range ?? (request.method === 'GET' ? '' : url.search.replace(/(uploadId=)[^&]*/, '$1…'))}`.trim();
    asked.push(line);
    const troubled = (done: boolean): boolean => {
      const trouble = state.trouble(line, done);
      if (trouble === 'drop') response.socket?.destroy();
      else if (trouble !== null && trouble !== 'silence') response.writeHead(trouble.status).end(trouble.text);
      return trouble !== null;
    };
    if (troubled(false)) return;
    if (state.busy > 0) {
      state.busy--;
      return void response.writeHead(503).end();
    }
    const refuse = (status: number, code: string): void => void response.writeHead(status, { 'content-type': 'application/xml' }).end(request.method === 'HEAD' ? undefined : `<?xml version="1.0"?><Error><Code>${code}</Code></Error>`);
    const bucket = buckets[name];
    if (!bucket) return refuse(404, 'NoSuchBucket');
    const wrong = signatureFault(request, url, bucket);
    if (wrong !== null) return refuse(wrong === 'AuthorizationHeaderMalformed' ? 400 : 403, wrong);
    if (request.headers.authorization !== undefined && request.method !== 'GET' && request.headers['x-amz-content-sha256'] !== createHash('sha256').update(body).digest('hex')) return refuse(400, 'XAmzContentSHA256Mismatch');
    const mark = String(request.headers['x-amz-meta-millrace-upload'] ?? '');
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      if (bucket.readOnly === true) return refuse(403, 'AccessDenied');
      const told = write(bucket, `${name}/${key}`, key, request.method!, url.searchParams, body, mark);
      if (troubled(true)) return;
      if (told.status >= 400) return refuse(told.status, told.text);
      return void response.writeHead(told.status, told.etag === undefined ? {} : { etag: told.etag }).end(told.text);
    }
    if (url.searchParams.get('list-type') === '2') return list(bucket, url.searchParams, response);
    const object = bucket.objects[key];
    if (!object) return refuse(404, 'NoSuchKey');
    const [, from, to] = /bytes=(\d+)-(\d*)/.exec(request.headers.range ?? '') ?? [];
    const start = Number(from ?? 0);
    const end = Math.min(to === undefined || to === '' ? object.length - 1 : Number(to), object.length - 1);
    response.writeHead(from === undefined ? 200 : 206, { 'accept-ranges': 'bytes', etag: etag(object), 'last-modified': 'Thu, 29 Feb 2024 12:00:00 GMT', 'content-length': end - start + 1, 'x-amz-meta-millrace-upload': marks.get(`${name}/${key}`) ?? '', ...(from === undefined ? {} : { 'content-range': `bytes ${start}-${end}/${object.length}` }) });
    response.end(request.method === 'HEAD' ? undefined : object.subarray(start, end + 1));
  }
  function write(bucket: Bucket, place: string, key: string, method: string, query: URLSearchParams, body: Buffer, mark: string): { readonly status: number; readonly text: string; readonly etag?: string } {
    if (query.has('uploads')) {
      const id = `upload/${uploads.size}+${asked.length}`;
      uploads.set(id, { place, mark, parts: new Map() });
      return { status: 200, text: `<?xml version="1.0"?>\n<InitiateMultipartUploadResult><UploadId>${id}</UploadId></InitiateMultipartUploadResult>` };
    }
    const id = query.get('uploadId');
    if (id === null) {
      bucket.objects[key] = body;
      marks.set(place, mark);
      return { status: 200, text: '', etag: etag(body) };
    }
    const upload = uploads.get(id);
    if (upload?.place !== place) return { status: 404, text: 'NoSuchUpload' };
    if (method === 'PUT') {
      upload.parts.set(Number(query.get('partNumber')), body);
      return { status: 200, text: '', etag: etag(body) };
    }
    uploads.delete(id);
    if (method === 'DELETE') return { status: 204, text: '' };
    const wanted = [...body.toString().matchAll(/<PartNumber>(\d+)<\/PartNumber><ETag>([^<]+)<\/ETag>/g)].map(([, n, tag]) => ({ part: upload.parts.get(Number(n)), tag }));
    if (wanted.length === 0 || wanted.some(({ part, tag }) => part === undefined || etag(part) !== tag)) return { status: 400, text: 'InvalidPart' };
    if (wanted.slice(0, -1).some(({ part }) => part!.length < 5 << 20)) return { status: 400, text: 'EntityTooSmall' };
    bucket.objects[key] = Buffer.concat(wanted.map(({ part }) => part!));
    marks.set(place, upload.mark);
    return { status: 200, text: `<CompleteMultipartUploadResult><ETag>&quot;whole-${wanted.length}&quot;</ETag></CompleteMultipartUploadResult>` };
  }
  return {
    uploads,
    get trouble() {
      return state.trouble;
    },
    set trouble(told) {
      state.trouble = told;
    },
    endpoint: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    get busy() {
      return state.busy;
    },
    set busy(count) {
      state.busy = count;
    },
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

interface Upload {
  readonly place: string;
  readonly mark: string;
  readonly parts: Map<number, Buffer>;
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

const etag = (object: Buffer): string => `"${createHash('md5').update(object).digest('hex')}"`;

/** Two objects to a page, so that whoever lists has to ask on. */
function list(bucket: Bucket, query: URLSearchParams, response: ServerResponse): void {
  const prefix = query.get('prefix') ?? '';
  const after = query.get('continuation-token');
  const behind = query.get('start-after') ?? '';
  const encoded = query.get('encoding-type') === 'url';
  const shown = (key: string): string => (encoded ? encodeURIComponent(key) : key.replaceAll('&', '&amp;').replaceAll('<', '&lt;'));
  const keys = Object.keys(bucket.objects).filter((k) => k.startsWith(prefix) && k > behind).toSorted();
  const first = after === null ? 0 : Number(after);
  const page = keys.slice(first, first + 2);
  const more = first + 2 < keys.length;
  const entries = page.map((k) => `<Contents><Key>${shown(k)}</Key><LastModified>2024-02-29T12:00:00.000Z</LastModified><ETag>${etag(bucket.objects[k]!)}</ETag><Size>${bucket.objects[k]!.length}</Size></Contents>`);
  response.writeHead(200, { 'content-type': 'application/xml' }).end(`<?xml version="1.0" encoding="UTF-8"?><ListBucketResult>${encoded ? '<EncodingType>url</EncodingType>' : ''}<IsTruncated>${more}</IsTruncated>${more ? `<NextContinuationToken>${first + 2}</NextContinuationToken>` : ''}${entries.join('')}</ListBucketResult>`);
}

/** What is wrong with how a request is signed, or null. */
function signatureFault(request: IncomingMessage, url: URL, { key, region = 'us-east-1' }: Bucket): string | null {
  const given = request.headers.authorization;
  // Who does not sign in must not send anything of an account either.
  if (key === null) return given === undefined ? null : 'AccessDenied';
  const [, id, day, place, signed, signature] = /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([^/]+)\/s3\/aws4_request, ?SignedHeaders=([^,]+), ?Signature=([0-9a-f]{64})$/.exec(given ?? '') ?? [];
  if (id === undefined) return 'AccessDenied';
  if (place !== region) return 'AuthorizationHeaderMalformed';
  if (id !== key.id || (request.headers['x-amz-security-token'] ?? undefined) !== key.token) return 'InvalidAccessKeyId';
  const hmac = (secret: string | Buffer, text: string): Buffer => createHmac('sha256', secret).update(text).digest();
  const query = url.search.slice(1).split('&').filter((p) => p !== '').toSorted().join('&');
  const canonical = [request.method, url.pathname, query, ...signed!.split(';').map((h) => `${h}:${String(request.headers[h]).trim()}`), '', signed, request.headers['x-amz-content-sha256']].join('\n');
  const text = ['AWS4-HMAC-SHA256', request.headers['x-amz-date'], `${day}/${place}/s3/aws4_request`, createHash('sha256').update(canonical).digest('hex')].join('\n');
  const signing = ['s3', 'aws4_request'].reduce<Buffer>((k, part) => hmac(k, part), hmac(hmac(`AWS4${key.secret}`, day!), place!));
  return hmac(signing, text).toString('hex') === signature ? null : 'SignatureDoesNotMatch';
}
