import { describe, expect, test } from 'vitest';
import type { Relation } from '../../../engine/relation/relation.ts';
import { buildNode, reported } from '../../../engine/testing/build-node.ts';
import { formula } from './node.ts';

const inputs = { in: [[{ name: 'a', type: 'INTEGER' }]] };
const reads = { 'a + 1': ['a'], 'b * 2': ['B'], 'a * 3': ['a'] };
const layers = (relation: Relation): readonly string[][] => (relation.op === 'extend' ? [...layers(relation.from), relation.columns.map((c) => c.name)] : []);
const build = (columns: readonly { name: string; expression: string }[]) => buildNode(formula, { inputs, reads, params: { columns } }).built!.outputs['out']!;

describe('formula', () => {
  test('nothing to compute passes the rows', () => expect(build([])).toEqual({ op: 'input', port: 'in', index: 0 }));

  test('a new layer starts only where an earlier result is read, whatever its case', () => {
    expect(layers(build([{ name: 'b', expression: 'a + 1' }, { name: 'c', expression: 'a * 3' }, { name: 'd', expression: 'b * 2' }]))).toEqual([['b', 'c'], ['d']]);
  });

  test('an expression that reads what it replaces sees the old value in its own layer and the new one afterwards', () => {
    const out = build([{ name: 'A', expression: 'a + 1' }, { name: 'x', expression: 'a * 3' }]);
    expect(layers(out)).toEqual([['a'], ['x']]);
    expect(out.op === 'extend' && out.from.op === 'extend' && out.from.columns[0]!.replaces).toBe(true);
  });

  test('what was set for version 1 stops the run as it did', () => {
    expect(formula.migrations![1]!({ columns: [] })).toEqual({ columns: [] });
    expect(build([{ name: 'b', expression: 'a + 1' }])).toMatchObject({ op: 'extend', from: { op: 'input' }, columns: [{ name: 'b', value: { op: 'text' } }] });
  });

  test('what looks at other rows or changes cannot be tried row by row', () => {
    const params = { columns: [{ name: 'x', expression: 'random()' }], onFailure: 'errors' };
    expect(reported(formula, { inputs, volatile: ['random()'], params })).toEqual(['expression-kind columns.0.expression']);
    expect(reported(formula, { inputs, volatile: ['random()'], params: { ...params, onFailure: 'fail' } })).toEqual([]);
  });

  test('two formulas of one name and one without a name are reported', () => {
    expect(reported(formula, { inputs, params: { columns: [{ name: 'x', expression: '1' }, { name: 'X', expression: '2' }] } })).toEqual(['column-duplicate columns.1.name']);
    expect(reported(formula, { inputs, params: { columns: [{ name: '', expression: '1' }] } })).toEqual(['param-missing columns.0.name']);
  });
});
