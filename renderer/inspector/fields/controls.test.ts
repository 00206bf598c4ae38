import { expect, test } from 'vitest';
import { columnChoices, invertedColumns, matchesColumn, toggledColumn, withColumns } from './column-choice.ts';
import { listLayout } from './list-layout.ts';
import { readNumber } from './number-text.ts';
import { readTexts } from './read-texts.ts';
import { shownText, storedText } from './stored-text.ts';

test('numbers are read strictly', () => {
  expect(readNumber(' 12 ', { kind: 'integer' })).toEqual({ value: 12 });
  expect(readNumber('', { kind: 'integer' })).toEqual({ value: null });
  expect(readNumber('.5e1', { kind: 'number' })).toEqual({ value: 5 });
  expect(readNumber('1,5', { kind: 'number' })).toHaveProperty('problem', expect.stringContaining('point'));
  expect(readNumber('1.5', { kind: 'integer' })).toHaveProperty('problem');
  expect(readNumber('0x10', { kind: 'number' })).toHaveProperty('problem');
  expect(readNumber('2', { kind: 'number', min: 0, max: 1 })).toHaveProperty('problem', 'Type a number from 0 to 1.');
});

test('empty text is no value where empty text means nothing', () => {
  expect(storedText({ kind: 'column', label: 'C', over: 'in' }, '')).toBeUndefined();
  expect(storedText({ kind: 'column', label: 'C', over: 'in', default: null }, '')).toBeNull();
  expect(storedText({ kind: 'text', label: 'T', default: ',' }, '')).toBe('');
  expect(storedText({ kind: 'text', label: 'T' }, 'x')).toBe('x');
});

test('a tab is typed and shown as \\t', () => {
  expect(storedText({ kind: 'text', label: 'Delimiter' }, '\\t')).toBe('\t');
  expect(shownText('\t')).toBe('\\t');
});

test('pasted lines are several texts and "" is the empty one', () => {
  expect(readTexts('a\r\nb c\t""\n')).toEqual(['a', 'b c', '']);
});

test('chosen columns that are gone are shown first and marked', () => {
  expect(columnChoices([{ name: 'A', type: 'DATE' }], ['gone', 'a'])).toEqual([
    { name: 'gone', type: null, chosen: true },
    { name: 'A', type: 'DATE', chosen: true },
  ]);
});

test('choosing all keeps the order of those chosen before', () => {
  expect(withColumns(['c', 'A'], ['a', 'b', 'c'])).toEqual(['c', 'A', 'b']);
  expect(toggledColumn(['c', 'A'], 'a')).toEqual(['c']);
});

test('columns are found by a part of the name, a pattern for all of it, or their type', () => {
  const found = (query: string) => ['id', 'order_id', 'Total (net)', 'paid', 'day'].filter((name, i) => matchesColumn(query, name, ['BIGINT', 'INTEGER', 'DECIMAL(10,2)', 'BOOLEAN', 'TIMESTAMP'][i]!));
  expect(found('')).toHaveLength(5);
  expect(found('ID')).toEqual(['id', 'order_id', 'paid']);
  expect(found('*_id')).toEqual(['order_id']);
  expect(found('total (?et)')).toEqual(['Total (net)']);
  expect(found('number')).toEqual(['id', 'order_id', 'Total (net)']);
  expect(found('timest')).toEqual(['day']);
  expect(found('[')).toEqual([]);
});

test('all but these, among what is shown', () => {
  expect(invertedColumns(['a', 'gone'], ['A', 'b', 'c'])).toEqual(['gone', 'b', 'c']);
  expect(invertedColumns(['x', 'b'], ['b', 'c'])).toEqual(['x', 'c']);
});

test('records of two short fields lie on a line, long ones fold', () => {
  const column = { kind: 'column', label: 'C', over: 'in' } as const;
  expect(listLayout({ left: column, right: column })).toBe('line');
  expect(listLayout({ name: { kind: 'text', label: 'N' }, value: { kind: 'expression', label: 'E', over: ['in'], gives: 'value' } })).toBe('card');
  expect(listLayout({ a: column, b: column, c: column, d: column })).toBe('fold');
});
