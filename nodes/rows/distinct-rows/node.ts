import { freshName } from '../../../engine/core/schema.ts';
import { arrived, ascending, defineNode, inputSchema, listedColumns, onMissing, reversed, rowOrder, sortKeys, table } from '../../../engine/definition/index.ts';
import type { Expression } from '../../../engine/expression/expression.ts';
import { binary, column, isNotTrue, literal, over } from '../../../engine/expression/expression.ts';
import type { Relation } from '../../../engine/relation/relation.ts';
import { input, shared } from '../../../engine/relation/relation.ts';

const visits = { who: 'VARCHAR', day: 'DATE', n: 'INTEGER' };

export const distinctRows = defineNode({
  type: 'distinct-rows',
  version: 1,
  title: 'Distinct',
  category: 'rows',
  icon: 'Di',
  summary: 'Keeps one row of those that are equal in all or in some columns, and gives the others at a port of their own.',
  keywords: ['unique', 'deduplicate', 'dedupe', 'remove duplicates', 'duplicate row filter', 'first per group', 'drop duplicates'],
  inputs: [{ name: 'in', title: 'Rows', required: true }],
  outputs: [
    { name: 'unique', title: 'Unique', kind: 'rows' },
    { name: 'duplicates', title: 'Duplicates', kind: 'rejects' },
  ],
  params: {
    columns: { kind: 'columns', label: 'Columns that make rows equal', help: 'All columns when empty. NULL equals NULL.', over: 'in', default: [] },
    keep: {
      kind: 'choice',
      label: 'Keep',
      default: 'first',
      options: [
        { value: 'first', label: 'The first of equal rows' },
        { value: 'last', label: 'The last of equal rows' },
        { value: 'none', label: 'Only rows that have no equal' },
      ],
    },
    order: { ...rowOrder, showIf: { param: 'keep', in: ['first', 'last'] } },
    onMissing,
  },
  caption: ({ columns, keep }) => (keep === undefined ? '' : `${keep === 'none' ? 'Only single rows' : `Keep the ${keep}`}${columns && columns.length > 0 ? ` by ${columns.join(', ')}` : ''}`),
  build(context) {
    const { columns, keep, order, onMissing: policy } = context.params;
    const schema = inputSchema(context, 'in');
    if (!schema) return { outputs: {} };
    const listed = listedColumns(context, schema, columns, 'columns', policy);
    const by = (listed.length > 0 ? listed : schema).map((c) => column(c.name));
    const names = schema.map((c) => c.name);
    const place = freshName(names, '_arrived');
    const rank = freshName([...names, place], '_rank');

    const keys = sortKeys(context, schema, order, 'order', policy);
    // Rows that are equal in every column can stand for each other: then it does not matter which one is first.
    const alike = listed.length === 0;
    const inOrder = [...keys, ...(alike ? [] : [ascending(place)])];
    const value = keep === 'none' ? over('count', [], by) : over('row_number', [], by, keep === 'first' ? inOrder : reversed(inOrder));
    const ranked: Relation = { op: 'extend', from: alike || keep === 'none' ? input('in') : arrived(place), columns: [{ name: rank, value }] };
    const without = alike || keep === 'none' ? [rank] : [place, rank];
    const kept = binary(column(rank), '=', literal(1));
    const part = (condition: Expression): Relation => ({ op: 'extend', from: { op: 'filter', from: shared('ranked'), condition }, columns: [], without });
    const plain = alike && keep !== 'none' && !context.connected.has('duplicates');
    return { shared: { ranked }, outputs: { unique: plain ? { op: 'distinct', from: input('in') } : part(kept), duplicates: part(isNotTrue(kept)) } };
  },
  examples: [
    {
      title: 'Rows that are equal in everything, NULL included',
      params: {},
      inputs: { in: table(visits, [['Ada', '2024-01-02', 1], ['Ada', '2024-01-02', 1], [null, null, 1], [null, null, 1], ['Bo', null, 1]]) },
      outputs: {
        unique: table(visits, [['Ada', '2024-01-02', 1], [null, null, 1], ['Bo', null, 1]]),
        duplicates: table(visits, [['Ada', '2024-01-02', 1], [null, null, 1]]),
      },
    },
    {
      title: 'The latest row of each person; rows without a day come last',
      params: { columns: ['WHO'], order: [{ column: 'day', direction: 'descending' }] },
      inputs: { in: table(visits, [['Ada', '2024-01-02', 1], ['Ada', '2024-03-01', 2], ['Bo', null, 3], ['Ada', null, 4]]) },
      outputs: { unique: table(visits, [['Ada', '2024-03-01', 2], ['Bo', null, 3]]), duplicates: table(visits, [['Ada', '2024-01-02', 1], ['Ada', null, 4]]) },
    },
    {
      title: 'Without an order the last one that arrives is kept',
      params: { columns: ['who'], keep: 'last' },
      inputs: { in: table(visits, [['Ada', null, 1], ['Bo', null, 2], ['Ada', null, 3]]) },
      outputs: { unique: table(visits, [['Bo', null, 2], ['Ada', null, 3]]), duplicates: table(visits, [['Ada', null, 1]]) },
    },
    {
      title: 'Only rows whose key appears once, under an odd name',
      params: { columns: ['a "b". 🎈'], keep: 'none' },
      inputs: { in: table({ 'a "b". 🎈': 'DOUBLE' }, [['nan'], ['nan'], [1.5], ['infinity']]) },
      outputs: { unique: table({ 'a "b". 🎈': 'DOUBLE' }, [[1.5], ['infinity']]), duplicates: table({ 'a "b". 🎈': 'DOUBLE' }, [['nan'], ['nan']]) },
    },
    {
      title: 'No rows',
      params: { columns: ['who'] },
      inputs: { in: table(visits, []) },
      outputs: { unique: table(visits, []), duplicates: table(visits, []) },
    },
  ],
});
