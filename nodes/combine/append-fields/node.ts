import { columnsOfSide, defineNode, inputSchema, suffixed, table } from '../../../engine/definition/index.ts';
import { column, literal } from '../../../engine/expression/expression.ts';
import { input } from '../../../engine/relation/relation.ts';

const orders = { id: 'INTEGER', amount: 'DOUBLE' };

export const appendFields = defineNode({
  type: 'append-fields',
  version: 1,
  title: 'Append fields',
  category: 'combine',
  icon: 'Af',
  summary: 'Puts the columns of a second table, most often one row, beside every row of the first.',
  keywords: ['cross join', 'cartesian', 'append total', 'constant', 'parameter', 'broadcast', 'cross joiner', 'scaffold'],
  inputs: [
    { name: 'in', title: 'Rows', required: true },
    { name: 'fields', title: 'Fields', required: true },
  ],
  outputs: [{ name: 'out', title: 'Rows', kind: 'rows' }],
  params: { suffix: { kind: 'text', label: 'Suffix for added columns whose name is taken', default: '_added' } },
  caption: () => '',
  build(context) {
    const [rows, fields] = [inputSchema(context, 'in'), inputSchema(context, 'fields')];
    if (!rows || !fields) return { outputs: {} };
    const names = suffixed(context, rows.map((c) => c.name), fields.map((c) => c.name), context.params.suffix);
    const added = fields.map((c, i) => ({ name: names[i]!, value: column(c.name, 'right') }));
    return { outputs: { out: { op: 'join', kind: 'cross', left: input('in'), right: input('fields'), on: literal(true), columns: [...columnsOfSide(rows, 'left'), ...added] } } };
  },
  examples: [
    {
      title: 'A total beside every row',
      params: {},
      inputs: { in: table(orders, [[1, 10], [2, null]]), fields: table({ total: 'DOUBLE' }, [[10]]) },
      outputs: { out: table({ ...orders, total: 'DOUBLE' }, [[1, 10, 10], [2, null, 10]]) },
    },
    {
      title: 'Two rows make each row two, names that are taken get a suffix',
      params: { suffix: ' "2" 🎈' },
      inputs: { in: table(orders, [[1, 10]]), fields: table({ ID: 'VARCHAR' }, [['x'], [null]]) },
      outputs: { out: table({ ...orders, 'ID "2" 🎈': 'VARCHAR' }, [[1, 10, 'x'], [1, 10, null]]) },
    },
    { title: 'No fields, no rows', params: {}, inputs: { in: table(orders, [[1, 1]]), fields: table({ x: 'DATE' }, []) }, outputs: { out: table({ ...orders, x: 'DATE' }, []) } },
  ],
});
