import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { profileQueries, readProfiles, type ColumnProfile } from './column-profile.ts';

let instance: DuckDBInstance;
let connection: DuckDBConnection;
beforeAll(async () => {
  instance = await DuckDBInstance.create(':memory:');
  connection = await instance.connect();
});
afterAll(() => {
  connection.closeSync();
  instance.closeSync();
});

async function profile(select: string): Promise<readonly ColumnProfile[]> {
  await connection.run(`CREATE OR REPLACE TEMP TABLE t AS ${select}`);
  const described = (await connection.runAndReadAll('DESCRIBE t')).getRows();
  const schema = described.map((r) => ({ name: String(r[0]), type: String(r[1]) }));
  const { figures, values } = profileQueries(schema, 't');
  return readProfiles(schema, (await connection.runAndReadAll(figures)).getRowsJS()[0]!, (await connection.runAndReadAll(values)).getColumnsJS());
}

test('numbers: figures in full digits, bins from the least to the greatest, NULL left out', async () => {
  const [n, d] = await profile(`SELECT CASE WHEN i < 16 THEN i END AS n, CASE i WHEN 0 THEN 'nan'::DOUBLE WHEN 1 THEN 'inf'::DOUBLE WHEN 2 THEN -0.0::DOUBLE WHEN 3 THEN 0.0::DOUBLE ELSE 4 END AS d FROM range(17) t(i)`);
  expect(n).toEqual({ name: 'n', type: 'BIGINT', rows: 17, nulls: 1, distinct: 16, min: '0', max: '15', mean: '7.5', histogram: Array.from({ length: 16 }, () => 1), top: null });
  expect(d).toMatchObject({ nulls: 0, distinct: 4, min: '-0.0', max: 'nan', histogram: [2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 13] });
});

test('numbers that a double cannot tell apart are still distinct, and the widest range has bins', async () => {
  const [big, wide] = await profile('SELECT 9007199254740992::HUGEINT + i AS big, CASE i WHEN 0 THEN -1.7e308::DOUBLE ELSE 1.7e308 END AS wide FROM range(3) t(i)');
  expect(big).toMatchObject({ distinct: 3, min: '9007199254740992', max: '9007199254740994' });
  expect(wide!.histogram!.reduce((a, b) => a + b)).toBe(3);
});

test('times are binned, other types counted by their text; equal counts stand in byte order', async () => {
  const [day, word, list] = await profile(`SELECT DATE '2026-01-01' + i::INTEGER AS day, ['b', 'a', 'b', '\u{ff5e}', '\u{1f600}', NULL][i + 1] AS word, [i % 2] AS list FROM range(6) t(i)`);
  expect(day).toMatchObject({ distinct: 6, min: '2026-01-01', max: '2026-01-06', mean: null, top: null });
  expect(day!.histogram!.filter((n) => n > 0)).toEqual([1, 1, 1, 1, 1, 1]);
  expect(word).toMatchObject({ nulls: 1, distinct: 4, min: 'a', max: '\u{1f600}', histogram: null });
  expect(word!.top).toEqual([{ value: 'b', count: 2 }, { value: 'a', count: 1 }, { value: '\u{ff5e}', count: 1 }, { value: '\u{1f600}', count: 1 }]);
  expect(list!.top).toEqual([{ value: '[0]', count: 3 }, { value: '[1]', count: 3 }]);
});

test('no rows, only NULL, and texts that begin alike', async () => {
  expect((await profile('SELECT 1 AS n, \'a\' AS s LIMIT 0')).map((p) => [p.rows, p.distinct, p.min, p.histogram, p.top])).toEqual([[0, 0, null, null, null], [0, 0, null, null, []]]);
  const [none, long] = await profile("SELECT NULL::INTEGER AS none, repeat('x', 300) || i AS long FROM range(2) t(i)");
  expect(none).toMatchObject({ nulls: 2, distinct: 0, histogram: null });
  expect(long).toMatchObject({ distinct: 2, top: [{ value: 'x'.repeat(200), count: 2 }] });
});
