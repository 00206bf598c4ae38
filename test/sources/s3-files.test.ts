import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { tableFromIPC } from 'apache-arrow';
import { afterAll, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import type { Engine } from '../../engine/api/engine.ts';
import { writeDocument } from '../../engine/document/write-document.ts';
import type { Console } from '../../engine/headless/console.ts';
import { exportCommand } from '../../engine/headless/export-command.ts';
import { runCommand } from '../../engine/headless/run-command.ts';
import { missingExtensions } from '../../engine/testing/lacked-extension.ts';
import { openTestEngine } from '../../engine/testing/test-engine.ts';
import { catalog } from '../../nodes/catalog.ts';
import { codes, flow, rows, run } from '../databases/flows.ts';
import { startS3, type S3Server } from './s3-server.ts';

const lacking = (await missingExtensions()).includes('httpfs');
if (lacking) console.log('Files in object stores are not tested: the extension httpfs is not on this machine.');

const root = new URL('../../', import.meta.url);
const secret = 'wJalr/XUt+nFEMI=K7MDENG';
const csv = (text: string): Buffer => Buffer.from(text);
const orders: Record<string, Buffer> = {
  'd/2024/a 1+ü.csv': csv('id;name\n1;é\n2;x\n'),
  'd/2024/b.csv': csv('id;name\n3;y\n'),
  'd/2025/c.csv': csv('id;name\n4;z\n'),
  'd/a.json': csv('[{"id": 1, "tags": ["a"]}, {"id": 2}]'),
  'd/a.jsonl': csv('{"id": 1}\nno json\n{"id": 2}\n'),
  'other/secret.csv': csv('a\n1\n'),
};

let engine: Engine;
let base: string;
let server: S3Server;

beforeAll(async () => {
  // Keys of the account are nobody's business here.
  for (const name of ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN', 'AWS_REGION', 'DUCKDB_S3_ENDPOINT']) vi.stubEnv(name, `of-the-account-${name.toLowerCase()}`);
  vi.stubEnv('MILLRACE_SECRET_SHOP_STORE', secret);
  vi.stubEnv('MILLRACE_SECRET_WRONG', 'another');
  vi.stubEnv('MILLRACE_SECRET_TOKEN', 'lent/token=');
  engine = await openTestEngine(catalog);
  base = await mkdtemp(join(tmpdir(), 'millrace-s3-'));
  server = await startS3({
    shop: { key: { id: 'ANALYST', secret }, objects: orders },
    open: { key: null, objects: { 'a.csv': csv('n\n1\n') } },
    google: { key: { id: 'GOOG1E', secret }, region: 'auto', objects: { 'd/a.csv': csv('n\n3\n'), 'd/b.csv': csv('n\n4\n') } },
    lent: { key: { id: 'LENT', secret, token: 'lent/token=' }, region: 'eu-north-1', objects: { 'a.csv': csv('n\n2\n') } },
  });
});
afterAll(async () => {
  await engine.close();
  server.close();
  vi.unstubAllEnvs();
  await rm(base, { recursive: true, force: true });
});
beforeEach(() => void (server.asked.length = 0));

const place = () => ({ endpoint: server.endpoint, urlStyle: 'path', tls: false });
const signedIn = () => ({ ...place(), signIn: 'key', keyId: 'ANALYST', secret: 'shop store' });

async function look(type: string, params: Readonly<Record<string, unknown>>, port = 'out'): Promise<readonly string[]> {
  const preview = await engine.calls.preview({ document: flow({ node: [type, params] }), base, node: 'node', port, rows: 100, network: true });
  const table = tableFromIPC(preview.arrow);
  return Array.from({ length: table.numRows }, (_, i) => table.schema.fields.map((_f, c) => String(table.getChildAt(c)?.get(i))).join());
}

const copying = (type: string, params: Readonly<Record<string, unknown>>) => flow({ in: [type, params], out: ['write-json', { path: 'o.json' }] }, ['in.out > out.in']);

it.skipIf(lacking)('nothing is asked before a run or a preview that allows it', async () => {
  const document = flow({ node: ['read-delimited', { path: 's3://shop/d/2025/c.csv', ...signedIn() }], all: ['read-json', { path: 's3://shop/d/*.json', ...signedIn() }] });
  expect((await engine.calls.check({ document, base })).diagnostics.map((d) => `${d.severity} ${d.code} ${d.at.node}`)).toEqual(['info network-unasked node', 'info network-unasked all']);
  await expect(engine.calls.preview({ document, base, node: 'node', port: 'out', rows: 1 })).rejects.toMatchObject({ diagnostic: { code: 'network-unasked' } });
  expect(server.asked).toEqual([]);
  expect((await engine.calls.preview({ document, base, node: 'node', port: 'out', rows: 1, network: true })).rows).toBe(1);
  // What the store told is remembered; its rows are not.
  server.asked.length = 0;
  expect((await engine.calls.check({ document, base })).nodes['node']!.outputs['out']).toMatchObject([{ name: 'id' }, { name: 'name' }]);
  await expect(engine.calls.preview({ document, base, node: 'node', port: 'out', rows: 1 })).rejects.toMatchObject({ diagnostic: { code: 'network-unasked' } });
  // Nor does a statement reach the store while it is written, now that what reads stores has been loaded.
  const reaching = flow({ sql: rows(`SELECT * FROM read_csv('s3://shop/d/2025/c.csv')`), web: rows(`SELECT * FROM read_csv('http://${server.endpoint}/open/a.csv')`) });
  expect((await engine.calls.check({ document: reaching, base, network: true })).diagnostics.map((d) => `${d.code} ${d.at.node} ${d.message.includes('a node of its own')}`)).toEqual(['sql-invalid sql true', 'sql-invalid web true']);
  expect(server.asked).toEqual([]);
});

it.skipIf(lacking)('delimited text, JSON and lines, by key and by pattern, over pages of a listing', async () => {
  expect(await look('read-delimited', { path: 's3://shop/d/2024/a 1+ü.csv', ...signedIn() })).toEqual(['1,é', '2,x']);
  expect((await look('read-delimited', { path: 's3://shop/d/**/*.csv', fileColumn: 'file', ...signedIn() })).toSorted()).toEqual(['1,é,s3://shop/d/2024/a 1+ü.csv', '2,x,s3://shop/d/2024/a 1+ü.csv', '3,y,s3://shop/d/2024/b.csv', '4,z,s3://shop/d/2025/c.csv']);
  expect((await look('read-delimited', { path: 's3://shop/d/202*/[bc].csv', ...signedIn() })).toSorted()).toEqual(['3,y', '4,z']);
  // A slash at the end makes a folder of it.
  expect((await look('read-delimited', { path: 's3://shop/d/', fileColumn: 'file', ...signedIn() })).toSorted()).toEqual(['1,é,s3://shop/d/2024/a 1+ü.csv', '2,x,s3://shop/d/2024/a 1+ü.csv', '3,y,s3://shop/d/2024/b.csv', '4,z,s3://shop/d/2025/c.csv']);
  expect(await look('read-json', { path: 's3://shop/d/a.json', ...signedIn() })).toEqual(['1,["a"]', '2,null']);
  expect(await look('read-json', { path: 's3://shop/d/a.jsonl', layout: 'newline', onError: 'reject', ...signedIn() })).toEqual(['1', '2']);
  expect(await look('read-json', { path: 's3://shop/d/a.jsonl', layout: 'newline', onError: 'reject', ...signedIn() }, 'errors')).toEqual(['2,no json,malformed,null,Not a JSON value']);
});

it.skipIf(lacking)('an open bucket is asked without a key, a lent key with its token and region, and one run reads all three', async () => {
  const document = flow(
    {
      a: ['read-delimited', { path: 's3://open/a.csv', ...place() }],
      b: ['read-delimited', { path: 's3://lent/a.csv', ...signedIn(), keyId: 'LENT', sessionSecret: 'token', region: 'eu-north-1' }],
      c: ['read-delimited', { path: 's3://shop/d/2025/*.csv', ...signedIn() }],
      all: ['union', {}],
      out: ['write-json', { path: 'all.json', layout: 'newline' }],
    },
    ['a.out > all.in', 'b.out > all.in', 'c.out > all.in', 'all.out > out.in'],
  );
  expect(codes(await run(engine, base, document))).toEqual([]);
  expect((await readFile(join(base, 'all.json'), 'utf8')).split('\n').filter(Boolean).length).toBe(3);
});

it.skipIf(lacking)('of a Parquet object only the ranges that are needed are read', async () => {
  expect(codes(await run(engine, base, flow({ rows: rows('SELECT range AS id, repeat(md5(range::VARCHAR), 8) AS wide FROM range(40000)'), file: ['write-parquet', { path: 'big.parquet', compression: 'none' }] }, ['rows.out > file.in'])))).toEqual([]);
  orders['big.parquet'] = await readFile(join(base, 'big.parquet'));
  const document = flow({ in: ['read-parquet', { path: 's3://shop/big.parquet', ...signedIn() }], sum: rows('SELECT sum(id) AS n FROM in1'), out: ['write-json', { path: 'sum.json' }] }, ['in.out > sum.in1', 'sum.out > out.in']);
  expect(codes(await run(engine, base, document))).toEqual([]);
  expect(await readFile(join(base, 'sum.json'), 'utf8')).toContain('799980000');
  const bytes = server.asked.flatMap((line) => [...line.matchAll(/bytes=(\d+)-(\d+)/g)].map(([, from, to]) => Number(to) - Number(from) + 1)).reduce((a, b) => a + b, 0);
  expect(bytes).toBeGreaterThan(0);
  expect(bytes).toBeLessThan(orders['big.parquet'].length / 4);
});

it.skipIf(lacking)('one bucket is opened in several ways in one flow, each with its own key and at its own place', async () => {
  const csvOf = (n: number) => ({ 'd/a.csv': csv(`n\n${n}\n`), 'big.parquet': orders['big.parquet']! });
  const [second, third] = await Promise.all([startS3({ shop: { key: { id: 'SECOND', secret: 'another' }, objects: csvOf(2) } }), startS3({ shop: { key: null, region: 'eu-north-1', objects: csvOf(3) } })]);
  try {
    const read = (more: Readonly<Record<string, unknown>>) => ['read-delimited', { path: 's3://shop/d/a.csv', fileColumn: 'file', ...signedIn(), ...more }] as const;
    orders['d/a.csv'] = csv('n\n1\n');
    const ways = { a: read({}), b: read({ endpoint: second.endpoint, keyId: 'SECOND', secret: 'wrong' }), c: read({ path: 's3://shop/d/*.csv', endpoint: third.endpoint, signIn: 'none', region: 'eu-north-1' }), again: read({ path: 's3://shop/d/a.c*' }) };
    const document = flow({ ...ways, all: ['union', {}], out: ['write-json', { path: 'ways.json' }], big: ['read-parquet', { path: 's3://shop/big.parquet', ...place(), endpoint: third.endpoint, region: 'eu-north-1' }], sum: rows('SELECT sum(id) AS n FROM in1'), total: ['write-json', { path: 'total.json' }] }, ['big.out > sum.in1', 'sum.out > total.in', ...Object.keys(ways).map((way) => `${way}.out > all.in`), 'all.out > out.in']);
    const report = await run(engine, base, document);
    expect(codes(report)).toEqual([]);
    const line = (n: number) => `{"n":${n},"file":"s3://shop/d/a.csv"}`;
    expect((await readFile(join(base, 'ways.json'), 'utf8')).trim().split('\n').toSorted()).toEqual([line(1), line(1), line(2), line(3)]);
    expect(report.nodes['b']!.rowsOut).toEqual({ out: 1, errors: 0 });
    expect(report.nodes['big']!.rowsOut).toEqual({ out: 40_000 });
    const preview = await engine.calls.preview({ document, base, node: 'all', port: 'out', rows: 10, network: true });
    expect(preview.rows).toBe(4);
    // Not so many that the database could not tell them apart.
    const fourth = flow({ ...ways, d: read({ endpoint: server.endpoint.replace('127.0.0.1', 'localhost') }) });
    expect((await engine.calls.check({ document: fourth, base, network: true })).diagnostics.map((d) => `${d.code} ${d.at.node} ${d.at.param}`)).toEqual(['store-conflict d path']);
  } finally {
    second.close();
    third.close();
    delete orders['d/a.csv'];
  }
});

it.skipIf(lacking)('what is missing, refused or silent is told at its node and setting; a busy store is asked again', async () => {
  const told = async (params: Readonly<Record<string, unknown>>, type = 'read-delimited') => {
    const { diagnostics } = await engine.calls.check({ document: flow({ in: [type, { path: 's3://shop/d/*/c.csv', ...signedIn(), ...params }] }), base, network: true });
    expect(JSON.stringify(diagnostics)).not.toContain(secret);
    return diagnostics.map((d) => `${d.code} ${d.at.node}.${d.at.param}`);
  };
  const missing = ['file-missing in.path'];
  expect(await told({ path: 's3://shop/d/none/' })).toEqual(missing);
  expect(await told({ path: 's3://shop/d/' }, 'read-json')).toEqual(['file-format in.path']);
  expect(await told({ path: 's3://shop/d/none.csv' })).toEqual(missing);
  expect(await told({ path: 's3://shop/d/none.parquet' }, 'read-parquet')).toEqual(missing);
  expect(await told({ path: 's3://shop/none/*.csv' })).toEqual(missing);
  expect(await told({ path: 's3://nobody/*.json' }, 'read-json')).toEqual(missing);
  const report = await run(engine, base, copying('read-json', { path: 's3://nobody/a.json', ...signedIn() }));
  expect(report.diagnostics).toMatchObject([{ code: 'file-missing', message: expect.stringContaining('There is no bucket "nobody"'), at: { node: 'in', param: 'path' } }]);
  expect(await told({ secret: 'wrong' })).toEqual(['access-refused in.secret']);
  expect(await told({ path: 's3://shop/d/2025/c.csv', secret: 'wrong' })).toEqual(['access-refused in.secret']);
  expect(await told({ keyId: 'SOMEBODY', path: 's3://shop/d/*.json' }, 'read-json')).toEqual(['access-refused in.secret']);
  expect(await told({ signIn: 'none' })).toEqual(['access-refused in.signIn']);
  expect(await told({ region: 'eu-west-9' })).toEqual(['access-refused in.region']);
  expect(await told({ endpoint: '127.0.0.1:1' })).toEqual(['store-unreachable in.endpoint']);
  expect(await told({ tls: true })).toEqual(['store-unreachable in.endpoint']);
  expect(await told({ secret: 'not set' })).toEqual(['secret-missing in.secret']);
  expect(await told({ sessionSecret: 'not set' })).toEqual(['secret-missing in.sessionSecret']);
  server.busy = 2;
  expect(await told({})).toEqual([]);
  expect(server.busy).toBe(0);
});

it.skipIf(lacking)('wrong settings are told without asking anybody', async () => {
  const wrong = async (params: Readonly<Record<string, unknown>>) => {
    const { diagnostics } = await engine.calls.check({ document: flow({ in: ['read-parquet', { path: 's3://shop/a.parquet', ...signedIn(), ...params }] }), base, network: true });
    expect(JSON.stringify(diagnostics)).not.toContain('pw');
    return diagnostics.map((d) => `${d.code} ${d.at.param}`);
  };
  for (const path of ['s3://', 's3://shop', 's3://shop/', 's3:///a.csv', 'S3://shop/a.csv', 's3://shop/a.csv?s3_access_key_id=pw', 's3://shop/d/../other/secret.csv', 's3://ada:pw@shop/a.csv']) expect(await wrong({ path }), path).toEqual(['param-invalid path']);
  for (const endpoint of ['https://minio.example.org', 'minio.example.org/x', 'ada:pw@minio.example.org']) expect(await wrong({ endpoint }), endpoint).toEqual(['param-invalid endpoint']);
  expect(await wrong({ keyId: ' ' })).toEqual(['param-missing keyId']);
  expect(await wrong({ secret: null })).toEqual(['param-missing secret']);
  expect(await wrong({ region: '' })).toEqual(['param-missing region']);
  expect(server.asked).toEqual([]);
});

it.skipIf(lacking)('a run on the command line and its export read the same, and hold no key', async () => {
  const printed: string[] = [];
  const quiet: Console = { out: (t) => void printed.push(t), error: (t) => void printed.push(t), bytes: () => undefined, interactive: false, columns: 80 };
  const document = copying('read-delimited', { path: 's3://shop/d/2024/*.csv', ...signedIn() });
  await writeFile(join(base, 'flow.json'), writeDocument(document));
  const ran = async (folder: string): Promise<string> => {
    expect(await runCommand(folder, { param: [] }, engine, quiet, () => undefined), printed.join('')).toBe(0);
    return readFile(join(folder, 'o.json'), 'utf8');
  };
  const here = await ran(base);
  expect(here).toContain('é');
  const there = join(base, 'exported');
  expect(await exportCommand(base, there, root, engine, quiet)).toBe(0);
  expect(await ran(there)).toBe(here);
  expect((await readdir(join(there, 'millrace'), { recursive: true })).filter((f) => f.includes('httpfs'))).toHaveLength(1);
  for (const name of ['flow.json', 'README.md', 'run.mjs']) expect(await readFile(join(there, name), 'utf8')).not.toContain(secret);
  expect(printed.join('')).not.toContain(secret);
});

it.skipIf(lacking)("Google's store: read by a pattern, written, and told from a bucket of the same name elsewhere", async () => {
  const google = { endpoint: server.endpoint, tls: false, signIn: 'key', keyId: 'GOOG1E', secret: 'shop store' };
  expect(await look('read-delimited', { path: 'gs://google/d/*.csv', fileColumn: 'file', ...google })).toEqual(['3,gs://google/d/a.csv', '4,gs://google/d/b.csv']);
  const document = flow({ in: ['read-delimited', { path: 'gs://google/d/a.csv', ...google }], out: ['write-json', { path: 'gs://google/o/n.jsonl', ...google }] }, ['in.out > out.in']);
  expect(await run(engine, base, document)).toMatchObject({ status: 'succeeded', diagnostics: [] });
  expect(await look('read-json', { path: 'gs://google/o/n.jsonl', ...google })).toEqual(['3']);
  const problems = async (params: Readonly<Record<string, unknown>>) => (await engine.calls.preview({ document: flow({ node: ['read-delimited', params] }), base, node: 'node', port: 'out', rows: 1, network: true }).catch((error: { diagnostic: { code: string; at: { param: string }; message: string } }) => error.diagnostic)) as { code: string; at: { param: string }; message: string };
  expect(await problems({ path: 'gs://google/d/none.csv', ...google })).toMatchObject({ code: 'file-missing', at: { param: 'path' } });
  expect(await problems({ path: 'gs://google/d/a.csv', ...google, secret: 'wrong' })).toMatchObject({ code: 'access-refused', at: { param: 'secret' } });
  expect(await problems({ path: 'gs://google', ...google })).toMatchObject({ code: 'param-invalid', message: expect.stringContaining('gs://google/*') });
  // One bucket in two ways, and another of its name in the other kind of store.
  const both = flow({ a: ['read-delimited', { path: 'gs://google/d/a.csv', ...google }], b: ['read-delimited', { path: 'gs://google/d/b.csv', ...google, sessionSecret: 'token' }], c: ['read-delimited', { path: 's3://google/d/a.csv', ...signedIn(), keyId: 'GOOG1E', region: 'auto' }], u: ['union', {}], out: ['write-json', { path: 'o.json' }] }, ['a.out > u.in', 'c.out > u.in', 'u.out > out.in']);
  const checked = await engine.calls.check({ document: both, base, network: true });
  expect(checked.diagnostics.filter((d) => d.severity === 'error').map((d) => `${d.code} ${d.at.node}`)).toEqual(['access-refused b']);
  expect(await run(engine, base, { ...both, nodes: Object.fromEntries(Object.entries(both.nodes).filter(([id]) => id !== 'b')) })).toMatchObject({ status: 'succeeded', nodes: { u: { rowsOut: { out: 2 } } } });
});
