import { describe, expect, test } from 'vitest';
import { buildNode, reported } from '../../../engine/testing/build-node.ts';
import { selectColumns } from './node.ts';

const inputs = { in: [[{ name: 'id', type: 'INTEGER' }, { name: 'Amount', type: 'DOUBLE' }, { name: 'note', type: 'VARCHAR' }]] };
const names = (params: Record<string, unknown>): readonly string[] => {
  const relation = buildNode(selectColumns, { inputs, params }).built!.outputs['out']!;
  return relation.op === 'project' ? relation.columns.map((c) => c.name) : [];
};

describe('select columns', () => {
  test('nothing listed passes everything', () => expect(names({})).toEqual(['id', 'Amount', 'note']));

  test('modes', () => {
    const columns = [{ column: 'NOTE' }, { column: 'id', rename: 'key' }];
    expect(names({ mode: 'listed', columns })).toEqual(['note', 'key']);
    expect(names({ mode: 'all', columns })).toEqual(['note', 'key', 'Amount']);
    expect(names({ mode: 'drop', columns })).toEqual(['Amount']);
    expect(names({ mode: 'all', onNew: 'drop', columns })).toEqual(['note', 'key']);
  });

  test('a missing column is reported or ignored', () => {
    const columns = [{ column: 'amont' }, { column: 'id' }];
    const { diagnostics } = buildNode(selectColumns, { inputs, params: { columns } });
    expect(diagnostics.map((d) => `${d.code} ${d.at.param}`)).toEqual(['column-missing columns.0.column']);
    expect(diagnostics[0]!.message).toContain('Did you mean "Amount"?');
    expect(names({ mode: 'listed', onMissing: 'ignore', columns })).toEqual(['id']);
  });

  test('new columns can be refused', () => {
    expect(reported(selectColumns, { inputs, params: { onNew: 'fail', columns: [{ column: 'id' }, { column: 'note' }] } })).toEqual(['column-new columns']);
  });

  test('names that differ only in case are duplicates', () => {
    expect(reported(selectColumns, { inputs, params: { columns: [{ column: 'id', rename: 'NOTE' }] } })).toEqual(['column-duplicate columns.0.rename']);
    expect(reported(selectColumns, { inputs, params: { mode: 'listed', columns: [{ column: 'id' }, { column: 'note', rename: 'ID' }] } })).toHaveLength(1);
  });

  test('at least one column has to be left', () => {
    expect(reported(selectColumns, { inputs, params: { mode: 'listed' } })).toEqual(['param-invalid columns']);
    expect(reported(selectColumns, { inputs, params: { mode: 'drop', columns: [{ column: 'id' }, { column: 'amount' }, { column: 'note' }] } })).toEqual(['param-invalid columns']);
  });
});
