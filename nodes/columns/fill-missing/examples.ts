import type { Example } from '../../../engine/definition/index.ts';
import { table } from '../../../engine/definition/index.ts';

const prices = { shop: 'VARCHAR', day: 'INTEGER', price: 'DOUBLE' };
const given = table(prices, [['a', 1, 10], ['a', 2, null], ['b', 3, 7], ['a', 5, 20], ['b', 4, null], ['a', 6, null]]);
const odd = { 'a "b". 🎈': 'DECIMAL(4,2)', note: 'VARCHAR' };

export const examples: readonly Example[] = [
  {
    title: 'Constants of the type of their column',
    params: { fills: [{ columns: ['a "b". 🎈'], value: '0.5' }, { columns: ['NOTE'], value: 'none' }] },
    inputs: { in: table(odd, [[null, 'x'], [1, null]]) },
    outputs: { out: table(odd, [['0.50', 'x'], ['1.00', 'none']]) },
  },
  {
    title: 'The previous value of the same shop, by day',
    params: { fills: [{ columns: ['price'], method: 'previous' }], groups: ['shop'], order: [{ column: 'day' }] },
    inputs: { in: given },
    outputs: { out: table(prices, [['a', 1, 10], ['a', 2, 10], ['a', 5, 20], ['a', 6, 20], ['b', 3, 7], ['b', 4, 7]]) },
  },
  {
    title: 'On the line between its neighbours, weighted by day; the ends stay open',
    params: { fills: [{ columns: ['price'], method: 'interpolate' }], groups: ['shop'], order: [{ column: 'day' }] },
    inputs: { in: given },
    outputs: { out: table(prices, [['a', 1, 10], ['a', 2, 12.5], ['a', 5, 20], ['a', 6, null], ['b', 3, 7], ['b', 4, null]]) },
  },
  {
    title: 'The next value in the order of arrival, and the mean',
    params: { fills: [{ columns: ['shop'], method: 'next' }, { columns: ['price'], method: 'mean' }] },
    inputs: { in: table(prices, [[null, 1, 1], ['b', 2, null], [null, 3, 2]]) },
    outputs: { out: table(prices, [['b', 1, 1], ['b', 2, 1.5], [null, 3, 2]]) },
  },
  { title: 'No rows', params: { fills: [{ columns: ['price'], method: 'median' }] }, inputs: { in: table(prices, []) }, outputs: { out: table(prices, []) } },
];
