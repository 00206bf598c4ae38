import { describe, expect, test } from 'vitest';
import { buildNode, reported } from '../../../engine/testing/build-node.ts';
import { expectSchema } from './node.ts';

const inputs = { in: [[{ name: 'id', type: 'BIGINT' }, { name: 'Amount', type: 'DECIMAL(10,2)' }, { name: 'note', type: 'VARCHAR' }]] };
const trouble = (columns: readonly Record<string, unknown>[], more: Record<string, unknown> = {}) => reported(expectSchema, { inputs, params: { columns, ...more } });
const all = [{ column: 'id' }, { column: 'amount' }, { column: 'note' }];
const names = (params: Record<string, unknown>): readonly string[] => {
  const relation = buildNode(expectSchema, { inputs, params }).built!.outputs['out']!;
  return relation.op === 'project' ? relation.columns.map((c) => c.name) : [];
};

describe('schema contract', () => {
  test('a change of the source is told where it is stated', () => {
    expect(trouble(all)).toEqual([]);
    expect(trouble([...all, { column: 'gone' }])).toEqual(['column-missing columns.3.column']);
    expect(trouble(all.slice(1))).toEqual(['column-new columns']);
    expect(trouble([{ column: 'id', type: 'VARCHAR' }, ...all.slice(1)])).toEqual(['type-mismatch columns.0.type']);
    const { diagnostics } = buildNode(expectSchema, { inputs, params: { columns: [{ column: 'note', type: 'DATE' }], onNew: 'keep' } });
    expect(diagnostics.map((d) => d.message)).toEqual(['Column "note" is VARCHAR and is to be DATE. Mend the source, change the contract, or have such columns converted.']);
  });

  test.each([
    ['id', 'INTEGER', true],
    ['id', 'integer', true],
    ['id', 'DOUBLE', false],
    ['amount', 'DECIMAL', true],
    ['amount', 'DECIMAL(10, 2)', true],
    ['amount', 'DECIMAL(8,2)', false],
    ['note', 'TEXT', true],
    ['note', 'VARCHAR(20)', true],
    ['note', 'VARCHAR[]', false],
  ])('%s as %s: %j', (name, type, fits) => expect(trouble([{ column: name, type }], { onNew: 'keep' })).toEqual(fits ? [] : ['type-mismatch columns.0.type']));

  test('what a policy lets pass keeps the order of the input', () => {
    expect(names({ columns: [{ column: 'note' }, { column: 'gone' }], onMissing: 'ignore', onNew: 'keep' })).toEqual(['id', 'Amount', 'note']);
    expect(names({ columns: [{ column: 'note' }, { column: 'ID' }], onNew: 'drop' })).toEqual(['id', 'note']);
    expect(trouble([{ column: 'gone' }], { onMissing: 'ignore', onNew: 'drop' })).toEqual(['param-invalid columns']);
    expect(trouble([{ column: 'id' }, { column: 'ID' }], { onNew: 'keep' })).toEqual(['column-duplicate columns.1.column']);
  });
});
