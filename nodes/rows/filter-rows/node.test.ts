import { expect, test } from 'vitest';
import { buildNode } from '../../../engine/testing/build-node.ts';
import { filterRows } from './node.ts';

const inputs = { in: [[{ name: '_PASSES', type: 'BOOLEAN' }]] };

test('a condition that answers anew each time is evaluated once, in a column no input has', () => {
  const { built } = buildNode(filterRows, { inputs, params: { condition: 'random() < 0.5' }, volatile: ['random() < 0.5'] });
  expect(built!.shared!['tested']).toMatchObject({ op: 'extend', columns: [{ name: '_passes_2' }] });
  for (const port of ['passed', 'rejected']) {
    expect(built!.outputs[port]).toMatchObject({ op: 'extend', without: ['_passes_2'], from: { op: 'filter', from: { op: 'shared', name: 'tested' } } });
  }
});

test('any other condition filters the input directly', () => {
  const { built } = buildNode(filterRows, { inputs, params: { condition: '_passes' } });
  expect(built!.shared).toBeUndefined();
  expect(built!.outputs['rejected']).toMatchObject({ op: 'filter', from: { op: 'input' }, condition: { op: 'is', what: 'NOT TRUE' } });
});
