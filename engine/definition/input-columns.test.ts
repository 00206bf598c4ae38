import { expect, test } from 'vitest';
import { freshName } from '../core/schema.ts';
import { inputColumn, uniqueColumns } from './input-columns.ts';

const collect = () => {
  const messages: string[] = [];
  return { messages, report: (code: string, message: string, at?: { readonly param?: string }) => void messages.push(`${code} ${at?.param}: ${message}`) };
};

test('a column is found whatever its case and missed with the nearest name', () => {
  const context = collect();
  const schema = [{ name: 'Amount', type: 'DOUBLE' }];
  expect(inputColumn(context, schema, 'AMOUNT', 'x')).toBe(schema[0]);
  expect(inputColumn(context, schema, 'amuont', 'x')).toBeNull();
  expect(inputColumn(context, schema, 'customer number', 'x')).toBeNull();
  expect(context.messages[0]).toBe('column-missing x: Column "amuont" is not in the input. Did you mean "Amount"? Choose that column, or bring the column back further up.');
  expect(context.messages[1]).not.toContain('Did you mean');
});

test('each name that an earlier one equals is reported at its own setting', () => {
  const context = collect();
  expect(uniqueColumns(context, ['a', 'B', 'A', 'b', 'A'], (i) => `columns.${i}`)).toBe(false);
  expect(context.messages.map((m) => m.split(':')[0])).toEqual(['column-duplicate columns.2', 'column-duplicate columns.3', 'column-duplicate columns.4']);
});

test('a fresh name is none of the taken ones', () => {
  expect(freshName(['A', 'a_2'], 'a')).toBe('a_3');
  expect(freshName([], 'a')).toBe('a');
});
