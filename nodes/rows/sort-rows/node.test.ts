import { expect, test } from 'vitest';
import { reported } from '../../../engine/testing/build-node.ts';
import { sortRows } from './node.ts';

test('a key that names no column is reported, since a bare number would mean a position', () => {
  const trouble = (by: string) => reported(sortRows, { params: { keys: [{ by }] }, reads: { 'lower(a)': ['a'] }, volatile: ['random()'] });
  expect(trouble('1')).toEqual(['param-invalid keys.0.by']);
  expect(trouble('lower(a)')).toEqual([]);
  expect(trouble('random()')).toEqual([]);
});
