import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import type { JsonObject } from '../../engine/core/json.ts';
import { paramsSchema } from '../../engine/definition/index.ts';
import { checkOf } from '../../engine/quality/checks.ts';
import type { Expectation } from '../../engine/quality/expectation.ts';
import { rulesOfSuite } from '../../engine/quality/rules-of-suite.ts';
import { checkRows } from '../../nodes/quality/check-rows/node.ts';
import { callCommandLine } from '../bad-input/project.ts';

const folder = mkdtempSync(join(tmpdir(), 'import-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const file = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};

/** One of each kind, with a value that breaks it and one that does not in the table below. */
const wanted: readonly Expectation[] = [
  { type: 'expect_column_values_to_not_be_null', kwargs: { column: 'name' } },
  { type: 'expect_column_values_to_be_unique', kwargs: { column: 'id', mostly: 0.5 } },
  { type: 'expect_column_values_to_be_in_set', kwargs: { column: 'id', value_set: [1, 2, 3] } },
  { type: 'expect_column_values_to_be_between', kwargs: { column: 'id', min_value: 1, max_value: 3, strict_max: true } },
  { type: 'expect_column_value_lengths_to_equal', kwargs: { column: 'name', value: 1 } },
  { type: 'expect_column_values_to_match_regex_list', kwargs: { column: 'name', regex_list: ['^a', '^d'] } },
  { type: 'expect_column_values_to_match_like_pattern_list', kwargs: { column: 'name', like_pattern_list: ['a%', "it's"] } },
  { type: 'expect_column_values_to_be_increasing', kwargs: { column: 'id', strictly: true } },
  { type: 'expect_column_values_to_match_json_schema', kwargs: { column: 'id', json_schema: { type: 'integer', maximum: 2 } } },
  { type: 'expect_column_mean_to_be_between', kwargs: { column: 'id', max_value: 2 } },
  { type: 'expect_column_quantile_values_to_be_between', kwargs: { column: 'id', quantile_ranges: { quantiles: [0.5], value_ranges: [[3, null]] } } },
  { type: 'expect_multicolumn_sum_to_equal', kwargs: { column_list: ['id', 'odd "x"'], sum_total: 4 } },
  { type: 'expect_table_row_count_to_equal', kwargs: { value: 4 } },
  { type: 'expect_column_to_exist', kwargs: { column: 'gone' } },
  { type: 'expect_column_values_to_not_be_null', kwargs: { column: 'name', row_condition: 'id > 2', condition_parser: 'spark' } },
].map((e) => ({ ...e, meta: null }) as Expectation);
const data = 'id,name,"odd ""x"""\n1,a,3\n2,,2\n3,c,1\n3,dd,1\n';

test('rules made from a suite are settings of the Check node and find what the suite finds', async () => {
  const csv = file('data.csv', data);
  const suite = file('suite.json', JSON.stringify({ name: 's', expectations: wanted }));
  const imported = await callCommandLine(['import', suite, '--data', csv, '--to', join(folder, 'flow'), '--severity', 'warn']);
  expect(imported).toMatchObject({ code: 0, err: '' });
  const validated = await callCommandLine(['validate', csv, '--suite', suite, '--json']);
  const judged = (JSON.parse(validated.out) as { results: { success: boolean }[] }).results.map((r) => r.success);
  const ran = await callCommandLine(['run', join(folder, 'flow'), '--report', '-', '--to', 'check']);
  const report = JSON.parse(ran.out) as { rules: { success: boolean }[] };
  expect(report.rules.length).toBe(wanted.length + 1);
  // The limits of the range are two rules.
  const rules = report.rules.map((r) => r.success);
  expect([...rules.slice(0, 3), rules[3]! && rules[4]!, ...rules.slice(5)]).toEqual(judged);
  expect(judged).toContain(true);
  expect(judged.filter((s) => !s).length).toBeGreaterThan(5);
});

test('what no rule says is named, nothing is left out in silence', () => {
  const { rules, notMapped } = rulesOfSuite(
    [
      { type: 'expect_column_kl_divergence_to_be_less_than', kwargs: { column: 'x' }, meta: null },
      { type: 'expect_column_values_to_be_unique', kwargs: { column: 'x', row_condition: 'y == 1', condition_parser: 'pandas' }, meta: null },
      { type: 'expect_column_max_to_be_between', kwargs: { column: 'x', max_value: { $PARAMETER: 'now()' } }, meta: null },
      { type: 'expect_column_max_to_be_between', kwargs: { column: 'x' }, meta: null },
    ],
    'fail',
  );
  expect(rules).toEqual([]);
  expect(notMapped.map((n) => n.replace(/^.*: /, ''))).toEqual(['there is no such rule', 'its row_condition is not SQL; write it as "Only rows where"', 'it takes an evaluation parameter, which a rule has not', 'it limits nothing']);
});

test('conditions, missing values, ties and limits that are not allowed themselves mean in rules what they mean in the suite', async () => {
  const csv = file('gaps.csv', 'g,a,b,s,m\n1,1,1,x,1\n1,,2,xy,1\n2,3,,xyz,3\n2,3,,,3\n,,,x,2\n');
  const condition = { row_condition: 'g = 1', condition_parser: 'spark' };
  const figures = ['min', 'max', 'mean', 'median', 'sum', 'unique_value_count', 'proportion_of_unique_values'].map((name) => [`column_${name}_to_be_between`, { column: 'm', max_value: 1.5 }] as const);
  const plain: readonly (readonly [string, JsonObject])[] = [
    ...figures,
    ['column_median_to_be_between', { column: 'a', min_value: 2.5 }],
    ['column_median_to_be_between', { column: 'b', min_value: 1.5, max_value: 1.5 }],
    ['column_most_common_value_to_be_in_set', { column: 'm', value_set: [1, 3] }],
    ['column_most_common_value_to_be_in_set', { column: 's', value_set: ['x'] }],
    ['table_row_count_to_equal', { value: 5 }],
    ['table_row_count_to_be_between', { min_value: 1, max_value: 5, strict_max: true }],
    ['table_row_count_to_be_between', { min_value: 5, strict_min: true }],
    ['column_value_lengths_to_be_between', { column: 's', min_value: 1, strict_min: true, max_value: 3 }],
    ['column_value_lengths_to_be_between', { column: 's', max_value: 3, strict_max: true }],
    ['column_values_to_match_like_pattern_list', { column: 's', like_pattern_list: ['xy%', 'z%'], mostly: 0.6 }],
    ['column_distinct_values_to_be_in_set', { column: 'm', value_set: [1, 3], mostly: 0.5 }],
    ...['either_value_is_missing', 'both_values_are_missing', 'neither'].map((ignore_row_if) => ['column_pair_values_to_be_equal', { column_A: 'a', column_B: 'b', ignore_row_if }] as const),
    ['column_pair_values_to_be_equal', { column_A: 'a', column_B: 'b' }],
    ['compound_columns_to_be_unique', { column_list: ['a', 'b'] }],
    ['compound_columns_to_be_unique', { column_list: ['a', 'b'], ignore_row_if: 'any_value_is_missing' }],
    ['compound_columns_to_be_unique', { column_list: ['a', 'm'] }],
    ['multicolumn_sum_to_equal', { column_list: ['a', 'b'], sum_total: 4, mostly: 0.7 }],
    ['multicolumn_sum_to_equal', { column_list: ['a', 'b'], sum_total: 4, ignore_row_if: 'any_value_is_missing' }],
  ];
  const asked = [...plain, ...plain.map(([type, kwargs]) => [type, { ...kwargs, ...condition }] as const)].map(([type, kwargs]): Expectation => ({ type: `expect_${type}`, kwargs, meta: null }));
  const suite = file('gaps.json', JSON.stringify({ name: 's', expectations: asked }));
  expect(await callCommandLine(['import', suite, '--data', csv, '--to', join(folder, 'gaps'), '--severity', 'warn'])).toMatchObject({ code: 0, err: '' });
  const judged = (JSON.parse((await callCommandLine(['validate', csv, '--suite', suite, '--json'])).out) as { results: { success: boolean }[] }).results.map((r) => r.success);
  const report = JSON.parse((await callCommandLine(['run', join(folder, 'gaps'), '--report', '-', '--to', 'check'])).out) as { rules: { success: boolean }[] };
  const { madeOf } = rulesOfSuite(asked, 'warn');
  expect(report.rules.length).toBe(madeOf.length);
  const said = (verdicts: readonly boolean[]) => asked.map(({ type, kwargs }, i) => `${type} ${JSON.stringify(kwargs)}: ${verdicts[i]}`);
  expect(said(asked.map((e) => madeOf.every((of, i) => of !== e || report.rules[i]!.success)))).toEqual(said(judged));
  expect(judged.filter(Boolean).length).toBeGreaterThan(15);
  expect(judged.filter((s) => !s).length).toBeGreaterThan(15);
});

test('a condition that a rule cannot take, and ties that are well, are named', () => {
  const asked = [
    { type: 'expect_table_row_count_to_equal_other_table', kwargs: { other_table_name: 't', row_condition: 'a > 1', condition_parser: 'spark' } },
    { type: 'expect_column_most_common_value_to_be_in_set', kwargs: { column: 'x', value_set: [1], ties_okay: true } },
    { type: 'expect_table_row_count_to_be_between', kwargs: { max_value: 0, strict_max: true } },
    { type: 'expect_compound_columns_to_be_unique', kwargs: { column_list: ['x', 'y'], mostly: 0.9 } },
  ].map((e) => ({ ...e, meta: null }) as Expectation);
  const { rules, leftOf } = rulesOfSuite(asked, 'fail');
  expect(rules).toEqual([]);
  expect(leftOf).toEqual(asked);
});

test('every rule that is made has settings the node takes, whichever severity', () => {
  const table = { rows: { op: 'values', schema: [], rows: [] } as const, schema: [{ name: 'id', type: 'BIGINT' }, { name: 'name', type: 'VARCHAR' }, { name: 'odd "x"', type: 'BIGINT' }] };
  for (const expectation of wanted) expect(checkOf(expectation, table)).toBeTruthy();
  for (const severity of ['warn', 'reject', 'fail'] as const) expect(() => paramsSchema(checkRows.params).parse({ rules: rulesOfSuite(wanted, severity).rules })).not.toThrow();
});

test('a call that is wrong ends with 2', async () => {
  const suite = file('one.json', '[]');
  for (const [args, says] of [
    [['--severity', 'loud'], /--severity loud is unknown/],
    [['--to', join(folder, 'x')], /belong together/],
    [['--to', join(folder, 'flow'), '--data', join(folder, 'data.csv')], /is there already/],
  ] as const) {
    const ended = await callCommandLine(['import', suite, ...args]);
    expect(ended.err).toMatch(says);
    expect(ended.code).toBe(2);
  }
});
