import { Int64, Table, TimestampMicrosecond, Utf8, makeData, makeVector, tableToIPC, vectorFromArray } from 'apache-arrow';
import { expect, test } from 'vitest';
import { readCellTable } from './cell-table.ts';
import { formatDay, formatMicroseconds, formatValue, plainValue } from './format-value.ts';
import { indentJson } from './indent-json.ts';
import { speak } from '../words/words.ts';
import { shortType, typeKind } from './type-kind.ts';

test('whole numbers are grouped from five digits on, decimals from four', () => {
  expect(formatValue('integer', 2026)).toBe('2026');
  expect(formatValue('integer', -1234567)).toBe('-1,234,567');
  expect(formatValue('integer', 170141183460469231731687303715884105727n)).toBe('170,141,183,460,469,231,731,687,303,715,884,105,727');
  expect(formatValue('decimal', '1889.50')).toBe('1,889.50');
  expect(formatValue('decimal', '-0.05')).toBe('-0.05');
});

test('German numbers have points between thousands and a comma before decimals', () => {
  speak('de', {});
  expect(formatValue('integer', -1234567)).toBe('-1.234.567');
  expect(formatValue('decimal', '1889.50')).toBe('1.889,50');
  expect(formatValue('float', 0.5)).toBe('0,5');
  expect(plainValue('decimal', '1889.50')).toBe('1889.50');
  speak('en', null);
});

test('doubles are cut to six decimals without zeros behind, extremes keep their size', () => {
  expect(formatValue('float', 0.1 + 0.2)).toBe('0.3');
  expect(formatValue('float', 1234.5)).toBe('1,234.5');
  expect(formatValue('float', 1e-9)).toBe('1e-9');
  expect(formatValue('float', 6.02214076e23)).toBe('6.022141e+23');
  expect(formatValue('float', Number.NaN)).toBe('NaN');
  expect(formatValue('float', -0.0000004)).toBe('-4e-7');
  expect(plainValue('float', 0.1 + 0.2)).toBe('0.30000000000000004');
});

test('times keep their microseconds, before 1970 too', () => {
  expect(formatMicroseconds(1_772_349_262_000_001n)).toBe('2026-03-01 07:14:22.000001');
  expect(formatMicroseconds(-1n)).toBe('1969-12-31 23:59:59.999999');
  expect(formatMicroseconds(0n)).toBe('1970-01-01 00:00:00');
  expect(formatDay(-719_528)).toBe('0000-01-01');
  expect(formatValue('instant', '2026-03-01 09:14:22+00')).toBe('2026-03-01 09:14:22+00');
});

test('Arrow cells are read without loss', () => {
  const micros = makeVector(makeData({ type: new TimestampMicrosecond(), length: 2, nullBitmap: new Uint8Array([1]), data: new BigInt64Array([1_772_349_262_123_456n, 0n]) }));
  const table = new Table({ big: vectorFromArray([9_007_199_254_740_993n, null], new Int64()), at: micros, text: vectorFromArray(['', null], new Utf8()) });
  const cells = readCellTable([{ name: 'big', type: 'BIGINT' }, { name: 'at', type: 'TIMESTAMP' }, { name: 'text', type: 'VARCHAR' }], tableToIPC(table, 'stream'));
  expect(cells.columns.map((c) => c.at(0))).toEqual([9_007_199_254_740_993n, 1_772_349_262_123_456n, '']);
  expect(cells.columns.map((c) => c.at(1))).toEqual([null, null, null]);
});

test('an empty stream has columns and no rows', () => {
  const cells = readCellTable([{ name: 'a', type: 'VARCHAR' }], tableToIPC(new Table({ a: vectorFromArray([], new Utf8()) }), 'stream'));
  expect(cells).toMatchObject({ rows: 0, columns: [{ name: 'a' }] });
});

test('types are told short', () => {
  expect(shortType("ENUM('a', 'b,c', 'd)')")).toBe('enum(3)');
  expect(shortType('DECIMAL(8,2)')).toBe('decimal(8,2)');
  expect(shortType('STRUCT(a INTEGER, b STRUCT(c DATE, d DATE))[]')).toBe('struct(2)[]');
  expect(shortType('TIMESTAMP WITH TIME ZONE')).toBe('timestamptz');
  expect(typeKind('DECIMAL(8,2)[]')).toBe('list');
  expect(typeKind('TIMESTAMP_NS')).toBe('timestamp');
});

test('nested values are indented without touching their digits', () => {
  expect(indentJson('{"a":[1.10,{}],"b":"x, {y}"}')).toBe('{\n  "a": [\n    1.10,\n    {}\n  ],\n  "b": "x, {y}"\n}');
  expect(indentJson('plain, text')).toBe('plain, text');
});
