import { mkdtemp, readdir, rm, utimes } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { tableFromIPC } from 'apache-arrow';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DuckDBInstance } from '@duckdb/node-api';
import type { Engine } from '../../engine/api/index.ts';
import type { RowsLook } from '../../engine/api/contract.ts';
import { openTestEngine } from '../../engine/testing/test-engine.ts';
import { catalog } from '../../nodes/catalog.ts';
import { flow, rows, run } from '../databases/flows.ts';

const count = 300_000;
let base: string;
let spill: string;
let engine: Engine;

const document = flow(
  {
    file: ['read-parquet', { path: 'it\'s.parquet' }],
    made: rows(`SELECT i AS id, i % 7 AS "rowid", CASE WHEN i % 10 = 0 THEN NULL ELSE 'Käse "' || (i * 7919 % ${count}) || '"' END AS "N a m e", CAST(i / 8 AS DECIMAL(18, 3)) AS "c0", [i, i + 1] AS n FROM range(${count}) r(i)`),
    picked: ['filter-rows', { condition: 'id >= 1000' }],
    sums: ['aggregate', { groups: [{ by: 'id' }], measures: [{ function: 'count', as: 'rows' }] }],
    out: ['write-parquet', { path: 'out.parquet' }],
    totals: ['write-parquet', { path: 'totals.parquet' }],
    endless: rows('SELECT sum(a.range * b.range) AS s FROM range(100000) a, range(1000000) b'),
    wrong: rows("SELECT CAST(CASE WHEN i = 250000 THEN 'x' ELSE '1' END AS INTEGER) AS n FROM range(300000) r(i)"),
  },
  ['made.out > picked.in', 'picked.passed > out.in', 'picked.passed > sums.in', 'sums.out > totals.in'],
);

beforeAll(async () => {
  base = await mkdtemp(join(tmpdir(), 'millrace-all-rows-'));
  spill = join(base, 'spill');
  engine = await openTestEngine(catalog, { threads: 2, memory: '400MB', tempDir: spill, keepWarm: true, cache: { folder: join(base, 'cache'), maxBytes: 1e9, version: '1', leastMilliseconds: 0 } });
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  await connection.run(`COPY (SELECT i AS id, md5(i::VARCHAR) AS hash FROM range(${count}) r(i)) TO '${base}/it''s.parquet' (ROW_GROUP_SIZE 20000)`);
  connection.closeSync();
  instance.closeSync();
});
afterAll(async () => {
  await engine.close();
  expect(await readdir(spill)).toEqual([]);
  await rm(base, { recursive: true, force: true });
});

const plain: RowsLook = { search: [], sorting: null, filters: [] };
const open = (node: string, port = 'out', more: object = {}) => engine.calls.openRows({ document, base, node, port, rows: node, viewer: 'w', ...more });
const read = async (node: string, from: number, many: number, arrangement = 0, more: object = {}): Promise<readonly (readonly unknown[])[]> => {
  const { arrow, rows: given } = await engine.calls.readRows({ rows: node, viewer: 'w', arrangement, from, count: many, ...more });
  const table = tableFromIPC(arrow);
  expect(table.numRows).toBe(given);
  return Array.from({ length: given }, (_, i) => table.schema.fields.map((_f, c) => table.getChildAt(c)!.get(i) as unknown));
};
const arrange = (node: string, look: Partial<RowsLook>) => engine.calls.arrangeRows({ rows: node, viewer: 'w', look: { ...plain, ...look } });
const code = (promise: Promise<unknown>): Promise<unknown> => promise.then(() => 'done', (error: { diagnostic?: { code: string } }) => error.diagnostic?.code ?? error);

describe('all rows of a port', () => {
  it('are computed once, and windows of them are read by position, whatever the columns are called', async () => {
    const held = await open('picked', 'passed');
    expect(held).toMatchObject({ total: count - 1000, from: 'computed', schema: [{ name: 'id', type: 'BIGINT' }, { name: 'rowid', type: 'BIGINT' }, { name: 'N a m e', type: 'VARCHAR' }, { name: 'c0', type: 'DECIMAL(18,3)' }, { name: 'n', type: 'BIGINT[]' }] });
    expect(held.bytes).toBeGreaterThan(100_000);
    const last = await read('picked', count - 1002, 512);
    // The last column is the place among all rows.
    expect(last).toEqual([
      [BigInt(count - 2), BigInt((count - 2) % 7), `Käse "${((count - 2) * 7919) % count}"`, ((count - 2) / 8).toFixed(3), `[${count - 2},${count - 1}]`, BigInt(count - 1002)],
      [BigInt(count - 1), BigInt((count - 1) % 7), `Käse "${((count - 1) * 7919) % count}"`, ((count - 1) / 8).toFixed(3), `[${count - 1},${count}]`, BigInt(count - 1001)],
    ]);
    expect((await read('picked', 123_456, 3, 0, { columns: { first: 0, last: 0 } })).map((r) => r[0])).toEqual([124_456n, 124_457n, 124_458n]);
    expect(await read('picked', count, 5)).toEqual([]);
    // Nothing was written where the flow writes.
    expect(await readdir(base)).not.toContain('out.parquet');
  });

  it('are sorted, filtered and searched in the database, over all of them', async () => {
    const down = await arrange('picked', { sorting: { column: 2, descending: true } });
    expect(down.total).toBe(count - 1000);
    const texts = (await read('picked', 0, 2000, down.arrangement)).map((r) => r[2] as string);
    expect(texts.every((text, i) => i === 0 || texts[i - 1]! >= text)).toBe(true);
    expect(texts[0]).toBe('Käse "99999"');
    // NULL comes last, and equal rows keep their order.
    expect((await read('picked', count - 1001, 1, down.arrangement))[0]!.slice(0, 3)).toEqual([BigInt(count - 10), BigInt((count - 10) % 7), null]);
    const found = await arrange('picked', { search: ['KÄSE "123"'] });
    expect(found.total).toBe(1);
    expect((await read('picked', 0, 9, found.arrangement)).map((r) => r[2])).toEqual(['Käse "123"']);
    const both = await arrange('picked', { search: ['nothing', '[1234,'], filters: [{ column: 1, value: String(1234 % 7) }] });
    expect((await read('picked', 0, 9, both.arrangement)).map((r) => [r[0], r[5]])).toEqual([[1234n, 234n]]);
    const nulls = await arrange('picked', { filters: [{ column: 2, value: null }], sorting: { column: 0, descending: true } });
    expect(nulls.total).toBe((count - 1000) / 10);
    expect((await read('picked', 0, 2, nulls.arrangement)).map((r) => r[0])).toEqual([BigInt(count - 10), BigInt(count - 20)]);
    // The arrangement before is there until the next one, those before are not.
    expect((await read('picked', 0, 1, both.arrangement)).length).toBe(1);
    expect(await code(read('picked', 0, 1, found.arrangement))).toBe('run-cancelled');
  });

  it('are profiled exactly', async () => {
    const of = (column: number) => engine.calls.profileRows({ rows: 'picked', viewer: 'w', column });
    expect(await of(0)).toEqual({ name: 'id', type: 'BIGINT', rows: count - 1000, nulls: 0, distinct: count - 1000, min: '1000', max: String(count - 1), mean: String((count + 999) / 2), histogram: expect.any(Array), top: null });
    expect((await of(0)).histogram!.reduce((a, b) => a + b)).toBe(count - 1000);
    expect(await of(2)).toMatchObject({ nulls: (count - 1000) / 10, histogram: null, top: expect.arrayContaining([{ value: 'Käse "1"', count: 1 }]) as unknown });
  });

  it('a newer arrangement and newer windows take the place of those under way', async () => {
    const slow = code(arrange('picked', { search: ['a', 'b', 'c', 'd'], sorting: { column: 2, descending: false } }));
    const quick = arrange('picked', { filters: [{ column: 0, value: '5000' }] });
    expect(await slow).toBe('run-cancelled');
    expect((await quick).total).toBe(1);
    const reads = Array.from({ length: 20 }, (_, i) => code(read('picked', i * 10_000, 10_000)));
    const newest = read('picked', 5, 1, 0, { instead: true });
    expect((await newest)[0]![0]).toBe(1005n);
    expect((await Promise.all(reads)).filter((c) => c === 'run-cancelled').length).toBeGreaterThan(5);
    expect((await read('picked', 7, 1))[0]![0]).toBe(1007n);
  });

  it('of a Parquet file are read where they are, until the file changes', async () => {
    const held = await open('file');
    expect(held).toMatchObject({ total: count, from: 'file', bytes: 0 });
    expect((await read('file', 250_000, 2)).map((r) => [r[0], r[2]])).toEqual([[250_000n, 250_000n], [250_001n, 250_001n]]);
    const sorted = await arrange('file', { sorting: { column: 1, descending: false } });
    const hashes = (await read('file', 0, 1000, sorted.arrangement)).map((r) => r[1] as string);
    expect(hashes).toEqual([...hashes].sort());
    // The order of the file is that of the copy, too.
    expect((await read('file', 250_000, 1))[0]![0]).toBe(250_000n);
    const later = new Date(Date.now() + 5000);
    await utimes(join(base, "it's.parquet"), later, later);
    expect(await code(read('file', 0, 1))).toBe('rows-released');
    expect(await code(read('file', 0, 1))).toBe('rows-released');
  });

  it('that a run kept are read from there', async () => {
    const only = { ...document, nodes: Object.fromEntries(Object.entries(document.nodes).filter(([id]) => !['endless', 'wrong'].includes(id))) };
    expect((await run(engine, base, only)).status).toBe('succeeded');
    const held = await engine.calls.openRows({ document: only, base, node: 'sums', port: 'out', rows: 'sums', viewer: 'w' });
    expect(held).toMatchObject({ total: count - 1000, from: 'kept', bytes: 0 });
    const seen = await read('sums', 200_000, 512);
    expect(seen.length).toBe(512);
    const sorted = await arrange('sums', { sorting: { column: 0, descending: true } });
    expect((await read('sums', 0, 1, sorted.arrangement))[0]![0]).toBe(BigInt(count - 1));
  });

  it('are given up when nobody waits for them, and tell how far they are', async () => {
    const started = performance.now();
    const opening = code(open('endless'));
    await sleep(700);
    expect(await engine.calls.rowsProgress({ rows: 'endless', viewer: 'w' })).toMatchObject({ bytes: expect.any(Number) as number });
    expect(await engine.calls.rowsProgress({ rows: 'endless', viewer: 'other' })).toBeNull();
    await engine.calls.closeRows({ rows: 'endless', viewer: 'w' });
    expect(await opening).toBe('run-cancelled');
    expect(performance.now() - started).toBeLessThan(10_000);
    expect(await code(open('wrong'))).toBe('value-unreadable');
    expect(await code(read('wrong', 0, 1))).toBe('rows-released');
  });

  it('are held of few ports at a time, and of no window that is gone', async () => {
    for (const name of ['a', 'b', 'c']) await open('file', 'out', { rows: name, viewer: 'x' });
    const first = (name: string) => code(engine.calls.readRows({ rows: name, viewer: 'x', arrangement: 0, from: 0, count: 1 }));
    expect([await first('a'), await first('b'), await first('c')]).toEqual(['rows-released', 'done', 'done']);
    await engine.calls.closeRows({ rows: null, viewer: 'x' });
    expect([await first('b'), await first('c')]).toEqual(['rows-released', 'rows-released']);
  });

  it('that take more room than there is are refused, and nothing of them stays', async () => {
    const small = await openTestEngine(catalog, { threads: 2, tempDir: join(base, 'small'), spillLimit: '1MB' });
    try {
      const wide = flow({ wide: rows('SELECT md5(i::VARCHAR) AS a, md5((i + 1)::VARCHAR) AS b FROM range(3000000) r(i)') });
      const failed = await small.calls.openRows({ document: wide, base, node: 'wide', port: 'out', rows: 'wide' }).then(() => null, (error: { diagnostic: { code: string; message: string } }) => error.diagnostic);
      expect(failed).toMatchObject({ code: 'disk-full' });
      expect(failed!.message).toMatch(/take more than 1 MB/);
      await expect.poll(() => readdir(join(base, 'small'))).toEqual([]);
    } finally {
      await small.close();
    }
  });
});
