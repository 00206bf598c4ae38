import { freshName, sameName } from '../../../engine/core/schema.ts';
import { arrived, ascending, defineNode, inputColumn, inputSchema, listedColumns, onMissing, rowGroups, rowOrder, sortKeys, table, uniqueColumns } from '../../../engine/definition/index.ts';
import { hasWindow } from '../../../engine/expression/expression-parts.ts';
import { column, literal, over } from '../../../engine/expression/expression.ts';
import type { NamedExpression, Relation } from '../../../engine/relation/relation.ts';

const stock = { item: 'VARCHAR', day: 'INTEGER', count: 'INTEGER' };

export const multiRowFormula = defineNode({
  type: 'multi-row-formula',
  version: 1,
  title: 'Multi-row formula',
  category: 'columns',
  icon: 'Mf',
  summary: 'Computes columns from expressions that also see values of the rows before and after.',
  keywords: ['lag', 'lead', 'previous row', 'next row', 'shift', 'offset', 'lag column'],
  inputs: [{ name: 'in', title: 'Rows', required: true }],
  outputs: [{ name: 'out', title: 'Rows', kind: 'rows' }],
  params: {
    groups: rowGroups,
    order: rowOrder,
    neighbours: {
      kind: 'list',
      label: 'Values of other rows',
      help: 'Each gets a name that the expressions below can use.',
      noun: 'value',
      default: [],
      item: {
        column: { kind: 'column', label: 'Column', over: 'in' },
        offset: { kind: 'integer', label: 'Rows away', help: 'Negative for rows before, positive for rows after.', default: -1, min: -1_000_000, max: 1_000_000 },
        name: { kind: 'text', label: 'Name', help: 'Made from the column when empty, such as previous_price.', default: null },
        keep: { kind: 'boolean', label: 'Keep it as a column', default: false },
      },
    },
    columns: {
      kind: 'list',
      label: 'Columns',
      noun: 'column',
      default: [],
      item: {
        name: { kind: 'text', label: 'Name', help: 'A name the input has already is replaced where it stands.' },
        expression: { kind: 'expression', label: 'Expression', help: 'Such as count - previous_count.', over: ['in'], gives: 'value' },
      },
    },
    onMissing,
  },
  caption: ({ columns }) => (columns ?? []).filter((c) => c.name).map((c) => `${c.name} = ${c.expression ?? '…'}`).join(', '),
  build(context) {
    const { groups, order, neighbours, columns, onMissing: policy } = context.params;
    const schema = inputSchema(context, 'in');
    if (!schema) return { outputs: {} };
    const by = listedColumns(context, schema, groups, 'groups', policy).map((c) => column(c.name));
    const names = schema.map((c) => c.name);
    const near = neighbours.flatMap((n, i) => {
      const source = inputColumn(context, schema, n.column, `neighbours.${i}.column`);
      if (!source) return [];
      const distance = Math.abs(n.offset);
      const made = `${n.offset < 0 ? 'previous' : 'next'}${distance === 1 ? '' : `_${distance}`}_${source.name}`;
      return [{ name: n.name || made, source, offset: n.offset, keep: n.keep, param: `neighbours.${i}.name` }];
    });
    uniqueColumns(context, [...names, ...near.map((n) => n.name)], (i) => near[i - names.length]?.param ?? 'neighbours');
    for (const [i, c] of columns.entries()) {
      if (c.name === '') context.report('param-missing', 'A computed column has no name. Give it one.', { param: `columns.${i}.name` });
      if (hasWindow(context.expression(`columns.${i}.expression`))) context.report('expression-kind', 'A window function cannot stand among the values of other rows here. Use Formula or Window for it.', { param: `columns.${i}.expression` });
      if (near.some((n) => sameName(n.name, c.name))) context.report('column-duplicate', `"${c.name}" is the name of a value of another row. Give the column another name.`, { param: `columns.${i}.name` });
    }
    uniqueColumns(context, columns.map((c) => c.name), (i) => `columns.${i}.name`, 'Rename one');

    const place = freshName([...names, ...near.map((n) => n.name)], '_arrived');
    const keys = [...sortKeys(context, schema, order, 'order', policy), ascending(place)];
    const looked: Relation = {
      op: 'extend',
      from: arrived(place),
      columns: near.map((n): NamedExpression => ({ name: n.name, value: n.offset === 0 ? column(n.source.name) : over(n.offset < 0 ? 'lag' : 'lead', [column(n.source.name), literal(Math.abs(n.offset))], by, keys) })),
      without: [place],
    };
    const computed = columns.map((c, i): NamedExpression => {
      const existing = names.find((name) => sameName(name, c.name));
      return { name: existing ?? c.name, value: context.expression(`columns.${i}.expression`), ...(existing === undefined ? {} : { replaces: true }) };
    });
    const out: Relation = { op: 'extend', from: looked, columns: computed };
    return { outputs: { out: { op: 'extend', from: out, columns: [], without: near.filter((n) => !n.keep).map((n) => n.name) } } };
  },
  examples: [
    {
      title: 'What came in since the day before, for each item',
      params: { groups: ['item'], order: [{ column: 'day' }], neighbours: [{ column: 'COUNT' }], columns: [{ name: 'came', expression: 'count - coalesce(previous_count, 0)' }] },
      inputs: { in: table(stock, [['nut', 1, 5], ['nut', 3, null], ['nut', 2, 8], ['bolt', 1, 1]]) },
      outputs: { out: table({ ...stock, came: 'INTEGER' }, [['nut', 1, 5, 5], ['nut', 2, 8, 3], ['nut', 3, null, null], ['bolt', 1, 1, 1]]) },
    },
    {
      title: 'Two rows ahead, kept under an odd name, in the order of arrival',
      params: { neighbours: [{ column: 'a "b". 🎈', offset: 2, name: 'later "b" 🎈', keep: true }], columns: [{ name: 'a "b". 🎈', expression: '"a ""b"". 🎈" || \'!\'' }] },
      inputs: { in: table({ 'a "b". 🎈': 'VARCHAR' }, [['x'], ['y'], ['z']]) },
      outputs: { out: table({ 'a "b". 🎈': 'VARCHAR', 'later "b" 🎈': 'VARCHAR' }, [['x!', 'z'], ['y!', null], ['z!', null]]) },
    },
    { title: 'No rows', params: { neighbours: [{ column: 'day', offset: 1 }], columns: [{ name: 'gap', expression: 'next_day - day' }] }, inputs: { in: table(stock, []) }, outputs: { out: table({ ...stock, gap: 'INTEGER' }, []) } },
  ],
});
