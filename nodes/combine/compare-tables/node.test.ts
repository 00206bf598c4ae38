import { expect, test } from 'vitest';
import { reported } from '../../../engine/testing/build-node.ts';
import { compareTables } from './node.ts';

const before = [{ name: 'id', type: 'INTEGER' }, { name: 'x', type: 'INTEGER' }, { name: 'only', type: 'DATE' }];
const after = [{ name: 'ID', type: 'BIGINT' }, { name: 'x', type: 'VARCHAR' }];

test('what cannot be compared is said at its setting', () => {
  expect(reported(compareTables, { inputs: { before: [before], after: [after] } })).toEqual(['type-mismatch columns']);
  expect(reported(compareTables, { inputs: { before: [before], after: [after] }, params: { columns: ['only'] } })).toEqual(['column-missing columns']);
  expect(reported(compareTables, { inputs: { before: [before], after: [after] }, params: { columns: ['only'], onMissing: 'ignore' } })).toEqual([]);
  expect(reported(compareTables, { inputs: { before: [[before[1]!]], after: [[after[0]!]] } })).toEqual(['param-missing keys']);
  expect(reported(compareTables, { inputs: { before: [before], after: [after] }, params: { keys: [{ left: 'id', right: 'x' }] } })).toEqual(['type-mismatch keys.0.right']);
});
