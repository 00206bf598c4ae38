import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { callCommandLine } from '../bad-input/project.ts';

const folder = mkdtempSync(join(tmpdir(), 'contract-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const file = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};

const contract = `
apiVersion: v3.0.2
kind: DataContract
id: orders
version: 1.0.0
status: active
slaProperties:
  - property: latency
    value: 4
schema:
  - name: orders
    quality:
      - metric: rowCount
        mustBeBetween: [3, 10]
      - metric: duplicateValues
        mustBe: 0
        arguments: { properties: [id, country] }
      - type: text
        description: Orders are counted on the day they are placed.
    properties:
      - name: id
        logicalType: integer
        primaryKey: true
      - name: country
        logicalType: string
        required: true
        logicalTypeOptions: { minLength: 2, maxLength: 2, pattern: '^[A-Z]+$' }
        quality:
          - metric: invalidValues
            arguments: { validValues: [DE, FR] }
            mustBeLessOrEqualTo: 50
            unit: percent
      - name: amount
        logicalType: number
        logicalTypeOptions: { exclusiveMinimum: 0, multipleOf: 0.01 }
      - name: placed
        logicalType: date
  - name: customers
    properties: []
`;

test('a data contract is judged as a suite, and what it asks beyond is named', async () => {
  const data = file('orders.csv', 'id,country,amount,note\n1,DE,5.00,<b>\n2,fr,0.00,x\n2,ES,1.50,\n');
  const ended = await callCommandLine(['validate', data, '--suite', file('orders.odcs.yaml', contract), '--json', '--html', join(folder, 'report.html')]);
  const report = JSON.parse(ended.out) as { success: boolean; not_judged: string[]; results: { expectation_type: string; kwargs: Record<string, unknown>; success: boolean; result: Record<string, unknown> }[] };
  expect(ended.code).toBe(1);
  expect(report.results.map((r) => [r.expectation_type.replace('expect_', ''), r.kwargs['column'], r.success])).toEqual([
    ['column_to_exist', 'id', true],
    ['column_values_to_be_in_type_list', 'id', true],
    ['column_values_to_not_be_null', 'id', true],
    ['column_values_to_be_unique', 'id', false],
    ['column_to_exist', 'country', true],
    ['column_values_to_be_in_type_list', 'country', true],
    ['column_values_to_not_be_null', 'country', true],
    ['column_value_lengths_to_be_between', 'country', true],
    ['column_values_to_match_regex', 'country', false],
    ['column_values_to_be_in_set', 'country', false],
    ['column_to_exist', 'amount', true],
    ['column_values_to_be_in_type_list', 'amount', true],
    ['column_values_to_be_between', 'amount', false],
    ['contract_multiple_of', 'amount', true],
    ['column_to_exist', 'placed', false],
    ['column_values_to_be_in_type_list', 'placed', false],
    ['table_row_count_to_be_between', undefined, true],
    ['compound_columns_to_be_unique', undefined, true],
  ]);
  expect(report.results[9]!.result).toMatchObject({ unexpected_list: ['fr', 'ES'] });
  expect(readFileSync(join(folder, 'report.html'), 'utf8')).toContain('<h1 class="bad">');
  expect(report.not_judged).toEqual(['the table: "text" is written for people', 'service levels are promises about the delivery, not about the rows of a file']);
});

/** Rules of the standard's documentation, with limits that the data keeps and some that it breaks. */
const rules = `
kind: DataContract
apiVersion: v3.1.0
schema:
  - name: payments
    relationships:
      - { from: payer, to: people.id }
    quality:
      - { metric: rowCount, mustNotBe: 5 }
      - { metric: rowCount, mustNotBeBetween: [4, 6] }
      - { metric: duplicateValues, mustBeLessThan: 2, arguments: { properties: [payer, unit] } }
      - { type: sql, query: 'SELECT count(*) FROM {object} WHERE amount < 0;', mustBe: 0 }
      - { type: sql, query: 'SELECT count(*) > 100 FROM payments' }
      - { type: sql, query: 'DROP TABLE payments', mustBe: 0 }
      - { type: sql, query: 'SELECT 1, 2', mustBe: 1 }
      - type: custom
        engine: greatExpectations
        implementation: |
          type: expect_table_row_count_to_be_between
          kwargs:
            minValue: 3
            maxValue: 4
      - { type: custom, engine: soda, implementation: 'type: duplicate_percent' }
    properties:
      - name: payer
        logicalType: string
        logicalTypeOptions: { format: email }
        quality:
          - { metric: nullValues, mustBeLessThan: 1, unit: percent }
          - { metric: nullValues, mustBeLessThan: 2 }
          - { metric: missingValues, mustBe: 2, arguments: { missingValues: [null, 'n/a'] } }
          - { metric: duplicateValues, mustBeLessThan: 1 }
          - { type: sql, query: 'SELECT count(DISTINCT \${property}) FROM \${object}', mustBeBetween: [1, 3] }
      - name: unit
        logicalType: string
        enum: [{ value: kg }, { value: pounds }]
        quality:
          - { metric: invalidValues, mustBeLessThan: 1, arguments: { validValues: [kg, pounds] } }
          - { metric: invalidValues, mustBeLessThan: 1, arguments: , pattern: '^[a-z]+$' }
      - name: amount
        logicalType: integer
        logicalTypeOptions: { format: i8, multipleOf: 5 }
      - name: parts
        logicalType: array
        logicalTypeOptions: { minItems: 1, uniqueItems: true }
        items: { logicalType: string }
`;

test('every kind of rule of a contract: metrics in rows and percent, queries, expectations, options of types', async () => {
  const data = file('payments.jsonl', ['{"payer": "a@x.org", "unit": "kg", "amount": 5, "parts": ["a"]}', '{"payer": "a@x.org", "unit": "kg", "amount": 300, "parts": ["a", "a"]}', '{"payer": "n/a", "unit": "stone", "amount": 7, "parts": []}', '{"payer": null, "unit": "pounds", "amount": 10, "parts": ["b"]}'].join('\n'));
  const ended = await callCommandLine(['validate', data, '--suite', file('payments.odcs.yaml', rules), '--json']);
  const report = JSON.parse(ended.out) as { not_judged: string[]; results: { expectation_type: string; kwargs: Record<string, unknown>; success: boolean; result: Record<string, unknown>; exception_info: { exception_message: string | null } }[] };
  const said = (type: string, column?: string) => report.results.filter((r) => r.expectation_type === type && r.kwargs['column'] === column).map((r) => [r.success, r.result['observed_value']]);
  expect(said('contract_metric')).toEqual([[true, 4], [false, 4], [true, 1]]);
  expect(said('contract_metric', 'payer')).toEqual([[false, 25], [true, 1], [true, 2], [false, 1]]);
  expect(said('contract_metric', 'unit')).toEqual([[false, 1], [true, 0]]);
  expect(said('contract_query')).toEqual([[true, 0], [false, false], [false, undefined], [false, undefined]]);
  expect(said('contract_query', 'payer')).toEqual([[true, 2]]);
  expect(said('expect_table_row_count_to_be_between')).toEqual([[true, 4]]);
  const rows = (type: string, column: string) => report.results.filter((r) => r.expectation_type === type && r.kwargs['column'] === column).map((r) => r.result['unexpected_index_list']);
  expect(rows('expect_column_values_to_match_regex', 'payer')).toEqual([[2]]);
  expect(rows('expect_column_values_to_be_in_set', 'unit')).toEqual([[2]]);
  expect(rows('expect_column_values_to_be_between', 'amount')).toEqual([[1]]);
  expect(rows('contract_multiple_of', 'amount')).toEqual([[2]]);
  expect(rows('contract_items', 'parts')).toEqual([[1, 2]]);
  expect(report.results.flatMap((r) => r.exception_info.exception_message ?? [])).toEqual([expect.stringMatching(/syntax error/), expect.stringMatching(/one row with one number/)]);
  expect(report.not_judged).toEqual(['"parts": what its values hold', 'the table: "custom" is for the engine "soda"', 'relationships to other tables']);
  expect(ended.code).toBe(2);
});

/** Written in version 2: a dataset of columns, rules named by a code. */
const older = `
kind: VirtualDataset
apiVersion: v2.2.2
quantumName: harbour
dataset:
  - table: ships
    physicalName: ships_1
    quality:
      - { code: countCheck, type: reconciliation, toolName: Elevate }
    columns:
      - { column: imo, logicalType: integer, isPrimaryKey: true }
      - column: flag
        logicalType: string
        isNullable: true
        quality:
          - { code: nullCheck, toolName: Elevate, type: dataQuality }
          - { code: spellCheck, type: dataQuality }
      - { column: berth, logicalType: coordinates, isUnique: true, isNullable: false }
`;

test('a contract of version 2 is judged, and what belongs to a tool is named with its line', async () => {
  const data = file('ships.csv', 'imo,flag,berth\n1,PA,a\n2,,a\n2,LR,\n');
  const ended = await callCommandLine(['validate', data, '--suite', file('ships.odcs.yaml', older), '--json']);
  const report = JSON.parse(ended.out) as { not_judged: string[]; results: { expectation_type: string; kwargs: Record<string, unknown>; success: boolean }[] };
  expect(report.results.filter((r) => !r.success).map((r) => [r.expectation_type.replace('expect_column_values_to_', ''), r.kwargs['column']])).toEqual([['be_unique', 'imo'], ['not_be_null', 'flag'], ['not_be_null', 'berth'], ['be_unique', 'berth']]);
  expect(report.results).toHaveLength(10);
  expect(ended.err.split('\n').slice(0, -1)).toEqual(['note: not judged: line 17: "flag": "spellCheck" is a rule of the tool "unknown"', 'note: not judged: line 18: "berth": the logical type "coordinates" is not known', 'note: not judged: line 9: the table: "countCheck" is a rule of the tool "Elevate"']);
  expect(ended.code).toBe(1);
});

test('limits as custom properties are judged; a range of one number is refused', async () => {
  const data = file('air.csv', 'ozone\n10\n501\n-1\n');
  const text = `
kind: DataContract
apiVersion: v3.0.2
schema:
  - name: air
    quality: [{ metric: rowCount, mustBeBetween: [2] }]
    properties:
      - name: ozone
        quality:
          - { type: library, rule: between, customProperties: [{ property: min, value: 0 }, { property: max, value: 500 }] }
          - { type: library, rule: between }
`;
  const ended = await callCommandLine(['validate', data, '--suite', file('air.odcs.yaml', text), '--json']);
  const report = JSON.parse(ended.out) as { results: { result: Record<string, unknown>; exception_info: { exception_message: string | null } }[] };
  expect(report.results.slice(1).map((r) => r.result['unexpected_list'] ?? r.exception_info.exception_message)).toEqual([[501, -1], expect.stringMatching(/mustBeBetween is \[2\]; it has to be a pair of numbers/)]);
  expect(ended.err).toContain('note: not judged: line 11: "ozone": the limits of "between"');
  expect(ended.code).toBe(2);
});

test.each([
  ['half.yaml', 'kind: DataContract\nschema: [', /is no YAML/],
  ['two.yaml', 'kind: DataContract\napiVersion: v3.0.0\nschema:\n  - name: a\n  - name: b\n', /describes a, b and the data is called "orders"/],
  ['none.yaml', 'kind: DataContract\napiVersion: v3.0.0\n', /has no schema/],
])('%s is refused', async (name, text, says) => {
  const data = file('orders.csv', 'id\n1\n');
  const ended = await callCommandLine(['validate', data, '--suite', file(name, text)]);
  expect(ended.err).toMatch(says);
  expect(ended.code).toBe(2);
});

test('a missing value among the valid ones excuses no other value', async () => {
  const data = file('air.csv', 'status,n\ngood,1\nn/a,\n');
  const own = `apiVersion: v3.1.0\nkind: DataContract\nid: a\nversion: 1.0.0\nstatus: active\nschema:\n  - name: air\n    properties:\n      - name: status\n        quality:\n          - { metric: invalidValues, mustBeLessOrEqualTo: 5, unit: percent, arguments: { validValues: ["", null, "n/a"] } }\n      - name: n\n        quality:\n          - { metric: invalidValues, mustBe: 0, arguments: { validValues: [null, 1] } }\n`;
  const judged = async (suite: string): Promise<unknown> => (JSON.parse((await callCommandLine(['validate', data, '--suite', suite, '--json'])).out) as { results: { expectation_type: string; success: boolean; result: Record<string, unknown> }[] }).results.filter((r) => r.expectation_type.includes('in_set')).map((r) => [r.success, r.result['unexpected_list']]);
  expect(await judged(file('air.odcs.yaml', own))).toEqual([[false, ['good']], [true, []]]);
  const sets: readonly (readonly [string, readonly (string | null)[]])[] = [['be_in_set', ['', null, 'n/a']], ['be_in_set', [null]], ['not_be_in_set', [null]], ['not_be_in_set', [null, 'good']]];
  const suite = { expectation_suite_name: 'air', expectations: sets.map(([type, value_set]) => ({ expectation_type: `expect_column_values_to_${type}`, kwargs: { column: 'status', value_set } })) };
  expect(await judged(file('air.json', JSON.stringify(suite)))).toEqual([[false, ['good']], [false, ['good', 'n/a']], [true, []], [false, ['good']]]);
});
