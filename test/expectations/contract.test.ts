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
    ['column_to_exist', 'placed', false],
    ['column_values_to_be_in_type_list', 'placed', false],
    ['table_row_count_to_be_between', undefined, true],
    ['compound_columns_to_be_unique', undefined, true],
  ]);
  expect(report.results[9]!.result).toMatchObject({ unexpected_list: ['fr', 'ES'] });
  expect(readFileSync(join(folder, 'report.html'), 'utf8')).toContain('<h1 class="bad">');
  expect(report.not_judged).toEqual(['"amount": the option "multipleOf" of its logical type', 'the table: "text" is written for people', 'service levels are promises about the delivery, not about the rows of a file']);
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
