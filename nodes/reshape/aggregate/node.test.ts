import { describe, expect, test } from 'vitest';
import { buildNode, reported } from '../../../engine/testing/build-node.ts';
import { functions, measure, orderedFunctions, takes } from './measures.ts';
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
      const built = measure(value, of, orderBy);
      expect(built.op === 'call' && built.orderBy !== undefined, value).toBe(orderedFunctions.includes(value));
    }
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
