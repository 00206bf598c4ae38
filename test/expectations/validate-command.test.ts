import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { callCommandLine } from '../bad-input/project.ts';

const folder = mkdtempSync(join(tmpdir(), 'validate-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const file = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};
const suite = (...expectations: readonly unknown[]): string => file(`suite-${Math.random().toString(36).slice(2)}.json`, JSON.stringify({ name: 'mine', expectations }));
const data = file('data.csv', 'id,name,day\n1,a,2024-02-29\n2,,2024-03-01\n3,c,\n3,d,2024-01-01\n');
const json = async (given: string, suiteFile: string, ...more: string[]) => {
  const ended = await callCommandLine(['validate', given, '--suite', suiteFile, '--json', ...more]);
  return { ...ended, report: JSON.parse(ended.out) as { success: boolean; results: { success: boolean; result: Record<string, unknown>; exception_info: { raised_exception: boolean; exception_message: string } }[]; statistics: Record<string, number> } };
};

describe('validate', () => {
  test('met: exit 0', async () => {
    const { code, report } = await json(data, suite({ type: 'expect_column_values_to_be_between', kwargs: { column: 'id', min_value: 1, max_value: 3 } }, { type: 'ExpectTableRowCountToEqual', kwargs: { value: 4 } }));
    expect(code).toBe(0);
    expect(report).toMatchObject({ success: true, statistics: { evaluated_expectations: 2, successful_expectations: 2 } });
  });

  test('a file that is read from a copy, since it is no UTF-8 or is Arrow, is validated like any other', async () => {
    writeFileSync(join(folder, 'euro.csv'), Buffer.from('a,b\n1,\x80\n2,\xe9\n', 'latin1'));
    const { code, report } = await json(join(folder, 'euro.csv'), suite({ type: 'expect_column_values_to_be_in_set', kwargs: { column: 'b', value_set: ['€', 'é'] } }));
    expect([code, report.success]).toEqual([0, true]);
    const arrow = join(import.meta.dirname, '..', 'sources', 'arrow', 'types.arrow');
    expect((await json(arrow, suite({ type: 'expect_column_values_to_be_in_set', kwargs: { column: 'dict', value_set: ['one', 'two'] } }))).code).toBe(0);
  });

  test('not met: exit 1, with the unexpected values and where they are', async () => {
    const { code, report } = await json(data, suite({ expectation_type: 'expect_column_values_to_be_unique', kwargs: { column: 'id' } }, { expectation_type: 'expect_column_values_to_not_be_null', kwargs: { column: 'name', mostly: 0.7 } }));
    expect(code).toBe(1);
    expect(report.results[0]).toMatchObject({ success: false, result: { element_count: 4, missing_count: 0, unexpected_count: 2, unexpected_percent: 50, unexpected_list: [3, 3], unexpected_index_list: [2, 3] } });
    expect(report.results[1]).toMatchObject({ success: true, result: { unexpected_list: [null], unexpected_index_list: [1] } });
  });

  test('a column that is gone is a fault of the data: exit 1', async () => {
    const { code, report } = await json(data, suite({ type: 'expect_column_values_to_not_be_null', kwargs: { column: 'nmae' } }));
    expect(code).toBe(1);
    expect(report.results[0]!.exception_info).toMatchObject({ raised_exception: true, exception_message: 'The column "nmae" does not exist in the data. Did you mean "name"?' });
  });

  test.each([
    [{ type: 'expect_colunm_to_exist', kwargs: { column: 'id' } }, /not supported\. Did you mean "expect_column_to_exist"/],
    [{ type: 'expect_column_values_to_be_between', kwargs: { column: 'id', min_value: 3, max_value: 1 } }, /min_value cannot be greater than max_value/],
    [{ type: 'expect_column_values_to_match_regex', kwargs: { column: 'name', regex: '(' } }, /missing \)/],
    [{ type: 'expect_column_values_to_not_be_null', kwargs: { column: 'name', mostly: 1.1 } }, /less than or equal to 1/],
    [{ type: 'expect_column_values_to_not_be_null', kwargs: { column: 'name', row_condition: 'id >>> 1' } }, /cannot be read at/],
    [{ type: 'unexpected_rows_expectation', kwargs: { unexpected_rows_query: 'SELECT 1) ; CREATE TABLE x(i INT); SELECT * FROM ({batch}' } }, /syntax error at or near ";"/],
  ])('what the suite gets wrong ends with 2 and spoils nothing else: %j', async (wrong, says) => {
    const { code, report, err } = await json(data, suite(wrong, { type: 'expect_column_to_exist', kwargs: { column: 'id' } }, { type: 'expect_column_max_to_be_between', kwargs: { column: 'id', max_value: 3 } }));
    expect(code).toBe(2);
    expect(report.results.map((r) => r.success)).toEqual([false, true, true]);
    expect(report.results[0]!.exception_info.exception_message).toMatch(says);
    expect(err).toMatch(says);
  });

  test.each([
    [['nothing.csv', 'S'], /"nothing\.csv"|nothing\.csv/],
    [['data.xyz', 'S'], /ends with none of \.csv/],
    [['data.csv', 'gone.json'], /no suite at/],
    [['data.csv', 'half.json'], /is no JSON/],
    [['data.csv', 'other.json'], /has no list "expectations"/],
    [['data.csv', 'list.json'], /Expectation 2 has neither/],
  ])('%j is refused with 2', async ([given, suiteFile], says) => {
    file('half.json', '{"expectations": [');
    file('other.json', '{"a": 1}');
    file('list.json', '[{"type": "expect_column_to_exist", "kwargs": {"column": "id"}}, {"kwargs": {}}]');
    const ended = await callCommandLine(['validate', join(folder, given!), '--suite', suiteFile === 'S' ? suite() : join(folder, suiteFile!), '--json']);
    expect(ended.err).toMatch(says);
    expect(ended.out).toBe('');
    expect(ended.code).toBe(2);
  });

  test('conditions, another table beside the data, parameters, formats', async () => {
    file('other.csv', 'a\n1\n2\n');
    const { code, report } = await json(
      data,
      suite(
        { type: 'expect_column_values_to_be_unique', kwargs: { column: 'id', row_condition: 'name != "d"', condition_parser: 'pandas' } },
        { type: 'expect_column_values_to_be_unique', kwargs: { column: 'id', row_condition: "coalesce(name, '') <> 'd'", condition_parser: 'spark' } },
        { type: 'expect_column_values_to_be_unique', kwargs: { column: 'id', row_condition: { type: 'comparison', column: { name: 'id' }, operator: '<', parameter: 3 } } },
        { type: 'expect_table_row_count_to_equal_other_table', kwargs: { other_table_name: 'other' } },
        { type: 'expect_column_max_to_be_between', kwargs: { column: 'day', max_value: { $PARAMETER: 'last' } } },
        { type: 'unexpected_rows_expectation', kwargs: { unexpected_rows_query: 'SELECT * FROM {batch} WHERE id > 2 -- late ones' } },
        { type: 'expect_column_values_to_be_in_set', kwargs: { column: 'id', value_set: [1], result_format: 'BOOLEAN_ONLY' } },
      ),
      '--param',
      'last=2024-12-31',
    );
    expect(report.results.map((r) => r.success)).toEqual([true, true, true, false, true, false, false]);
    expect(report.results[0]!.result).toMatchObject({ element_count: 2 });
    expect(report.results[1]!.result).toMatchObject({ element_count: 3 });
    expect(report.results[3]!.result).toEqual({ observed_value: { self: 4, other: 2 } });
    expect(report.results[4]!.result).toMatchObject({ observed_value: '2024-03-01' });
    expect(report.results[5]!.result).toMatchObject({ observed_value: '2 unexpected rows' });
    expect(report.results[6]!.result).toEqual({});
    expect(code).toBe(1);
  });

  test('whole rows where the format asks for them', async () => {
    const ask = (format: string, more: object = {}) => ({ type: 'expect_column_values_to_be_unique', kwargs: { column: 'id', result_format: { result_format: format, include_unexpected_rows: true, ...more } } });
    const { report } = await json(data, suite(ask('COMPLETE'), ask('SUMMARY', { partial_unexpected_count: 1 }), { type: 'expect_column_values_to_be_unique', kwargs: { column: 'id' } }));
    const rows = [{ id: 3, name: 'c', day: null }, { id: 3, name: 'd', day: '2024-01-01' }];
    expect(report.results.map((r) => r.result['unexpected_rows'])).toEqual([rows, rows.slice(0, 1), undefined]);
  });

  test('moments in text are compared as moments, their zones included', async () => {
    const moments = file('moments.jsonl', '{"t": "1970-01-01 12:00:01.000000 +0530 "}\n{"t": "2000-02-01T12:00:01-12:30"}\n{"t": "Mar 03 2001 04:05:06"}\n{"t": "never"}\n');
    const { report } = await json(
      moments,
      suite(
        { type: 'expect_column_values_to_be_between', kwargs: { column: 't', min_value: '1970-01-01 06:30:02', parse_strings_as_datetimes: true } },
        { type: 'expect_column_values_to_be_between', kwargs: { column: 't', min_value: '2000-02-02 00:30:01', max_value: '2000-02-01 20:30:01 -0400', parse_strings_as_datetimes: true } },
        { type: 'expect_column_values_to_be_dateutil_parseable', kwargs: { column: 't' } },
      ),
    );
    expect(report.results.map((r) => r.result['unexpected_index_list'])).toEqual([[0], [0, 2], [3]]);
  });

  test('values of mixed kinds in JSON are judged as the text they stand for; large whole numbers keep every digit', async () => {
    const mixed = file('mixed.jsonl', '{"m": 1, "n": 9007199254740993}\n{"m": "abc", "n": 1}\n{"m": null, "n": 2}\n');
    const { report, out } = await json(mixed, suite({ type: 'expect_column_values_to_be_in_set', kwargs: { column: 'm', value_set: ['1'] } }, { type: 'expect_column_values_to_be_between', kwargs: { column: 'n', max_value: 10 } }));
    expect(report.results[0]!.result).toMatchObject({ unexpected_list: ['abc'], missing_count: 1 });
    expect(out).toContain('9007199254740993');
  });
});
