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
  {
    title: 'Totals of each region and of everything; the level tells them from a group whose value is NULL',
    params: { groups: [{ by: 'region' }, { by: 'month(day)', as: 'month' }], combine: 'rollup', measures: [{ function: 'count' }] },
    inputs: { in: table(sales, rows) },
    outputs: {
      out: table({ region: 'VARCHAR', month: 'BIGINT', level: 'VARCHAR', rows: 'BIGINT' }, [
        ['north', 1, 'region, month', 2],
        [null, 1, 'region, month', 1],
        [null, 2, 'region, month', 1],
        ['south', 1, 'region, month', 1],
        ['north', null, 'region', 2],
        [null, null, 'region', 2],
        ['south', null, 'region', 1],
        [null, null, '', 5],
      ]),
    },
  },
  {
    title: 'Selections of groups that are listed, with figures over some of the rows',
    params: {
      groups: [{ by: 'region' }],
      combine: 'sets',
      sets: [{ groups: ['REGION'] }, { groups: [] }],
      level: '',
      measures: [
        { function: 'sum', column: 'amount', where: "day < DATE '2024-02-01'", as: 'january' },
        { function: 'count', where: 'amount IS NULL', as: 'unknown' },
        { function: 'list', column: 'region', distinct: true, descending: true, as: 'names' },
      ],
    },
    inputs: { in: table(sales, rows) },
    outputs: {
      out: table({ region: 'VARCHAR', january: 'DECIMAL(38,2)', unknown: 'BIGINT', names: 'VARCHAR[]' }, [
        ['north', '12.50', 0, '[north]'],
        [null, '1.00', 0, '[NULL]'],
        ['south', null, 1, '[south]'],
        [null, '13.50', 1, '[south, north, NULL]'],
      ]),
    },
  },
  {
    title: 'Figures of two columns, quantiles and shapes',
    params: {
      measures: [
        { function: 'quantile', column: 'n', share: 0.25 },
        { function: 'at-max', column: 'w', with: 'n' },
        { function: 'at-min', column: 'w', with: 'n' },
        { function: 'correlation', column: 'n', with: 'm' },
        { function: 'covariance', column: 'n', with: 'm' },
        { function: 'slope', column: 'm', with: 'n' },
        { function: 'stddev-all', column: 'n' },
        { function: 'mad', column: 'n' },
        { function: 'skewness', column: 'n' },
        { function: 'kurtosis', column: 'm' },
        { function: 'geometric-mean', column: 'm' },
        { function: 'product', column: 'n' },
        { function: 'entropy', column: 'w' },
        { function: 'all-true', column: 'ok' },
        { function: 'any-true', column: 'ok' },
        { function: 'join-text', column: 'w', distinct: true, separator: '|' },
        { function: 'sum', column: 'm', distinct: true, as: 'once' },
      ],
    },
    inputs: { in: table({ n: 'INTEGER', m: 'INTEGER', w: 'VARCHAR', ok: 'BOOLEAN' }, [[1, 2, 'a', true], [2, 4, 'b', false], [3, 6, 'b', null], [4, 8, 'a', true]]) },
    outputs: {
      out: table(
        {
          quantile_n: 'DOUBLE', at_max_w: 'VARCHAR', at_min_w: 'VARCHAR', corr_n: 'DOUBLE', covar_n: 'DOUBLE', slope_m: 'DOUBLE', stddev_all_n: 'DOUBLE', mad_n: 'DOUBLE', skewness_n: 'DOUBLE', kurtosis_m: 'DOUBLE', geomean_m: 'DOUBLE', product_n: 'DOUBLE', entropy_w: 'DOUBLE', all_ok: 'BOOLEAN', any_ok: 'BOOLEAN', text_w: 'VARCHAR', once: 'HUGEINT',
        },
        [[1.75, 'a', 'a', 0.9999999999999998, 3.3333333333333335, 2, 1.118033988749895, 1, 0, -1.200000000000001, 4.426727678801287, 24, 1, false, true, 'a|b', '20']],
      ),
    },
  },
];
