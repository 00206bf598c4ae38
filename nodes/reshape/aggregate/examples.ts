import type { Example } from '../../../engine/definition/index.ts';
import { table } from '../../../engine/definition/index.ts';

const sales = { region: 'VARCHAR', amount: 'DECIMAL(8,2)', day: 'DATE' };
const rows = [
  ['north', '10.00', '2024-01-02'],
  ['north', '2.50', '2024-01-01'],
  [null, '1.00', '2024-01-03'],
  ['south', null, '2024-01-01'],
  [null, '3.00', '2024-02-01'],
];

export const examples: readonly Example[] = [
  {
    title: 'One row per region; NULL is a group of its own and NULL amounts are left out of the sum',
    params: {
      groups: [{ by: 'region' }],
      measures: [{ function: 'count' }, { function: 'sum', column: 'amount' }, { function: 'count-values', column: 'amount', as: 'known' }],
    },
    inputs: { in: table(sales, rows) },
    outputs: {
      out: table({ region: 'VARCHAR', rows: 'BIGINT', sum_amount: 'DECIMAL(38,2)', known: 'BIGINT' }, [
        ['north', 2, '12.50', 2],
        [null, 2, '4.00', 2],
        ['south', 1, null, 0],
      ]),
    },
  },
  {
    title: 'Without groups an empty table still gives one row',
    params: { measures: [{ function: 'count' }, { function: 'max', column: 'amount' }] },
    inputs: { in: table(sales, []) },
    outputs: { out: table({ rows: 'BIGINT', max_amount: 'DECIMAL(8,2)' }, [[0, null]]) },
  },
  {
    title: 'With groups an empty table gives no row; odd names work',
    params: { groups: [{ by: '"a ""b"".c 🎈"' }], measures: [{ function: 'count-distinct', column: 'ünits', as: 'n. "x"' }] },
    inputs: { in: table({ 'a "b".c 🎈': 'VARCHAR', ünits: 'INTEGER' }, []) },
    outputs: { out: table({ 'a "b".c 🎈': 'VARCHAR', 'n. "x"': 'BIGINT' }, []) },
  },
  {
    title: 'By an expression, with first and last by date and an own expression',
    params: {
      groups: [{ by: 'month(day)', as: 'month' }],
      measures: [
        { function: 'first', column: 'amount', orderBy: 'day' },
        { function: 'list', column: 'region', orderBy: 'day' },
        { function: 'list', column: 'day', orderBy: 'day' },
        { function: 'custom', expression: 'max(amount) - min(amount)', as: 'spread' },
      ],
    },
    inputs: { in: table(sales, [['b', '5.00', '2024-01-02'], ['a', '7.00', '2024-01-01'], [null, null, '2024-02-01']]) },
    outputs: {
      out: table({ month: 'BIGINT', first_amount: 'DECIMAL(8,2)', list_region: 'VARCHAR[]', list_day: 'DATE[]', spread: 'DECIMAL(9,2)' }, [
        [1, '7.00', '[a, b]', '[2024-01-01, 2024-01-02]', '2.00'],
        [2, null, '[NULL]', '[2024-02-01]', null],
      ]),
    },
  },
  {
    title: 'Every other function',
    params: {
      measures: [
        { function: 'mean', column: 'n' },
        { function: 'min', column: 'n' },
        { function: 'median', column: 'n' },
        { function: 'stddev', column: 'n' },
        { function: 'variance', column: 'n' },
        { function: 'mode', column: 'w' },
        { function: 'last', column: 'w', orderBy: 'n' },
        { function: 'count-nulls', column: 'n' },
        { function: 'join-text', column: 'w', orderBy: 'n' },
      ],
    },
    inputs: { in: table({ n: 'INTEGER', w: 'VARCHAR' }, [[1, 'a'], [2, 'b'], [3, 'b'], [null, null]]) },
    outputs: {
      out: table(
        { mean_n: 'DOUBLE', min_n: 'INTEGER', median_n: 'DOUBLE', stddev_n: 'DOUBLE', variance_n: 'DOUBLE', mode_w: 'VARCHAR', last_w: 'VARCHAR', nulls_n: 'BIGINT', text_w: 'VARCHAR' },
        [[2, 1, 2, 1, 1, 'b', null, 1, 'a, b, b']],
      ),
    },
  },
];
