import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import type { Engine } from '../../engine/api/engine.ts';
import type { RunReport } from '../../engine/core/run-report.ts';
import { writeDocument } from '../../engine/document/write-document.ts';
import { runCommand } from '../../engine/headless/run-command.ts';
import { missingExtensions } from '../../engine/testing/lacked-extension.ts';
import { openTestEngine } from '../../engine/testing/test-engine.ts';
import { catalog } from '../../nodes/catalog.ts';
import { flow, rows, run, type Nodes } from '../databases/flows.ts';
import { startS3, type S3Server, type Trouble } from './s3-server.ts';

const secret = 'wJalr/XUt+nFEMI=K7MDENG';
const lacking = (await missingExtensions()).includes('httpfs');
let objects: Record<string, Buffer>;
let engine: Engine;
let base: string;
let server: S3Server;

beforeAll(async () => {
  vi.stubEnv('MILLRACE_SECRET_SHOP_STORE', secret);
  vi.stubEnv('MILLRACE_SECRET_WRONG', 'another');
  vi.stubEnv('MILLRACE_SECRET_TOKEN', 'lent/token=');
  engine = await openTestEngine(catalog);
  base = await mkdtemp(join(tmpdir(), 'millrace-s3-'));
  server = await startS3({
    get shop() {
      return { key: { id: 'ANALYST', secret }, objects };
    },
    get lent() {
      return { key: { id: 'LENT', secret, token: 'lent/token=' }, region: 'eu-north-1', objects };
    },
    get open() {
      return { key: null, objects };
    },
    locked: { key: { id: 'ANALYST', secret }, readOnly: true, objects: {} },
  });
});
afterAll(async () => {
  await engine.close();
  server.close();
  vi.unstubAllEnvs();
  await rm(base, { recursive: true, force: true });
});
beforeEach(() => {
  objects = { 'd/a.csv': Buffer.from('old\n') };
  server.asked.length = 0;
  server.trouble = () => null;
});

const place = () => ({ endpoint: server.endpoint, urlStyle: 'path', tls: false });
const signedIn = () => ({ ...place(), signIn: 'key', keyId: 'ANALYST', secret: 'shop store' });
const target = (path: string, more: Readonly<Record<string, unknown>> = {}) => ['write-delimited', { path, ...signedIn(), ...more }] as const;
const writing = (to: Nodes[string], statement = 'SELECT 1 AS id') => flow({ rows: rows(statement), out: to }, ['rows.out > out.in']);
const text = (key: string) => objects[key]?.toString();
/** What a run tells, after it left nothing behind in the store. */
const told = (report: RunReport): readonly string[] => {
  expect([...server.uploads]).toEqual([]);
  expect(JSON.stringify(report)).not.toContain(secret);
  return report.diagnostics.map((d) => `${d.code} ${d.at.node}.${d.at.param}`);
};

it('delimited text, JSON and Parquet become objects, and the report names them with bytes and ETag', async () => {
  const document = flow(
    {
      rows: rows("SELECT 'é' AS a, 1 AS b"),
      csv: target('s3://shop/d/a.csv'),
      latin: target('s3://shop/d/a 1+ü(x)!.csv.gz', { encoding: 'windows-1252', compression: 'gzip' }),
      json: ['write-json', { path: 's3://lent/d/a.jsonl', ...signedIn(), keyId: 'LENT', sessionSecret: 'token', region: 'eu-north-1' }],
      parquet: ['write-parquet', { path: 's3://open/d/a.parquet', ...place() }],
    },
    ['csv', 'latin', 'json', 'parquet'].map((sink) => `rows.out > ${sink}.in`),
  );
  const report = await run(engine, base, document);
  expect(told(report)).toEqual([]);
  expect(text('d/a.csv')).toBe('a,b\né,1\n');
  expect(gunzipSync(objects['d/a 1+ü(x)!.csv.gz']!).toString('latin1')).toBe('a,b\né,1\n');
  expect(text('d/a.jsonl')).toBe('{"a":"é","b":1}\n');
  expect(objects['d/a.parquet']!.subarray(0, 4).toString()).toBe('PAR1');
  expect(report.nodes['csv']!.written).toEqual({ path: 's3://shop/d/a.csv', rows: 1, bytes: 9, etag: 'whole-1' });
  // Nothing was left on this machine either.
  expect(await readdir(base)).toEqual([]);
});

it('a large object goes in parts, several at once', async () => {
  const report = await run(engine, base, writing(['write-parquet', { path: 's3://shop/big.parquet', compression: 'none', ...signedIn() }], 'SELECT range AS id, repeat(md5(range::VARCHAR), 8) AS wide FROM range(70000)'));
  expect(told(report)).toEqual([]);
  const { bytes, etag } = report.nodes['out']!.written!;
  expect([bytes, etag]).toEqual([objects['big.parquet']!.length, 'whole-3']);
  expect(objects['big.parquet']!.subarray(-4).toString()).toBe('PAR1');
});

it('an empty object is written too', async () => {
  const report = await run(engine, base, writing(['write-json', { path: 's3://shop/none.jsonl', ...signedIn() }], 'SELECT 1 AS a WHERE false'));
  expect(told(report)).toEqual([]);
  expect(text('none.jsonl')).toBe('');
  expect(report.nodes['out']!.written).toMatchObject({ bytes: 0, etag: 'd41d8cd98f00b204e9800998ecf8427e' });
});

it('only a run asks, and one that may not use the network is refused', async () => {
  const document = writing(target('s3://shop/d/a.csv'));
  expect((await engine.calls.check({ document, base, network: true })).diagnostics).toEqual([]);
  const report = await engine.session.run({ document, base, name: 'f', network: false }, () => undefined, () => undefined);
  expect(report.diagnostics).toMatchObject([{ code: 'network-unasked', message: expect.stringContaining('writes to s3://shop/d/a.csv'), at: { node: 'out' } }]);
  expect(server.asked).toEqual([]);
});

it('what cannot be written is told before anything is computed', async () => {
  const sinks: Nodes = {
    a: target('s3://nobody/a.csv'),
    b: target('s3://shop/b.csv', { secret: 'wrong' }),
    c: target('s3://locked/c.csv'),
    d: ['write-delimited', { path: 's3://shop/d.csv', ...place() }],
    e: target('s3://shop/e.csv', { region: 'eu-west-9' }),
    f: target('s3://shop/f.csv', { endpoint: '127.0.0.1:1' }),
    g: target('s3://shop/g.csv', { secret: 'not set' }),
    h: target('s3://shop/h.csv', { sessionSecret: 'not set' }),
  };
  // It would take long, were it computed.
  const long = rows('SELECT sum(a.range) AS s FROM range(1000000) a, range(1000000) b');
  expect(told(await run(engine, base, flow({ rows: long, ...sinks }, Object.keys(sinks).map((sink) => `rows.out > ${sink}.in`))))).toEqual([
    'file-missing a.path',
    'access-refused b.secret',
    'access-refused c.secret',
    'access-refused d.signIn',
    'access-refused e.region',
    'store-unreachable f.endpoint',
    'secret-missing g.secret',
    'secret-missing h.sessionSecret',
  ]);
});

it('a run that fails leaves the old object, and nothing of its own', async () => {
  const document = flow(
    { rows: rows('SELECT 1 AS id'), bad: rows("SELECT CASE WHEN id = 1 THEN error('no') END AS x FROM in1"), out: target('s3://shop/d/a.csv'), late: ['write-parquet', { path: 's3://shop/d/b.parquet', ...signedIn() }] },
    ['rows.out > out.in', 'rows.out > bad.in1', 'bad.out > late.in'],
  );
  expect((await run(engine, base, document)).status).toBe('failed');
  expect([...server.uploads]).toEqual([]);
  expect(Object.keys(objects)).toEqual(['d/a.csv']);
  expect(text('d/a.csv')).toBe('old\n');
});

it('a store that stumbles is asked again, and an answer that got lost is looked for in the object', async () => {
  const stumbles: readonly [of: RegExp, trouble: Trouble, done: boolean][] = [
    [/0\.csv \?uploads=/, { status: 503, text: '' }, false],
    [/1\.csv \?partNumber/, 'drop', false],
    [/2\.csv \?partNumber/, 'drop', true],
    [/POST .*3\.csv \?uploadId/, { status: 200, text: '<Error><Code>InternalError</Code></Error>' }, false],
    [/POST .*4\.csv \?uploadId/, 'drop', true],
  ];
  const left = new Set(stumbles.keys());
  server.trouble = (asked, done) => {
    const at = stumbles.findIndex(([of, , when], i) => when === done && left.has(i) && of.test(asked));
    return at >= 0 && left.delete(at) ? stumbles[at]![1] : null;
  };
  const sinks: Nodes = Object.fromEntries(stumbles.map((_, i) => [`s${i}`, target(`s3://shop/${i}.csv`)]));
  expect(told(await run(engine, base, flow({ rows: rows('SELECT 1 AS id'), ...sinks }, Object.keys(sinks).map((sink) => `rows.out > ${sink}.in`))))).toEqual([]);
  expect(left.size).toBe(0);
  for (const i of stumbles.keys()) expect(text(`${i}.csv`), String(i)).toBe('id\n1\n');
  // The object of another's upload is not taken for this one's.
  server.trouble = (asked) => (/POST.*uploadId/.test(asked) ? { status: 404, text: '<Error><Code>NoSuchUpload</Code></Error>' } : null);
  expect(told(await run(engine, base, writing(target('s3://shop/d/a.csv'))))).toEqual(['store-unreachable out.endpoint']);
});

it('what could not be published leaves files as they were; with several objects it is said which are new', async () => {
  await writeFile(join(base, 'rejected.csv'), 'before\n');
  const document = flow(
    { rows: rows('SELECT range AS id FROM range(4)'), keep: ['filter-rows', { condition: 'id > 1' }], bad: ['write-delimited', { path: 'rejected.csv' }], one: target('s3://shop/one.csv'), two: target('s3://shop/two.csv') },
    ['rows.out > keep.in', 'keep.rejected > bad.in', 'keep.passed > one.in', 'keep.passed > two.in'],
  );
  const failing = (of: RegExp) => (server.trouble = (asked: string) => (of.test(asked) ? { status: 403, text: '<Error><Code>AccessDenied</Code></Error>' } : null));
  failing(/POST.*one\.csv.*uploadId/);
  const none = await run(engine, base, document);
  expect(told(none)).toEqual(['access-refused one.secret']);
  expect(none.diagnostics[0]!.message).toContain('No output was changed.');
  expect(await readFile(join(base, 'rejected.csv'), 'utf8')).toBe('before\n');
  failing(/POST.*two\.csv.*uploadId/);
  const half = await run(engine, base, document);
  expect(told(half)).toEqual(['access-refused two.secret']);
  expect(half.diagnostics[0]!.message).toContain('s3://shop/one.csv had been written by then');
  expect(await readdir(base)).toEqual(['rejected.csv']);
  await rm(join(base, 'rejected.csv'));
});

it('a run that is stopped while it sends leaves the old object', async () => {
  const stops: (() => void)[] = [];
  server.trouble = (asked) => {
    if (!asked.includes('partNumber')) return null;
    for (const stop of stops) stop();
    return 'silence';
  };
  const report = await engine.session.run({ document: writing(target('s3://shop/d/a.csv')), base, name: 'f' }, () => undefined, (cancel) => void stops.push(cancel));
  expect([report.status, told(report)]).toEqual(['cancelled', ['run-cancelled undefined.undefined']]);
  expect(text('d/a.csv')).toBe('old\n');
});

it('a run that is killed while it sends leaves the old object, and the next one writes', async () => {
  const document = writing(target('s3://shop/d/a.csv'));
  await writeFile(join(base, 'flow.json'), writeDocument(document));
  const child = spawn(process.execPath, [new URL('s3-child.ts', import.meta.url).pathname, base], { stdio: 'inherit', env: { ...process.env, NODE_COMPILE_CACHE: join(tmpdir(), 'millrace-compile-cache') } });
  server.trouble = (asked) => {
    if (!asked.includes('partNumber')) return null;
    child.kill('SIGKILL');
    return 'silence';
  };
  expect(await once(child, 'exit')).toEqual([null, 'SIGKILL']);
  expect(text('d/a.csv')).toBe('old\n');
  server.trouble = () => null;
  const printed: string[] = [];
  expect(await runCommand(base, { param: [] }, engine, { out: (t) => void printed.push(t), error: (t) => void printed.push(t), bytes: () => undefined, interactive: false, columns: 80 }, () => undefined)).toBe(0);
  expect(text('d/a.csv')).toBe('id\n1\n');
  expect(printed.join('')).toContain('s3://shop/d/a.csv  1 row, 5 bytes, ETag whole-1');
  await rm(join(base, 'flow.json'));
}, 30_000);

it('wrong settings and conflicts are told without asking', async () => {
  const check = async (nodes: Nodes, edges: readonly string[]) => (await engine.calls.check({ document: flow(nodes, edges), base })).diagnostics.filter((d) => d.severity === 'error').map((d) => `${d.code} ${d.at.node}.${d.at.param}`);
  const one = (to: Nodes[string]) => check({ rows: rows('SELECT 1 AS a, 2 AS b'), out: to }, ['rows.out > out.in']);
  for (const path of ['s3://shop/*.csv', 's3://shop/[a].csv', 's3://shop/d/', 's3://shop', 's3://shop/../a', 'https://example.org/a.csv']) expect(await one(target(path)), path).toEqual(['param-invalid out.path']);
  expect(await one(['write-arrow', { path: 's3://shop/a.arrow' }])).toEqual(['param-invalid out.path']);
  expect(await one(['write-parquet', { path: 's3://shop/d', partitionBy: ['a'], ...signedIn() }])).toEqual(['param-invalid out.partitionBy']);
  const pair = (first: Nodes[string], second: Nodes[string]) => check({ rows: rows('SELECT 1 AS a'), one: first, two: second }, ['rows.out > one.in', 'rows.out > two.in']);
  expect(await pair(target('s3://shop/a.csv'), target('s3://shop/a.csv'))).toEqual(['target-conflict two.path']);
  expect(await pair(target('s3://shop/a.csv'), target('s3://shop/a.csv', { endpoint: 'elsewhere:1' }))).toEqual([]);
  expect(server.asked).toEqual([]);
});

it.skipIf(lacking)('an object that the flow reads, be it by a pattern, is not its target', async () => {
  const reading = async (path: string) => (await engine.calls.check({ document: flow({ in: ['read-delimited', { path, ...signedIn() }], out: target('s3://shop/d/a.csv') }, ['in.out > out.in']), base, network: true })).diagnostics.map((d) => `${d.code} ${d.at.node}`);
  objects['e/a.csv'] = Buffer.from('n\n1\n');
  expect(await reading('s3://shop/d/a.csv')).toEqual(['target-conflict out']);
  expect(await reading('s3://shop/d/*.csv')).toEqual(['target-conflict out']);
  expect(await reading('s3://shop/e/*.csv')).toEqual([]);
});
