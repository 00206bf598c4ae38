import { expect, test } from 'vitest';
import { carrierType, scriptType, ungivable } from '../relation/script-type.ts';
import { fitValue } from './fit-value.ts';

const fit = (type: string, value: unknown): unknown => {
  try {
    return fitValue(scriptType(type), value);
  } catch (error) {
    return (error as Error).message;
  }
};

test('numbers fit exactly or not at all', () => {
  expect(fit('BIGINT', { i: '9223372036854775807' })).toBe(9_223_372_036_854_775_807n);
  expect(fit('BIGINT', { i: '9223372036854775808' })).toContain('is not between');
  expect(fit('BIGINT', 2 ** 60)).toContain('use a BigInt');
  expect(fit('UBIGINT', -1)).toContain('is not between 0 and 18446744073709551615');
  expect(fit('UHUGEINT', { i: String(2n ** 128n - 1n) })).toBe(String(2n ** 128n - 1n));
  expect(fit('HUGEINT', { i: String(2n ** 127n) })).toContain('is not between');
  expect(fit('FLOAT', 1e300)).toContain('FLOAT');
  expect(fit('FLOAT', { n: 'Infinity' })).toBe(Number.POSITIVE_INFINITY);
  expect(fit('DOUBLE', { n: '-0' })).toBe(-0);
  expect(fit('DOUBLE', { i: '1' })).toBe('is 1n where a number is wanted');
});

test('decimals are rounded to their places and must not have too many digits', () => {
  const cases: readonly (readonly [unknown, string | RegExp])[] = [
    ['1.005', '1.01'], ['-1.005', '-1.01'], ['-0.001', '0.00'], ['.5', '0.50'], ['5.', '5.00'], [' 7 ', '7.00'], [1e-7, '0.00'], [123, '123.00'], [0.1 + 0.2, '0.30'], ['999.994', '999.99'],
    ['999.995', /^is "999.995" where a number of DECIMAL\(5,2\)/], [1000, /DECIMAL/], ['1e2', '100.00'], ['1e-1000', '0.00'], ['1e9999', /DECIMAL/], ['', /DECIMAL/], ['.', /DECIMAL/], ['1,5', /DECIMAL/], [{ i: '12' }, '12.00'], [{ n: 'NaN' }, /DECIMAL/], [{ n: '-0' }, '0.00'], [true, /DECIMAL/],
  ];
  for (const [value, wanted] of cases) expect([value, fit('DECIMAL(5,2)', value)]).toEqual([value, typeof wanted === 'string' ? wanted : expect.stringMatching(wanted)]);
  expect(fit('DECIMAL(3,0)', '12.5')).toBe('13');
});

test('dates and times are texts the database reads, or moments', () => {
  for (const good of ['2024-02-29', '0001-01-01', 'infinity', '-infinity', '0005-03-15 (BC)', '10000-01-01']) expect([good, fit('DATE', good)]).toEqual([good, good]);
  for (const bad of ['2023-02-29', '2024-13-01', '2024-1-1', '29.02.2024', '', '2024-02-29 00:00']) expect([bad, fit('DATE', bad)]).toEqual([bad, expect.stringContaining('where a date such as')]);
  for (const good of ['2024-02-29', '2024-02-29 12:00', '2024-02-29T23:59:59.123456', '2024-02-29T12:00:00Z', '0044-03-15 (BC) 10:00:00', 'infinity']) expect([good, fit('TIMESTAMP', good)]).toEqual([good, good]);
  for (const bad of ['2024-02-29 25:00', '2024-02-29T12:00:00+02:00', '2024-02-30 12:00', '12:00']) expect([bad, fit('TIMESTAMP', bad)]).toEqual([bad, expect.stringContaining('where a time such as')]);
  expect(fit('TIMESTAMP WITH TIME ZONE', '2024-02-29T12:00:00+02:00')).toBe('2024-02-29T12:00:00+02:00');
  expect(fit('TIME', '24:00:00')).toBe('24:00:00');
  expect(fit('TIME', '24:00:01')).toContain('where a time such as "08:00:00"');
  expect(fit('DATE', { t: '86400000' })).toBe('1970-01-02');
  expect(fit('DATE', { t: '86400001' })).toContain('is the Date 1970-01-02T00:00:00.001Z where a date');
  expect(fit('TIMESTAMP', { t: '1' })).toBe('1970-01-01T00:00:00.001');
  expect(fit('TIMESTAMP', { t: 'NaN' })).toContain('a Date that is no moment');
});

test('nested values fit part by part', () => {
  expect(fit('INTEGER[]', [1, null])).toEqual([1, null]);
  expect(fit('INTEGER[]', [1, 'x'])).toContain('"x" where a whole number');
  expect(fit('STRUCT("a b" DECIMAL(3,1), c BLOB)', { o: [['c', 'a b', 'd'], [{ x: '\u0000\u00ff' }, 1, 2]] })).toEqual(['1.0', new Uint8Array([0, 255])]);
  expect(fit('STRUCT(a INTEGER)', { o: [[], []] })).toBe('has no "a"; give null where there is none');
  expect(fit('MAP(INTEGER, VARCHAR)', { m: [[1, 2], ['x', null]] })).toEqual({ keys: [1, 2], values: ['x', null] });
  expect(fit('MAP(VARCHAR, INTEGER)', { o: [['a'], [1]] })).toEqual({ keys: ['a'], values: [1] });
  expect(fit('MAP(VARCHAR, INTEGER)', { m: [[null], [1]] })).toContain('the key null');
  expect(fit('MAP(DECIMAL(3,1), INTEGER)', { m: [['1', '1.0'], [1, 2]] })).toContain('same key twice');
});

test('types are carried without loss, and those a script cannot give are named', () => {
  expect(carrierType(scriptType('STRUCT("a ""b" DECIMAL(18,3), t TIMESTAMP[], m MAP(VARCHAR, STRUCT(x HUGEINT)))'))).toBe('STRUCT("a ""b" VARCHAR, "t" VARCHAR[], "m" MAP(VARCHAR, STRUCT("x" VARCHAR)))');
  expect(ungivable(scriptType("STRUCT(a INTEGER, b ENUM('x, y', 'z')[])"))).toBe("ENUM('x, y', 'z')");
  expect(ungivable(scriptType('MAP(INTERVAL, INTEGER)'))).toBe('INTERVAL');
  expect(ungivable(scriptType('DOUBLE[3]'))).toBeNull();
});
