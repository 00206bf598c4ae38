import type { Example } from '../../../engine/definition/index.ts';
import { table } from '../../../engine/definition/index.ts';

const sales = { shop: 'VARCHAR', month: 'VARCHAR', amount: 'DECIMAL(8,2)' };
const rows = [
  ['north', 'jan', '1.00'],
  ['north', 'feb', '2.00'],
  ['south', 'jan', '4.00'],
  ['north', 'jan', '8.00'],
  [null, null, '16.00'],
  ['south', '', null],
];
const odd = { 'a "b". 🎈': 'INTEGER', n: 'INTEGER' };

export const examples: readonly Example[] = [
  {
    title: 'A column for each value that the rows hold, in the order of the values; NULL and an empty text have names of their own',
    params: { groups: ['SHOP'], names: ['month'], measures: [{ function: 'sum', column: 'amount' }] },
    inputs: { in: table(sales, rows) },
    outputs: {
      out: table({ shop: 'VARCHAR', '(blank)': 'DECIMAL(38,2)', feb: 'DECIMAL(38,2)', jan: 'DECIMAL(38,2)', NULL: 'DECIMAL(38,2)' }, [
        ['north', null, '2.00', '9.00', null],
        ['south', null, null, '4.00', null],
        [null, null, null, null, '16.00'],
      ]),
      unlisted: table(sales, []),
    },
  },
  {
    title: 'Values that are listed; rows with another one leave at a port of their own',
    params: { groups: ['shop'], names: ['month'], measures: [{ function: 'count' }], values: 'listed', listed: [{ value: 'jan', name: 'January' }, { value: 'mar' }, { value: null }] },
    inputs: { in: table(sales, rows) },
    outputs: {
      out: table({ shop: 'VARCHAR', January: 'BIGINT', mar: 'BIGINT', NULL: 'BIGINT' }, [
        ['north', 2, 0, 0],
        ['south', 1, 0, 0],
        [null, 0, 0, 1],
      ]),
      unlisted: table(sales, [['north', 'feb', '2.00'], ['south', '', null]]),
    },
  },
  {
    title: 'A cross-tab with totals of rows and columns, other values together, two figures in each cell',
    params: { groups: ['shop'], names: ['month'], measures: [{ function: 'count', as: 'n' }, { function: 'sum', column: 'amount', as: 'sum' }], values: 'listed', listed: [{ value: 'jan' }], unlisted: 'other', totals: 'both', empty: 'zero', prefix: 'in ' },
    inputs: { in: table(sales, rows) },
    outputs: {
      out: table({ shop: 'VARCHAR', 'in jan_n': 'BIGINT', 'in jan_sum': 'DECIMAL(38,2)', other_n: 'BIGINT', other_sum: 'DECIMAL(38,2)', total_n: 'BIGINT', total_sum: 'DECIMAL(38,2)' }, [
        ['north', 2, '9.00', 1, '2.00', 3, '11.00'],
        ['south', 1, '4.00', 1, '0.00', 2, '4.00'],
        [null, 0, '0.00', 1, '16.00', 1, '16.00'],
        ['total', 3, '13.00', 3, '18.00', 6, '31.00'],
      ]),
    },
    ordered: true,
  },
  {
    title: 'Two columns name the columns; names that are taken, be it in other case, get a number',
    params: { groups: ['n'], names: ['a', 'a "b". 🎈'], measures: [{ function: 'max', column: 'x' }], separator: ' ' },
    inputs: { in: table({ n: 'INTEGER', a: 'VARCHAR', 'a "b". 🎈': 'INTEGER', x: 'VARCHAR[]' }, [[1, 'x', 1, '[p]'], [1, 'X', 1, '[q]'], [2, 'x', 10, '[r, s]'], [2, 'x', 2, null]]) },
    outputs: { out: table({ n: 'INTEGER', 'X 1': 'VARCHAR[]', 'x 1_2': 'VARCHAR[]', 'x 2': 'VARCHAR[]', 'x 10': 'VARCHAR[]' }, [[1, '[q]', '[p]', null, null], [2, null, null, null, '[r, s]']]) },
  },
  {
    title: 'Listed numbers are read as numbers',
    params: { names: ['a "b". 🎈'], values: 'listed', listed: [{ value: '01' }], unlisted: 'fail' },
    inputs: { in: table(odd, [[1, 1], [1, 2]]) },
    outputs: { out: table({ '01': 'BIGINT' }, [[2]]) },
  },
  { title: 'No rows: the groups alone', params: { groups: ['shop'], names: ['month'] }, inputs: { in: table(sales, []) }, outputs: { out: table({ shop: 'VARCHAR' }, []) } },
];
