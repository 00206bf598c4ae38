import { defineNode, inputSchema, listedColumn, onMissing, onNew, otherColumns, quoted, table, uniqueColumns } from '../../../engine/definition/index.ts';
import { cast, column } from '../../../engine/expression/expression.ts';
import { isOfType } from '../../../engine/core/type-names.ts';
import { input } from '../../../engine/relation/relation.ts';

const orders = { id: 'BIGINT', amount: 'DOUBLE', day: 'DATE' };

/** Arguments of a type, such as the digits of a decimal, count where they are stated; a text of any width is a text. */
const isAsStated = (found: string, stated: string): boolean => isOfType(found, stated) && (!/[([]/.test(stated) || /^(VAR)?CHAR\(/i.test(stated.trim()) || found.toUpperCase().replaceAll(' ', '') === stated.toUpperCase().replaceAll(' ', ''));

export const expectSchema = defineNode({
  type: 'expect-schema',
  version: 1,
  title: 'Schema contract',
  category: 'quality',
  icon: 'Sk',
  summary: 'States which columns of which types have to arrive, and reports before the run when a source has changed.',
  keywords: ['data contract', 'columns', 'schema check', 'schema drift', 'table validator'],
  inputs: [{ name: 'in', title: 'Rows', required: true }],
  outputs: [{ name: 'out', title: 'Rows', kind: 'rows' }],
  params: {
    columns: {
      kind: 'list',
      label: 'Columns',
      noun: 'column',
      default: [],
      item: {
        column: { kind: 'column', label: 'Column', over: 'in' },
        type: { kind: 'type', label: 'Type', help: 'Any type when empty. The width of a number is not compared: INTEGER and BIGINT are both whole numbers.', default: null },
      },
    },
    onMissing,
    onNew: { ...onNew, default: 'fail' },
    onType: {
      kind: 'choice',
      label: 'A column has another type',
      default: 'fail',
      advanced: true,
      options: [
        { value: 'fail', label: 'Report it' },
        { value: 'convert', label: 'Convert it' },
      ],
    },
  },
  caption({ columns }) {
    const named = (columns ?? []).filter((c) => c.column);
    return named.length <= 4 ? named.map((c) => c.column).join(', ') : `${named.length} columns`;
  },
  build(context) {
    const { columns, onMissing: missing, onNew: added, onType } = context.params;
    const schema = inputSchema(context, 'in');
    if (!schema) return { outputs: {} };
    // A contract that states nothing yet asks for nothing.
    if (columns.length === 0) return { outputs: { out: input('in') } };
    uniqueColumns(context, columns.map((c) => c.column), (i) => `columns.${i}.column`, 'State each column once');
    const listed = columns.flatMap((stated, i) => {
      const found = listedColumn(context, schema, stated.column, `columns.${i}.column`, missing);
      return found ? [{ found, type: stated.type, param: `columns.${i}.type` }] : [];
    });
    for (const { found, type, param } of listed) {
      if (type === null || onType === 'convert' || isAsStated(found.type, type)) continue;
      context.report('type-mismatch', `Column ${quoted(found.name)} is ${found.type} and is to be ${type}. Mend the source, change the contract, or have such columns converted.`, { param });
    }
    const kept = [...listed.map((l) => l.found), ...otherColumns(context, schema, columns.map((c) => c.column), 'columns', added)];
    const left = schema.filter((c) => kept.some((k) => k.name === c.name));
    if (left.length === 0) context.report('param-invalid', 'No column would be left. List a column that the input has, or keep those that are not listed.', { param: 'columns' });
    const convert = new Map(onType === 'convert' ? listed.flatMap(({ found, type }) => (type === null || found.type.toUpperCase() === type.toUpperCase() ? [] : [[found.name, type] as const])) : []);
    return { outputs: { out: { op: 'project', from: input('in'), columns: left.map(({ name }) => ({ name, value: convert.has(name) ? cast(column(name), convert.get(name)!) : column(name) })) } } };
  },
  examples: [
    {
      title: 'What arrives is as stated; names differ in case, whole numbers in width',
      params: { columns: [{ column: 'ID', type: 'INTEGER' }, { column: 'amount', type: 'DOUBLE' }, { column: 'day' }] },
      inputs: { in: table(orders, [[1, 9.5, '2024-02-29'], [null, null, null]]) },
      outputs: { out: table(orders, [[1, 9.5, '2024-02-29'], [null, null, null]]) },
      ordered: true,
    },
    {
      title: 'A column that is gone is done without, a new one is dropped, another type is converted',
      params: { columns: [{ column: 'id', type: 'VARCHAR' }, { column: 'gone', type: 'DATE' }, { column: 'day', type: 'TIMESTAMP' }], onMissing: 'ignore', onNew: 'drop', onType: 'convert' },
      inputs: { in: table(orders, [[1, 9.5, '2024-02-29']]) },
      outputs: { out: table({ id: 'VARCHAR', day: 'TIMESTAMP' }, [['1', '2024-02-29 00:00:00']]) },
      ordered: true,
    },
    {
      title: 'Odd names and nested types without rows; what is not listed stays',
      params: { columns: [{ column: 'a "b".c 🎈', type: 'INTEGER[]' }], onNew: 'keep' },
      inputs: { in: table({ 'kept. 🧺': 'TIMESTAMP WITH TIME ZONE', 'a "b".c 🎈': 'INTEGER[]' }, []) },
      outputs: { out: table({ 'kept. 🧺': 'TIMESTAMP WITH TIME ZONE', 'a "b".c 🎈': 'INTEGER[]' }, []) },
    },
    {
      title: 'Nothing stated yet',
      params: {},
      inputs: { in: table(orders, [[1, 2, '2024-01-01']]) },
      outputs: { out: table(orders, [[1, 2, '2024-01-01']]) },
    },
  ],
});
