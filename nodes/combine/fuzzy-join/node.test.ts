import { expect, test } from 'vitest';
import { buildNode, reported } from '../../../engine/testing/build-node.ts';
import { fuzzyJoin } from './node.ts';

const inputs = { left: [[{ name: 'name', type: 'VARCHAR' }, { name: 'score', type: 'INTEGER' }]], right: [[{ name: 'title', type: 'VARCHAR' }]] };

test('what cannot be matched is said at its setting', () => {
  expect(reported(fuzzyJoin, { inputs, params: { score: 'alike' } })).toEqual(['setting-chosen compare']);
  expect(reported(fuzzyJoin, { inputs })).toEqual(['setting-chosen compare', 'column-duplicate score']);
  expect(reported(fuzzyJoin, { inputs, params: { score: '' } })).toEqual(['setting-chosen compare', 'param-missing score']);
  expect(reported(fuzzyJoin, { inputs, params: { compare: [{ left: 'nmae', right: 'title' }] } })).toEqual(['column-missing compare.0.left']);
  expect(reported(fuzzyJoin, { inputs, params: { blocks: [{ left: 'name', right: 'titel' }] } })).toEqual(['setting-chosen compare', 'column-missing blocks.0.right']);
  expect(reported(fuzzyJoin, { inputs: { left: [[{ name: 'n', type: 'INTEGER' }]], right: inputs.right } })).toEqual(['param-missing compare']);
});

test('of columns of text the one that both sides have is compared, and nothing is guessed where pairs are given', () => {
  const text = (...names: readonly string[]) => [names.map((name) => ({ name, type: 'VARCHAR' }))];
  const compared = (left: string, right: string) => ({ inputs: { left: text('city', 'name'), right: text('id', 'Name') }, params: { compare: [{ left, right }] } });
  const guessed = buildNode(fuzzyJoin, { inputs: compared('', '').inputs }).built;
  expect(guessed).not.toBeNull();
  expect(guessed).toEqual(buildNode(fuzzyJoin, compared('name', 'Name')).built);
  expect(reported(fuzzyJoin, compared('city', 'id'))).toEqual([]);
});
