import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { tableFromIPC } from 'apache-arrow';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Engine } from '../../engine/api/engine.ts';
import { missingExtensions } from '../../engine/testing/lacked-extension.ts';
import { openTestEngine } from '../../engine/testing/test-engine.ts';
import { catalog } from '../../nodes/catalog.ts';
import { codes, flow, loading, rows, run } from './flows.ts';

let engine: Engine;
let missing: readonly string[];
let base: string;
beforeAll(async () => {
  missing = await missingExtensions();
  engine = await openTestEngine(catalog, { threads: 2 });
});
afterAll(() => engine.close());
beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'millrace-db-'));
});
afterEach(() => rmSync(base, { recursive: true, force: true }));

const held = async (params: Readonly<Record<string, unknown>>): Promise<unknown[][]> => {
  const preview = await engine.calls.preview({ document: flow({ table: ['read-database', params] }), base, node: 'table', port: 'out', rows: 1000 });
  const found = tableFromIPC(preview.arrow);
  return Array.from({ length: found.numRows }, (_, i) => found.schema.fields.map((_f, c) => found.getChildAt(c)!.get(i) as unknown)).map((row) => row.map((v) => (typeof v === 'bigint' ? Number(v) : v)));
};

/** Six tables alike, and a way to write into each. */
const modes = { append: {}, replace: { mode: 'replace' }, refill: { mode: 'refill' }, upsert: { mode: 'upsert', keys: ['id'] }, exchange: { mode: 'delete-insert', keys: ['ID'] }, history: { mode: 'history', keys: ['id'] } } as const;

describe.each(['duckdb', 'sqlite'] as const)('%s', (system) => {
  const target = { system, path: 'shop.db' };
  const into = (statements: (table: keyof typeof modes) => string, how: (table: keyof typeof modes) => object) => {
    const tables = Object.keys(modes) as (keyof typeof modes)[];
    return flow(Object.fromEntries(tables.flatMap((t) => [[`from_${t}`, rows(statements(t))], [t, ['write-database', { ...target, table: t, ...how(t) }]]])), tables.map((t) => `from_${t}.out > ${t}.in`));
  };

  test('each way to write does what it says, and a run that fails changes no byte', async (context) => {
    if (system === 'sqlite' && missing.includes('sqlite_scanner')) context.skip('the extension sqlite_scanner is not here');
    const first = await run(engine, base, into(() => "SELECT 1 AS id, 'a' AS text UNION ALL SELECT 2, NULL", (t) => (t === 'history' ? modes.history : { mode: 'create' })));
    expect(codes(first)).toEqual([]);
    expect(first.nodes['append']!.written).toMatchObject({ path: 'shop.db append', rows: 2 });

    const before = readFileSync(join(base, 'shop.db'));
    const good = { ...target, table: 'append' };
    const failing = flow(
      { rows: rows("SELECT 5 AS id, 'e' AS text"), table: ['write-database', good], other: ['write-database', { path: 'other.duckdb', table: 'o', mode: 'upsert', keys: ['k'] }], twice: rows('SELECT 1 AS k UNION ALL SELECT 1'), file: ['write-delimited', { path: 'out.csv' }] },
      ['rows.out > table.in', 'twice.out > other.in', 'twice.out > file.in'],
    );
    expect(codes(await run(engine, base, failing))).toEqual(['key-duplicate']);
    expect(codes(await run(engine, base, loading("SELECT 7 AS id, error('no')::VARCHAR AS text", good)))).not.toEqual([]);
    expect(readFileSync(join(base, 'shop.db')).equals(before)).toBe(true);
    expect(readdirSync(base)).toEqual(['shop.db']);

    const second = await run(engine, base, into(() => "SELECT 'B' AS text, 2 AS id UNION ALL SELECT 'c', 3", (t) => modes[t]));
    expect(codes(second)).toEqual([]);
    const after: Record<string, unknown[][]> = {};
    for (const table of Object.keys(modes)) after[table] = (await held({ ...target, table })).sort();
    expect(after['append']).toEqual([[1, 'a'], [2, null], [2, 'B'], [3, 'c']]);
    expect(after['replace']).toEqual([['B', 2], ['c', 3]]);
    expect(after['refill']).toEqual([[2, 'B'], [3, 'c']]);
    expect(after['upsert']).toEqual([[1, 'a'], [2, 'B'], [3, 'c']]);
    expect(after['exchange']).toEqual([[1, 'a'], [2, 'B'], [3, 'c']]);
    expect(after['history']!.map(([id, text, from, to, current]) => [id, text, from !== null, to === null, Boolean(current)])).toEqual([[1, 'a', true, true, true], [2, null, true, false, false], [2, 'B', true, true, true], [3, 'c', true, true, true]]);
  });
});

test('a new database file is not there until the run has succeeded', async () => {
  const params = { path: 'new/deep.duckdb', table: 't' };
  expect((await run(engine, base, loading("SELECT error('no')::VARCHAR AS x", params))).status).toBe('failed');
  expect(existsSync(join(base, 'new/deep.duckdb'))).toBe(false);
  expect((await run(engine, base, loading('SELECT 1 AS x', params))).status).toBe('succeeded');
  expect(readdirSync(join(base, 'new'))).toEqual(['deep.duckdb']);
  expect(await held(params)).toEqual([[1]]);
});

test('runs that write one file at once wait for each other, and no row is lost', async () => {
  await run(engine, base, loading('SELECT range AS n FROM range(0)', { path: 'one.duckdb', table: 't' }));
  const all = await Promise.all(Array.from({ length: 4 }, (_, i) => run(engine, base, loading(`SELECT range + ${i * 1000} AS n FROM range(1000)`, { path: i % 2 === 0 ? 'one.duckdb' : './one.duckdb', table: 't' }))));
  expect(all.flatMap(codes)).toEqual([]);
  const count = flow({ table: ['read-database', { path: 'one.duckdb', table: 't' }], n: ['aggregate', { measures: [{ function: 'count', as: 'n' }] }] }, ['table.out > n.in']);
  const preview = await engine.calls.preview({ document: count, base, node: 'n', port: 'out', rows: 10 });
  expect(Number(tableFromIPC(preview.arrow).getChildAt(0)!.get(0))).toBe(4000);
});

test('a flow may read a table and write it', async () => {
  const table = { path: 'self.duckdb', table: 't' };
  await run(engine, base, loading('SELECT 1 AS n', table));
  const document = flow({ from: ['read-database', table], next: ['formula', { columns: [{ name: 'n', expression: 'n + 1' }] }], to: ['write-database', table] }, ['from.out > next.in', 'next.out > to.in']);
  const report = await run(engine, base, document);
  expect(report.diagnostics).toEqual([]);
  expect(await held(table)).toEqual([[1], [2]]);
});

test('a row is traced to a table of a database, and the rows a step lost are found there', async () => {
  await run(engine, base, loading("SELECT * FROM (VALUES (1, 'a'), (2, 'b'), (3, 'c')) t(id, name)", { path: 'traced.duckdb', table: 't' }));
  const document = flow({ read: ['read-database', { system: 'duckdb', path: 'traced.duckdb', table: 't' }], kept: ['filter-rows', { condition: 'id > 1' }] }, ['read.out > kept.in']);
  const { sources } = await engine.calls.trace({ document, base, node: 'kept', port: 'passed', where: 'id = 3' });
  expect(sources).toMatchObject([{ node: 'read', rows: [{ values: ['3', 'c'] }] }]);
  expect(await engine.calls.stepRows({ document, base, node: 'kept', port: 'passed', kind: 'lost', rows: 10 })).toMatchObject({ rowsIn: 3, lost: 1 });
});

test('what is wrong is said where it is', async () => {
  const writing = async (statement: string, params: object) => (await engine.calls.check({ document: loading(statement, { path: 'one.duckdb', table: 'orders', ...params }), base })).diagnostics.map((d) => `${d.code} ${d.at.param ?? ''}`);
  const found = async (params: Readonly<Record<string, unknown>>) => (await engine.calls.check({ document: flow({ table: ['read-database', params] }), base })).diagnostics.map((d) => `${d.code} ${d.at.param ?? ''} ${d.message}`);
  await run(engine, base, loading('SELECT 1 AS n', { path: 'one.duckdb', table: 'orders' }));
  expect(await writing('SELECT 1 AS n', { mode: 'create' })).toEqual(['table-exists table']);
  expect(await writing('SELECT 1 AS n, 2 AS more', {})).toEqual(['column-new newColumns']);
  expect(await writing('SELECT 1 AS n, 2 AS more', { newColumns: 'drop' })).toEqual([]);
  expect(await writing('SELECT 1 AS n', { mode: 'upsert' })).toEqual(['param-missing keys']);
  expect(await writing('SELECT 1 AS n', { mode: 'upsert', keys: ['m'] })).toEqual(['column-missing keys.0']);
  expect(await writing('SELECT 1 AS n', { mode: 'history', keys: ['n'] })).toEqual(['column-missing validFrom', 'column-missing validTo', 'column-missing isCurrent']);
  expect(await found({})).toEqual([expect.stringMatching(/^param-missing path/), expect.stringMatching(/^param-missing table/)]);
  expect(await found({ path: 'none.duckdb', table: 't' })).toEqual([expect.stringMatching(/^file-missing path "none.duckdb" is not there/)]);
  expect(await found({ path: 'one.duckdb', table: 'order' })).toEqual([expect.stringMatching(/^table-missing table .*Did you mean "orders"\?/)]);
  expect(await found({ path: '.', table: 't' })).toEqual([expect.stringMatching(/^file-format path .*is a folder/)]);
  expect(await found({ system: 'postgres', database: 'x', table: 't' })).toEqual([expect.stringMatching(/^param-missing user/)]);
});

test('a table that is read and written in one run is counted as it was read', async () => {
  const table = { system: 'duckdb', path: 'shop.duckdb', table: 't' };
  expect(codes(await run(engine, base, loading('SELECT range AS id FROM range(10)', { ...table, mode: 'create' })))).toEqual([]);
  const report = await run(engine, base, flow({ src: ['read-database', table], some: ['filter-rows', { condition: 'id % 2 = 0' }], more: ['write-database', table] }, ['src.out > some.in', 'some.passed > more.in']));
  expect(codes(report)).toEqual([]);
  expect(report.nodes['src']!.rowsOut).toEqual({ out: 10 });
  expect(report.nodes['some']!.rowsOut).toEqual({ passed: 5, rejected: 5 });
  expect(await held(table)).toHaveLength(15);
});

test('a stream reads a table of another database once, before its first rows, and then lets others change it', async () => {
  const store = { system: 'duckdb', path: 'names.duckdb', table: 'names' };
  expect(codes(await run(engine, base, flow({ rows: rows("SELECT 1::BIGINT AS id, 'one' AS name UNION ALL SELECT 2, 'two'"), to: ['write-database', { ...store, mode: 'create' }] }, ['rows.out > to.in'])))).toEqual([]);
  writeFileSync(join(base, 'in.jsonl'), '{"id":1}\n{"id":2}\n{"id":3}\n');
  const joined = flow({ in: ['tail-file', { path: 'in.jsonl' }], names: ['read-database', store], both: ['join', { keys: [{ left: 'id', right: 'id' }] }], out: ['write-json', { path: 'out.jsonl' }] }, ['in.out > both.left', 'names.out > both.right', 'both.joined > out.in']);
  const stop: (() => void)[] = [];
  const delivered = new Promise<void>((resolve) => {
    void engine.session.runStream({ document: joined, base, name: 'f', untilIdle: false }, (event) => (event.type === 'step' ? resolve() : undefined), (cancel) => stop.push(cancel)).then((report) => ended.push(report));
  });
  const ended: unknown[] = [];
  await delivered;
  // The stream goes on, and the table is written.
  expect(codes(await run(engine, base, flow({ rows: rows("SELECT 3::BIGINT AS id, 'three' AS name"), to: ['write-database', { ...store, mode: 'append' }] }, ['rows.out > to.in'])))).toEqual([]);
  stop.at(-1)!();
  await vi.waitFor(() => expect(ended).toMatchObject([{ status: 'succeeded' }]), { timeout: 10_000 });
  const again = await engine.session.runStream({ document: joined, base, name: 'f', untilIdle: true }, () => undefined, () => undefined);
  expect(again.diagnostics).toEqual([]);
  expect(readFileSync(join(base, 'out.jsonl'), 'utf8').trim().split('\n').map((line) => (JSON.parse(line) as { name: string }).name)).toEqual(expect.arrayContaining(['one', 'two']));
  rmSync(join(base, 'names.duckdb'));
  writeFileSync(join(base, 'names.duckdb'), 'no database');
  // What is wrong with the table is told of it, and not of the state of the stream.
  expect((await engine.session.runStream({ document: joined, base, name: 'f', untilIdle: true }, () => undefined, () => undefined)).diagnostics).toEqual([expect.objectContaining({ severity: 'error', at: expect.objectContaining({ node: 'names' }) })]);
});
