import { expect, test } from 'vitest';
import { buildNode, reported } from '../../../engine/testing/build-node.ts';
import { viewChart } from './node.ts';

const numbers = { in: [[{ name: 'x', type: 'VARCHAR' }, { name: 'y', type: 'DOUBLE' }]] };
const words = { in: [[{ name: 'x', type: 'VARCHAR' }]] };

test('columns are found where none are chosen', () => {
  expect(buildNode(viewChart, { inputs: numbers }).built!.view!.chart).toEqual({ mark: 'bar', x: 'x', y: 'y', color: null });
  expect(buildNode(viewChart, { inputs: numbers, params: { mark: 'histogram' } }).built!.view!.chart).toEqual({ mark: 'histogram', x: 'y', y: null, color: null });
});

test('what cannot be drawn is reported', () => {
  expect(reported(viewChart, { inputs: words })).toEqual(['param-missing y']);
  expect(reported(viewChart, { inputs: words, params: { mark: 'histogram' } })).toEqual(['param-missing mark']);
  expect(reported(viewChart, { inputs: numbers, params: { x: 'gone', color: 'away' } })).toEqual(['column-missing x', 'column-missing color']);
});
