import { createReadStream } from 'node:fs';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { tableFromIPC } from 'apache-arrow';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Engine } from '../../engine/api/engine.ts';
import { missingExtensions } from '../../engine/testing/lacked-extension.ts';
import { openTestEngine } from '../../engine/testing/test-engine.ts';
import { catalog } from '../../nodes/catalog.ts';
import { codes, flow, rows, run } from '../databases/flows.ts';

const missing = await missingExtensions();
const lacking = missing.includes('httpfs');
const noSqlite = missing.includes('sqlite_scanner');
if (lacking) console.log('Files on web servers are not tested: the extension httpfs is not on this machine.');

let engine: Engine;
let base: string;
let server: Server;
let address: string;
let asked: string[] = [];
let failures = 0;

const texts: Readonly<Record<string, string | Buffer>> = { '/a.csv': 'id;name\n1;é\n2;x\n', '/long.csv': 'n,d\n12345678901234567890,01.02.2024\n1,25.12.2024\n', '/a.csv.gz': gzipSync('id,name\n1,é\n'), '/a.json': '[{"id": 1, "tags": ["a"]}, {"id": 2}]', '/a.jsonl': '{"id": 1}\n{"id": 2}\n', '/secret/b.csv': 'a\n1\n' };

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const path = request.url!.split('?')[0]!;
  asked.push(`${request.method} ${path} ${request.headers.range ?? ''}`.trim());
  if (path.startsWith('/silent')) return;
  if (path === '/moved.csv') return void response.writeHead(302, { location: '/a.csv' }).end();
  if (path === '/busy.csv' && failures++ < 2) return void response.writeHead(503, { 'retry-after': '0' }).end();
  const text = texts[path === '/busy.csv' ? '/a.csv' : path];
  const file = path === '/big.parquet' ? join(base, 'big.parquet') : null;
  if (text === undefined && file === null) return void response.writeHead(404).end();
  const size = file === null ? Buffer.byteLength(text!) : (await stat(file)).size;
  const [, from, to] = /bytes=(\d+)-(\d*)/.exec(request.headers.range ?? '') ?? [];
  const range = from === undefined ? null : { start: Number(from), end: to === '' || to === undefined ? size - 1 : Math.min(Number(to), size - 1) };
  response.writeHead(range === null ? 200 : 206, { 'accept-ranges': 'bytes', 'content-length': range === null ? size : range.end - range.start + 1, ...(range === null ? {} : { 'content-range': `bytes ${range.start}-${range.end}/${size}` }) });
  if (request.method === 'HEAD') return void response.end();
  if (file !== null) return void createReadStream(file, range ?? {}).pipe(response);
  response.end(Buffer.from(text!).subarray(range?.start ?? 0, (range?.end ?? size - 1) + 1));
}

beforeAll(async () => {
  engine = await openTestEngine(catalog, { patience: 1 });
  base = await mkdtemp(join(tmpdir(), 'millrace-web-'));
  server = createServer((request, response) => void answer(request, response)).listen(0, '127.0.0.1');
  address = await new Promise((resolve) => server.once('listening', () => resolve(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)));
});
afterAll(async () => {
  await engine.close();
  server.closeAllConnections();
  server.close();
  await rm(base, { recursive: true, force: true });
});

async function look(type: string, path: string, params: Readonly<Record<string, unknown>> = {}): Promise<readonly unknown[]> {
  const preview = await engine.calls.preview({ document: flow({ node: [type, { path: `${address}${path}`, ...params }] }), base, node: 'node', port: 'out', rows: 100, network: true });
  const table = tableFromIPC(preview.arrow);
  return Array.from({ length: table.numRows }, (_, i) => table.schema.fields.map((_f, c) => String(table.getChildAt(c)?.get(i))).join());
}

it.skipIf(lacking)('nothing is asked before a run or a preview that allows it', async () => {
  asked = [];
  const document = flow({ node: ['read-delimited', { path: `${address}/a.csv` }] });
  expect((await engine.calls.check({ document, base })).diagnostics).toMatchObject([{ code: 'network-unasked', severity: 'info' }]);
  await expect(engine.calls.preview({ document, base, node: 'node', port: 'out', rows: 1 })).rejects.toThrow(/network/);
  expect(asked).toEqual([]);
  expect((await engine.calls.check({ document, base, network: true })).nodes['node']!.outputs['out']).toHaveLength(2);
  await expect(engine.calls.preview({ document, base, node: 'node', port: 'out', rows: 1 })).rejects.toThrow(/Allow the network/);
});

it.skipIf(lacking)('looking for the values of columns, tracing and rows at a step ask no server that they may not ask', async () => {
  const path = `${address}/a.csv?day=2`;
  const document = flow({ node: ['read-delimited', { path }], pivot: ['pivot', { groups: [], names: ['name'], measures: [{ function: 'count', as: 'n' }] }], kept: ['filter-rows', { condition: 'id > 1' }] }, ['node.out > pivot.in', 'node.out > kept.in']);
  const step = { node: 'kept', port: 'passed', kind: 'lost', rows: 10 } as const;
  // Once the columns are known, a check knows them without asking.
  await engine.calls.preview({ document, base, node: 'node', port: 'out', rows: 1, network: true });
  asked = [];
  expect((await engine.calls.check({ document, base })).diagnostics).toMatchObject([{ code: 'network-unasked', severity: 'info', at: { node: 'pivot' } }]);
  await expect(engine.calls.trace({ document, base, node: 'kept', port: 'passed', row: 1 })).rejects.toMatchObject({ diagnostic: { code: 'network-unasked', at: { node: 'node' } } });
  await expect(engine.calls.stepRows({ document, base, ...step })).rejects.toMatchObject({ diagnostic: { code: 'network-unasked' } });
  expect(asked).toEqual([]);
  expect((await engine.calls.check({ document, base, network: true })).nodes['pivot']!.outputs['out']!.map((c) => c.name)).toEqual(['x', 'é']);
  expect((await engine.calls.trace({ document, base, network: true, node: 'kept', port: 'passed', row: 1 })).sources).toMatchObject([{ path, rows: [{ values: ['2', 'x'] }] }]);
  expect(await engine.calls.stepRows({ document, base, network: true, ...step })).toMatchObject({ rowsIn: 2, lost: 1 });
});

it.skipIf(lacking)('delimited text and JSON are read, packed and moved ones too', async () => {
  expect(await look('read-delimited', '/a.csv')).toEqual(['1,é', '2,x']);
  expect(await look('read-delimited', '/a.csv.gz')).toEqual(['1,é']);
  expect(await look('read-delimited', '/moved.csv')).toEqual(['1,é', '2,x']);
  expect(await look('read-delimited', '/a.csv?day=1', { fileColumn: 'file' })).toEqual([`1,é,${address}/a.csv?day=1`, `2,x,${address}/a.csv?day=1`]);
  // Types are looked at as closely as those of a file beside the flow.
  expect(await look('read-delimited', '/long.csv')).toEqual([expect.stringMatching(/^12345678901234567890,/), expect.stringMatching(/^1,/)]);
  expect(await look('read-json', '/a.json')).toEqual(['1,["a"]', '2,null']);
  expect(await look('read-json', '/a.jsonl')).toEqual(['1', '2']);
});

it.skipIf(lacking)('of a Parquet file only the ranges that are needed are read', async () => {
  expect((await run(engine, base, flow({ rows: rows("SELECT range AS id, repeat(md5(range::VARCHAR), 8) AS wide FROM range(40000)"), file: ['write-parquet', { path: 'big.parquet', compression: 'none' }] }, ['rows.out > file.in']))).status).toBe('succeeded');
  asked = [];
  const report = await run(engine, base, flow({ in: ['read-parquet', { path: `${address}/big.parquet` }], sum: rows('SELECT sum(id) AS n FROM in1'), out: ['write-json', { path: 'sum.json' }] }, ['in.out > sum.in1', 'sum.out > out.in']));
  expect(codes(report)).toEqual([]);
  const bytes = asked.flatMap((line) => [...line.matchAll(/bytes=(\d+)-(\d+)/g)].map(([, from, to]) => Number(to) - Number(from) + 1)).reduce((a, b) => a + b, 0);
  expect(bytes).toBeGreaterThan(0);
  expect(bytes).toBeLessThan((await stat(join(base, 'big.parquet'))).size / 4);
});

it.skipIf(lacking)('what is not there, cannot be listed or does not answer is told; a busy server is asked again', async () => {
  const told = async (type: string, path: string) => (await run(engine, base, flow({ in: [type, { path }], out: ['write-json', { path: 'o.json' }] }, ['in.out > out.in']))).diagnostics.map((d) => `${d.code} ${d.at.node} ${d.at.param}`);
  expect(await told('read-delimited', `${address}/none.csv`)).toEqual(['file-missing in path']);
  expect(await told('read-parquet', `${address}/none.parquet`)).toEqual(['file-missing in path']);
  expect(await told('read-parquet', `${address}/*.parquet`)).toEqual(['file-missing in path']);
  expect(await told('read-json', 'http://127.0.0.1:1/a.json')).toEqual(['file-unreadable in path']);
  expect(await told('read-excel', `${address}/a.xlsx`)).toEqual(['file-missing in path']);
  failures = 0;
  expect(await look('read-delimited', '/busy.csv')).toEqual(['1,é', '2,x']);
  expect(failures).toBeGreaterThan(2);
});

it.skipIf(lacking)('a statement or an expression of the person reaches no server, not even one that a node reads', async () => {
  const source = ['read-delimited', { path: `${address}/secret/b.csv` }] as const;
  for (const path of ['/a.csv', '/secret/b.csv']) {
    asked = [];
    const reading = flow({ in: source, node: rows(`SELECT in1.a, x.* FROM in1, read_csv('${address}${path}') x`), out: ['write-json', { path: 'o.json' }] }, ['in.out > node.in1', 'node.out > out.in']);
    expect((await run(engine, base, reading)).diagnostics.map((d) => `${d.code} ${d.at.node} ${d.at.param}`)).toEqual(['sql-invalid node statement']);
    const counting = flow({ in: source, node: ['filter-rows', { condition: `a < (SELECT count(*) FROM read_csv('${address}${path}'))` }], out: ['write-json', { path: 'o.json' }] }, ['in.out > node.in', 'node.passed > out.in']);
    expect((await run(engine, base, counting)).diagnostics.map((d) => `${d.severity} ${d.at.node} ${d.at.param}`)).toEqual(['error node condition']);
    expect(asked.filter((line) => line.includes('/a.csv'))).toEqual([]);
  }
});

it.skipIf(noSqlite)('a preview that needs an extension has it, though the one before in the same folder did not', async () => {
  const table = { system: 'sqlite', path: 'e.db', table: 't' };
  const write = await run(engine, base, flow({ rows: rows('SELECT 1 AS a'), csv: ['write-delimited', { path: 'e.csv' }], base: ['write-database', { ...table, mode: 'create' }] }, ['rows.out > csv.in', 'rows.out > base.in']));
  expect(codes(write)).toEqual([]);
  for (const [type, params] of [['read-delimited', { path: 'e.csv' }], ['read-database', table]] as const) {
    expect((await engine.calls.preview({ document: flow({ node: [type, params] }), base, node: 'node', port: 'out', rows: 1 })).rows).toBe(1);
  }
});

it('an address never holds a password', async () => {
  const report = await run(engine, base, flow({ in: ['read-json', { path: 'http://ada:pw@127.0.0.1:1/a.json' }], out: ['write-json', { path: 'o.json' }] }, ['in.out > out.in']));
  expect(codes(report)).toEqual(['param-invalid']);
  expect(JSON.stringify(report.diagnostics)).not.toContain('pw@');
});

it.skipIf(lacking)('a server that takes a question and never answers is told of, and holds up nothing else', async () => {
  const document = flow({ node: ['read-parquet', { path: `${address}/silent.parquet` }] });
  const begun = performance.now();
  const silent = engine.calls.check({ document, base, network: true });
  const preview = engine.calls.preview({ document, base, node: 'node', port: 'out', rows: 1, network: true }).then(() => 'rows', (error: Error) => error.message);
  const other = await engine.calls.check({ document: flow({ node: ['sql', { statement: 'SELECT 1 AS n' }] }), base, network: true });
  expect(other.diagnostics).toEqual([]);
  expect(performance.now() - begun).toBeLessThan(2_900);
  expect((await silent).diagnostics).toMatchObject([{ code: 'file-unreadable', severity: 'error', at: { node: 'node' }, message: expect.stringMatching(/silent\.parquet.*[Tt]imeout/) }]);
  expect(await preview).toMatch(/[Tt]imeout/);
  expect(performance.now() - begun).toBeLessThan(15_000);
}, 30_000);
