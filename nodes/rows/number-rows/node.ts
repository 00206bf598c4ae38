import { freshName } from '../../../engine/core/schema.ts';
import { arrived, ascending, defineNode, inputSchema, listedColumns, onMissing, rowGroups, rowOrder, sortKeys, table, uniqueColumns } from '../../../engine/definition/index.ts';
import type { Expression } from '../../../engine/expression/expression.ts';
import { binary, column, literal, over } from '../../../engine/expression/expression.ts';
import type { Relation } from '../../../engine/relation/relation.ts';
import { input } from '../../../engine/relation/relation.ts';

const runs = { who: 'VARCHAR', time: 'DOUBLE' };

export const numberRows = defineNode({
  type: 'number-rows',
  version: 1,
  title: 'Row number',
  category: 'rows',
  icon: 'Nu',
  summary: 'Numbers the rows in a column of its own, through all rows or anew in every group.',
  keywords: ['record id', 'row id', 'rowid', 'row_number', 'surrogate key', 'auto number', 'index', 'counter', 'auto increment'],
  inputs: [{ name: 'in', title: 'Rows', required: true }],
  outputs: [{ name: 'out', title: 'Rows', kind: 'rows' }],
  params: {
    name: { kind: 'text', label: 'Name of the column', default: 'row' },
    place: {
      kind: 'choice',
      label: 'Where',
      default: 'first',
      options: [
        { value: 'first', label: 'Before the other columns' },
        { value: 'last', label: 'After the other columns' },
      ],
    },
    groups: rowGroups,
    order: rowOrder,
    start: { kind: 'integer', label: 'First number', default: 1, min: -1_000_000_000_000, max: 1_000_000_000_000, advanced: true },
    step: { kind: 'integer', label: 'Step', default: 1, min: -1_000_000, max: 1_000_000, advanced: true },
    onMissing,
  },
  caption: ({ name, groups }) => (name === undefined ? '' : `${name}${groups && groups.length > 0 ? ` per ${groups.join(', ')}` : ''}`),
  build(context) {
    const { name, place, groups, order, start, step, onMissing: policy } = context.params;
    const schema = inputSchema(context, 'in');
    if (!schema) return { outputs: {} };
    if (name === '') context.report('param-missing', 'The column of numbers has no name. Give it one.', { param: 'name' });
    uniqueColumns(context, [...schema.map((c) => c.name), name], () => 'name');
    const by = listedColumns(context, schema, groups, 'groups', policy).map((c) => column(c.name));
    const keys = sortKeys(context, schema, order, 'order', policy);
    const names = schema.map((c) => c.name);
    const arrivedAt = freshName([...names, name], '_arrived');
    // Numbers through all rows in their own order need no place of arrival.
    const plain = by.length === 0 && keys.length === 0;
    const from: Relation = plain ? input('in') : arrived(arrivedAt);
    const number = over('row_number', [], by, plain ? [] : [...keys, ascending(arrivedAt)]);
    const stepped: Expression = step === 1 ? number : binary(binary(number, '-', literal(1)), '*', literal(step));
    const offset = step === 1 ? start - 1 : start;
    const value = offset === 0 ? stepped : binary(stepped, '+', literal(offset));
    const old = schema.map((c) => ({ name: c.name, value: column(c.name) }));
    const numbered = { name, value };
    return { outputs: { out: { op: 'project', from, columns: place === 'first' ? [numbered, ...old] : [...old, numbered] } } };
  },
  examples: [
    {
      title: 'In the order of arrival',
      params: {},
      inputs: { in: table(runs, [['Ada', 3.5], ['Bo', null]]) },
      outputs: { out: table({ row: 'BIGINT', ...runs }, [[1, 'Ada', 3.5], [2, 'Bo', null]]) },
      ordered: true,
    },
    {
      title: 'Places of each runner, quickest first and a run without a time last',
      params: { name: 'place "of" 🏃', place: 'last', groups: ['who'], order: [{ column: 'time' }] },
      inputs: { in: table(runs, [['Ada', 3.5], ['Bo', null], ['Ada', null], ['Ada', 3.1], [null, 2]]) },
      outputs: { out: table({ ...runs, 'place "of" 🏃': 'BIGINT' }, [['Ada', 3.1, 1], ['Ada', 3.5, 2], ['Ada', null, 3], ['Bo', null, 1], [null, 2, 1]]) },
    },
    {
      title: 'From zero in steps of ten',
      params: { start: 0, step: 10 },
      inputs: { in: table(runs, [['Ada', 1], ['Bo', 2]]) },
      outputs: { out: table({ row: 'BIGINT', ...runs }, [[0, 'Ada', 1], [10, 'Bo', 2]]) },
    },
    { title: 'No rows', params: {}, inputs: { in: table(runs, []) }, outputs: { out: table({ row: 'BIGINT', ...runs }, []) } },
  ],
});
