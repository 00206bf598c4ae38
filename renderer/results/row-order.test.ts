import { expect, test } from 'vitest';
import { badgeText, timeOfDay } from './badge-text.ts';
import type { CellTable, CellValue } from './cell-table.ts';
import { chartData, chartTitle } from './chart/chart-rows.ts';
import { copiedText } from './grid/copied-text.ts';
import { edgesOf, visibleColumns } from './grid/column-widths.ts';
import { movedPlace } from './grid/selection.ts';
import { histogramBars } from './histogram-bars.ts';
import { percent, profileFacts } from './profile-text.ts';
import { plainLook, rowOrder } from './row-order.ts';
import { typeKind } from './type-kind.ts';

const tableOf = (columns: Record<string, { type: string; values: readonly CellValue[] }>): CellTable => ({
  rows: Object.values(columns)[0]!.values.length,
  columns: Object.entries(columns).map(([name, { type, values }]) => ({ name, type, kind: typeKind(type), at: (row) => values[row]! })),
});

const table = tableOf({
  price: { type: 'DECIMAL(38,2)', values: ['9.50', '10.00', null, '10000000000000000000000.02', '10000000000000000000000.01'] },
  name: { type: 'VARCHAR', values: ['nut', 'Bolt\t"x"', 'nut', '', null] },
});

test('numbers in text sort as numbers, beyond the digits of a double, NULL last either way', () => {
  expect(rowOrder(table, { ...plainLook, sorting: { column: 0, descending: false } })).toEqual([0, 1, 4, 3, 2]);
  expect(rowOrder(table, { ...plainLook, sorting: { column: 0, descending: true } })).toEqual([3, 4, 1, 0, 2]);
});

test('equal rows keep their order', () => {
  expect(rowOrder(table, { ...plainLook, sorting: { column: 1, descending: true } })).toEqual([0, 2, 1, 3, 4]);
});

test('filters tell the empty text from NULL', () => {
  expect(rowOrder(table, { ...plainLook, filters: [{ column: 1, value: '' }] })).toEqual([3]);
  expect(rowOrder(table, { ...plainLook, filters: [{ column: 1, value: null }] })).toEqual([4]);
});

test('search finds what is shown and what is stored', () => {
  expect(rowOrder(table, { ...plainLook, search: 'BOLT' })).toEqual([1]);
  expect(rowOrder(table, { ...plainLook, search: '10,000' })).toEqual([3, 4]);
  expect(rowOrder(table, { ...plainLook, search: '100000' })).toEqual([3, 4]);
});

test('copied cells are exact and can be pasted into a spreadsheet', () => {
  expect(copiedText(table, [1, 2], { top: 0, bottom: 1, left: 0, right: 1 }, true)).toBe('price\tname\n10.00\t"Bolt\t""x"""\n\tnut');
  expect(copiedText(table, [1, 2], { top: 0, bottom: 0, left: 0, right: 0 }, false)).toBe('10.00');
  expect(JSON.parse(copiedText(table, [1, 2], { top: 0, bottom: 1, left: 0, right: 1 }, true, 'json'))).toEqual([{ price: 10, name: 'Bolt\t"x"' }, { price: null, name: 'nut' }]);
  expect(copiedText(table, [1, 2], { top: 0, bottom: 1, left: 0, right: 1 }, true, 'json')).toContain('"price": 10.00');
  expect(copiedText(table, [2], { top: 0, bottom: 0, left: 0, right: 1 }, true, 'markdown')).toBe('| price | name |\n| ---: | --- |\n|  | nut |');
});

test('keys move inside the grid and up to the head', () => {
  const size = { rows: 10, columns: 3, page: 4 };
  expect(movedPlace({ row: 0, column: 0 }, { key: 'ArrowUp', shift: false, mod: false }, size)).toEqual({ row: -1, column: 0 });
  expect(movedPlace({ row: 8, column: 1 }, { key: 'PageDown', shift: false, mod: false }, size)).toEqual({ row: 9, column: 1 });
  expect(movedPlace({ row: 3, column: 2 }, { key: 'Home', shift: false, mod: true }, size)).toEqual({ row: 0, column: 0 });
  expect(movedPlace({ row: 3, column: 2 }, { key: 'x', shift: false, mod: false }, size)).toBeNull();
});

test('only columns in sight are drawn', () => {
  const edges = edgesOf([100, 100, 100, 100, 100]);
  expect(visibleColumns(edges, 210, 80)).toEqual({ first: 1, last: 3 });
  expect(visibleColumns(edges, 0, 1000)).toEqual({ first: 0, last: 4 });
});

test('the badge tells how exact a preview is', () => {
  const taken = '2026-03-05T14:02:11Z';
  expect(badgeText({ coverage: 'all', rows: 6923, total: 6923, taken })).toBe(`exact · 6,923 rows · ${timeOfDay(taken)}`);
  expect(badgeText({ coverage: 'first', rows: 1000, total: null, taken })).toBe(`first 1,000 rows · ${timeOfDay(taken)}`);
  expect(badgeText({ coverage: 'sample', rows: 1, total: null, taken })).toBe(`sample · 1 row · ${timeOfDay(taken)}`);
});

const profile = { name: 'a', type: 'INTEGER', rows: 1000, nulls: 4, distinct: 73, min: '0', max: '72', mean: '32.371148', histogram: [5, 10, 0], top: null };

test('a profile is told in facts and drawn in bars', () => {
  expect(profileFacts(profile).map((f) => `${f.name} ${f.value}`).join(', ')).toBe('min 0, max 72, mean 32.3711, distinct 73, null 4 (0.4 %)');
  expect(histogramBars(profile).map((b) => b.height)).toEqual([0.5, 1, 0]);
  expect(histogramBars({ ...profile, histogram: null, top: [{ value: 'x', count: 6 }, { value: 'y', count: 3 }], rows: 13, nulls: 1 })).toEqual([
    { height: 1, rest: false },
    { height: 0.5, rest: false },
    { height: 0.5, rest: true },
  ]);
  expect(histogramBars({ ...profile, nulls: 1000 })).toEqual([]);
});

test('shares are never rounded to nothing or to all', () => {
  expect(percent(1, 100_000)).toBe('<0.1 %');
  expect(percent(99_999, 100_000)).toBe('>99.9 %');
  expect(percent(0, 5)).toBe('0 %');
});

test('a chart reads numbers out of exact text and names a column that is gone', () => {
  const spec = { mark: 'bar', x: 'NAME', y: 'price', color: null } as const;
  expect(chartData(table, spec)).toMatchObject({ rows: [{ x: 'nut', y: 9.5 }, { y: 10 }, { y: null }, {}, { x: null }] });
  expect(chartData(table, { ...spec, y: 'gone' })).toEqual({ missing: 'gone' });
  expect(chartTitle(spec)).toBe('Bar chart of price over NAME');
});
