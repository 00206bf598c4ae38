import { freshName } from '../../../engine/core/schema.ts';
import { arrived, ascending, defineNode, inputSchema, listedColumns, onMissing, rowGroups, rowOrder, sortKeys, table } from '../../../engine/definition/index.ts';
import type { Expression } from '../../../engine/expression/expression.ts';
import { binary, column, isNotTrue, literal, over } from '../../../engine/expression/expression.ts';
import type { Relation } from '../../../engine/relation/relation.ts';
import { input, shared } from '../../../engine/relation/relation.ts';

const scores = { team: 'VARCHAR', name: 'VARCHAR', score: 'INTEGER' };

export const topRows = defineNode({
  type: 'top-rows',
  version: 1,
  title: 'Top rows',
  category: 'rows',
  icon: 'To',
  summary: 'Keeps the first rows of an order, of all rows or of each group, and gives the others at a second port.',
  keywords: ['top n', 'rank', 'first per group', 'latest per group', 'newest', 'best', 'largest', 'qualify', 'head'],
  inputs: [{ name: 'in', title: 'Rows', required: true }],
  outputs: [
    { name: 'top', title: 'Top', kind: 'rows' },
    { name: 'rest', title: 'Rest', kind: 'rows' },
  ],
  params: {
    count: { kind: 'integer', label: 'Rows to keep', default: 10, min: 0, max: Number.MAX_SAFE_INTEGER },
    groups: rowGroups,
    order: rowOrder,
    ties: {
      kind: 'choice',
      label: 'Rows that are equal in the order',
      default: 'cut',
      options: [
        { value: 'cut', label: 'Keep exactly so many, in the order of arrival' },
        { value: 'keep', label: 'Keep all that are equal to the last one' },
        { value: 'dense', label: 'Count equal rows as one' },
      ],
    },
    onMissing,
  },
  caption({ count, groups, order }) {
    if (count === undefined) return '';
    const by = (order ?? []).filter((k) => k.column).map((k) => `${k.column}${k.direction === 'descending' ? ' ↓' : ''}`);
    return [`Top ${count}`, by.length > 0 ? `by ${by.join(', ')}` : '', groups && groups.length > 0 ? `per ${groups.join(', ')}` : ''].filter(Boolean).join(' ');
  },
  build(context) {
    const { count, groups, order, ties, onMissing: policy } = context.params;
    const schema = inputSchema(context, 'in');
    if (!schema) return { outputs: {} };
    const by = listedColumns(context, schema, groups, 'groups', policy).map((c) => column(c.name));
    const keys = sortKeys(context, schema, order, 'order', policy);
    if (ties !== 'cut' && order.length === 0) context.report('param-missing', 'Rows can only be equal in an order. Name its columns, or keep exactly so many rows.', { param: 'order' });
    const names = schema.map((c) => c.name);
    const place = freshName(names, '_arrived');
    const rank = freshName([...names, place], '_rank');
    const functions = { cut: 'row_number', keep: 'rank', dense: 'dense_rank' } as const;
    const value = over(functions[ties], [], by, ties === 'cut' ? [...keys, ascending(place)] : keys);
    const without = ties === 'cut' ? [place, rank] : [rank];
    // Where nobody asks for the rest there is no need to rank every row.
    const few: Relation = { op: 'extend', from: { op: 'limit', from: { op: 'sort', from: arrived(place), keys: [...keys, ascending(place)] }, count, offset: 0 }, columns: [], without: [place] };
    const plain = ties === 'cut' && by.length === 0 && !context.connected.has('rest');
    const within = binary(column(rank), '<=', literal(count));
    const part = (condition: Expression): Relation => ({ op: 'extend', from: { op: 'filter', from: shared('ranked'), condition }, columns: [], without });
    return {
      shared: { ranked: { op: 'extend', from: ties === 'cut' ? arrived(place) : input('in'), columns: [{ name: rank, value }] } },
      outputs: { top: plain ? few : part(within), rest: part(isNotTrue(within)) },
    };
  },
  examples: [
    {
      title: 'The best of each team; a missing score is never the best',
      params: { count: 1, groups: ['team'], order: [{ column: 'score', direction: 'descending' }] },
      inputs: { in: table(scores, [['a', 'Ada', 3], ['a', 'Al', 7], ['b', 'Bo', null], ['b', 'Bea', 1], [null, 'Cy', null]]) },
      outputs: { top: table(scores, [['a', 'Al', 7], ['b', 'Bea', 1], [null, 'Cy', null]]), rest: table(scores, [['a', 'Ada', 3], ['b', 'Bo', null]]) },
    },
    {
      title: 'All that share the second place',
      params: { count: 2, order: [{ column: 'score', direction: 'descending' }], ties: 'keep' },
      inputs: { in: table(scores, [['a', 'Ada', 9], ['a', 'Al', 7], ['b', 'Bo', 7], ['b', 'Bea', 1]]) },
      outputs: { top: table(scores, [['a', 'Ada', 9], ['a', 'Al', 7], ['b', 'Bo', 7]]), rest: table(scores, [['b', 'Bea', 1]]) },
    },
    {
      title: 'The two largest values of an oddly named column, equal ones counted once',
      params: { count: 2, order: [{ column: 'a "b". 🏆', direction: 'descending' }], ties: 'dense' },
      inputs: { in: table({ 'a "b". 🏆': 'DOUBLE' }, [['infinity'], ['infinity'], [2], [1]]) },
      outputs: { top: table({ 'a "b". 🏆': 'DOUBLE' }, [['infinity'], ['infinity'], [2]]), rest: table({ 'a "b". 🏆': 'DOUBLE' }, [[1]]) },
    },
    { title: 'No rows', params: {}, inputs: { in: table(scores, []) }, outputs: { top: table(scores, []), rest: table(scores, []) } },
  ],
});
