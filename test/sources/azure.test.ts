import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { tableFromIPC } from 'apache-arrow';
import { afterAll, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import type { Engine } from '../../engine/api/engine.ts';
import { missingExtensions } from '../../engine/testing/lacked-extension.ts';
import { openTestEngine } from '../../engine/testing/test-engine.ts';
import { catalog } from '../../nodes/catalog.ts';
import { flow, rows, run } from '../databases/flows.ts';
import { startAzure, type AzureServer } from './azure-server.ts';

const lacking = (await missingExtensions()).includes('azure');
if (lacking) console.log('Reading from Azure Blob Storage is not tested: the extension azure is not on this machine.');

const key = Buffer.from('a key of thirty-two bytes, padded').toString('base64');
const token = 'sv=2023-11-03&sp=rl&sig=abc%2Bdef%3D';
let blobs: Record<string, Buffer>;
let engine: Engine;
let base: string;
let server: AzureServer;

beforeAll(async () => {
  vi.stubEnv('MILLRACE_SECRET_SHOP_STORE', key);
  vi.stubEnv('MILLRACE_SECRET_WRONG', Buffer.from('another').toString('base64'));
  vi.stubEnv('MILLRACE_SECRET_TOKEN', `?${token}`);
  vi.stubEnv('MILLRACE_SECRET_NONSENSE', 'AccountKey=x;BlobEndpoint=http://elsewhere');
  // What the account has is nobody's business here.
  vi.stubEnv('AZURE_STORAGE_CONNECTION_STRING', 'BlobEndpoint=http://127.0.0.1:9/;AccountName=other;AccountKey=AAAA');
  engine = await openTestEngine(catalog);
  base = await mkdtemp(join(tmpdir(), 'millrace-azure-'));
  server = await startAzure('shopdata', key, token, {
    get orders() {
      return { blobs };
    },
    get public() {
      return { blobs, open: true };
    },
    locked: { blobs: {}, readOnly: true },
  });
});
afterAll(async () => {
  await engine.close();
  server.close();
  vi.unstubAllEnvs();
  await rm(base, { recursive: true, force: true });
});
beforeEach(() => {
  blobs = { 'd/a 1+ü.csv': Buffer.from('id;name\n1;é\n'), 'd/b.csv': Buffer.from('id;name\n2;x\n'), 'd/c.csv': Buffer.from('id;name\n3;y\n'), 'e/a.jsonl': Buffer.from('{"n": 1}\n{"n": 2}\n') };
  server.asked.length = 0;
  server.busy = 0;
  server.lose = () => false;
});

const place = () => ({ account: 'shopdata', endpoint: server.endpoint, tls: false });
const signedIn = () => ({ ...place(), signIn: 'azure', secret: 'shop store' });
type Params = Readonly<Record<string, unknown>>;

async function look(type: string, params: Params): Promise<readonly string[]> {
  const preview = await engine.calls.preview({ document: flow({ node: [type, params] }), base, node: 'node', port: 'out', rows: 100, network: true });
  const table = tableFromIPC(preview.arrow);
  return Array.from({ length: table.numRows }, (_, i) => table.schema.fields.map((_f, c) => String(table.getChildAt(c)?.get(i))).join());
}
const told = async (type: string, params: Params): Promise<readonly string[]> => (await engine.calls.check({ document: flow({ node: [type, params] }), base, network: true })).diagnostics.filter((d) => d.severity === 'error').map((d) => `${d.code} ${d.at.param}: ${d.message}`);
const writing = (type: string, params: Params, statement = 'SELECT 1 AS id') => flow({ rows: rows(statement), out: [type, params] }, ['rows.out > out.in']);

it.skipIf(lacking)('files are read by name and by pattern, with the key of the account, with a token, and where everybody may', async () => {
  expect(await look('read-delimited', { path: 'az://orders/d/*.csv', ...signedIn() })).toEqual(['1,é', '2,x', '3,y']);
  expect(await look('read-delimited', { path: 'az://orders/d/a 1+ü.csv', ...signedIn(), secret: 'token' })).toEqual(['1,é']);
  expect(await look('read-json', { path: 'az://public/e/a.jsonl', ...place() })).toEqual(['1', '2']);
});

it.skipIf(lacking)('one container is opened in two ways in one flow, and nothing is asked before it is allowed', async () => {
  const document = flow({ a: ['read-delimited', { path: 'az://orders/d/b.csv', ...signedIn() }], b: ['read-delimited', { path: 'az://orders/d/c.csv', ...signedIn(), secret: 'token' }], both: ['union', {}], out: ['write-json', { path: 'both.json' }] }, ['a.out > both.in', 'b.out > both.in', 'both.out > out.in']);
  expect((await engine.calls.check({ document, base })).diagnostics.map((d) => `${d.severity} ${d.code}`)).toContain('info network-unasked');
  expect(server.asked).toEqual([]);
  expect((await run(engine, base, document)).status).toBe('succeeded');
  expect(await readFile(join(base, 'both.json'), 'utf8')).toMatch(/"id":2[^]*"id":3/);
});

it.skipIf(lacking)('what cannot be read is told at the setting it is about', async () => {
  expect(await told('read-delimited', { path: 'az://orders/d/none.csv', ...signedIn() })).toEqual([expect.stringMatching(/^file-missing path: There is no object "d\/none.csv" in the container "orders" of the storage account shopdata/)]);
  expect(await told('read-delimited', { path: 'az://orders/d/x*.csv', ...signedIn() })).toEqual([expect.stringMatching(/^file-missing path: No object/)]);
  expect(await told('read-delimited', { path: 'az://nowhere/*.csv', ...signedIn() })).toEqual([expect.stringMatching(/^file-missing path: There is no container "nowhere"/)]);
  expect(await told('read-delimited', { path: 'az://orders/d/b.csv', ...signedIn(), secret: 'wrong' })).toEqual([expect.stringMatching(/^access-refused secret/)]);
  expect(await told('read-delimited', { path: 'az://orders/d/b.csv', ...place() })).toEqual([expect.stringMatching(/^access-refused signIn/)]);
  expect(await told('read-delimited', { path: 'az://orders/d/b.csv', ...signedIn(), endpoint: '127.0.0.1:9' })).toEqual([expect.stringMatching(/^store-unreachable endpoint/)]);
});

it('settings that cannot be are told without asking anybody', async () => {
  const of = async (params: Params) => (await told('read-delimited', { path: 'az://orders/d/b.csv', ...signedIn(), ...params })).map((t) => t.split(':')[0]);
  expect(await of({ account: null })).toEqual(['param-missing account']);
  expect(await of({ account: 'shop.blob.core.windows.net' })).toEqual(['param-invalid account']);
  expect(await of({ signIn: 'key', keyId: 'x' })).toEqual(['param-invalid signIn']);
  expect(await of({ path: 's3://orders/d/b.csv' })).toEqual(['param-invalid signIn']);
  expect(await of({ path: 'az://orders' })).toEqual(['param-invalid path']);
  expect(server.asked).toEqual([]);
});

it('delimited text, JSON and Parquet become blobs at the end of the run, and the report names them with ETag', async () => {
  const report = await run(engine, base, writing('write-delimited', { path: 'az://orders/out/a 1+ü(x).csv', ...signedIn() }));
  expect([report.diagnostics, report.nodes['out']!.written]).toMatchObject([[], { path: 'az://orders/out/a 1+ü(x).csv', rows: 1, etag: expect.stringMatching(/^0x/) as string }]);
  expect(blobs['out/a 1+ü(x).csv']?.toString()).toBe('id\n1\n');
  expect((await run(engine, base, writing('write-json', { path: 'az://orders/out/a.jsonl', ...signedIn(), secret: 'token' }))).diagnostics).toEqual([]);
  expect(blobs['out/a.jsonl']?.toString()).toContain('"id":1');
  expect((await run(engine, base, writing('write-parquet', { path: 'az://orders/out/big.parquet', ...signedIn() }, "SELECT md5(i::VARCHAR) || md5((i * 7)::VARCHAR) AS t FROM range(300000) r(i)"))).diagnostics).toEqual([]);
  expect(server.asked.filter((line) => line.startsWith('PUT /shopdata/orders/out/big.parquet?block') && !line.includes('list')).length).toBeGreaterThan(2);
  expect(blobs['out/big.parquet']?.subarray(0, 4).toString()).toBe('PAR1');
  if (!lacking) expect(await look('read-parquet', { path: 'az://orders/out/big.parquet', ...signedIn() })).toHaveLength(100);
});

it('a busy store is asked again, and a list whose answer was lost is put again', async () => {
  server.busy = 2;
  let lost = 0;
  server.lose = (line) => line.includes('?blocklist') && lost++ === 0;
  const report = await run(engine, base, writing('write-delimited', { path: 'az://orders/d/b.csv', ...signedIn() }));
  expect([report.diagnostics, lost, blobs['d/b.csv']?.toString()]).toEqual([[], 2, 'id\n1\n']);
});

it('a run that fails leaves the blob of before, and a store that refuses is told before anything is computed', async () => {
  const failing = writing('write-delimited', { path: 'az://orders/d/b.csv', ...signedIn() }, "SELECT error('no') AS id");
  expect((await run(engine, base, failing)).status).toBe('failed');
  expect(blobs['d/b.csv']?.toString()).toBe('id;name\n2;x\n');
  const refused = async (params: Params) => {
    const report = await run(engine, base, writing('write-delimited', { path: 'az://orders/d/b.csv', ...signedIn(), ...params }));
    expect(JSON.stringify(report)).not.toContain(key);
    return report.diagnostics.map((d) => `${d.code} ${d.at.node}.${d.at.param}`);
  };
  expect(await refused({ path: 'az://locked/a.csv' })).toEqual(['access-refused out.secret']);
  expect(await refused({ path: 'az://nowhere/a.csv' })).toEqual(['file-missing out.path']);
  expect(await refused({ secret: 'wrong' })).toEqual(['access-refused out.secret']);
  expect(await refused({ secret: 'nonsense' })).toEqual(['param-invalid out.secret']);
  expect(await refused({ signIn: 'none' })).toEqual(['access-refused out.signIn']);
});
