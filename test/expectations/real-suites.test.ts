import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Engine } from '../../engine/api/engine.ts';
import type { Json } from '../../engine/core/json.ts';
import { parseSuite } from '../../engine/io/suite-file.ts';
import type { Judged } from '../../engine/quality/judge-suite.ts';
import { rulesOfSuite } from '../../engine/quality/rules-of-suite.ts';
import { validationReport } from '../../engine/quality/validation-report.ts';
import { openTestEngine } from '../../engine/testing/test-engine.ts';
import { catalog } from '../../nodes/catalog.ts';

// What Great Expectations 0.18 gives for the same tables on SQLite.
const folder = mkdtempSync(join(tmpdir(), 'suites-'));
let engine: Engine;
beforeAll(async () => {
  engine = await openTestEngine(catalog);
  writeFileSync(join(folder, 'trips.csv'), 'town,seats,day,left\nKöln,2,1/1/2024,2024-02-28\nBonn,2,1/2/2024,2024-02-29\n東京,,2/1/2024,2024-03-01\na b,7,2/3/2024,2024-03-02\n');
  writeFileSync(join(folder, 'iso.csv'), 'at\n2024-03-01\n2024-03-02\n');
  writeFileSync(join(folder, 'none.csv'), 'town,seats\nx,\ny,\n');
});
afterAll(async () => {
  await engine.close();
  rmSync(folder, { recursive: true, force: true });
});

type Asked = readonly [type: string, kwargs: { readonly [key: string]: Json }];
const judgeText = async (table: string, text: string): Promise<readonly Judged[]> => (await engine.validate({ data: join(folder, `${table}.csv`), suite: parseSuite(text, 'suite.json', null), tables: {}, parameters: {}, now: 0, format: 'COMPLETE' })).judged;
const judge = (table: string, ...asked: readonly Asked[]): Promise<readonly Judged[]> => judgeText(table, JSON.stringify({ expectations: asked.map(([type, kwargs]) => ({ expectation_type: `expect_${type}`, kwargs })) }));
const verdicts = (judged: readonly Judged[]): readonly (boolean | string)[] => judged.map((one) => one.trouble?.message ?? one.success);

test('a suite holds infinities and what is no number as Python writes them', async () => {
  const judged = await judgeText('trips', '{"expectations": [{"expectation_type": "expect_column_kl_divergence_to_be_less_than", "kwargs": {"column": "seats", "partition_object": {"bins": [-Infinity, 3, Infinity], "weights": [0.6, 0.4]}, "threshold": 0.1}}, {"expectation_type": "expect_column_values_to_be_in_set", "kwargs": {"column": "seats", "value_set": [2, 7, NaN]}}, {"expectation_type": "expect_column_values_to_not_be_in_set", "kwargs": {"column": "town", "value_set": ["NaN", "-Infinity: \\"Infinity"]}}]}');
  expect(verdicts(judged)).toEqual([true, true, true]);
  expect(judged[2]!.expectation.kwargs['value_set']).toEqual(['NaN', '-Infinity: "Infinity']);
});

test('a missing value in a set is wanted and never there; a set that is needed may not be null', async () => {
  const set = (type: string, column: string, ...value_set: Json[]): Asked => [`column_${type}`, { column, value_set }];
  expect(verdicts(await judge('trips', set('distinct_values_to_contain_set', 'seats', 2, null), set('distinct_values_to_equal_set', 'seats', 2, 7, null), set('distinct_values_to_be_in_set', 'seats', null), set('distinct_values_to_be_in_set', 'seats'), set('distinct_values_to_equal_set', 'seats', 7, 2)))).toEqual([false, false, false, true, true]);
  expect(verdicts(await judge('none', set('distinct_values_to_equal_set', 'seats', null), set('distinct_values_to_be_in_set', 'seats', null)))).toEqual([false, true]);
  for (const type of ['column_distinct_values_to_contain_set', 'column_distinct_values_to_equal_set', 'column_most_common_value_to_be_in_set']) expect(verdicts(await judge('trips', [type, { column: 'seats', value_set: null }]))[0]).toMatch(/^value_set is missing/);
});

test('results about sets of values count the rows and those without a value', async () => {
  const judged = await judge('trips', ['column_most_common_value_to_be_in_set', { column: 'seats', value_set: [2] }], ['column_distinct_values_to_be_in_set', { column: 'seats', value_set: [2, 7] }]);
  expect(judged.map((one) => one.result)).toMatchObject([2, [2, 7]].map((observed) => ({ observed_value: [observed].flat(), element_count: 4, missing_count: 1, missing_percent: 25 })));
  expect((await judge('none', ['column_most_common_value_to_be_in_set', { column: 'seats', value_set: [2] }]))[0]).toMatchObject({ success: false, result: { observed_value: [], element_count: 2, missing_count: 2, missing_percent: 100 } });
  expect((await judge('none', ['table_columns_to_match_set', { column_set: ['seats', 'town'] }]))[0]!.result).toEqual({ observed_value: ['town', 'seats'], details: { mismatched: {} } });
});

test('a limit that is forgotten is refused, one that is null only observes, a part of a number limits a count', async () => {
  for (const name of ['min', 'max', 'sum']) expect(verdicts(await judge('trips', [`column_${name}_to_be_between`, { column: 'seats' }], [`column_${name}_to_be_between`, { column: 'seats', min_value: null, max_value: null }]))).toEqual([expect.stringMatching(/cannot both be None/), true]);
  expect(verdicts(await judge('trips', ['column_unique_value_count_to_be_between', { column: 'seats', min_value: 1.5, max_value: 2.5 }], ['column_unique_value_count_to_be_between', { column: 'seats', max_value: 1.5 }]))).toEqual([true, false]);
});

test('version 1 leaves out limits that are null, and only observes then', async () => {
  const [judged] = await judgeText('trips', '{"expectations": [{"type": "expect_column_max_to_be_between", "kwargs": {"column": "seats"}, "severity": "critical"}]}');
  expect(judged).toMatchObject({ success: true, trouble: null, result: { observed_value: 7 } });
});

test('a character of a word is one of any script, in classes too', async () => {
  const matches = (regex: string): Asked => ['column_values_to_match_regex', { column: 'town', regex }];
  const judged = await judge('trips', matches('^\\w+$'), matches('^[\\w ]+\\Z'), matches('^[^\\w]'), matches('\\W'), matches('^K\\u00f6[]\\wl]n'), matches('\\\\w'));
  const all = ['Köln', 'Bonn', '東京', 'a b'];
  expect(judged.map((one) => one.result['unexpected_list'])).toEqual([['a b'], [], all, all.slice(0, 3), all.slice(1), all]);
});

test('a condition compares with a date', async () => {
  const rows = (row_condition: string): Asked => ['table_row_count_to_equal', { value: 2, row_condition, condition_parser: 'great_expectations__experimental__' }];
  expect(verdicts(await judge('trips', rows('col("left") > date("2024-02-29")'), rows('col("left") <= date("2024-02-28")')))).toEqual([true, false]);
});

test('conditions of version 1 as trees and as texts in objects; what does not compare is refused', async () => {
  const rows = (row_condition: Json, condition_parser: string | null = null): Asked => ['table_row_count_to_equal', { value: 2, row_condition, condition_parser }];
  const compare = (column: string, operator: string, parameter: Json): Json => ({ type: 'comparison', column: { name: column }, operator, parameter });
  const judged = await judge(
    'trips',
    rows({ type: 'or', conditions: [compare('seats', '==', 7), { type: 'nullity', column: { name: 'seats' }, is_null: true }] }),
    rows({ type: 'and', conditions: [compare('Seats', 'NOT_IN', [7]), compare('left', '<', '2024-03-01')] }),
    rows({ type: 'pass_through', pass_through_filter: 'seats == 2' }, 'pandas'),
    rows({ type: 'pass_through', pass_through_filter: 'coalesce(seats, 7) = 7' }, 'spark'),
    rows(compare('left', '<', 'soon')),
  );
  expect(verdicts(judged)).toEqual([true, true, true, true, expect.stringMatching(/"soon" does not compare with column "left"/)]);
});

test('a parameter within an expression takes the value beside it', async () => {
  const rows = (value: Json): Asked => ['table_row_count_to_equal', { value }];
  expect(verdicts(await judge('trips', rows({ $PARAMETER: 'floor(berths / 2)', '$PARAMETER.berths': 9 }), rows({ $PARAMETER: 'berths - 1', '$PARAMETER.other': 5 })))).toEqual([true, expect.stringMatching(/"berths" has no value/)]);
});

test('how much an expectation matters is told, and one that only warns becomes a rule that only warns', async () => {
  const suite = parseSuite('{"name": "trips", "expectations": [{"type": "expect_column_values_to_not_be_null", "kwargs": {"column": "seats"}, "severity": "warning", "rendered_content": []}, {"type": "expect_column_values_to_not_be_null", "kwargs": {"column": "town"}, "severity": "critical", "id": "x"}]}', 'suite.json', null);
  const { judged } = await engine.validate({ data: join(folder, 'trips.csv'), suite, tables: {}, parameters: {}, now: 0, format: 'BASIC' });
  expect(validationReport(suite, judged).results.map((r) => [r.success, 'severity' in r && r.severity])).toEqual([[false, 'warning'], [true, 'critical']]);
  expect(rulesOfSuite(suite.expectations, 'reject').rules.map((rule) => rule['severity'])).toEqual(['warn', 'reject']);
});

test('texts that a suite reads as moments are read month first whatever the file looks like, and shown as moments', async () => {
  const parsed = (type: string, more: { readonly [key: string]: Json } = {}): Asked => [`column_${type}`, { column: 'day', parse_strings_as_datetimes: true, ...more }];
  const judged = await judge('trips', parsed('values_to_be_increasing'), parsed('values_to_be_between', { max_value: '2024-01-31' }), parsed('max_to_be_between', { max_value: 'Feb 3 2024' }), parsed('values_to_be_in_set', { value_set: ['2024-01-01', '2024-01-02', '2024-02-01'] }));
  expect(verdicts(judged)).toEqual([true, false, true, false]);
  expect(judged.map((one) => one.result['unexpected_list'])).toEqual([[], ['2024-02-01T00:00:00', '2024-02-03T00:00:00'], undefined, ['2024-02-03T00:00:00']]);
  const between = { column: 'at', max_value: '2024-03-01' };
  const dates = await judge('iso', ['column_values_to_be_between', { ...between, parse_strings_as_datetimes: true }], ['column_values_to_be_between', between], ['column_distinct_values_to_be_in_set', { column: 'at', value_set: ['2024-03-01', '2024-03-02'], parse_strings_as_datetimes: true }]);
  expect(dates.map((one) => one.result['unexpected_list'] ?? one.result['observed_value'])).toEqual([['2024-03-02T00:00:00'], ['2024-03-02'], ['2024-03-01T00:00:00', '2024-03-02T00:00:00']]);
  expect(dates[2]!.success).toBe(true);
});
