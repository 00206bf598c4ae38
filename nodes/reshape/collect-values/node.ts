import { freshName } from '../../../engine/core/schema.ts';
import { arrived, ascending, defineNode, inputSchema, listedColumns, onMissing, rowGroups, rowOrder, sortKeys, table, uniqueColumns } from '../../../engine/definition/index.ts';
import type { Expression } from '../../../engine/expression/expression.ts';
import { column, isNotNull } from '../../../engine/expression/expression.ts';

const orders = { who: 'VARCHAR', item: 'VARCHAR', n: 'INTEGER' };

export const collectValues = defineNode({
  type: 'collect-values',
  version: 1,
  title: 'Collect',
  category: 'reshape',
  icon: 'Co',
  summary: 'Makes one row per group and puts the values of its rows into lists.',
  keywords: ['list', 'array_agg', 'group_concat', 'groupby list', 'nest', 'concatenate', 'string_agg', 'basket', 'implode'],
  inputs: [{ name: 'in', title: 'Rows', required: true }],
  outputs: [{ name: 'out', title: 'Groups', kind: 'rows' }],
  params: {
    groups: { ...rowGroups, label: 'One row for each' },
    columns: { kind: 'columns', label: 'Columns to collect', help: 'All others when empty.', over: 'in', default: [] },
    as: {
      kind: 'choice',
      label: 'Into',
      default: 'lists',
      options: [
        { value: 'lists', label: 'A list for each column' },
        { value: 'rows', label: 'One list of rows', help: 'Each item is a struct of the columns.' },
      ],
    },
    name: { kind: 'text', label: 'Name of the list', default: 'rows', showIf: { param: 'as', in: ['rows'] } },
    skipNulls: { kind: 'boolean', label: 'Leave out missing values', default: false, showIf: { param: 'as', in: ['lists'] } },
    order: rowOrder,
    onMissing,
  },
  caption: ({ groups, columns }) => [columns && columns.length > 0 ? columns.join(', ') : '', groups && groups.length > 0 ? `per ${groups.join(', ')}` : ''].filter(Boolean).join(' '),
  build(context) {
    const { groups, columns, as, name, skipNulls, order, onMissing: policy } = context.params;
    const schema = inputSchema(context, 'in');
    if (!schema) return { outputs: {} };
    const by = listedColumns(context, schema, groups, 'groups', policy);
    const chosen = columns.length === 0 ? schema.filter((c) => !by.includes(c)) : listedColumns(context, schema, columns, 'columns', policy);
    if (chosen.length === 0) context.report('param-missing', 'No column is left to collect. Choose one, or fewer groups.', { param: 'columns' });
    const place = freshName(schema.map((c) => c.name), '_arrived');
    const orderBy = [...sortKeys(context, schema, order, 'order', policy), ascending(place)];
    const list = (value: Expression, filter?: Expression): Expression => ({ op: 'call', name: 'list', args: [value], orderBy, ...(filter ? { filter } : {}) });
    const measures = as === 'rows' ? [{ name, value: list({ op: 'struct', fields: chosen.map((c) => ({ name: c.name, value: column(c.name) })) }) }] : chosen.map((c) => ({ name: c.name, value: list(column(c.name), skipNulls ? isNotNull(column(c.name)) : undefined) }));
    uniqueColumns(context, [...by.map((c) => c.name), ...measures.map((m) => m.name)], () => (as === 'rows' ? 'name' : 'columns'));
    return { outputs: { out: { op: 'aggregate', from: arrived(place), groups: by.map((c) => ({ name: c.name, value: column(c.name) })), measures } } };
  },
  examples: [
    {
      title: 'The items of each guest, by number; NULL is an item and a group',
      params: { groups: ['WHO'], columns: ['item'], order: [{ column: 'n', direction: 'descending' }] },
      inputs: { in: table(orders, [['Ada', 'nut', 1], ['Ada', null, 3], ['Ada', 'bolt', 2], [null, 'pin', 1]]) },
      outputs: { out: table({ who: 'VARCHAR', item: 'VARCHAR[]' }, [['Ada', '[NULL, bolt, nut]'], [null, '[pin]']]) },
    },
    {
      title: 'Whole rows, in the order of arrival, under an odd name',
      params: { groups: ['who'], as: 'rows', name: 'all "of it" 🎈' },
      inputs: { in: table(orders, [['Ada', 'nut', 1], ['Ada', 'bolt', null]]) },
      outputs: { out: table({ who: 'VARCHAR', 'all "of it" 🎈': 'STRUCT(item VARCHAR, n INTEGER)[]' }, [['Ada', "[{'item': nut, 'n': 1}, {'item': bolt, 'n': NULL}]"]]) },
    },
    { title: 'No rows', params: { groups: ['who'] }, inputs: { in: table(orders, []) }, outputs: { out: table({ who: 'VARCHAR', item: 'VARCHAR[]', n: 'INTEGER[]' }, []) } },
  ],
});
