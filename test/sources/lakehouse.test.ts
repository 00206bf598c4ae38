import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { tableFromIPC } from 'apache-arrow';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Engine } from '../../engine/api/engine.ts';
import { missingExtensions } from '../../engine/testing/lacked-extension.ts';
import { openTestEngine } from '../../engine/testing/test-engine.ts';
import { catalog } from '../../nodes/catalog.ts';
import { deltaTable, icebergTable } from '../../nodes/read/read-lakehouse/example-files.ts';
import { flow, run } from '../databases/flows.ts';
import { startS3, type S3Server } from './s3-server.ts';

const missing = await missingExtensions();
const lacking = ['delta', 'avro', 'iceberg', 'httpfs'].some((name) => missing.includes(name));
if (lacking) console.log('Delta and Iceberg tables are not tested: their extensions, or httpfs, are not on this machine.');

const bytesOf = (file: string | { readonly base64: string } | { readonly gzip: string }): Buffer => (typeof file === 'object' && 'base64' in file ? Buffer.from(file.base64, 'base64') : Buffer.from(file as string));
const under = (folder: string, files: typeof deltaTable): Record<string, Buffer> => Object.fromEntries(Object.entries(files).map(([path, file]) => [`${folder}/${path}`, bytesOf(file)]));
const snapshots = [...JSON.stringify(icebergTable).matchAll(/\\"snapshot-id\\":(\d+),\\"(?:parent-snapshot-id\\":\d+,\\")?sequence-number\\":/g)].map((m) => m[1]!);

let engine: Engine;
let base: string;
let server: S3Server;

async function put(files: Readonly<Record<string, string | Buffer>>): Promise<void> {
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(base, path)), { recursive: true });
    await writeFile(join(base, path), content);
  }
}

beforeAll(async () => {
  engine = await openTestEngine(catalog);
  base = await mkdtemp(join(tmpdir(), 'millrace-lake-'));
  const tables = { ...under('orders', deltaTable), ...under('sea', icebergTable) };
  await put(tables);
  server = await startS3({ lake: { key: null, objects: tables } });
});
afterAll(async () => {
  await engine.close();
  server.close();
  await rm(base, { recursive: true, force: true });
});

async function ids(params: Readonly<Record<string, unknown>>): Promise<string> {
  const preview = await engine.calls.preview({ document: flow({ node: ['read-lakehouse', params] }), base, node: 'node', port: 'out', rows: 100, network: true });
  const table = tableFromIPC(preview.arrow);
  return Array.from({ length: table.numRows }, (_, i) => String(table.getChild('id')?.get(i))).sort().join();
}

const told = async (params: Readonly<Record<string, unknown>>): Promise<readonly string[]> => (await engine.calls.check({ document: flow({ node: ['read-lakehouse', params] }), base })).diagnostics.map((d) => `${d.code} ${d.at.param}: ${d.message}`);

it.skipIf(lacking)('states by number and by time', async () => {
  expect(await ids({ path: 'orders' })).toBe('2,3');
  expect(await ids({ path: 'orders/', version: '1' })).toBe('1,2,3');
  expect(await ids({ path: 'orders', asOf: '2024-02-01' })).toBe('1,2,3');
  expect(await ids({ format: 'iceberg', path: 'sea' })).toBe('1,2,3');
  expect(await ids({ format: 'iceberg', path: 'sea', version: snapshots[0] })).toBe('1,2');
  expect(snapshots).toHaveLength(2);
});

it.skipIf(lacking)('what is wrong is told at the setting, with what there is', async () => {
  expect(await told({ path: 'orders', version: '9' })).toEqual(['table-missing version: The table has no version 9: those that can be read are 0 to 2. Choose one of these.']);
  expect(await told({ path: 'orders', asOf: '2023-01-01' })).toEqual([expect.stringMatching(/^table-missing asOf: There is no version of that time: the first that can be read was made at 2024-01-01 00:00:00 UTC/)]);
  expect(await told({ path: 'sea', format: 'iceberg', version: '5' })).toEqual([expect.stringContaining(`The table has no snapshot 5. The latest are ${snapshots[1]} of 2024-02-01 00:00:00 UTC, ${snapshots[0]}`)]);
  expect(await told({ path: 'sea', format: 'iceberg', asOf: '2023-01-01' })).toEqual([expect.stringMatching(/^table-missing asOf: There is no snapshot of that time/)]);
  expect(await told({ path: 'sea' })).toEqual([expect.stringMatching(/^file-format format: .*It looks like an Iceberg table; choose that\.$/)]);
  expect(await told({ path: 'nowhere' })).toEqual([expect.stringMatching(/^file-missing path: /)]);
  expect(await told({ path: 'orders', version: 'x' })).toEqual([expect.stringMatching(/^param-invalid version: "x" is no number/)]);
  expect(await told({ path: 'https://example.org/orders' })).toEqual([expect.stringMatching(/^param-invalid path: .*web server/)]);
});

it.skipIf(lacking)('a run reads one state, and the next one what was added', async () => {
  await put(under('growing', Object.fromEntries(Object.entries(deltaTable).filter(([path]) => !path.endsWith('2.json')))));
  const document = flow({ in: ['read-lakehouse', { path: 'growing' }], out: ['write-json', { path: 'o.json' }] }, ['in.out > out.in']);
  expect(await run(engine, base, document)).toMatchObject({ status: 'succeeded', nodes: { in: { rowsOut: { out: 3 } } } });
  await put({ 'growing/_delta_log/00000000000000000002.json': bytesOf(deltaTable['_delta_log/00000000000000000002.json']!) });
  expect(await run(engine, base, document)).toMatchObject({ status: 'succeeded', nodes: { in: { rowsOut: { out: 2 } } } });
});

it.skipIf(lacking)('a log that names files outside the folder of its table reads none of them', async () => {
  const [path = ''] = Object.keys(deltaTable).filter((name) => name.startsWith('name=Ada'));
  const log = (deltaTable['_delta_log/00000000000000000000.json'] as string).replace(path, `../orders/${path}`);
  await put({ ...under('foreign', { '_delta_log/00000000000000000000.json': log }) });
  // The columns stand in the log itself; a run reaches the folder of its flow, and that of the table.
  const elsewhere = await mkdtemp(join(tmpdir(), 'millrace-lake-'));
  const report = await run(engine, elsewhere, flow({ in: ['read-lakehouse', { path: join(base, 'foreign') }], out: ['write-json', { path: 'o.json' }] }, ['in.out > out.in']));
  await rm(elsewhere, { recursive: true, force: true });
  expect(report.status).toBe('failed');
  expect(report.diagnostics[0]!.message).toMatch(/orders\/name=Ada.*(disabled by configuration|cannot find)/);
});

it.skipIf(lacking)('tables in object stores, asked only where that is allowed', async () => {
  const store = { endpoint: server.endpoint, urlStyle: 'path', tls: false };
  const document = flow({ node: ['read-lakehouse', { path: 's3://lake/orders', ...store }] });
  expect((await engine.calls.check({ document, base })).diagnostics.map((d) => d.code)).toEqual(['network-unasked']);
  expect(server.asked).toEqual([]);
  expect(await ids({ path: 's3://lake/sea', format: 'iceberg', asOf: '2024-01-15', ...store })).toBe('1,2');
  expect(await ids({ path: 's3://lake/orders', ...store })).toBe('2,3');
});
