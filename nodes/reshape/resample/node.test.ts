import { expect, test } from 'vitest';
import { reported } from '../../../engine/testing/build-node.ts';
import { resample } from './node.ts';

const inputs = { in: [[{ name: 'at', type: 'TIMESTAMP' }, { name: 'what', type: 'VARCHAR' }, { name: 'moment', type: 'TIMESTAMP WITH TIME ZONE' }]] };

test('what does not fit is said at its setting', () => {
  expect(reported(resample, { inputs })).toEqual([]);
  expect(reported(resample, { inputs: { in: [[{ name: 'what', type: 'VARCHAR' }]] } })).toEqual(['param-missing time']);
  expect(reported(resample, { inputs, params: { time: 'what' } })).toEqual(['type-mismatch time']);
  expect(reported(resample, { inputs, params: { zone: 'Europe/Berlin' } })).toEqual(['param-invalid zone']);
  expect(reported(resample, { inputs, params: { time: 'moment', zone: 'Nowhere' } })).toEqual(['param-invalid zone']);
  expect(reported(resample, { inputs, params: { fill: 'linear', measures: [{ function: 'max', column: 'what' }] } })).toEqual(['type-mismatch fill']);
  expect(reported(resample, { inputs, params: { groups: ['what'], as: 'What' } })).toEqual(['column-duplicate groups']);
});
