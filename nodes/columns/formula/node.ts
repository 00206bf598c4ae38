import { sameName } from '../../../engine/core/schema.ts';
import { defineNode, inputSchema, table, uniqueColumns } from '../../../engine/definition/index.ts';
import { columnsOf } from '../../../engine/expression/expression-parts.ts';
import type { NamedExpression, Relation } from '../../../engine/relation/relation.ts';
import { input } from '../../../engine/relation/relation.ts';

const order = { item: 'VARCHAR', price: 'DECIMAL(8,2)', quantity: 'INTEGER' };

export const formula = defineNode({
  type: 'formula',
  version: 1,
  title: 'Formula',
  category: 'columns',
  icon: 'Fx',
  summary: 'Computes columns from expressions, adding each one at the end or replacing the column of the same name.',
  inputs: [{ name: 'in', title: 'Rows', required: true }],
  outputs: [{ name: 'out', title: 'Rows', kind: 'rows' }],
  params: {
    columns: {
      kind: 'list',
      label: 'Columns',
      help: 'Computed from top to bottom; a later one sees the earlier ones.',
      noun: 'column',
      default: [],
      item: {
        name: { kind: 'text', label: 'Name', help: 'A name the input has already is replaced where it stands.' },
        expression: { kind: 'expression', label: 'Expression', over: ['in'], gives: 'value' },
      },
    },
  },
  caption: ({ columns }) => (columns ?? []).filter((c) => c.name).map((c) => `${c.name} = ${c.expression ?? '…'}`).join(', '),
  build(context) {
    const { columns } = context.params;
    for (const [i, c] of columns.entries()) {
      if (c.name === '') context.report('param-missing', 'A computed column has no name. Give it one.', { param: `columns.${i}.name` });
    }
    uniqueColumns(context, columns.map((c) => c.name), (i) => `columns.${i}.name`, 'Rename one, or write both steps as one expression');

    const names = (inputSchema(context, 'in') ?? []).map((c) => c.name);
    let rows: Relation = input('in');
    let layer: NamedExpression[] = [];
    const close = (): void => {
      if (layer.length > 0) rows = { op: 'extend', from: rows, columns: layer };
      layer = [];
    };
    for (const [i, c] of columns.entries()) {
      const value = context.expression(`columns.${i}.expression`);
      // Expressions of one layer do not see each other, so a new one starts where a name just computed is read.
      if (columnsOf(value).some((read) => layer.some((made) => sameName(made.name, read)))) close();
      const existing = names.find((name) => sameName(name, c.name));
      layer.push({ name: existing ?? c.name, value, ...(existing === undefined ? {} : { replaces: true }) });
      if (existing === undefined) names.push(c.name);
    }
    close();
    return { outputs: { out: rows } };
  },
  examples: [
    {
      title: 'A later column sees an earlier one; NULL stays NULL',
      params: { columns: [{ name: 'net', expression: 'price * quantity' }, { name: 'gross', expression: 'CAST(net * 1.19 AS DECIMAL(12,2))' }] },
      inputs: { in: table(order, [['nut', '0.10', 3], ['bolt', null, 2]]) },
      outputs: {
        out: table({ ...order, net: 'DECIMAL(18,2)', gross: 'DECIMAL(12,2)' }, [['nut', '0.10', 3, '0.30', '0.36'], ['bolt', null, 2, null, null]]),
      },
    },
    {
      title: 'A column of the same name is replaced where it stands, whatever its case',
      params: { columns: [{ name: 'ITEM', expression: 'upper(item)' }] },
      inputs: { in: table(order, [['nut', '0.10', 3]]) },
      outputs: { out: table(order, [['NUT', '0.10', 3]]) },
    },
    {
      title: 'Odd names in and out, no rows',
      params: { columns: [{ name: 'twice. "x" 🎈', expression: '"a ""b"".c" * 2' }] },
      inputs: { in: table({ 'a "b".c': 'INTEGER' }, []) },
      outputs: { out: table({ 'a "b".c': 'INTEGER', 'twice. "x" 🎈': 'INTEGER' }, []) },
    },
    {
      title: 'A window over all rows',
      params: { columns: [{ name: 'share', expression: 'quantity / sum(quantity) OVER ()' }] },
      inputs: { in: table(order, [['nut', '0.10', 3], ['bolt', '0.20', 1], ['pin', '0.20', null]]) },
      outputs: { out: table({ ...order, share: 'DOUBLE' }, [['nut', '0.10', 3, 0.75], ['bolt', '0.20', 1, 0.25], ['pin', '0.20', null, null]]) },
    },
  ],
});
