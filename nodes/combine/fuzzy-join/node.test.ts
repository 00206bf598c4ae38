import { expect, test } from 'vitest';
import { reported } from '../../../engine/testing/build-node.ts';
import { fuzzyJoin } from './node.ts';

const inputs = { left: [[{ name: 'name', type: 'VARCHAR' }, { name: 'score', type: 'INTEGER' }]], right: [[{ name: 'title', type: 'VARCHAR' }]] };

test('what cannot be matched is said at its setting', () => {
  expect(reported(fuzzyJoin, { inputs, params: { score: 'alike' } })).toEqual([]);
  expect(reported(fuzzyJoin, { inputs })).toEqual(['column-duplicate score']);
  expect(reported(fuzzyJoin, { inputs, params: { score: '' } })).toEqual(['param-missing score']);
  expect(reported(fuzzyJoin, { inputs, params: { compare: [{ left: 'nmae', right: 'title' }] } })).toEqual(['column-missing compare.0.left']);
  expect(reported(fuzzyJoin, { inputs, params: { blocks: [{ left: 'name', right: 'titel' }] } })).toEqual(['column-missing blocks.0.right']);
  expect(reported(fuzzyJoin, { inputs: { left: [[{ name: 'n', type: 'INTEGER' }]], right: inputs.right } })).toEqual(['param-missing compare']);
});
