import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Engine } from '../../engine/api/engine.ts';
import type { RunReport } from '../../engine/core/run-report.ts';
import { quotedText } from '../../engine/core/quoting.ts';
import type { FlowDocument } from '../../engine/document/document.ts';
import { writeDocument } from '../../engine/document/write-document.ts';
import { runCommand } from '../../engine/headless/run-command.ts';
import { runsCommand } from '../../engine/headless/runs-command.ts';
import { missingExtensions } from '../../engine/testing/lacked-extension.ts';
import { openTestEngine } from '../../engine/testing/test-engine.ts';
import { catalog } from '../../nodes/catalog.ts';
import { codes, flow, loading, rows } from '../databases/flows.ts';

const noSqlite = (await missingExtensions()).includes('sqlite_scanner');
let engine: Engine;
let base: string;
beforeAll(async () => {
  base = await mkdtemp(join(tmpdir(), 'millrace-onward-'));
  engine = await openTestEngine(catalog, { threads: 1, records: { folder: join(base, 'records'), version: '1' }, cache: { folder: join(base, 'cache'), maxBytes: 1e8, version: '1', leastMilliseconds: 0 } });
});
afterAll(async () => {
  await engine.close();
  await rm(base, { recursive: true, force: true });
});
beforeEach(async () => {
  for (const name of await readdir(base)) if (/\.(db|duckdb|csv)$|^records$/.test(name)) await rm(join(base, name), { recursive: true });
});

const run = (document: FlowDocument, more: { readonly to?: string; readonly fromStart?: boolean } = {}, by: Engine = engine): Promise<RunReport> => by.session.run({ document, base, name: 'f', ...more }, () => undefined, () => undefined);

/** Adds the rows of a SELECT to a table of a DuckDB file. */
async function add(select: string, file = 'shop.duckdb', table = 'orders'): Promise<void> {
  const instance = await DuckDBInstance.create(join(base, file));
  const connection = await instance.connect();
  await connection.run("SET TimeZone = 'UTC'");
  await connection.run(`CREATE TABLE IF NOT EXISTS ${table} AS SELECT * FROM (${select}) LIMIT 0`);
  await connection.run(`INSERT INTO ${table} ${select}`);
  connection.closeSync();
  instance.closeSync();
}

async function all(file: string, table: string, what = '*'): Promise<readonly unknown[]> {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  try {
    await connection.run(`ATTACH ${quotedText(join(base, file))} AS d (READ_ONLY)`);
    return (await connection.runAndReadAll(`SELECT ${what}::VARCHAR FROM d.${table} ORDER BY ALL`)).getRows().map((r) => r[0]);
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

const copying = (source: Readonly<Record<string, unknown>> = {}, target: Readonly<Record<string, unknown>> = {}): FlowDocument => flow({ in: ['read-database', { path: 'shop.duckdb', table: 'orders', cursor: 'id', ...source }], out: ['write-database', { path: 'copy.duckdb', table: 'orders', ...target }] }, ['in.out > out.in']);
const ids = () => all('copy.duckdb', 'orders', 'id');

test.each([
  ['duckdb', 'i::HUGEINT * 100000000000000000000', [4, 4, 40]],
  ['duckdb', "TIMESTAMPTZ '2024-03-31 00:59:59.999999+01' + INTERVAL 1 MICROSECOND * i", [5, 40]],
  ['sqlite', 'i::BIGINT', [5, 40]],
  ['sqlite', "strftime(TIMESTAMP '2024-02-29 12:00:00' + INTERVAL 7 HOUR * i, '%Y-%m-%d %H:%M:%S')", [5, 40]],
])('runs with rows added between give together what one run gives: %s, %s', async (system, value, cuts) => {
  if (system === 'sqlite' && noSqlite) return;
  const document = copying({ system, path: 'shop.db', cursor: 'at' });
  let from = -3;
  const told: unknown[] = [];
  for (const to of cuts) {
    const select = `SELECT ${value} AS at, 'n' || i AS name FROM range(${from}, ${to}) r(i)`;
    if (system === 'sqlite') expect(codes(await run({ ...loading(select, { system, path: 'shop.db', table: 'orders' }), name: 'adding' }))).toEqual([]);
    else await add(select, 'shop.db');
    const report = await run(document);
    expect(codes(report)).toEqual([]);
    expect(report.nodes['in']!.rowsOut).toEqual({ out: to - from });
    told.push(report.nodes['in']!.cursor);
    from = to;
  }
  expect((await all('copy.duckdb', 'orders', 'name')).toSorted()).toEqual(Array.from({ length: 43 }, (_, i) => `n${i - 3}`).toSorted());
  const stretches = told as { column: string; above: string | null; upTo: string }[];
  expect(stretches[0]).toMatchObject({ column: 'at', above: null });
  for (const [i, { above, upTo }] of stretches.entries()) {
    if (i > 0) expect(above).toBe(stretches[i - 1]!.upTo);
    expect(upTo === above).toBe(cuts[i] === cuts[i - 1]);
  }
});

test('a run that fails, or has no output for the rows, moves nothing; a run from the start reads all', async () => {
  await add('SELECT range AS id FROM range(3)');
  expect(codes(await run(copying()))).toEqual([]);
  await add('SELECT 3 + range AS id FROM range(2)');
  const failing = { ...copying(), nodes: { ...copying().nodes, more: { type: 'sql', version: 1, params: { statement: "SELECT error('no')::VARCHAR AS x" } }, file: { type: 'write-delimited', version: 1, params: { path: 'o.csv' } } }, edges: [...copying().edges, { from: 'more.out', to: 'file.in' }] };
  expect((await run(failing)).status).toBe('failed');
  const idle = flow({ in: ['read-database', { path: 'shop.duckdb', table: 'orders', cursor: 'id' }], more: rows('SELECT 1 AS x'), file: ['write-delimited', { path: 'o.csv' }] }, ['more.out > file.in']);
  expect((await run(idle)).status).toBe('succeeded');
  expect((await run(copying())).nodes['in']).toMatchObject({ rowsOut: { out: 2 }, cursor: { above: '2', upTo: '4' } });
  expect((await run(copying(), { fromStart: true })).nodes['in']).toMatchObject({ rowsOut: { out: 5 }, cursor: { above: null, upTo: '4' } });
  expect(await ids()).toEqual(['0', '0', '1', '1', '2', '2', '3', '3', '4', '4']);
  await writeFile(join(base, 'flow.json'), writeDocument(copying()));
  let printed = '';
  const console = { out: (t: string) => void (printed += t), error: (t: string) => void (printed += t), bytes: () => undefined, interactive: false, columns: 80 };
  expect(await runCommand(base, { param: [] }, engine, console, () => undefined), printed).toBe(0);
  expect(await runsCommand(base, 'show', ['last'], {}, engine, console)).toBe(0);
  expect(printed.match(/in: no row above id 4/g)).toHaveLength(2);
  await expect(runCommand(base, { param: [], fromStart: true, stream: true }, engine, console, () => undefined)).rejects.toMatchObject({ diagnostic: { code: 'param-invalid' } });
  // Nothing of it stands in the flow, and previews read everything.
  expect((await engine.calls.preview({ document: copying(), base, node: 'in', port: 'out', rows: 100 })).rows).toBe(5);
  expect((await engine.session.history!.read({ base, name: 'f' }, 'last')).report!.nodes['in']!.cursor).toEqual({ column: 'id', above: '4', upTo: '4' });
});

test('a run that is killed moves nothing and stands in nobody\'s way', async () => {
  await add('SELECT range AS id FROM range(3)');
  expect(codes(await run(copying()))).toEqual([]);
  await add('SELECT 3 + range AS id FROM range(2)');
  const { in: source } = copying().nodes;
  const slow = { ...copying(), nodes: { in: source!, held: { type: 'write-delimited', version: 1, params: { path: 'held.csv' } }, wait: { type: 'sql', version: 1, params: { statement: 'SELECT sum(hash(a.range * b.range)) AS s FROM range(1000000) a, range(1000000) b' } }, file: { type: 'write-delimited', version: 1, params: { path: 'o.csv' } } }, edges: [{ from: 'in.out', to: 'held.in' }, { from: 'wait.out', to: 'file.in' }] };
  await writeFile(join(base, 'flow.json'), writeDocument(slow));
  const child = spawn(process.execPath, [new URL('./onward-child.ts', import.meta.url).pathname, base], { stdio: ['ignore', 'pipe', 'inherit'] });
  try {
    expect(String((await once(child.stdout, 'data'))[0])).toMatch(/^running/);
    // Another run meanwhile would write the same rows once more.
    expect((await run(copying())).diagnostics).toMatchObject([{ code: 'cursor-state', message: expect.stringContaining(`process ${child.pid}`) }]);
  } finally {
    const gone = once(child, 'exit');
    child.kill('SIGKILL');
    await gone;
  }
  expect((await run(copying())).nodes['in']).toMatchObject({ rowsOut: { out: 2 } });
  expect(await ids()).toEqual(['0', '1', '2', '3', '4']);
});

test('a run that is cancelled while it asks how far there is to read changes nothing', async () => {
  await add('SELECT range AS id FROM range(3)');
  let cancels = 0;
  // The first way to cancel is for the waiting before the run, the second for the question.
  const report = await engine.session.run({ document: copying(), base, name: 'f' }, () => undefined, (cancel) => void (++cancels === 2 && cancel()));
  expect(report).toMatchObject({ status: 'cancelled', diagnostics: [{ code: 'run-cancelled' }] });
  expect((await run(copying())).nodes['in']).toMatchObject({ rowsOut: { out: 3 } });
});

test('runs at once never write a row twice', async () => {
  await add('SELECT range AS id FROM range(10)');
  const reports = await Promise.all([run(copying()), run(copying()), run(copying())]);
  expect(new Set(reports.flatMap(codes))).toEqual(new Set(['cursor-state']));
  expect(codes(await run(copying()))).toEqual([]);
  expect(await ids()).toHaveLength(10);
});

test('what cannot be read onward is told, and nothing is written', async () => {
  await add("SELECT range AS id, 'x' AS name, CASE WHEN range < 2 THEN range END AS gap, range = 1 AS flag FROM range(3)");
  const checked = async (cursor: string) => (await engine.calls.check({ document: copying({ cursor }), base })).diagnostics.map((d) => `${d.code} ${d.at.node} ${d.at.param}`);
  expect(await checked('none')).toEqual(['column-missing in cursor']);
  expect(await checked('flag')).toEqual(['param-invalid in cursor']);
  const told = async (report: Promise<RunReport>) => (await report).diagnostics.map((d) => `${d.severity} ${d.code} ${d.at.node} ${d.at.param}`);
  expect(await told(run(copying({ cursor: 'gap' })))).toEqual(['error cursor-value in cursor']);
  expect(await told(run(copying(), { to: 'out' }))).toEqual(['error cursor-state in cursor']);
  const forgetful = await openTestEngine(catalog, { threads: 1 });
  expect(await told(run(copying(), {}, forgetful))).toEqual(['error cursor-state in cursor']);
  await forgetful.close();
  expect((await readdir(base)).includes('copy.duckdb')).toBe(false);
  // A mark says nothing about another table.
  expect(await told(run(copying()))).toEqual([]);
  await add('SELECT range AS id FROM range(2)', 'shop.duckdb', 'others');
  expect(await told(run(copying({ table: 'others' }, { table: 'others' })))).toEqual(['warning cursor-state in cursor']);
  expect(await all('copy.duckdb', 'others', 'id')).toEqual(['0', '1']);
  const [own] = await readdir(join(base, 'records')).then((names) => Promise.all(names.map(async (name) => ({ name, held: await readdir(join(base, 'records', name)) })))).then((folders) => folders.filter((f) => f.held.includes('cursors.json')));
  await writeFile(join(base, 'records', own!.name, 'cursors.json'), '{"cursors":1,"marks":{"in":');
  expect(await told(run(copying()))).toEqual(['error cursor-state undefined undefined']);
  expect(await readFile(join(base, 'records', own!.name, 'cursors.json'), 'utf8')).toContain('"in":');
});
