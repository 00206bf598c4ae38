import { expect, test } from 'vitest';
import { buildNode, reported } from '../../../engine/testing/build-node.ts';
import { pivot } from './node.ts';
import { foundSlots } from './slots.ts';

const inputs = { in: [[{ name: 'shop', type: 'VARCHAR' }, { name: 'n', type: 'INTEGER' }, { name: 'tags', type: 'VARCHAR[]' }]] };
const naming = { prefix: '', separator: '_', nullName: 'NULL', blankName: '(blank)' };
const names = (fact: Parameters<typeof buildNode>[1]) => {
  const { built } = buildNode(pivot, fact);
  const out = built!.outputs['out']!;
  return out.op === 'aggregate' ? out.measures.map((m) => m.name) : [];
};

test('names of values are told apart in their order, whatever their case, and from those of groups', () => {
  const rows = [['2', 'a', 'a'], ['1', 'A', 'A'], ['10', null, null], ['3', '', ''], ['4', 'SHOP', 'SHOP'], ['5', 'x\0y', 'x\0y']];
  expect(foundSlots(rows, ['shop'], naming).map((s) => s.name)).toEqual(['A', 'a_2', '(blank)', 'SHOP_2', 'x␀y', 'NULL']);
});

test('what is set wrong is said at its setting', () => {
  expect(reported(pivot, { inputs, params: { names: ['tags'] } })).toEqual(['type-mismatch names']);
  expect(reported(pivot, { inputs, params: { names: ['gone'] } })).toEqual(['column-missing names.0', 'param-missing names']);
  expect(reported(pivot, { inputs, params: { measures: [] } })).toEqual(['param-missing measures']);
  expect(reported(pivot, { inputs, params: { values: 'listed' } })).toEqual(['param-missing listed']);
  expect(reported(pivot, { inputs, params: { names: ['n'], values: 'listed', listed: [{ value: 'x' }] } })).toEqual(['param-invalid listed.0.value']);
  expect(reported(pivot, { inputs, params: { values: 'listed', listed: [{ value: 'x' }, { value: 'x', name: 'y' }] } })).toEqual(['param-invalid listed.1.value']);
  expect(reported(pivot, { inputs, params: { values: 'listed', listed: [{ value: 'x' }, { value: 'y', name: 'X' }] } })).toEqual(['column-duplicate listed.1.name']);
  expect(reported(pivot, { inputs, params: {}, fact: { kind: 'values', rows: [], more: false } })).toEqual(['param-missing names']);
  expect(reported(pivot, { inputs, params: {}, fact: { kind: 'values', rows: [['1', 'a', 'a']], more: true } })).toEqual(['param-invalid names']);
});

test('several figures are named after value and figure', () => {
  const measures = [{ function: 'count' }, { function: 'sum', column: 'n' }];
  expect(names({ inputs, params: { measures }, fact: { kind: 'values', rows: [['1', 'a', 'a']], more: false } })).toEqual(['a_rows', 'a_sum_n']);
});
