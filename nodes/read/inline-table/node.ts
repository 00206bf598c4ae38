import { defineNode, quoted, table, uniqueColumns } from '../../../engine/definition/index.ts';

export const inlineTable = defineNode({
  type: 'inline-table',
  version: 1,
  title: 'Inline table',
  category: 'read',
  icon: 'It',
  summary: 'Gives a small table that is typed into the flow itself.',
  keywords: ['text input', 'table creator', 'manual', 'type in', 'seed', 'constants', 'values', 'enter data'],
  inputs: [],
  outputs: [{ name: 'out', title: 'Rows', kind: 'rows' }],
  params: {
    table: {
      kind: 'table',
      label: 'Table',
      help: 'Cells are converted to the type of their column; an empty cell is NULL.',
      default: { columns: [{ name: 'name', type: 'VARCHAR' }, { name: 'value', type: 'INTEGER' }], rows: [['a', 1], ['b', 2]] },
    },
  },
  caption: ({ table }) => (table === undefined ? '' : `${table.rows.length} ${table.rows.length === 1 ? 'row' : 'rows'}: ${table.columns.map((c) => c.name).join(', ')}`),
  build(context) {
    const { columns, rows } = context.params.table;
    uniqueColumns(context, columns.map((c) => c.name), (i) => `table.columns.${i}.name`);
    for (const [i, row] of rows.entries()) {
      if (row.length !== columns.length) {
        const names = columns.map((c) => quoted(c.name)).join(', ');
        context.report('param-invalid', `Row ${i + 1} of the table has ${row.length} cells but there are ${columns.length} columns (${names}). Give every row one cell per column.`, { param: `table.rows.${i}` });
      }
    }
    return { outputs: { out: { op: 'values', schema: columns, rows } } };
  },
  examples: [
    {
      title: 'Exact types and a NULL',
      params: {
        table: {
          columns: [{ name: 'day', type: 'DATE' }, { name: 'amount', type: 'DECIMAL(20,4)' }, { name: 'big', type: 'HUGEINT' }, { name: 'tags', type: 'VARCHAR[]' }],
          rows: [['2024-02-29', '1234567890123456.7891', '170141183460469231731687303715884105727', '[a, b]'], [null, null, null, null]],
        },
      },
      outputs: {
        out: table({ day: 'DATE', amount: 'DECIMAL(20,4)', big: 'HUGEINT', tags: 'VARCHAR[]' }, [
          ['2024-02-29', '1234567890123456.7891', '170141183460469231731687303715884105727', '[a, b]'],
          [null, null, null, null],
        ]),
      },
      ordered: true,
    },
    {
      title: 'No rows, odd names',
      params: { table: { columns: [{ name: 'a "quoted" name.', type: 'INTEGER' }, { name: 'Größe 📏', type: 'DOUBLE' }], rows: [] } },
      outputs: { out: table({ 'a "quoted" name.': 'INTEGER', 'Größe 📏': 'DOUBLE' }, []) },
    },
    {
      title: 'Text with quotes, line breaks and an empty text, which is not NULL',
      params: { table: { columns: [{ name: 'text', type: 'VARCHAR' }], rows: [["it's"], ['two\nlines'], [''], [null]] } },
      outputs: { out: table({ text: 'VARCHAR' }, [["it's"], ['two\nlines'], [''], [null]]) },
      ordered: true,
    },
  ],
});
