import { DuckDBInstance } from '@duckdb/node-api';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Engine } from '../../engine/api/engine.ts';
import type { Json } from '../../engine/core/json.ts';
import type { Judged } from '../../engine/quality/judge-suite.ts';
import { readSuite } from '../../engine/quality/read-suite.ts';
import { openTestEngine } from '../../engine/testing/test-engine.ts';
import { catalog } from '../../nodes/catalog.ts';

const folder = mkdtempSync(join(tmpdir(), 'many-'));
const data = join(folder, 'many.parquet');
let engine: Engine;

beforeAll(async () => {
  engine = await openTestEngine(catalog);
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  // More different values than a check may read; the last one in their order is the one that matters.
  await connection.run(`COPY (SELECT n, CASE WHEN n < 1100000 THEN 0 ELSE n END AS few, 'v' || (n % 2) AS text FROM range(0, 1100002) AS r(n)) TO '${data}' (FORMAT parquet)`);
  connection.closeSync();
  instance.closeSync();
});
afterAll(async () => {
  await engine.close();
  rmSync(folder, { recursive: true, force: true });
});

async function judge(...expectations: readonly Json[]): Promise<readonly Judged[]> {
  const suite = readSuite({ expectations } as Json, 'many');
  if (typeof suite === 'string') throw new Error(suite);
  return (await engine.validate({ data, suite, tables: {}, parameters: {}, now: 0, format: 'COMPLETE' })).judged;
}
const one = (type: string, kwargs: { readonly [key: string]: Json }): Json => ({ expectation_type: type, kwargs });

test('more than a million different values are judged all, and what is not listed is said', async () => {
  const judged = await judge(
    one('expect_column_distinct_values_to_contain_set', { column: 'n', value_set: [1, 1_100_001] }),
    one('expect_column_distinct_values_to_contain_set', { column: 'n', value_set: [1, 1_100_002] }),
    one('expect_column_distinct_values_to_be_in_set', { column: 'n', value_set: [1] }),
    one('expect_column_distinct_values_to_equal_set', { column: 'few', value_set: [0, 1_100_000, 1_100_001] }),
    one('expect_column_most_common_value_to_be_in_set', { column: 'n', value_set: [1_100_001], ties_okay: true }),
    one('expect_column_most_common_value_to_be_in_set', { column: 'few', value_set: [0] }),
    one('unexpected_rows_expectation', { unexpected_rows_query: 'SELECT n FROM {batch}' }),
  );
  expect(judged.map((j) => j.success)).toEqual([true, false, false, true, true, true, false]);
  expect(judged[0]!.result).toMatchObject({ observed_value_is_complete: false, observed_value_count: 1_100_002 });
  expect(judged[3]!.result).toEqual({ element_count: 1_100_002, missing_count: 0, missing_percent: 0, observed_value: [0, 1_100_000, 1_100_001], details: { value_counts: [{ value: 0, count: 1_100_000 }, { value: 1_100_000, count: 1 }, { value: 1_100_001, count: 1 }] } });
  expect(judged[6]!.result).toMatchObject({ observed_value: '1100002 unexpected rows', details: { unexpected_rows_are_complete: false } });
});

test('what needs every value at once is refused where there are too many, never judged by some of them', async () => {
  const [judged] = await judge(one('expect_column_kl_divergence_to_be_less_than', { column: 'n', partition_object: { values: [1], weights: [1] }, threshold: 1, tail_weight_holdout: 0.5 }));
  expect(judged).toMatchObject({ success: false, trouble: { blames: 'suite' } });
  expect(judged!.trouble!.message).toMatch(/more than 1000000/);
});
