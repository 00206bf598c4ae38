import type { Case } from './case.ts';
import { one, over } from './case.ts';

const compared = ['shop', 'product', 'quantity', 'price', 'discount', 'status', 'sold', 'note'];
/** A list of the columns in which two rows differ. */
const differing = (a: string, b: string): string => `list_filter([${compared.map((c) => `CASE WHEN ${a}.${c} IS DISTINCT FROM ${b}.${c} THEN '${c}' END`).join(', ')}], lambda c: c IS NOT NULL)`;

/** Nodes of the groups combine and reshape. */
export const tableCases: Readonly<Record<string, Case>> = {
  aggregate: one(
    ['aggregate', { groups: [{ by: 'shop' }, { by: 'product' }], measures: [{ function: 'sum', column: 'price' }, { function: 'count' }] }],
    'SELECT shop, product, sum(price), count(*) FROM sales GROUP BY 1, 2',
  ),
  'aggregate, rollup': one(
    ['aggregate', { groups: [{ by: 'shop' }, { by: 'status' }], combine: 'rollup', level: '', measures: [{ function: 'count' }] }],
    'SELECT shop, status, count(*) FROM sales GROUP BY ROLLUP (shop, status)',
  ),
  pivot: one(
    ['pivot', { groups: ['shop'], names: ['status'], measures: [{ function: 'sum', column: 'price' }] }],
    'SELECT * FROM (PIVOT (SELECT shop, status, price FROM sales) ON status IN (0, 1, 2, 3, 4) USING sum(price) GROUP BY shop)',
  ),
  'unpivot-columns': one(
    ['unpivot-columns', { mode: 'listed', columns: ['price', 'discount'] }],
    'SELECT * FROM sales UNPIVOT INCLUDE NULLS (value FOR name IN (price, discount))',
  ),
  'explode-values': over('lists', ['explode-values', { column: 'products' }], 'SELECT * REPLACE (unnest(products) AS products) FROM lists'),
  'collect-values': one(
    ['collect-values', { groups: ['shop'], columns: ['product'], order: [{ column: 'sold' }] }],
    'SELECT shop, list(product ORDER BY sold, p) AS product FROM (SELECT *, row_number() OVER () AS p FROM sales) GROUP BY shop',
  ),
  'sessionise-rows': one(
    ['sessionise-rows', { time: 'sold', groups: ['shop'] }],
    `SELECT * EXCLUDE (p, new), sum(new) OVER (PARTITION BY shop ORDER BY sold, p ROWS UNBOUNDED PRECEDING)::BIGINT AS session
     FROM (SELECT *, CASE WHEN sold <= lag(sold) OVER (PARTITION BY shop ORDER BY sold, p) + INTERVAL 30 MINUTE THEN 0 ELSE 1 END AS new FROM (SELECT *, row_number() OVER () AS p FROM sales))`,
  ),
  resample: one(
    ['resample', { time: 'sold', unit: 'days', groups: ['shop'], measures: [{ function: 'sum', column: 'price' }, { function: 'count' }] }],
    `WITH s AS (SELECT shop, time_bucket(INTERVAL '1 day', sold) AS b, sum(price) AS p, count(*) AS n FROM sales GROUP BY 1, 2),
     r AS (SELECT shop, unnest(generate_series((SELECT min(b) FROM s), (SELECT max(b) FROM s), INTERVAL '1 day')) AS b FROM (SELECT DISTINCT shop FROM s))
     SELECT r.b, r.shop, s.p, coalesce(s.n, 0) FROM r LEFT JOIN s ON r.shop IS NOT DISTINCT FROM s.shop AND r.b = s.b`,
  ),
  join: {
    node: ['join', { keys: [{ left: 'shop', right: 'shop' }] }],
    inputs: [['left', 'sales'], ['right', 'shops']],
    port: 'joined',
    sql: 'SELECT sales.*, shops.region, shops.name FROM sales JOIN shops USING (shop)',
  },
  'join, large': {
    node: ['join', { keys: [{ left: 'id', right: 'id' }] }],
    inputs: [['left', 'sales'], ['right', 'sparse']],
    port: 'joined',
    sql: 'SELECT sales.*, sparse.shop AS shop_right, sparse.sold AS sold_right, sparse.price AS price_right, sparse.note AS note_right FROM sales JOIN sparse USING (id)',
  },
  'join, left only': {
    node: ['join', { keys: [{ left: 'id', right: 'id' }] }],
    inputs: [['left', 'sales'], ['right', 'changed']],
    port: 'left-only',
    sql: 'SELECT * FROM sales ANTI JOIN changed USING (id)',
  },
  'lookup-values': {
    node: ['lookup-values', {}],
    inputs: [['in', 'sales'], ['table', 'shops']],
    port: 'out',
    sql: 'SELECT sales.*, s.region, s.name FROM sales LEFT JOIN (SELECT * FROM shops QUALIFY row_number() OVER (PARTITION BY shop) = 1) s USING (shop)',
  },
  'asof-join': {
    node: ['asof-join', { leftTime: 'sold', rightTime: 'since', keys: [{ left: 'product', right: 'product' }] }],
    inputs: [['left', 'sales'], ['right', 'rates']],
    port: 'joined',
    sql: 'SELECT sales.*, since, rate FROM sales ASOF JOIN rates ON sales.product = rates.product AND sales.sold >= rates.since',
  },
  'range-join': {
    node: ['range-join', { value: 'price', from: 'low', to: 'high' }],
    inputs: [['left', 'sales'], ['right', 'bands']],
    port: 'joined',
    sql: 'SELECT sales.*, low, high, band FROM sales JOIN bands ON price >= low AND price < high',
  },
  'append-fields': {
    node: ['append-fields', {}],
    inputs: [['in', 'sales'], ['fields', 'one']],
    port: 'out',
    sql: 'SELECT * FROM sales, one',
  },
  'set-operations, both': {
    node: ['set-operations', {}],
    inputs: [['left', 'sales'], ['right', 'changed']],
    port: 'both',
    sql: 'SELECT * FROM sales INTERSECT SELECT * FROM changed',
  },
  'set-operations, left only': {
    node: ['set-operations', {}],
    inputs: [['left', 'sales'], ['right', 'changed']],
    port: 'left-only',
    sql: 'SELECT * FROM sales EXCEPT SELECT * FROM changed',
  },
  union: {
    node: ['union', {}],
    inputs: [['in', 'sales'], ['in', 'changed']],
    port: 'out',
    sql: 'SELECT * FROM sales UNION ALL BY NAME SELECT * FROM changed',
  },
  'union, distinct': {
    node: ['union', { distinct: true }],
    inputs: [['in', 'sales'], ['in', 'changed']],
    port: 'out',
    sql: 'SELECT * FROM sales UNION BY NAME SELECT * FROM changed',
  },
  'compare-tables': {
    node: ['compare-tables', { keys: [{ left: 'id', right: 'id' }] }],
    inputs: [['before', 'sales'], ['after', 'changed']],
    port: 'changed',
    // Keys that occur several times are not compared, so that no row meets another one's.
    sql: `WITH several AS (SELECT id FROM sales GROUP BY id HAVING count(*) > 1 UNION ALL SELECT id FROM changed GROUP BY id HAVING count(*) > 1)
      SELECT b.id, ${differing('b', 'a')}, ${compared.map((c) => `b.${c} AS ${c}_before, a.${c} AS ${c}_after`).join(', ')}
      FROM (FROM sales ANTI JOIN several ON sales.id IS NOT DISTINCT FROM several.id) b JOIN (FROM changed ANTI JOIN several ON changed.id IS NOT DISTINCT FROM several.id) a ON b.id IS NOT DISTINCT FROM a.id
      WHERE ${compared.map((c) => `b.${c} IS DISTINCT FROM a.${c}`).join(' OR ')}`,
  },
  'replay-rejected': {
    node: ['replay-rejected', { keys: ['id'] }],
    inputs: [['in', 'sales'], ['fixes', 'arriving']],
    port: 'out',
    // Rows with several corrections stay open.
    sql: `WITH several AS (SELECT id FROM arriving GROUP BY id HAVING count(*) > 1)
      SELECT s.* REPLACE (coalesce(f.shop, s.shop) AS shop, coalesce(f.price, s.price) AS price) FROM sales s JOIN (FROM arriving ANTI JOIN several USING (id)) f ON s.id = f.id`,
  },
  'slowly-changing': {
    node: ['slowly-changing', { since: 'fixed', sinceTime: '2024-06-01', keys: ['id'] }],
    inputs: [['in', 'arriving'], ['dimension', 'dimension']],
    port: 'out',
    // A key that arrives several times, or has several current versions, is left as it is.
    sql: `WITH several AS (SELECT id FROM arriving GROUP BY id HAVING count(*) > 1 UNION ALL SELECT id FROM dimension WHERE is_current GROUP BY id HAVING count(*) > 1),
      a AS (FROM arriving ANTI JOIN several ON arriving.id IS NOT DISTINCT FROM several.id)
      SELECT d.id, d.shop, d.price, d.valid_from, CASE WHEN changed THEN TIMESTAMP '2024-06-01' ELSE d.valid_to END AS valid_to, d.is_current AND NOT changed AS is_current
      FROM (SELECT d.*, coalesce(d.is_current AND a.found AND (d.shop IS DISTINCT FROM a.shop OR d.price IS DISTINCT FROM a.price), false) AS changed FROM dimension d LEFT JOIN (SELECT *, true AS found FROM a) a ON d.id IS NOT DISTINCT FROM a.id) d
      UNION ALL SELECT a.id, a.shop, a.price, TIMESTAMP '2024-06-01', NULL, true FROM a LEFT JOIN (FROM dimension WHERE is_current) d ON a.id IS NOT DISTINCT FROM d.id
      WHERE d.is_current IS NULL OR d.shop IS DISTINCT FROM a.shop OR d.price IS DISTINCT FROM a.price`,
  },
};
