import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { tableFromIPC } from 'apache-arrow';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import type { Engine } from '../../engine/api/engine.ts';
import { openTestEngine } from '../../engine/testing/test-engine.ts';
import { catalog } from '../../nodes/catalog.ts';
import { flow, loading, rows, run } from '../databases/flows.ts';

type Handler = (request: IncomingMessage, response: ServerResponse, url: URL, times: number) => void;

let engine: Engine;
let base: string;
let servers: Server[];
let address: string;
let elsewhere: string;
let asked: { readonly path: string; readonly headers: IncomingMessage['headers']; readonly at: number; readonly method: string; readonly body: string }[] = [];
const secret = 'tok/en+42=very secret';

const json = (response: ServerResponse, value: unknown, headers: Readonly<Record<string, string>> = {}): void => void response.writeHead(200, { 'content-type': 'application/json', ...headers }).end(typeof value === 'string' ? value : JSON.stringify(value));
const all = Array.from({ length: 7 }, (_, i) => ({ id: i + 1 }));

const handlers: Readonly<Record<string, Handler>> = {
  '/all': (_q, r) => json(r, { data: { items: all } }),
  '/page': (_q, r, url) => json(r, all.slice((Number(url.searchParams.get('page')) - 1) * 3, Number(url.searchParams.get('page')) * 3)),
  // Gives no more than two, whatever is asked for.
  '/offset': (_q, r, url) => json(r, all.slice(Number(url.searchParams.get('offset')), Number(url.searchParams.get('offset')) + Math.min(2, Number(url.searchParams.get('limit'))))),
  '/cursor': (_q, r, url) => {
    const from = Number((url.searchParams.get('after') ?? '9007199254740990').slice(-2)) - 90;
    json(r, `{"items": ${JSON.stringify(all.slice(from, from + 3))}, "meta": {"next": ${from + 3 < 7 ? `90071992547409${90 + from + 3}` : 'null'}}}`);
  },
  '/next': (_q, r, url) => json(r, { items: all.slice(Number(url.searchParams.get('from') ?? 0), Number(url.searchParams.get('from') ?? 0) + 4), next: url.searchParams.has('from') ? '' : '/next?from=4' }),
  '/link': (_q, r, url) => json(r, all.slice(url.searchParams.has('p') ? 4 : 0, url.searchParams.has('p') ? 7 : 4), url.searchParams.has('p') ? { link: '<x>; rel="prev"' } : { link: '<?a=1,2>; rel=first, </link?p=2>; title="a, b"; rel="last next"' }),
  '/busy': (_q, r, _u, times) => (times === 1 ? void r.writeHead(429, { 'retry-after': '1' }).end() : json(r, all)),
  '/later': (_q, r, _u, times) => (times === 1 ? void r.writeHead(503).end() : json(r, all)),
  '/broken': (q, r, _u, times) => (times === 1 ? void q.socket.destroy() : json(r, all)),
  '/tired': (_q, r) => void r.writeHead(429, { 'retry-after': '4000' }).end(),
  '/down': (_q, r) => void r.writeHead(500).end(),
  '/forbidden': (q, r) => void r.writeHead(403).end(`${q.headers.authorization}`),
  '/endless': (_q, r, url) => json(r, [{ id: Number(url.searchParams.get('page')) }]),
  '/circle': (_q, r) => json(r, [{ id: 1 }], { link: '</circle>; rel=next' }),
  '/text': (_q, r) => json(r, '{"a": 1'),
  '/numbers': (_q, r) => json(r, { items: [1, 2] }),
  '/slow': () => undefined,
  '/moved': (_q, r) => void r.writeHead(302, { location: `${elsewhere}/all` }).end(),
  '/away': (_q, r) => json(r, { data: { items: [{ id: 0 }] }, next: `${elsewhere}/all` }),
  '/late-text': (_q, r, url) => json(r, Number(url.searchParams.get('page')) < 3 ? [{ id: url.searchParams.get('page') === '1' ? 1 : 'x' }] : []),
};

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url!, address);
  let body = '';
  for await (const chunk of request) body += String(chunk);
  asked.push({ path: `${url.pathname}${url.search}`, headers: request.headers, at: performance.now(), method: request.method!, body });
  const handler = handlers[url.pathname];
  if (handler === undefined) response.writeHead(404).end();
  else handler(request, response, url, asked.filter((a) => a.path.startsWith(url.pathname)).length);
}

beforeAll(async () => {
  process.env['MILLRACE_SECRET_SHOP_API'] = secret;
  engine = await openTestEngine(catalog);
  base = await mkdtemp(join(tmpdir(), 'millrace-rest-'));
  servers = [0, 1].map(() => createServer((request, response) => void answer(request, response)).listen(0, '127.0.0.1'));
  [address, elsewhere] = (await Promise.all(servers.map((server) => new Promise<string>((resolve) => server.once('listening', () => resolve(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)))))) as [string, string];
});
afterEach(() => {
  asked = [];
});
afterAll(async () => {
  await engine.close();
  for (const server of servers) {
    server.closeAllConnections();
    server.close();
  }
  delete process.env['MILLRACE_SECRET_SHOP_API'];
  await rm(base, { recursive: true, force: true });
});

type Params = Readonly<Record<string, unknown>>;

async function look(path: string, params: Params = {}): Promise<readonly string[]> {
  const preview = await engine.calls.preview({ document: flow({ node: ['read-rest', { url: `${address}${path}`, ...params }] }), base, node: 'node', port: 'out', rows: 100, network: true });
  const table = tableFromIPC(preview.arrow);
  return Array.from({ length: table.numRows }, (_, i) => table.schema.fields.map((_f, c) => String(table.getChildAt(c)?.get(i))).join());
}

const written = (path: string, params: Params = {}) => flow({ in: ['read-rest', { url: path.startsWith('http') ? path : `${address}${path}`, ...params }], out: ['write-json', { path: 'o.jsonl', layout: 'newline' }] }, ['in.out > out.in']);

async function told(path: string, params: Params = {}): Promise<readonly string[]> {
  await writeFile(join(base, 'o.jsonl'), 'as it was');
  const report = await run(engine, base, written(path, params));
  expect(report.status).toBe('failed');
  expect(await readFile(join(base, 'o.jsonl'), 'utf8')).toBe('as it was');
  expect(JSON.stringify(report)).not.toContain(secret);
  return report.diagnostics.map((d) => `${d.code} ${d.at.node} ${d.at.param}: ${d.message}`);
}

const seven = ['1', '2', '3', '4', '5', '6', '7'];

it('nothing is asked before a run or a preview that allows it, even once the columns are known', async () => {
  const document = flow({ node: ['read-rest', { url: `${address}/all`, rows: 'data.items' }], wide: ['pivot', { names: ['id'], measures: [{ function: 'count', as: 'n' }] }] }, ['node.out > wide.in']);
  expect((await engine.calls.check({ document, base })).diagnostics.map((d) => d.code)).toContain('network-unasked');
  await expect(engine.calls.preview({ document, base, node: 'node', port: 'out', rows: 1 })).rejects.toThrow(/network/);
  const refused = await engine.session.run({ document: written('/all'), base, name: 'f', network: false }, () => undefined, () => undefined);
  expect(refused).toMatchObject({ status: 'failed', refused: true, diagnostics: [{ code: 'network-unasked', severity: 'error', at: { node: 'in' } }] });
  const table = { system: 'postgres', host: '127.0.0.1', port: 1, database: 'd', user: 'u', table: 't' };
  const loaded = await engine.session.run({ document: loading('SELECT 1 AS a', table), base, name: 'f', network: false }, () => undefined, () => undefined);
  expect(loaded).toMatchObject({ status: 'failed', refused: true, diagnostics: [{ code: 'network-unasked', at: { node: 'table' }, message: expect.stringMatching(/^Node "table" needs a server/) }] });
  expect(asked).toEqual([]);
  expect((await engine.calls.check({ document, base, network: true })).nodes['node']!.outputs['out']).toEqual([{ name: 'id', type: 'BIGINT' }]);
  const before = asked.length;
  expect(before).toBeGreaterThan(0);
  await expect(engine.calls.preview({ document, base, node: 'node', port: 'out', rows: 1 })).rejects.toThrow(/Allow the network/);
  const later = await engine.calls.check({ document, base });
  expect(later.nodes['node']!.outputs['out']).toHaveLength(1);
  expect(later.diagnostics).toMatchObject([{ code: 'network-unasked', at: { node: 'wide' } }]);
  const known = await engine.session.run({ document, base, name: 'f', to: 'node', network: false }, () => undefined, () => undefined);
  expect(known.diagnostics).toMatchObject([{ code: 'network-unasked', message: expect.stringContaining(address) }]);
  expect(asked).toHaveLength(before);
});

it('pages in each way', async () => {
  expect(await look('/all', { rows: '$.data.items' })).toEqual(seven);
  expect(await look('/page', { paging: 'page' })).toEqual(seven);
  expect(await look('/offset', { paging: 'offset', sizeParameter: 'limit', size: 5 })).toEqual(seven);
  expect(await look('/cursor', { paging: 'cursor', cursorPath: 'meta.next', cursorParameter: 'after', rows: 'items' })).toEqual(seven);
  expect(asked.at(-1)!.path).toBe('/cursor?after=9007199254740996');
  expect(await look('/next', { paging: 'cursor', rows: 'items' })).toEqual(seven);
  expect(await look('/link', { paging: 'link' })).toEqual(seven);
});

it('a run reads the rows once for all that read them, and sends what the flow says', async () => {
  const params = { url: `${address}/all?a=1`, rows: 'data.items', query: [{ name: 'q', value: 'ä &=' }], headers: [{ name: 'X-Tenant', value: 'north' }], method: 'POST', body: '{"f": 1}' };
  const document = flow({ in: ['read-rest', params], a: ['write-json', { path: 'a.jsonl', layout: 'newline' }], sum: rows('SELECT sum(id) AS n FROM in1'), b: ['write-json', { path: 'b.jsonl', layout: 'newline' }] }, ['in.out > a.in', 'in.out > sum.in1', 'sum.out > b.in']);
  expect(await run(engine, base, document)).toMatchObject({ status: 'succeeded', diagnostics: [] });
  expect((await readFile(join(base, 'b.jsonl'), 'utf8')).trim()).toBe('{"n":28}');
  // Once for the columns, once for the rows.
  expect(asked.map((a) => `${a.method} ${a.path} ${a.headers['x-tenant']} ${a.body}`)).toEqual(Array.from({ length: 2 }, () => 'POST /all?a=1&q=%C3%A4+%26%3D north {"f": 1}'));
});

it('a busy, failing or broken server is asked again, when it says so; a rate is kept', async () => {
  expect(await look('/busy')).toEqual(seven);
  expect(asked[1]!.at - asked[0]!.at).toBeGreaterThan(950);
  expect(await look('/later')).toEqual(seven);
  expect(await look('/broken')).toEqual(seven);
  asked = [];
  expect(await look('/page', { paging: 'page', perSecond: 20 })).toEqual(seven);
  const pages = asked.slice(-4).map((a) => a.at);
  expect(pages.at(-1)! - pages[0]!).toBeGreaterThan(130);
  // Waiting for its turn is no part of the time a request may take.
  expect(await look('/next', { paging: 'cursor', rows: 'items', perSecond: 2, timeout: 0.4, retries: 0 })).toEqual(seven);
});

it('what does not work is told at the node and the setting, and outputs stay', async () => {
  const quick = { retries: 0 };
  expect(await told('/down', { retries: 1 })).toEqual([expect.stringMatching(/^service-failed in url: .*answers 500.*, 2 times in a row/)]);
  expect(await told('/tired')).toEqual([expect.stringMatching(/^service-failed in url: .*answers 429.*4000 seconds/)]);
  expect(await told('/none')).toEqual([expect.stringMatching(/^service-failed in url: .*answers 404/)]);
  expect(await told('http://127.0.0.1:1/x', quick)).toEqual([expect.stringMatching(/^service-failed in url: .*cannot be reached \(/)]);
  expect(await told('/slow', { ...quick, timeout: 0.1 })).toEqual([expect.stringMatching(/does not answer within 0.1 s/)]);
  asked = [];
  await expect(look('/slow', { retries: 5, timeout: 0.2 })).rejects.toThrow(/does not answer within 0.2 s\. /);
  expect(asked).toHaveLength(1);
  expect(await told('/slow', { retries: 1, timeout: 0.1 })).toEqual([expect.stringMatching(/does not answer within 0.1 s, 2 times in a row/)]);
  expect(await told('/text')).toEqual([expect.stringMatching(/^service-answer in url: .*no JSON/)]);
  expect(await told('/all', { rows: 'data.rows' })).toEqual([expect.stringMatching(/^service-answer in rows: .*nothing at \$\.data\.rows/)]);
  expect(await told('/numbers', { rows: 'items' })).toEqual([expect.stringMatching(/^service-answer in rows: .*item 1 is no object/)]);
  expect(await told('/endless', { paging: 'page', mostPages: 5 })).toEqual([expect.stringMatching(/^page-limit in mostPages: .*more than 5 pages/)]);
  expect(await told('/circle', { paging: 'link' })).toEqual([expect.stringMatching(/^service-answer in paging: .*no end/)]);
  expect(await told('/late-text', { paging: 'page' })).toEqual([expect.stringMatching(/^value-unreadable in columns: .*row 2 of what the service gives: .*"x"/)]);
  expect(await look('/late-text', { paging: 'page', columns: [{ column: 'id', type: 'VARCHAR' }] })).toEqual(['1', 'x']);
  expect((await told('http://ada:pw@127.0.0.1:1/a')).join()).toMatch(/^param-invalid in url/);
  expect(await told('/all', { headers: [{ name: 'Authorization', value: 'x' }] })).toEqual([expect.stringMatching(/^param-invalid in headers\.0\.name/)]);
  expect(await told('/all', { rows: 'a..b' })).toEqual([expect.stringMatching(/^param-invalid in rows/)]);
});

it('the server sees who asks; nobody else does, and nothing written holds the secret', async () => {
  const seen = async (path: string, params: Params, header: string): Promise<readonly unknown[]> => {
    asked = [];
    await look(path, { rows: 'data.items', secret: 'shop api', ...params });
    return asked.map((a) => a.headers[header]);
  };
  expect(await seen('/all', { auth: 'bearer' }, 'authorization')).toEqual([`Bearer ${secret}`, `Bearer ${secret}`]);
  expect(await seen('/all', { auth: 'basic', user: 'ada' }, 'authorization')).toContain(`Basic ${Buffer.from(`ada:${secret}`).toString('base64')}`);
  expect(await seen('/all', { auth: 'header' }, 'x-api-key')).toContain(secret);
  expect(await seen('/moved', { auth: 'header', headers: [{ name: 'X-Own', value: 'y' }] }, 'x-api-key')).toEqual([secret, undefined, secret, undefined]);
  expect(asked.map((a) => a.headers['x-own'])).toEqual(['y', undefined, 'y', undefined]);
  expect(await seen('/away', { auth: 'bearer', paging: 'cursor' }, 'authorization')).toEqual([`Bearer ${secret}`, `Bearer ${secret}`, undefined]);
  expect(await told('/forbidden', { auth: 'bearer', secret: 'shop api' })).toEqual([expect.stringMatching(/^service-failed in url: .*answers 403/)]);
  expect(await told('/all', { auth: 'bearer', secret: 'not there' })).toEqual([expect.stringMatching(/^secret-missing in secret/)]);
  const report = await run(engine, base, written('/all', { rows: 'data.items', auth: 'bearer', secret: 'shop api' }));
  expect(report.status).toBe('succeeded');
  expect(JSON.stringify(report)).not.toContain(secret);
  for (const file of await readdir(base)) expect(await readFile(join(base, file), 'utf8')).not.toContain(secret);
});

it('a cancelled run ends its request at once', async () => {
  await engine.calls.check({ document: written('/endless', { paging: 'page', mostPages: 1_000_000, perSecond: 2 }), base, network: true });
  asked = [];
  let cancel: () => void = () => undefined;
  const running = engine.session.run({ document: written('/endless', { paging: 'page', mostPages: 1_000_000, perSecond: 2 }), base, name: 'f' }, () => undefined, (stop) => void (cancel = stop));
  while (asked.length < 3) await new Promise((resolve) => setTimeout(resolve, 20));
  const before = performance.now();
  cancel();
  expect((await running).status).toBe('cancelled');
  expect(performance.now() - before).toBeLessThan(2000);
  const count = asked.length;
  await new Promise((resolve) => setTimeout(resolve, 700));
  expect(asked.length).toBe(count);
});
