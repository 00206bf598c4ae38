import type { Example } from '../../../engine/definition/index.ts';
import { table } from '../../../engine/definition/index.ts';

const sales = { id: 'INTEGER', amount: 'DECIMAL(8,2)' };

export const examples: readonly Example[] = [
  {
    title: 'By name: a column that one table lacks is NULL there, number types grow to hold both',
    params: { sourceColumn: 'source', sourceNames: ['north'] },
    inputs: { in: [table(sales, [[1, '2.50']]), table({ note: 'VARCHAR', ID: 'BIGINT' }, [['late', '5000000000'], [null, null]])] },
    outputs: {
      out: table({ id: 'BIGINT', amount: 'DECIMAL(8,2)', note: 'VARCHAR', source: 'VARCHAR' }, [
        [1, '2.50', null, 'north'],
        ['5000000000', null, 'late', '2'],
        [null, null, null, '2'],
      ]),
    },
  },
  {
    title: 'By position: the first table names the columns, odd names included',
    params: { match: 'position' },
    inputs: { in: [table({ 'a "b". 🎈': 'INTEGER' }, [[1]]), table({ other: 'INTEGER' }, [[null], [3]])] },
    outputs: { out: table({ 'a "b". 🎈': 'INTEGER' }, [[1], [null], [3]]) },
  },
  {
    title: 'Duplicate rows removed; NULL counts as equal to NULL',
    params: { distinct: true },
    inputs: { in: [table(sales, [[1, null], [2, '3.00']]), table(sales, [[1, null], [2, '3.00'], [2, '3.01']]), table(sales, [])] },
    outputs: { out: table(sales, [[1, null], [2, '3.00'], [2, '3.01']]) },
  },
  {
    title: 'Nothing but empty tables',
    params: {},
    inputs: { in: [table(sales, []), table(sales, [])] },
    outputs: { out: table(sales, []) },
  },
];
