import { describe, expect, test } from 'vitest';
import type { Schema } from '../../../engine/core/schema.ts';
import { buildNode, reported } from '../../../engine/testing/build-node.ts';
import { join } from './node.ts';

const left: Schema = [{ name: 'id', type: 'INTEGER' }, { name: 'Note', type: 'VARCHAR' }, { name: 'note_right', type: 'VARCHAR' }];
const right: Schema = [{ name: 'ID', type: 'BIGINT' }, { name: 'note', type: 'VARCHAR' }, { name: 'when', type: 'DATE' }];
const inputs = { left: [left], right: [right] };
const joinedNames = (params: Record<string, unknown>): readonly string[] => {
  const relation = buildNode(join, { inputs, params }).built!.outputs['joined']!;
  return relation.op === 'join' ? relation.columns.map((c) => c.name) : [];
};

describe('join', () => {
  test('without keys it asks for one and names columns both sides have', () => {
    const { diagnostics } = buildNode(join, { inputs });
    expect(diagnostics.map((d) => d.code)).toEqual(['param-missing']);
    expect(diagnostics[0]!.message).toContain('"id"');
  });

  test('a missing key column is reported with the nearest name on its own side', () => {
    const { diagnostics } = buildNode(join, { inputs, params: { keys: [{ left: 'idd', right: 'wen' }] } });
    expect(diagnostics.map((d) => d.at.param)).toEqual(['keys.0.left', 'keys.0.right']);
    expect(diagnostics[0]!.message).toContain('Did you mean "id"?');
    expect(diagnostics[1]!.message).toContain('Did you mean "when"?');
  });

  test('keys of different families do not compare', () => {
    expect(reported(join, { inputs, params: { keys: [{ left: 'id', right: 'when' }] } })).toContain('type-mismatch keys.0.right');
    expect(reported(join, { inputs, params: { keys: [{ left: 'note', right: 'id' }] } })).toContain('type-mismatch keys.0.right');
  });

  test('a suffix that makes a taken name is reported, another one is not', () => {
    expect(reported(join, { inputs, params: { keys: [{ left: 'id', right: 'id' }] } })).toEqual(['column-duplicate suffix']);
    expect(reported(join, { inputs, params: { keys: [{ left: 'id', right: 'id' }], suffix: '' } })).toEqual(['column-duplicate suffix']);
    expect(joinedNames({ keys: [{ left: 'id', right: 'id' }], suffix: '_2' })).toEqual(['id', 'Note', 'note_right', 'note_2', 'when']);
  });

  test('right keys are kept on request and get the suffix like any other column', () => {
    expect(joinedNames({ keys: [{ left: 'id', right: 'id' }], keepRightKeys: true, suffix: '_2' })).toEqual(['id', 'Note', 'note_right', 'ID_2', 'note_2', 'when']);
  });

  test('in a full join the key comes from either side', () => {
    const relation = buildNode(join, { inputs, params: { keys: [{ left: 'id', right: 'id' }], suffix: '_2', joinedRows: 'full' } }).built!.outputs['joined']!;
    expect(relation.op === 'join' && relation.columns[0]!.value).toMatchObject({ op: 'call', name: 'coalesce' });
  });

  test('in a right join the key comes from the right side, and semi and anti joins show no column of it', () => {
    const relation = buildNode(join, { inputs, params: { keys: [{ left: 'id', right: 'id' }], suffix: '_2', joinedRows: 'right' } }).built!.outputs['joined']!;
    expect(relation.op === 'join' && relation.columns[0]!.value).toMatchObject({ op: 'call', name: 'coalesce' });
    for (const joinedRows of ['semi', 'anti']) expect(joinedNames({ keys: [{ left: 'id', right: 'id' }], joinedRows })).toEqual(['id', 'Note', 'note_right']);
  });

  test('a condition stands in for keys, and its names have to be told apart', () => {
    const condition = '"when" IS NULL';
    expect(reported(join, { inputs, params: { condition, suffix: '_2' } })).toEqual([]);
    expect(reported(join, { inputs, params: { condition, joinedRows: 'semi' } })).toEqual(['column-duplicate suffix']);
    expect(reported(join, { inputs, params: { condition: 'random() < 0.5', suffix: '_2' }, volatile: ['random() < 0.5'] })).toEqual(['expression-kind condition']);
  });

  test('a cross join uses neither keys nor condition', () => {
    const relation = buildNode(join, { inputs, params: { keys: [{ left: 'gone', right: 'gone' }], condition: 'x', joinedRows: 'cross', suffix: '_2' } }).built!.outputs['joined']!;
    expect(relation).toMatchObject({ op: 'join', kind: 'cross', on: { op: 'and', items: [] } });
    expect(joinedNames({ joinedRows: 'cross', suffix: '_2' })).toEqual(['id', 'Note', 'note_right', 'ID_2', 'note_2', 'when']);
  });

  test('what version 1 saved means the same', () => {
    expect(join.migrations![1]!({ keys: [], joinedRows: 'left' })).toEqual({ keys: [], joinedRows: 'left' });
  });
});
