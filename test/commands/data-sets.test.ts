import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { tableFromIPC } from 'apache-arrow';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import type { Engine } from '../../engine/api/engine.ts';
import { commandLine, type CommandHost } from '../../engine/headless/command-line.ts';
import { openTestEngine } from '../../engine/testing/test-engine.ts';
import { catalog } from '../../nodes/catalog.ts';
import { flow, rows, run } from '../databases/flows.ts';

const token = 'a-token-that-is-long-enough';
const publishing = (statement: string, keep = 2) => flow({ rows: rows(statement), out: ['publish-table', { name: 'orders', keep }] }, ['rows.out > out.in']);

let engine: Engine;
let base: string;
let address: string;
let stop: () => void = () => undefined;
let ended: Promise<number>;
let printed = '';

async function serve(args: readonly string[]): Promise<number> {
  const host: Partial<CommandHost> = {
    console: { out: (text) => void (printed += text), error: (text) => void (printed += text), bytes: () => undefined, interactive: false, columns: 80 },
    catalog,
    version: '0',
    openEngine: async () => Object.create(engine, { close: { value: async () => undefined } }) as Engine,
    onSignal: (given) => void (stop = given),
  };
  return commandLine(['serve', base, '--data', ...args], host as CommandHost);
}

beforeAll(async () => {
  vi.stubEnv('MILLRACE_SECRET_DATA', token);
  vi.stubEnv('MILLRACE_SECRET_SHORT', 'short');
  engine = await openTestEngine(catalog);
  base = await mkdtemp(join(tmpdir(), 'millrace-published-'));
  for (const n of [1, 2, 3]) expect((await run(engine, base, publishing(`SELECT ${n} AS id, 'é,"' AS name, 12345678901234567890123::DECIMAL(38,0) AS big`))).status).toBe('succeeded');
  await writeFile(join(base, 'published', 'orders', 'notes.parquet'), 'not a version');
  ended = serve(['--token', 'data']);
  await vi.waitUntil(() => /http:\S+/.test(printed), { timeout: 20_000 });
  address = /http:\S+/.exec(printed)![0];
}, 60_000);
afterAll(async () => {
  stop();
  expect(await ended).toBe(0);
  await engine.close();
  vi.unstubAllEnvs();
  await rm(base, { recursive: true, force: true });
});

const ask = (path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Response> => fetch(address + path, { method, headers: { authorization: `Bearer ${token}`, ...headers } });
const versions = async (): Promise<readonly { version: string; published: string; bytes: number }[]> => ((await (await ask('/orders')).json()) as { versions: { version: string; published: string; bytes: number }[] }).versions;

it('each run publishes a version, and those beyond the number to keep go; other files stay', async () => {
  const found = await versions();
  expect(found).toHaveLength(2);
  expect((await readdir(join(base, 'published', 'orders'))).sort()).toEqual(['notes.parquet', ...found.map((v) => `${v.version}.parquet`)].sort());
  expect(found.map((v) => v.version).toSorted().toReversed()).toEqual(found.map((v) => v.version));
  expect(Math.abs(Date.parse(found[0]!.published) - Date.now())).toBeLessThan(600_000);
  expect(await (await ask('')).json()).toMatchObject({ dataSets: [{ name: 'orders', latest: found[0] }] });
});

it('a run that fails publishes nothing', async () => {
  expect((await run(engine, base, publishing(`SELECT error('no') AS id`))).status).toBe('failed');
  expect(await versions()).toHaveLength(2);
  expect((await readdir(join(base, 'published', 'orders'))).filter((name) => name.startsWith('.'))).toEqual([]);
});

it('without the token nothing is told, whatever is asked', async () => {
  for (const authorization of ['', 'Bearer ', `Bearer ${token}x`, `Basic ${btoa(`x:${token}`)}`]) {
    for (const path of ['', '/orders.csv', '/nothing']) {
      const response = await fetch(address + path, { headers: authorization === '' ? {} : { authorization } });
      expect([response.status, response.headers.get('www-authenticate'), await response.text()]).toEqual([401, 'Bearer realm="millrace"', expect.stringContaining('Authorization: Bearer')]);
    }
  }
});

it('formats of the latest and of a certain version, exact', async () => {
  const old = (await versions())[1]!.version;
  expect(await (await ask('/orders.csv')).text()).toBe('id,name,big\n3,"é,""",12345678901234567890123\n');
  expect(await (await ask(`/orders/${old}.ndjson`)).text()).toBe('{"id":2,"name":"é,\\"","big":12345678901234567890123}\n');
  expect(JSON.parse(await (await ask('/orders.json')).text())).toMatchObject([{ id: 3 }]);
  expect(tableFromIPC(new Uint8Array(await (await ask('/orders.arrow')).arrayBuffer())).getChild('name')?.get(0)).toBe('é,"');
  const asked = await ask(`/orders/${old}.csv`);
  expect([asked.headers.get('cache-control'), asked.headers.get('x-millrace-version'), asked.headers.get('content-type')]).toEqual(['private, max-age=31536000, immutable', old, 'text/csv; charset=utf-8']);
});

it('Parquet in parts; what a reader has already is not sent again', async () => {
  const whole = Buffer.from(await (await ask('/orders.parquet')).arrayBuffer());
  expect(whole.subarray(0, 4).toString()).toBe('PAR1');
  const part = await ask('/orders.parquet', { range: 'bytes=-8' });
  expect([part.status, part.headers.get('content-range'), Buffer.from(await part.arrayBuffer()).equals(whole.subarray(-8))]).toEqual([206, `bytes ${whole.length - 8}-${whole.length - 1}/${whole.length}`, true]);
  expect(Buffer.from(await (await ask('/orders.parquet', { range: 'bytes=4-9' })).arrayBuffer()).equals(whole.subarray(4, 10))).toBe(true);
  expect((await ask('/orders.parquet', { range: `bytes=${whole.length}-` })).status).toBe(416);
  expect((await ask('/orders.parquet', { range: 'bytes=0-3', 'if-range': '"another"' })).status).toBe(200);
  const head = await ask('/orders.parquet', {}, 'HEAD');
  expect([head.headers.get('content-length'), head.headers.get('accept-ranges')]).toEqual([String(whole.length), 'bytes']);
  expect((await ask('/orders.parquet', { 'if-none-match': head.headers.get('etag')! })).status).toBe(304);
});

it('what is not there, and paths that lead out, are refused', async () => {
  for (const path of ['/nothing', '/orders.xlsx', '/orders/20240101T000000000Z-0000.csv', '/orders/notes.parquet', '/../flow.json', '/orders/..%2f..%2fflow.json', '/%2e%2e/%2e%2e']) expect((await ask(path)).status, path).toBe(404);
  expect((await ask('/orders.csv', {}, 'POST')).status).toBe(405);
});

it('a call that would not be safe is refused', async () => {
  const before = printed.length;
  expect(await serve(['--host', '0.0.0.0'])).toBe(2);
  expect(await serve(['--token', 'short'])).toBe(2);
  expect(await serve(['--token', 'unknown'])).toBe(2);
  expect(printed.slice(before)).toMatch(/--token[^]*at least 16 characters[^]*MILLRACE_SECRET_UNKNOWN/);
  expect(printed).not.toContain(token);
});
