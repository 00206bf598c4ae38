import { expect, test } from 'vitest';
import type { CellTable, CellValue } from '../cell-table.ts';
import { typeKind } from '../type-kind.ts';
import { copiedText } from './copied-text.ts';

const table = (types: Readonly<Record<string, string>>, rows: readonly (readonly CellValue[])[]): CellTable => ({ rows: rows.length, columns: Object.entries(types).map(([name, type], c) => ({ name, type, kind: typeKind(type), at: (row) => rows[row]![c]! })) });
const cells = table({ 'a,b': 'VARCHAR', n: 'BIGINT' }, [['x "y"', 1n], ['two\nlines', null], ['', 9007199254740993n], [null, 0n]]);
const all = { top: 0, left: 0, bottom: 3, right: 1 };

test('CSV that is read back: quotes where they are needed, NULL apart from an empty text', () => {
  expect(copiedText(cells, [0, 1, 2, 3], all, true, 'csv')).toBe('"a,b",n\n"x ""y""",1\n"two\nlines",\n"",9007199254740993\n,0\n');
});

test('only the block, in the order that is shown', () => {
  expect(copiedText(cells, [3, 0, 2, 1], { top: 1, left: 1, bottom: 2, right: 1 }, false, 'tsv')).toBe('1\n9007199254740993');
  expect(copiedText(table({ a: 'VARCHAR' }, []), [], { top: 0, left: 0, bottom: -1, right: 0 }, true, 'csv')).toBe('a\n');
});
