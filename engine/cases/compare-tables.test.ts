import { expect, test } from 'vitest';
import type { CaseTable } from './case-table.ts';
import { readCaseTable, writeCaseTable } from './case-table.ts';
import { compareTables } from './compare-tables.ts';

const table = (...rows: (string | null)[][]): CaseTable => ({ columns: [{ name: 'id', type: 'INTEGER' }, { name: 'v', type: 'VARCHAR' }], rows });
const both = (expected: CaseTable, actual: CaseTable, key: readonly string[] | null = null, ordered: readonly string[] | null = null) => compareTables('p', expected, actual, key, ordered);

test('equal bags are equal, however often and in whatever order their rows come', () => {
  expect(both(table(['1', 'a'], ['1', 'a'], ['2', null]), table(['2', null], ['1', 'a'], ['1', 'a']))).toBeNull();
  expect(both(table(['1', 'a'], ['1', 'a']), table(['1', 'a']))).toMatchObject({ key: [], removed: [['1', 'a']], added: [] });
  expect(both(table(['1', null]), table(['1', 'NULL']))).toMatchObject({ changed: [{ key: ['1'], column: 'v', expected: null, actual: 'NULL' }] });
});

test('a key of several columns is found, and a given one that is no key hides no row', () => {
  const expected = table(['1', 'a'], ['1', 'b']);
  expect(both(expected, table(['1', 'a'], ['1', 'c'], ['2', 'a']))).toMatchObject({ key: ['id', 'v'], removed: [['1', 'b']], added: [['1', 'c'], ['2', 'a']], changed: [] });
  expect(both(table(['1', 'a'], ['1', 'b'], ['2', 'x']), table(['1', 'c'], ['1', 'd'], ['2', 'x']), ['id'])).toMatchObject({ key: [], removed: [['1', 'a'], ['1', 'b']], added: [['1', 'c'], ['1', 'd']] });
  expect(both(expected, table(['1', 'a']), ['gone'])).toMatchObject({ key: [], removed: [['1', 'b']] });
});

test('an order counts as far as the columns of the sort tell rows apart', () => {
  expect(both(table(['1', 'a'], ['1', 'b'], ['2', 'c']), table(['1', 'b'], ['1', 'a'], ['2', 'c']), null, ['id'])).toBeNull();
  expect(both(table(['1', 'a'], ['2', 'c']), table(['2', 'c'], ['1', 'a']), null, ['id'])).toMatchObject({ order: 1, added: [], removed: [] });
});

test('other columns are told by name, type and place', () => {
  const other: CaseTable = { columns: [{ name: 'v', type: 'VARCHAR' }, { name: 'id', type: 'BIGINT' }, { name: 'w', type: 'DATE' }], rows: [] };
  expect(both(table(), other)!.columns).toEqual(['"id" is BIGINT, expected INTEGER', '"w" is new']);
  expect(both(other, table())!.columns).toEqual(['"id" is INTEGER, expected BIGINT', '"w" is missing']);
  expect(both(table(), { ...table(), columns: table().columns.toReversed() })!.columns).toEqual(['the order is v, id, expected id, v']);
});

test('a table that is written is read again', () => {
  for (const given of [table(), table(['1', 'it\'s "x"\n🎈'], [null, ''])]) expect(readCaseTable(writeCaseTable(given))).toEqual(given);
  expect(readCaseTable('{"columns":[{"name":"a","type":"INTEGER"}],"rows":[[1],["2"],[null]]}')).toEqual({ columns: [{ name: 'a', type: 'INTEGER' }], rows: [['1'], ['2'], [null]] });
  for (const text of ['', '[]', '{"columns":[],"rows":[]}', '{"columns":[{"name":"a","type":"INTEGER"}],"rows":[[1,2]]}']) expect(readCaseTable(text)).toHaveProperty('trouble');
});
