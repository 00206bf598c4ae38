import { describe, expect, test } from 'vitest';
import { buildNode, reported } from '../../../engine/testing/build-node.ts';
import { union } from './node.ts';

const a = [{ name: 'id', type: 'INTEGER' }, { name: 'n', type: 'VARCHAR' }];
const b = [{ name: 'N', type: 'DOUBLE' }, { name: 'extra', type: 'DATE' }];

describe('union', () => {
  test('columns of one name but different families are reported', () => {
    const { diagnostics } = buildNode(union, { inputs: { in: [a, b] } });
    expect(diagnostics.map((d) => d.code)).toEqual(['type-mismatch']);
    expect(diagnostics[0]!.message).toContain('Column "n" is VARCHAR in input 1 but DOUBLE in input 2.');
  });

  test('by position the tables need the same number of columns', () => {
    expect(reported(union, { inputs: { in: [a, [a[0]!]] }, params: { match: 'position' } })).toEqual(['type-mismatch match']);
    expect(reported(union, { inputs: { in: [a, [a[1]!, a[0]!]] }, params: { match: 'position' } })).toEqual(['type-mismatch match', 'type-mismatch match']);
  });

  test('the column that tells the source may not be one of the tables', () => {
    expect(reported(union, { inputs: { in: [a, a] }, params: { sourceColumn: 'ID' } })).toEqual(['column-duplicate sourceColumn']);
  });
});
