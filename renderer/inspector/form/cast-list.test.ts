import { expect, test } from 'vitest';
import { castIndex, castRecords, withCast } from './cast-list.ts';

const records = castRecords([{ column: 'at', type: 'DATE', format: '%d.%m.%Y' }, { column: 'n', type: 'INTEGER' }]);

test('a column gets a type, another one, or none', () => {
  expect(withCast(records, 'x', 'DOUBLE')).toEqual([...records, { column: 'x', type: 'DOUBLE' }]);
  expect(withCast(records, 'AT', 'TIMESTAMP')[0]).toEqual({ column: 'at', type: 'TIMESTAMP', format: '%d.%m.%Y' });
  expect(withCast(records, 'n', ' ')).toEqual([records[0]]);
  expect(withCast(records, 'none', '')).toEqual(records);
});

test('a format that no longer means anything goes with the type', () => {
  expect(withCast(records, 'at', 'INTEGER')[0]).toEqual({ column: 'at', type: 'INTEGER' });
});

test('what a file holds otherwise is no reason to fail', () => {
  expect(castIndex(castRecords([null, { column: 3 }, 'x']), 'x')).toBe(-1);
  expect(castRecords({})).toEqual([]);
});
