import { describe, expect, test } from 'vitest';
import { buildNode, reported } from '../../../engine/testing/build-node.ts';
import { functions, measure, orderedFunctions, takes } from '../../../engine/definition/figure-functions.ts';
import { aggregate } from './node.ts';

const inputs = { in: [[{ name: 'Région "x"', type: 'VARCHAR' }, { name: 'amount', type: 'DECIMAL(8,2)' }]] };
const of = { name: 'amount', type: 'DECIMAL(8,2)' };

describe('aggregate', () => {
  test('a quoted or bare column is a group under its own name, an expression needs one', () => {
    const { built } = buildNode(aggregate, { inputs, params: { groups: [{ by: ' "région ""x""" ' }, { by: 'AMOUNT' }] } });
    expect(built!.outputs['out']).toMatchObject({ op: 'aggregate', groups: [{ name: 'Région "x"', value: { op: 'column' } }, { name: 'amount' }], measures: [{ name: 'rows' }] });
    expect(reported(aggregate, { inputs, params: { groups: [{ by: 'amount > 1' }] } })).toEqual(['param-missing groups.0.as']);
    expect(reported(aggregate, { inputs, params: { groups: [{ by: 'amuont' }] } })).toEqual(['column-missing groups.0.by']);
  });

  test('figures say what they lack', () => {
    expect(reported(aggregate, { inputs, params: { measures: [{ function: 'sum' }] } })).toEqual(['param-missing measures.0.column']);
    expect(reported(aggregate, { inputs, params: { measures: [{ function: 'custom' }] } })).toEqual(['param-missing measures.0.expression']);
    expect(reported(aggregate, { inputs, params: { measures: [{ function: 'custom', expression: 'sum(amount)' }] } })).toEqual(['param-missing measures.0.as']);
    expect(reported(aggregate, { inputs, params: { measures: [{ function: 'sum', column: 'amuont' }] } })).toEqual(['column-missing measures.0.column']);
    expect(reported(aggregate, { inputs, params: { measures: [{ function: 'sum', column: 'région "x"' }] } })).toEqual(['type-mismatch measures.0.column']);
    expect(reported(aggregate, { inputs, params: { groups: [], measures: [] } })).toEqual(['param-missing measures']);
  });

  test('two figures of one name are reported', () => {
    const measures = [{ function: 'sum', column: 'amount' }, { function: 'max', column: 'amount', as: 'SUM_amount' }];
    expect(reported(aggregate, { inputs, params: { measures } })).toEqual(['column-duplicate measures.1.as']);
  });

  test('an order is used only where it matters', () => {
    const orderBy = { op: 'column', name: 'day' } as const;
    for (const { value } of functions) {
      if (value === 'count' || value === 'custom') continue;
      const built = measure(value, of, { orderBy: [{ by: orderBy, descending: false, nulls: 'last' }] });
      expect(built.op === 'call' && built.orderBy !== undefined, value).toBe(orderedFunctions.includes(value));
    }
  });

  test('what was set for version 1 means the same', () => {
    expect(aggregate.migrations![1]!({ groups: [{ by: 'a' }], measures: [{ function: 'sum', column: 'b' }] })).toEqual({ groups: [{ by: 'a' }], measures: [{ function: 'sum', column: 'b' }] });
  });

  test('selections of groups that make no sense are reported', () => {
    const groups = [{ by: 'amount' }, { by: '"région ""x"""' }];
    expect(reported(aggregate, { inputs, params: { groups, combine: 'sets' } })).toEqual(['param-missing sets']);
    expect(reported(aggregate, { inputs, params: { groups, combine: 'sets', sets: [{ groups: ['amount'] }] } })).toEqual(['param-invalid sets']);
    expect(reported(aggregate, { inputs, params: { groups: [{ by: 'amount' }], combine: 'sets', sets: [{ groups: ['amount'] }, { groups: ['amuont'] }] } })).toEqual(['param-invalid sets.1.groups.0']);
    expect(reported(aggregate, { inputs, params: { groups: Array.from({ length: 11 }, (_, i) => ({ by: 'amount', as: `g${i}` })), combine: 'cube' } })).toEqual(['param-invalid combine']);
    expect(buildNode(aggregate, { inputs, params: { groups, combine: 'cube' } }).built!.outputs['out']).toMatchObject({ sets: [[0, 1], [1], [0], []] });
    expect(buildNode(aggregate, { inputs, params: { groups, combine: 'rollup' } }).built!.outputs['out']).toMatchObject({ sets: [[0, 1], [0], []] });
  });

  test('a figure of two columns needs both, and values taken once have no other order', () => {
    expect(reported(aggregate, { inputs, params: { measures: [{ function: 'correlation', column: 'amount' }] } })).toEqual(['param-missing measures.0.with']);
    expect(reported(aggregate, { inputs, params: { measures: [{ function: 'slope', column: 'amount', with: 'région "x"' }] } })).toEqual(['type-mismatch measures.0.with']);
    expect(reported(aggregate, { inputs, params: { measures: [{ function: 'list', column: 'amount', distinct: true, orderBy: 'amount' }] } })).toEqual(['param-invalid measures.0.orderBy']);
  });

  test('functions take the types DuckDB takes', () => {
    expect(takes('sum', 'HUGEINT')).toBe(true);
    expect(takes('sum', 'INTERVAL')).toBe(false);
    expect(takes('mean', 'INTERVAL')).toBe(true);
    expect(takes('median', 'DATE')).toBe(true);
    expect(takes('stddev', 'DATE')).toBe(false);
    expect(takes('list', 'STRUCT(a INTEGER)')).toBe(true);
  });
});
