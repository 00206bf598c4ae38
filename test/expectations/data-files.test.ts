import { DuckDBInstance } from '@duckdb/node-api';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Engine } from '../../engine/api/engine.ts';
import type { Json } from '../../engine/core/json.ts';
import type { Judged } from '../../engine/quality/judge-suite.ts';
import { readSuite } from '../../engine/quality/read-suite.ts';
import { openTestEngine } from '../../engine/testing/test-engine.ts';
import { catalog } from '../../nodes/catalog.ts';

const folder = mkdtempSync(join(tmpdir(), 'data-files-'));
let engine: Engine;
const file = (name: string, text: string | Uint8Array): string => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};

beforeAll(async () => {
  engine = await openTestEngine(catalog);
  const connection = await (await DuckDBInstance.create(':memory:')).connect();
  await connection.run(`COPY (SELECT * FROM (VALUES (1, 'x'), (2, 'y'), (2, NULL)) AS t("a b", "say ""hi"".✓")) TO '${join(folder, 'data.parquet')}' (FORMAT parquet)`);
  connection.closeSync();
});
afterAll(async () => {
  await engine.close();
  rmSync(folder, { recursive: true, force: true });
});

async function judge(data: string, ...expectations: readonly (readonly [string, { readonly [key: string]: Json }])[]): Promise<readonly Judged[]> {
  const suite = readSuite({ expectations: expectations.map(([type, kwargs]) => ({ expectation_type: type, kwargs })) } as Json, 'files');
  if (typeof suite === 'string') throw new Error(suite);
  return (await engine.validate({ data, suite, tables: {}, parameters: {}, now: 0, format: 'COMPLETE' })).judged;
}

const header = ['a b', 'say "hi".✓'];
const quoted = (sign: string): string => `${header[0]!}${sign}"say ""hi"".✓"\n1${sign}x\n2${sign}y\n2${sign}\n`;
const objects = [{ [header[0]!]: 1, [header[1]!]: 'x' }, { [header[0]!]: 2, [header[1]!]: 'y' }, { [header[0]!]: 2, [header[1]!]: null }];

test.each([
  ['comma.csv', quoted(',')],
  ['semicolon.csv', quoted(';')],
  ['pipe.txt', quoted('|')],
  ['tab.tsv', quoted('\t')],
  ['bom.csv', `\uFEFF${quoted(',')}`],
  ['windows.csv', quoted(',').replaceAll('\n', '\r\n')],
  ['packed.csv.gz', gzipSync(quoted(','))],
  ['data.json', JSON.stringify(objects)],
  ['data.jsonl', objects.map((o) => JSON.stringify(o)).join('\n')],
  ['data.ndjson.gz', gzipSync(objects.map((o) => JSON.stringify(o)).join('\n'))],
  ['data.parquet', null],
])('%s: the same verdict whatever the format, odd names included', async (name, content) => {
  const judged = await judge(
    content === null ? join(folder, name) : file(name, content),
    ['expect_table_columns_to_match_ordered_list', { column_list: header }],
    ['expect_column_values_to_be_unique', { column: header[0]! }],
    ['expect_column_values_to_not_be_null', { column: header[1]!, result_format: { result_format: 'COMPLETE', unexpected_index_column_names: [header[0]!] } }],
    ['expect_column_pair_values_to_be_equal', { column_A: header[0]!, column_B: header[0]! }],
    ['expect_column_values_to_match_regex', { column: header[1]!, regex: '^[xy]$' }],
  );
  expect(judged.map((j) => j.trouble)).toEqual([null, null, null, null, null]);
  expect(judged.map((j) => j.success)).toEqual([true, false, false, true, true]);
  expect(judged[1]!.result).toMatchObject({ unexpected_list: [2, 2], unexpected_index_list: [1, 2] });
  expect(judged[2]!.result).toMatchObject({ element_count: 3, unexpected_index_list: [{ 'a b': 2 }] });
});

test('columns called alike are told apart', async () => {
  const judged = await judge(file('twice.csv', 'a,a\n1,2\n'), ['expect_table_column_count_to_equal', { value: 2 }], ['expect_column_max_to_be_between', { column: 'a', max_value: 1 }]);
  expect(judged.map((j) => j.success)).toEqual([true, true]);
});

test('what is about the spelling is judged by the text of the file, whatever type was guessed for it', async () => {
  const data = file('spelled.csv', 'price,day,at,n\n1.50,2024-02-29,2024-02-29T12:00:00Z,1\n20.00,2024-03-01,2024-03-01T00:00:00Z,20\n');
  const judged = await judge(
    data,
    ['expect_column_values_to_match_regex', { column: 'price', regex: '^[0-9]+[.][0-9]{2}$' }],
    ['expect_column_values_to_match_like_pattern', { column: 'price', like_pattern: '1%' }],
    ['expect_column_values_to_match_strftime_format', { column: 'day', strftime_format: '%Y-%m-%d' }],
    ['expect_column_values_to_match_regex', { column: 'at', regex: 'T.*Z$' }],
    ['expect_column_value_lengths_to_equal', { column: 'day', value: 10 }],
    ['expect_column_values_to_be_dateutil_parseable', { column: 'at' }],
    // What it stands for decides everywhere else, and in conditions.
    ['expect_column_values_to_be_between', { column: 'price', max_value: 20 }],
    ['expect_column_values_to_match_regex', { column: 'price', regex: '50$', row_condition: 'day < "2024-03-01"', condition_parser: 'pandas' }],
    ['expect_column_values_to_match_regex', { column: 'n', regex: '^20$', row_condition: 'n > 3', condition_parser: 'pandas' }],
    // A number has no length.
    ['expect_column_value_lengths_to_equal', { column: 'n', value: 1 }],
  );
  expect(judged.map((j) => j.success)).toEqual([true, false, true, true, true, true, true, true, true, false]);
  expect(judged[1]!.result).toMatchObject({ unexpected_list: ['20.00'] });
  expect(judged.at(-1)!.trouble?.message).toMatch(/no len/);
  const json = await judge(file('spelled.jsonl', '{"at": "2024-02-29T12:00:00Z"}\n'), ['expect_column_values_to_match_regex', { column: 'at', regex: 'T.*Z$' }], ['expect_column_max_to_be_between', { column: 'at', min_value: '2024-02-29' }]);
  expect(json.map((j) => j.success)).toEqual([true, true]);
});
