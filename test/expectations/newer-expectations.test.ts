import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Engine } from '../../engine/api/engine.ts';
import type { Json } from '../../engine/core/json.ts';
import type { Judged } from '../../engine/quality/judge-suite.ts';
import { readSuite } from '../../engine/quality/read-suite.ts';
import { openTestEngine } from '../../engine/testing/test-engine.ts';
import { catalog } from '../../nodes/catalog.ts';

// What Great Expectations 1.24 gives for the same table on PostgreSQL.
const i = [1, 2, 3, 4, 5, 5, 7, null, -9, 10];
const j = [1, 2, 4, 4, null, 6, 7, null, -9, 3];
const f = [1.5, 2.5, -3.25, null, 0.0, 0.1, 1e10, 7.0, 7.0, 2.5];
const folder = mkdtempSync(join(tmpdir(), 'newer-'));
let engine: Engine;
beforeAll(async () => {
  engine = await openTestEngine(catalog);
  const cell = (v: number | null | undefined): string => (v === null || v === undefined ? '' : String(v));
  writeFileSync(join(folder, 'mixed.csv'), `i,j,x\n${i.map((v, row) => `${cell(v)},${cell(j[row])},${cell(f[row])}`).join('\n')}\n`);
  writeFileSync(join(folder, 'empty.csv'), 'i,j,x\n');
  writeFileSync(join(folder, 'one.csv'), 'i,j,x\n5,5,2.5\n');
});
afterAll(async () => {
  await engine.close();
  rmSync(folder, { recursive: true, force: true });
});

async function judge(table: string, type: string, ...all: readonly { readonly [key: string]: Json }[]): Promise<readonly Judged[]> {
  const suite = readSuite({ expectations: all.map((kwargs) => ({ type, kwargs })) } as Json, 'newer');
  if (typeof suite === 'string') throw new Error(suite);
  return (await engine.validate({ data: join(folder, `${table}.csv`), suite, tables: {}, parameters: {}, now: 0, format: 'COMPLETE' })).judged;
}
const unexpected = (judged: readonly Judged[]): readonly unknown[] => judged.map((one) => one.result['unexpected_list']);

test('outliers by quartiles and by deviations', async () => {
  const ask = (column: string, method: string, multiplier: number) => ({ column, method, multiplier });
  expect(unexpected(await judge('mixed', 'expect_column_values_to_not_be_outliers', ask('i', 'iqr', 1.5), ask('i', 'std', 1), ask('i', 'iqr', 0.5), ask('i', 'iqr', 0), ask('i', 'std', 0)))).toEqual([[-9, 10], [-9, 10], [7, -9, 10], [1, 7, -9, 10], [1, 2, 3, 4, 5, 5, 7, -9, 10]]);
  expect(unexpected(await judge('mixed', 'expect_column_values_to_not_be_outliers', ask('x', 'iqr', 1.5), ask('x', 'std', 1), ask('x', 'iqr', 0)))).toEqual([[1e10], [1e10], [-3.25, 0, 1e10]]);
  // Nothing to measure by is no outlier.
  for (const table of ['empty', 'one']) for (const method of ['iqr', 'std']) expect((await judge(table, 'expect_column_values_to_not_be_outliers', ask('i', method, 1)))[0]).toMatchObject({ success: true, trouble: null });
  expect((await judge('mixed', 'expect_column_values_to_not_be_outliers', { column: 'i', method: 'mad' }))[0]!.trouble?.message).toMatch(/iqr or std/);
});

test('columns that have to be equal', async () => {
  const differing = [{ i: 3, j: 4 }, { i: 5, j: null }, { i: 5, j: 6 }, { i: 10, j: 3 }];
  const judged = await judge('mixed', 'expect_multicolumn_values_to_be_equal', { column_list: ['i', 'j'] }, { column_list: ['i', 'j'], ignore_row_if: 'never' }, { column_list: ['i', 'i', 'i'] }, { column_list: ['i'] });
  expect(unexpected(judged)).toEqual([differing, differing, [], []]);
  expect(judged.map((one) => one.result['missing_count'])).toEqual([1, 0, 1, 1]);
});

test('the share of rows that have a value, and the type of a column', async () => {
  const judged = await judge('mixed', 'expect_column_proportion_of_non_null_values_to_be_between', { column: 'i', min_value: 0.9 }, { column: 'i', min_value: 0.9, strict_min: true });
  expect(judged.map((one) => [one.success, one.result['observed_value']])).toEqual([[true, 0.9], [false, 0.9]]);
  expect((await judge('empty', 'expect_column_proportion_of_non_null_values_to_be_between', { column: 'i', max_value: 1 }))[0]).toMatchObject({ success: true, result: { observed_value: 0 } });
  expect((await judge('mixed', 'expect_column_type_to_be', { column: 'i', type_: 'bigint' }, { column: 'x', type_: 'DOUBLE PRECISION' }, { column: 'x', type_: 'TEXT' })).map((one) => one.success)).toEqual([true, true, false]);
});

test('sets: an empty one limits nothing, and null asks for no exact set of columns', async () => {
  expect((await judge('mixed', 'expect_column_distinct_values_to_be_in_set', { column: 'i', value_set: [] }))[0]!.success).toBe(true);
  const judged = await judge('mixed', 'expect_table_columns_to_match_set', { column_set: ['j', 'i'] }, { column_set: ['j', 'i'], exact_match: null }, { column_set: ['x', 'j', 'i'] });
  expect(judged.map((one) => one.success)).toEqual([false, true, true]);
  expect(judged.map((one) => one.result['observed_value'])).toEqual([['i', 'j', 'x'], ['i', 'j', 'x'], ['i', 'j', 'x']]);
});
