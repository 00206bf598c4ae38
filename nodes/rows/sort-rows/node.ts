import { defineNode, table } from '../../../engine/definition/index.ts';
import { columnsOf, isVolatile } from '../../../engine/expression/expression-parts.ts';
import { input } from '../../../engine/relation/relation.ts';

const scores = { name: 'VARCHAR', score: 'INTEGER' };

export const sortRows = defineNode({
  type: 'sort-rows',
  version: 1,
  title: 'Sort',
  category: 'rows',
  icon: 'So',
  summary: 'Puts all rows in the order of one or more columns or expressions.',
  keywords: ['order by', 'sorter', 'arrange'],
  inputs: [{ name: 'in', title: 'Rows', required: true }],
  outputs: [{ name: 'out', title: 'Sorted', kind: 'rows' }],
  params: {
    keys: {
      kind: 'list',
      label: 'Sort by',
      help: 'The first key decides; later keys decide among rows that are equal so far.',
      noun: 'key',
      default: [],
      item: {
        by: { kind: 'expression', label: 'Column or expression', over: ['in'], gives: 'value' },
        direction: {
          kind: 'choice',
          label: 'Direction',
          default: 'ascending',
          options: [
            { value: 'ascending', label: 'Ascending' },
            { value: 'descending', label: 'Descending' },
          ],
        },
        nulls: {
          kind: 'choice',
          label: 'Missing values',
          default: 'last',
          options: [
            { value: 'last', label: 'At the end' },
            { value: 'first', label: 'At the start' },
          ],
        },
      },
    },
  },
  caption: ({ keys }) => (keys ?? []).filter((k) => k.by).map((k) => `${k.by}${k.direction === 'descending' ? ' ↓' : ''}`).join(', '),
  build(context) {
    const keys = context.params.keys.map((key, i) => {
      const by = context.expression(`keys.${i}.by`);
      if (columnsOf(by).length === 0 && !isVolatile(by)) {
        // DuckDB would take a bare number for the position of a column.
        context.report('param-invalid', `The key ${key.by} names no column, so it puts nothing in order. Name a column, or remove the key.`, { param: `keys.${i}.by` });
      }
      return { by, descending: key.direction === 'descending', nulls: key.nulls };
    });
    return { outputs: { out: keys.length === 0 ? input('in') : { op: 'sort', from: input('in'), keys } } };
  },
  examples: [
    {
      title: 'Descending, missing values last',
      params: { keys: [{ by: 'score', direction: 'descending' }, { by: 'name' }] },
      inputs: { in: table(scores, [['Cy', 3], ['Ada', null], ['Bo', 7], ['Al', 3]]) },
      outputs: { out: table(scores, [['Bo', 7], ['Al', 3], ['Cy', 3], ['Ada', null]]) },
      ordered: true,
    },
    {
      title: 'By an expression over an oddly named column, missing values first',
      params: { keys: [{ by: 'length("first name. 🦉")', nulls: 'first' }] },
      inputs: { in: table({ 'first name. 🦉': 'VARCHAR' }, [['Ottokar'], [null], ['Al']]) },
      outputs: { out: table({ 'first name. 🦉': 'VARCHAR' }, [[null], ['Al'], ['Ottokar']]) },
      ordered: true,
    },
    {
      title: 'No rows',
      params: { keys: [{ by: 'score' }] },
      inputs: { in: table(scores, []) },
      outputs: { out: table(scores, []) },
      ordered: true,
    },
  ],
});
