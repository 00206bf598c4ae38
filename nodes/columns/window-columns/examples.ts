import type { Example } from '../../../engine/definition/index.ts';
import { table } from '../../../engine/definition/index.ts';

const sales = { shop: 'VARCHAR', day: 'INTEGER', sold: 'INTEGER' };
const given = table(sales, [['a', 1, 10], ['a', 3, 30], ['a', 2, 20], ['b', 1, null], ['b', 2, 5]]);

export const examples: readonly Example[] = [
  {
    title: 'Running sum, the day before and the share of the shop, in the order of days',
    params: { groups: ['SHOP'], order: [{ column: 'day' }], figures: [{ function: 'running-sum', column: 'sold' }, { function: 'previous', column: 'sold', name: 'before "it" 🎈' }, { function: 'share', column: 'sold' }] },
    inputs: { in: given },
    outputs: {
      out: table({ ...sales, running_sum_sold: 'HUGEINT', 'before "it" 🎈': 'INTEGER', share_sold: 'DOUBLE' }, [['a', 1, 10, 10, null, 1 / 6], ['a', 2, 20, 30, 10, 2 / 6], ['a', 3, 30, 60, 20, 0.5], ['b', 1, null, null, null, null], ['b', 2, 5, 5, null, 1]]),
    },
  },
  {
    title: 'Ranks: equal rows share one, a missing value comes last',
    params: { order: [{ column: 'sold', direction: 'descending' }], figures: [{ function: 'rank' }, { function: 'dense-rank' }] },
    inputs: { in: table({ sold: 'DOUBLE' }, [[7], [9], [7], [null], [1]]) },
    outputs: { out: table({ sold: 'DOUBLE', rank: 'BIGINT', dense_rank: 'BIGINT' }, [[9, 1, 1], [7, 2, 2], [7, 2, 2], [1, 4, 3], [null, 5, 4]]) },
  },
  {
    title: 'The mean of two rows and the change, in the order of arrival',
    params: { figures: [{ function: 'moving-mean', column: 'sold', rows: 2 }, { function: 'change', column: 'sold' }] },
    inputs: { in: table({ sold: 'INTEGER' }, [[10], [30], [0], [1]]) },
    outputs: { out: table({ sold: 'INTEGER', moving_mean_sold: 'DOUBLE', change_sold: 'DOUBLE' }, [[10, 10, null], [30, 20, 2], [0, 15, -1], [1, 0.5, null]]) },
  },
  { title: 'No rows', params: {}, inputs: { in: table(sales, []) }, outputs: { out: table({ ...sales, row_number: 'BIGINT' }, []) } },
];
