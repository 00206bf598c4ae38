import { comparableTypes } from '../../../engine/core/type-family.ts';
import { defineNode, inputSchema, listedColumns, onMissing, onNew, otherColumns, quoted, table, uniqueColumns } from '../../../engine/definition/index.ts';
import type { Expression } from '../../../engine/expression/expression.ts';
import { cast, column, isNotNull, literal } from '../../../engine/expression/expression.ts';
import { freshName } from '../../../engine/core/schema.ts';
import type { Relation } from '../../../engine/relation/relation.ts';
import { input } from '../../../engine/relation/relation.ts';

const wide = { id: 'INTEGER', jan: 'DOUBLE', feb: 'DOUBLE' };

export const unpivotColumns = defineNode({
  type: 'unpivot-columns',
  version: 1,
  title: 'Unpivot',
  category: 'reshape',
  icon: 'Up',
  summary: 'Turns columns into rows: one row for each of them, with its name in one column and its value in another.',
  keywords: ['transpose', 'melt', 'columns to rows', 'gather', 'long', 'stack', 'pivot_longer', 'reverse pivot', 'wide to long', 'months to rows'],
  inputs: [{ name: 'in', title: 'Rows', required: true }],
  outputs: [{ name: 'out', title: 'Rows', kind: 'rows' }],
  params: {
    mode: {
      kind: 'choice',
      label: 'Turn into rows',
      default: 'others',
      options: [
        { value: 'listed', label: 'The columns listed' },
        { value: 'others', label: 'All but the columns listed' },
      ],
    },
    columns: { kind: 'columns', label: 'Columns', over: 'in', default: [] },
    nameColumn: { kind: 'text', label: 'Column for the names', default: 'name' },
    valueColumn: { kind: 'text', label: 'Column for the values', default: 'value' },
    asText: { kind: 'boolean', label: 'Values as text', help: 'For columns of different types.', default: false },
    dropNulls: { kind: 'boolean', label: 'Leave out rows whose value is NULL', default: false },
    onMissing,
    onNew: { ...onNew, showIf: { param: 'mode', in: ['listed'] } },
  },
  caption: ({ mode, columns }) => (mode === undefined ? '' : mode === 'listed' ? (columns ?? []).join(', ') : columns && columns.length > 0 ? `All but ${columns.join(', ')}` : 'All columns'),
  build(context) {
    const { mode, columns, nameColumn, valueColumn, asText, dropNulls, onMissing: missing, onNew: fresh } = context.params;
    const schema = inputSchema(context, 'in');
    if (!schema) return { outputs: {} };
    const listed = listedColumns(context, schema, columns, 'columns', missing);
    const rest = schema.filter((c) => !listed.includes(c));
    const turned = mode === 'listed' ? listed : rest;
    const stay = mode === 'others' ? listed : otherColumns(context, schema, listed.map((c) => c.name), 'columns', fresh);
    const first = turned[0];
    if (!first) {
      context.report('param-missing', 'No column is left to turn into rows. List at least one, or list fewer where all others are turned.', { param: 'columns' });
      return { outputs: {} };
    }
    const odd = asText ? undefined : turned.find((c) => !comparableTypes(c.type, first.type));
    if (odd) context.report('type-mismatch', `Column ${quoted(first.name)} is ${first.type} and ${quoted(odd.name)} is ${odd.type}, which have no type in common. Turn the values into text, or list columns of one kind.`, { param: 'columns' });
    uniqueColumns(context, [...stay.map((c) => c.name), nameColumn, valueColumn], (i) => (i > stay.length ? 'valueColumn' : 'nameColumn'));
    if (nameColumn === '' || valueColumn === '') context.report('param-missing', 'A new column has no name. Give it one.', { param: nameColumn === '' ? 'nameColumn' : 'valueColumn' });
    const taken = schema.map((c) => c.name);
    const [name, value] = [freshName(taken, '_name'), freshName(taken, '_value')];
    const values: Expression = { op: 'list', items: turned.map((c) => (asText ? cast(column(c.name), 'VARCHAR') : column(c.name))) };
    const rows: Relation = { op: 'unnest', from: input('in'), list: { op: 'list', items: turned.map((c) => literal(c.name)) }, as: name, also: [{ name: value, value: values }] };
    const kept: Relation = dropNulls ? { op: 'filter', from: rows, condition: isNotNull(column(value)) } : rows;
    return { outputs: { out: { op: 'project', from: kept, columns: [...stay.map((c) => ({ name: c.name, value: column(c.name) })), { name: nameColumn, value: column(name) }, { name: valueColumn, value: column(value) }] } } };
  },
  examples: [
    {
      title: 'A row for each month; NULL is a value',
      params: { columns: ['ID'], nameColumn: 'month', valueColumn: 'sold' },
      inputs: { in: table(wide, [[1, 10, 20], [2, null, 5]]) },
      outputs: { out: table({ id: 'INTEGER', month: 'VARCHAR', sold: 'DOUBLE' }, [[1, 'jan', 10], [1, 'feb', 20], [2, 'jan', null], [2, 'feb', 5]]) },
    },
    {
      title: 'Listed columns of two types as text, without NULL, the others dropped',
      params: { mode: 'listed', columns: ['a "b". 🎈', 'n'], asText: true, dropNulls: true, onNew: 'drop' },
      inputs: { in: table({ id: 'INTEGER', 'a "b". 🎈': 'VARCHAR', n: 'INTEGER' }, [[1, 'x', null], [2, null, 7]]) },
      outputs: { out: table({ name: 'VARCHAR', value: 'VARCHAR' }, [['a "b". 🎈', 'x'], ['n', '7']]) },
    },
    { title: 'No rows', params: { columns: ['id'] }, inputs: { in: table(wide, []) }, outputs: { out: table({ id: 'INTEGER', name: 'VARCHAR', value: 'DOUBLE' }, []) } },
  ],
});
