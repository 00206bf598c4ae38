import { findColumn } from '../../../engine/core/schema.ts';
import { comparable, defineNode, inputSchema, quoted, table } from '../../../engine/definition/index.ts';
import { column } from '../../../engine/expression/expression.ts';
import type { Relation } from '../../../engine/relation/relation.ts';
import { input, shared } from '../../../engine/relation/relation.ts';

const people = { name: 'VARCHAR', age: 'INTEGER' };
const odd = { 'a "b". 🎈': 'INTEGER' };

export const setOperations = defineNode({
  type: 'set-operations',
  version: 1,
  title: 'Set operations',
  category: 'combine',
  icon: 'Sx',
  summary: 'Compares whole rows of two tables and gives those that both have, those of the first only and those of the second only.',
  keywords: ['intersect', 'except', 'minus', 'difference', 'reference row filter', 'in both', 'not in', 'compare lists'],
  inputs: [
    { name: 'left', title: 'First', required: true },
    { name: 'right', title: 'Second', required: true },
  ],
  outputs: [
    { name: 'both', title: 'In both', kind: 'rows' },
    { name: 'left-only', title: 'First only', kind: 'rows' },
    { name: 'right-only', title: 'Second only', kind: 'rows' },
  ],
  params: {
    match: {
      kind: 'choice',
      label: 'Match columns',
      default: 'name',
      options: [
        { value: 'name', label: 'By name' },
        { value: 'position', label: 'By position' },
      ],
    },
    repeats: { kind: 'boolean', label: 'Count repeated rows', help: 'A row that one table has twice and the other once is in both once and in one of them once. Otherwise each row counts once.', default: false },
  },
  caption: ({ match, repeats }) => (match === undefined ? '' : `By ${match}${repeats ? ', with repeats' : ''}`),
  build(context) {
    const { match, repeats } = context.params;
    const [left, right] = [inputSchema(context, 'left'), inputSchema(context, 'right')];
    if (!left || !right) return { outputs: {} };
    if (left.length !== right.length) context.report('type-mismatch', `The first table has ${left.length} columns and the second ${right.length}. Select the same ones in both, so that whole rows can be compared.`, { param: 'match' });
    const partners = left.flatMap((c, i) => {
      const partner = match === 'name' ? findColumn(right, c.name) : right[i];
      if (!partner) context.report('column-missing', `Column ${quoted(c.name)} is not in the second table. Select the same columns in both, or match them by position.`, { param: 'match' });
      return partner && comparable(context, c, partner, 'match') ? [{ name: c.name, value: column(partner.name) }] : [];
    });
    const second: Relation = { op: 'project', from: input('right'), columns: partners };
    const set = (kind: 'intersect' | 'except', a: Relation, b: Relation): Relation => ({ op: 'set', kind, all: repeats, left: a, right: b });
    return {
      shared: { second },
      outputs: { both: set('intersect', input('left'), shared('second')), 'left-only': set('except', input('left'), shared('second')), 'right-only': set('except', shared('second'), input('left')) },
    };
  },
  examples: [
    {
      title: 'Each row once; NULL equals NULL and the order of the columns does not matter',
      params: {},
      inputs: { left: table(people, [['Ada', 36], ['Bo', null], ['Bo', null], ['Cy', 1]]), right: table({ AGE: 'INTEGER', name: 'VARCHAR' }, [[null, 'Bo'], [36, 'Ada'], [2, 'Cy'], [2, 'Cy']]) },
      outputs: { both: table(people, [['Ada', 36], ['Bo', null]]), 'left-only': table(people, [['Cy', 1]]), 'right-only': table(people, [['Cy', 2]]) },
    },
    {
      title: 'Repeats counted, by position',
      params: { match: 'position', repeats: true },
      inputs: { left: table(odd, [[1], [1], [1], [2]]), right: table({ n: 'INTEGER' }, [[1], [2], [2]]) },
      outputs: { both: table(odd, [[1], [2]]), 'left-only': table(odd, [[1], [1]]), 'right-only': table(odd, [[2]]) },
    },
    { title: 'No rows', params: {}, inputs: { left: table(people, []), right: table(people, [['Ada', 1]]) }, outputs: { both: table(people, []), 'left-only': table(people, []), 'right-only': table(people, [['Ada', 1]]) } },
  ],
});
