import { expect, test } from 'vitest';
import { reported } from '../../../engine/testing/build-node.ts';
import { transpose } from './node.ts';

const inputs = { in: [[{ name: 'k', type: 'VARCHAR' }, { name: 'n', type: 'INTEGER' }]] };
const found = (rows: readonly (readonly (string | null)[])[], more = false) => ({ kind: 'values', rows, more }) as const;

test('what cannot be turned is said at its setting', () => {
  expect(reported(transpose, { inputs, params: { header: 'k' }, fact: found([['1', '1', 'a']]) })).toEqual([]);
  expect(reported(transpose, { inputs, params: {}, fact: found([['3']]) })).toEqual(['type-mismatch asText']);
  expect(reported(transpose, { inputs, params: { header: 'gone' } })).toEqual(['column-missing header']);
  expect(reported(transpose, { inputs, params: { header: 'k' }, fact: found([['1', '1', 'a'], ['2', '2', null]]) })).toEqual(['key-duplicate header']);
  expect(reported(transpose, { inputs, params: { header: 'k' }, fact: found([], true) })).toEqual(['param-invalid header']);
  expect(reported(transpose, { inputs, params: { asText: true }, fact: found([['2001']]) })).toEqual(['param-invalid header']);
  expect(reported(transpose, { inputs, params: { asText: true, nameColumn: '' }, fact: found([['1']]) })).toEqual(['param-missing nameColumn']);
  expect(reported(transpose, { inputs: { in: [[inputs.in[0]![0]!]] }, params: { header: 'k' } })).toEqual(['param-missing columns']);
});
