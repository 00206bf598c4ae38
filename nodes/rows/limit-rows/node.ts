import { defineNode, table } from '../../../engine/definition/index.ts';
import { input } from '../../../engine/relation/relation.ts';

const numbers = { n: 'INTEGER' };

export const limitRows = defineNode({
  type: 'limit-rows',
  version: 1,
  title: 'Limit',
  category: 'rows',
  icon: 'Li',
  summary: 'Keeps a number of rows, after leaving out a number of rows at the start, and drops the rest.',
  keywords: ['head', 'first rows', 'offset', 'skip rows', 'top n', 'select records', 'first n'],
  inputs: [{ name: 'in', title: 'Rows', required: true }],
  outputs: [{ name: 'out', title: 'Kept', kind: 'rows' }],
  params: {
    count: { kind: 'integer', label: 'Rows to keep', default: 100, min: 0, max: Number.MAX_SAFE_INTEGER },
    offset: { kind: 'integer', label: 'Rows to leave out first', default: 0, min: 0, max: Number.MAX_SAFE_INTEGER },
  },
  caption: ({ count, offset }) => (count === undefined ? '' : offset ? `${count} rows after ${offset}` : `First ${count} rows`),
  build: ({ params }) => ({ outputs: { out: { op: 'limit', from: input('in'), count: params.count, offset: params.offset } } }),
  examples: [
    {
      title: 'Two rows after the first',
      params: { count: 2, offset: 1 },
      inputs: { in: table(numbers, [[1], [null], [3], [4]]) },
      outputs: { out: table(numbers, [[null], [3]]) },
      ordered: true,
    },
    {
      title: 'Fewer rows than asked for, under an odd name',
      params: { count: 10 },
      inputs: { in: table({ 'a "b" 🧮': 'BIGINT' }, [['9223372036854775807']]) },
      outputs: { out: table({ 'a "b" 🧮': 'BIGINT' }, [['9223372036854775807']]) },
      ordered: true,
    },
    {
      title: 'No rows in',
      params: { count: 1 },
      inputs: { in: table(numbers, []) },
      outputs: { out: table(numbers, []) },
    },
  ],
});
