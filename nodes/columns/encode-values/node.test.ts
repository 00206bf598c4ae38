import { expect, it } from 'vitest';
import { reported } from '../../../engine/testing/build-node.ts';
import { encodeValues } from './node.ts';

it('a new column needs a name', () => {
  const inputs = { in: [[{ name: 'size', type: 'VARCHAR' }]] };
  expect(reported(encodeValues, { inputs, params: { prefix: '' } })).toEqual(['param-missing prefix']);
  expect(reported(encodeValues, { inputs, params: { prefix: '', method: 'one-hot', values: ['S', ''] } })).toEqual(['param-missing prefix']);
  expect(reported(encodeValues, { inputs, params: { prefix: '', method: 'one-hot', values: ['S', 'M'] } })).toEqual([]);
});
