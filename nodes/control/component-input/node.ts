import { checkPortName, defineNode, portParams, table, uniqueColumns } from '../../../engine/definition/index.ts';

export const componentInput = defineNode({
  type: 'component-input',
  version: 1,
  title: 'Component input',
  category: 'control',
  icon: 'Ci',
  summary: 'Gives the rows that arrive at an input of the component this flow is used as; by itself, sample rows.',
  keywords: ['macro input', 'parameter', 'argument', 'port'],
  inputs: [],
  outputs: [{ name: 'out', title: 'Rows', kind: 'rows' }],
  params: {
    ...portParams('input', 'in1'),
    table: { kind: 'table', label: 'Sample rows', help: 'Given only where this flow is looked at or run by itself.', default: { columns: [{ name: 'name', type: 'VARCHAR' }, { name: 'value', type: 'INTEGER' }], rows: [['a', 1], ['b', 2]] } },
  },
  caption: ({ port, title }) => title || (port ?? ''),
  build(context) {
    const { columns, rows } = context.params.table;
    checkPortName(context);
    uniqueColumns(context, columns.map((c) => c.name), (i) => `table.columns.${i}.name`);
    return { outputs: { out: { op: 'values', schema: columns, rows } } };
  },
  examples: [
    {
      title: 'By itself it gives its sample',
      params: { port: 'orders', title: 'Orders', help: 'One row for each order.', position: 2, table: { columns: [{ name: 'a "b".c 🎈', type: 'INTEGER' }], rows: [[1], [null]] } },
      outputs: { out: table({ 'a "b".c 🎈': 'INTEGER' }, [[1], [null]]) },
    },
    {
      title: 'The sample it comes with',
      params: {},
      outputs: { out: table({ name: 'VARCHAR', value: 'INTEGER' }, [['a', 1], ['b', 2]]) },
    },
    {
      title: 'A sample without rows',
      params: { table: { columns: [{ name: 'n', type: 'DATE' }], rows: [] } },
      outputs: { out: table({ n: 'DATE' }, []) },
    },
  ],
});
