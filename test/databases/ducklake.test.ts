import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { tableFromIPC } from 'apache-arrow';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Engine } from '../../engine/api/engine.ts';
import { missingExtensions } from '../../engine/testing/lacked-extension.ts';
import { openTestEngine } from '../../engine/testing/test-engine.ts';
import { catalog } from '../../nodes/catalog.ts';
import { codes, flow, loading, rows, run } from './flows.ts';

const missing = await missingExtensions();
const lacking = missing.includes('ducklake');
if (lacking) console.log('DuckLake is not tested: the extension ducklake is not on this machine.');

let engine: Engine;
let base: string;
beforeAll(async () => {
  engine = await openTestEngine(catalog, { threads: 2 });
});
afterAll(() => engine.close());
beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'millrace-lake-'));
});
afterEach(() => rmSync(base, { recursive: true, force: true }));

const lake = (more: Readonly<Record<string, unknown>> = {}) => ({ system: 'ducklake', path: 'shop.ducklake', table: 't', ...more });
/** The rows of several tables by a name, each row as a text, all from one preview. */
async function held(tables: Readonly<Record<string, Readonly<Record<string, unknown>>>>): Promise<Readonly<Record<string, readonly string[]>>> {
  const names = Object.keys(tables);
  const nodes = Object.fromEntries(names.flatMap((name) => [[`read_${name}`, ['read-database', tables[name]!] as const], [`told_${name}`, rows(`SELECT '${name}' AS name, concat_ws(',', *COLUMNS(c -> c NOT IN ('valid_from', 'valid_to'))) AS row FROM in1`)]]));
  const document = flow({ ...nodes, all: ['union', {}] }, names.flatMap((name) => [`read_${name}.out > told_${name}.in1`, `told_${name}.out > all.in`]));
  const preview = await engine.calls.preview({ document, base, node: 'all', port: 'out', rows: 1000 });
  const found = tableFromIPC(preview.arrow).toArray().map((row) => [String(row['name']), String(row['row'])] as const);
  return Object.fromEntries(names.map((name) => [name, found.flatMap(([of, row]) => (of === name ? [row] : [])).toSorted()]));
}
const told = async (params: Readonly<Record<string, unknown>>) => (await engine.calls.check({ document: flow({ table: ['read-database', params] }), base })).diagnostics.map((d) => `${d.code} ${d.at.param}: ${d.message}`);

test.skipIf(lacking)('a lake is made, added to and replaced, and every earlier state can be read', async () => {
  const modes = { append: {}, replace: { mode: 'replace' }, refill: { mode: 'refill' }, upsert: { mode: 'upsert', keys: ['id'] }, exchange: { mode: 'delete-insert', keys: ['id'] }, history: { mode: 'history', keys: ['id'] } } as const;
  const tables = Object.keys(modes) as (keyof typeof modes)[];
  const into = (statement: string, how: (table: keyof typeof modes) => object) => flow({ rows: rows(statement), ...Object.fromEntries(tables.map((t) => [t, ['write-database', { ...lake({ table: t }), ...how(t) }] as const])) }, tables.map((t) => `rows.out > ${t}.in`));
  expect(codes(await run(engine, base, into("SELECT 1 AS id, 'a' AS text UNION ALL SELECT 2, NULL", (t) => (t === 'history' ? modes.history : { mode: 'create' }))))).toEqual([]);
  expect(readdirSync(base).toSorted()).toEqual(['shop.ducklake', 'shop.ducklake.files']);
  expect(codes(await run(engine, base, into("SELECT 2 AS id, 'B' AS text UNION ALL SELECT 3, 'c'", (t) => modes[t])))).toEqual([]);
  const now = await held(Object.fromEntries(tables.map((t) => [t, lake({ table: t })])));
  expect(now).toEqual({ append: ['1,a', '2', '2,B', '3,c'], replace: ['2,B', '3,c'], refill: ['2,B', '3,c'], upsert: ['1,a', '2,B', '3,c'], exchange: ['1,a', '2,B', '3,c'], history: ['1,a,true', '2,B,true', '2,false', '3,c,true'] });
  // All six were written in one transaction each time.
  const at = { first: lake({ table: 'append', snapshot: 1 }), second: lake({ table: 'replace', snapshot: 2 }), late: lake({ table: 'append', asOf: '2999-01-01 12:00+02:00' }) };
  expect(await held(at)).toEqual({ first: ['1,a', '2'], second: ['2,B', '3,c'], late: now['append'] });
  // A run reads it as well as a preview, and what it writes meanwhile is a later state.
  const report = await run(engine, base, flow({ old: ['read-database', lake({ table: 'append', snapshot: 1 })], to: ['write-database', lake({ table: 'append' })], file: ['write-delimited', { path: 'old.csv' }] }, ['old.out > to.in', 'old.out > file.in']));
  expect(codes(report)).toEqual([]);
  expect(readFileSync(join(base, 'old.csv'), 'utf8').split('\n').length).toBe(4);
  expect((await held({ t: lake({ table: 'append' }) }))['t']).toHaveLength(6);
}, 30_000);

test.skipIf(lacking)('a run that fails leaves no lake; rows beyond what the catalogue holds are in files', async () => {
  expect((await run(engine, base, loading("SELECT error('no')::VARCHAR AS x", lake()))).status).toBe('failed');
  expect(readdirSync(base)).toEqual([]);
  expect(codes(await run(engine, base, loading("SELECT range AS id, md5(range::VARCHAR) AS text, 'x'::ENUM('x', 'y') AS kind, [1, 2]::INTEGER[2] AS pair FROM range(20000)", lake())))).toEqual([]);
  expect(readdirSync(join(base, 'shop.ducklake.files'), { recursive: true }).filter((f) => String(f).endsWith('.parquet'))).toHaveLength(1);
  const count = flow({ t: ['read-database', lake()], n: rows('SELECT count(*) AS n, max(id) AS id FROM in1') }, ['t.out > n.in1']);
  const preview = await engine.calls.preview({ document: count, base, node: 'n', port: 'out', rows: 1, exact: true });
  expect(tableFromIPC(preview.arrow).get(0)!.toJSON()).toEqual({ n: 20000n, id: 19999n });
  expect((await engine.calls.check({ document: count, base })).nodes['t']!.outputs['out']!.map((c) => c.type)).toEqual(['BIGINT', 'VARCHAR', 'VARCHAR', 'VARCHAR']);
});

test.skipIf(lacking || missing.includes('sqlite_scanner'))('the catalogue may be a SQLite file', async () => {
  const params = lake({ path: 'shop.sqlite' });
  expect(codes(await run(engine, base, loading('SELECT 1 AS id', params)))).toEqual([]);
  expect(readFileSync(join(base, 'shop.sqlite')).subarray(0, 6).toString()).toBe('SQLite');
  expect(await held({ now: params, first: { ...params, snapshot: 1 }, late: { ...params, asOf: '2999-01-01' } })).toEqual({ now: ['1'], first: ['1'], late: ['1'] });
});

test.skipIf(lacking)('what is wrong is said where it is', async () => {
  expect(codes(await run(engine, base, loading('SELECT 1 AS id', lake())))).toEqual([]);
  expect(await told(lake({ snapshot: 9 }))).toEqual([expect.stringMatching(/^table-missing snapshot: .*it has 0 to 1/)]);
  expect(await told(lake({ asOf: '2001-01-01' }))).toEqual([expect.stringMatching(/^table-missing asOf: .*or a later time/)]);
  expect(await told(lake({ asOf: '2024-02-30 25:00' }))).toEqual([expect.stringMatching(/^param-invalid asOf/)]);
  expect(await told(lake({ asOf: '2024-02-29', snapshot: 1 }))).toContainEqual(expect.stringMatching(/^param-invalid asOf: Both/));
  expect(await told(lake({ snapshot: 1, cursor: 'id' }))).toEqual([expect.stringMatching(/^param-invalid cursor/)]);
  expect(await told(lake({ table: 'u' }))).toEqual([expect.stringMatching(/^table-missing table: .*"t"/)]);
  expect(await told(lake({ path: 'none.ducklake' }))).toEqual([expect.stringMatching(/^file-missing path/)]);
  // A database that is no lake is refused, and not made one.
  await run(engine, base, loading('SELECT 1 AS id', { path: 'plain.duckdb', table: 't' }));
  const plain = readFileSync(join(base, 'plain.duckdb'));
  expect(await told(lake({ path: 'plain.duckdb' }))).toEqual([expect.stringMatching(/^database-unreachable path/)]);
  expect((await run(engine, base, loading('SELECT 1 AS id', lake({ path: 'plain.duckdb' })))).status).toBe('failed');
  expect(readFileSync(join(base, 'plain.duckdb')).equals(plain)).toBe(true);
  writeFileSync(join(base, 'text.ducklake'), 'no database');
  expect(await told(lake({ path: 'text.ducklake' }))).toEqual([expect.stringMatching(/^database-unreachable path/)]);
});

test.skipIf(lacking)('a catalogue that names files elsewhere is not followed', async () => {
  const away = mkdtempSync(join(tmpdir(), 'millrace-away-'));
  try {
    expect(codes(await run(engine, away, loading('SELECT 1 AS id', lake())))).toEqual([]);
    writeFileSync(join(base, 'shop.ducklake'), readFileSync(join(away, 'shop.ducklake')));
    expect(existsSync(join(base, 'shop.ducklake.files'))).toBe(false);
    expect(await told(lake())).toEqual([expect.stringMatching(/^access-refused path: The lake keeps its files in/)]);
  } finally {
    rmSync(away, { recursive: true, force: true });
  }
});
