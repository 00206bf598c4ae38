import { describe, expect, test } from 'vitest';
import { buildNode, reported } from '../engine/testing/build-node.ts';
import { catalog } from './catalog.ts';

/** Nodes with one column to work on, set so that only that column is missing. */
const settings: Readonly<Record<string, Record<string, unknown>>> = {
  'encode-values': { column: 'gone', method: 'ordinal', values: ['a'] },
  'extract-text': { column: 'gone', what: 'email' },
  'parse-json': { column: 'gone', fields: [{ path: 'a' }] },
  'replace-values': { column: 'gone', values: [{ from: 'a', to: 'b' }] },
  'split-column': { column: 'gone', names: ['x', 'y'] },
  'explode-values': { column: 'gone' },
  'date-parts': { columns: [{ column: 'gone' }] },
};
const inputs = { in: [[{ name: 'here', type: 'VARCHAR' }]] };

test('a profile goes on without listed columns that are gone', () => {
  const definition = catalog.get('profile-table')!;
  expect(reported(definition, { inputs, params: { columns: ['here', 'gone'] } })).toEqual(['column-missing columns.1']);
  expect(reported(definition, { inputs, params: { columns: ['here', 'gone'], onMissing: 'ignore' } })).toEqual([]);
  expect(definition.migrations![1]!({ columns: ['here'] })).toEqual({ columns: ['here'] });
});

describe.each(Object.entries(settings))('%s', (type, params) => {
  const definition = catalog.get(type)!;

  test('reports its column when it is gone, or lets the rows pass', () => {
    expect(reported(definition, { inputs, params })).toEqual([expect.stringMatching(/^column-missing column/)]);
    const { built, diagnostics } = buildNode(definition, { inputs, params: { ...params, onMissing: 'ignore' } });
    expect(diagnostics).toEqual([]);
    const { out } = built!.outputs;
    expect(out?.op === 'extend' && out.columns.length === 0 ? out.from : out).toEqual({ op: 'input', port: 'in', index: 0 });
  });

  test('what was set for version 1 means the same', () => {
    expect(definition.migrations![1]!(params)).toEqual(params);
  });
});
