import type { Case } from './case.ts';
import { one } from './case.ts';

/** A lot that is the same in each version of the database. */
const lot = "md5(concat_ws(chr(31), '1', id, shop, product, quantity, price, discount, status, sold, note))";
const numbered = '(SELECT *, row_number() OVER () AS p FROM sales)';

/** Nodes of the groups rows and learn, and those of quality that part rows. */
export const rowCases: Readonly<Record<string, Case>> = {
  'filter-rows': one(['filter-rows', { condition: 'quantity > 7' }], 'SELECT * FROM sales WHERE quantity > 7', 'passed'),
  'filter-rows, rejected': one(['filter-rows', { condition: 'quantity > 7' }], 'SELECT * FROM sales WHERE (quantity > 7) IS NOT TRUE', 'rejected'),
  'sort-rows': one(['sort-rows', { keys: [{ by: 'price' }, { by: 'id' }] }], 'SELECT * FROM sales ORDER BY price, id'),
  'limit-rows': one(['limit-rows', { count: 1_000_000 }], 'SELECT * FROM sales LIMIT 1000000'),
  'number-rows': one(['number-rows', {}], 'SELECT row_number() OVER () AS row, * FROM sales'),
  'number-rows, in groups': one(
    ['number-rows', { groups: ['shop'], order: [{ column: 'sold' }] }],
    `SELECT row_number() OVER (PARTITION BY shop ORDER BY sold, p) AS row, * EXCLUDE (p) FROM ${numbered}`,
  ),
  // Of rows that are equal in the order the node takes those that arrived first.
  'top-rows': one(['top-rows', { count: 100, order: [{ column: 'price', direction: 'descending' }] }], `SELECT * EXCLUDE (p) FROM ${numbered} ORDER BY price DESC NULLS LAST, p LIMIT 100`, 'top'),
  'top-rows, in groups': one(
    ['top-rows', { count: 3, groups: ['shop'], order: [{ column: 'price', direction: 'descending' }] }],
    `SELECT * EXCLUDE (p) FROM ${numbered} QUALIFY row_number() OVER (PARTITION BY shop ORDER BY price DESC NULLS LAST, p) <= 3`,
    'top',
  ),
  'sample-rows': one(['sample-rows', { count: 10_000 }], `SELECT * FROM sales ORDER BY hash(1, COLUMNS(*)) LIMIT 10000`.replace('COLUMNS(*)', 'id, shop, product, quantity, price, discount, status, sold, note'), 'sample'),
  'sample-rows, percent': one(
    ['sample-rows', { method: 'percent', percent: 10 }],
    'SELECT * EXCLUDE (h) FROM (SELECT *, hash(1, id, shop, product, quantity, price, discount, status, sold, note) AS h FROM sales) ORDER BY h LIMIT 10%',
    'sample',
  ),
  'sample-rows, every': one(['sample-rows', { method: 'every', every: 10 }], `SELECT * EXCLUDE (p) FROM ${numbered} WHERE p % 10 = 1`, 'sample'),
  'distinct-rows': one(
    ['distinct-rows', { columns: ['shop', 'product'], keep: 'first' }],
    `SELECT * EXCLUDE (p) FROM ${numbered} QUALIFY row_number() OVER (PARTITION BY shop, product ORDER BY p) = 1`,
    'unique',
  ),
  'distinct-rows, whole': one(['distinct-rows', {}], 'SELECT DISTINCT * FROM sales', 'unique'),
  'split-rows': one(
    ['split-rows', { cases: [{ condition: 'quantity > 7' }, { condition: 'price > 50' }] }],
    'SELECT * FROM sales WHERE (quantity > 7) IS NOT TRUE AND price > 50',
    'case-2',
  ),
  'slice-time': one(['slice-time', { from: '2024-03-01', to: '2024-06-01' }], "SELECT * FROM sales WHERE sold >= '2024-03-01' AND sold < '2024-06-01'", 'inside'),
  'slice-time, latest': one(['slice-time', { mode: 'latest', amount: 30 }], 'SELECT * FROM sales WHERE sold > (SELECT max(sold) FROM sales) - INTERVAL 30 DAY', 'inside'),
  'expect-schema': one(
    ['expect-schema', { columns: [{ column: 'id', type: 'BIGINT' }, { column: 'price', type: 'DOUBLE' }], onNew: 'drop' }],
    'SELECT id, price FROM sales',
  ),
  'find-anomalies': one(
    ['find-anomalies', { column: 'price' }],
    'SELECT * FROM sales WHERE abs(price - (SELECT median(price) FROM sales)) / ((SELECT mad(price) FROM sales) * 1.4826) <= 3.5',
    'usual',
  ),
  'find-anomalies, quartiles in groups': one(
    ['find-anomalies', { column: 'price', method: 'iqr', by: ['shop'] }],
    `SELECT sales.* FROM sales JOIN (SELECT shop, quantile_cont(price, 0.25) AS a, quantile_cont(price, 0.75) AS b FROM sales GROUP BY shop) AS q ON sales.shop IS NOT DISTINCT FROM q.shop
     WHERE greatest(a - price, price - b, 0) / (b - a) <= 1.5`,
    'usual',
  ),
  'split-train-test': one(
    ['split-train-test', {}],
    `SELECT * EXCLUDE (n, c) FROM (SELECT *, row_number() OVER (ORDER BY ${lot}) AS n, count(*) OVER () AS c FROM sales) WHERE n > floor(c * 0.25 + 0.5)`,
    'train',
  ),
  'assign-folds': one(['assign-folds', {}], `SELECT *, (1 + (row_number() OVER (ORDER BY ${lot}) - 1) % 5)::INTEGER AS fold FROM sales`),
  'generate-rows': { node: ['generate-rows', { rows: 10_000_000 }], inputs: [], port: 'out', sql: 'SELECT range + 1 AS id FROM range(10000000)' },
  gate: one(['gate', {}], 'SELECT * FROM sales WHERE (SELECT count(*) > 0 FROM sales)'),
  sql: { ...one(['sql', { statement: 'SELECT * FROM in1 WHERE quantity > 7' }], 'SELECT * FROM sales WHERE quantity > 7'), inputs: [['in1', 'sales']] },
};
