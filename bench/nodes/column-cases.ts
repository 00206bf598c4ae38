import type { Case } from './case.ts';
import { one, over } from './case.ts';

const inOrder = (table: string): string => `(SELECT *, row_number() OVER () AS p FROM ${table})`;

/** Nodes of the group columns. */
export const columnCases: Readonly<Record<string, Case>> = {
  formula: one(
    ['formula', { columns: [{ name: 'amount', expression: 'quantity * price * (1 - discount)' }] }],
    'SELECT *, quantity * price * (1 - discount) AS amount FROM sales',
  ),
  'formula with errors': one(
    ['formula', { columns: [{ name: 'amount', expression: 'quantity * price * (1 - discount)' }], onFailure: 'errors' }],
    'SELECT *, quantity * price * (1 - discount) AS amount FROM sales',
  ),
  'select-columns': one(
    ['select-columns', { mode: 'listed', columns: [{ column: 'id' }, { column: 'price', type: 'DECIMAL(10,2)' }] }],
    'SELECT id, CAST(price AS DECIMAL(10,2)) AS price FROM sales',
  ),
  'bin-values': one(
    ['bin-values', { column: 'price', give: 'number' }],
    'SELECT sales.*, CASE WHEN price >= high THEN 5 WHEN price <= low THEN 1 ELSE floor((price - low) / (high - low) * 5)::BIGINT + 1 END AS bin FROM sales, (SELECT min(price) AS low, max(price) AS high FROM sales)',
  ),
  'bin-values, in groups': one(
    ['bin-values', { column: 'price', give: 'number', groups: ['shop'] }],
    'SELECT * EXCLUDE (low, high), CASE WHEN price >= high THEN 5 WHEN price <= low THEN 1 ELSE floor((price - low) / (high - low) * 5)::BIGINT + 1 END AS bin FROM (SELECT *, min(price) OVER (PARTITION BY shop) AS low, max(price) OVER (PARTITION BY shop) AS high FROM sales)',
  ),
  'bin-values, width': one(
    ['bin-values', { column: 'price', method: 'width', width: 10, give: 'number' }],
    'SELECT *, CASE WHEN NOT isnan(price) THEN TRY_CAST(floor(price / 10) AS BIGINT) END AS bin FROM sales',
  ),
  'bin-values, labels': one(
    ['bin-values', { column: 'price', method: 'width', width: 10 }],
    "SELECT *, concat('[', floor(price / 10)::BIGINT * 10, ', ', (floor(price / 10)::BIGINT + 1) * 10, ')') AS bin FROM sales",
  ),
  'bin-values, quantile': one(['bin-values', { column: 'price', method: 'quantile', give: 'number' }], 'SELECT *, ntile(5) OVER (ORDER BY price) AS bin FROM sales'),
  'clean-text': over('texts', ['clean-text', { columns: ['words'], case: 'upper', accents: true }], `SELECT * REPLACE (upper(strip_accents(trim(regexp_replace(regexp_replace(words, '\\pC', '', 'g'), '[\\s\\pZ]+', ' ', 'g')))) AS words) FROM texts`),
  'convert-types': one(
    ['convert-types', { columns: [{ column: 'price', type: 'DECIMAL(10,2)' }, { column: 'sold', type: 'DATE' }], onFailure: 'fail' }],
    'SELECT * REPLACE (price::DECIMAL(10,2) AS price, sold::DATE AS sold) FROM sales',
  ),
  'convert-types with errors': one(
    ['convert-types', { columns: [{ column: 'price', type: 'DECIMAL(10,2)' }], onFailure: 'errors' }],
    'SELECT * EXCLUDE (as_price) REPLACE (as_price AS price) FROM (SELECT *, TRY_CAST(price AS DECIMAL(10,2)) AS as_price FROM sales) WHERE price IS NULL OR as_price IS NOT NULL',
  ),
  'date-parts': one(
    ['date-parts', { columns: [{ column: 'sold', part: 'month' }, { do: 'cut', column: 'sold', unit: 'week' }, { do: 'add', column: 'sold', unit: 'day', amount: 3 }] }],
    "SELECT *, month(sold) AS sold_month, date_trunc('week', sold) AS sold_week, sold + INTERVAL 3 DAY AS sold_add FROM sales",
  ),
  'encode-values': one(
    ['encode-values', { column: 'status', values: ['0', '1', '2', '3', '4'] }],
    'SELECT *, CASE status WHEN 0 THEN 0 WHEN 1 THEN 1 WHEN 2 THEN 2 WHEN 3 THEN 3 WHEN 4 THEN 4 END::BIGINT AS status_code FROM sales',
  ),
  'encode-values, one-hot': one(
    ['encode-values', { column: 'status', method: 'one-hot', values: ['0', '1', '2'], unknown: 'null' }],
    'SELECT *, (status IS NOT DISTINCT FROM 0)::TINYINT AS s0, (status IS NOT DISTINCT FROM 1)::TINYINT AS s1, (status IS NOT DISTINCT FROM 2)::TINYINT AS s2 FROM sales',
  ),
  'encode-values, found': one(
    ['encode-values', { column: 'note' }],
    'SELECT sales.*, c.code FROM sales LEFT JOIN (SELECT note, row_number() OVER (ORDER BY note) - 1 AS code FROM (SELECT DISTINCT note FROM sales WHERE note IS NOT NULL)) AS c USING (note)',
  ),
  'extract-text': one(
    ['extract-text', { column: 'note' }],
    String.raw`SELECT *, CASE WHEN regexp_matches(note, '[-+]?(?:\d+(?:\.\d+)?|\.\d+)(?:[eE][-+]?\d+)?') THEN regexp_extract(note, '[-+]?(?:\d+(?:\.\d+)?|\.\d+)(?:[eE][-+]?\d+)?')::DOUBLE END AS found FROM sales`,
  ),
  'extract-text, groups': one(
    ['extract-text', { column: 'note', what: 'regex', pattern: String.raw`(\w+) (\d+)`, names: ['word', 'number'] }],
    String.raw`SELECT * EXCLUDE (m), m.word, m.number FROM (SELECT *, CASE WHEN regexp_matches(note, '(\w+) (\d+)') THEN regexp_extract(note, '(\w+) (\d+)', ['word', 'number']) END AS m FROM sales)`,
  ),
  'fill-missing': over('sparse', ['fill-missing', { fills: [{ columns: ['note'], value: 'none' }] }], "SELECT * REPLACE (coalesce(note, 'none') AS note) FROM sparse"),
  'fill-missing, mean': over('sparse', ['fill-missing', { fills: [{ columns: ['price'], method: 'mean' }] }], 'SELECT * REPLACE (coalesce(price, (SELECT avg(price) FROM sparse)) AS price) FROM sparse'),
  'fill-missing, median in groups': over(
    'sparse',
    ['fill-missing', { fills: [{ columns: ['price'], method: 'median' }], groups: ['shop'] }],
    'SELECT sparse.* REPLACE (coalesce(sparse.price, m.price) AS price) FROM sparse JOIN (SELECT shop, median(price) AS price FROM sparse GROUP BY shop) AS m ON sparse.shop IS NOT DISTINCT FROM m.shop',
  ),
  'fill-missing, previous': over(
    'sparse',
    ['fill-missing', { fills: [{ columns: ['price', 'note'], method: 'previous' }], groups: ['shop'], order: [{ column: 'sold' }] }],
    `SELECT * EXCLUDE (p) REPLACE (coalesce(price, last_value(price IGNORE NULLS) OVER w) AS price, coalesce(note, last_value(note IGNORE NULLS) OVER w) AS note) FROM ${inOrder('sparse')} WINDOW w AS (PARTITION BY shop ORDER BY sold, p ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)`,
  ),
  'find-replace': one(['find-replace', { columns: ['note'], rules: [{ find: 'note', replace: 'remark' }] }], "SELECT * REPLACE (replace(note, 'note', 'remark') AS note) FROM sales"),
  'find-replace, regex': one(['find-replace', { columns: ['note'], rules: [{ find: '[0-9]+', replace: '#', as: 'regex' }] }], "SELECT * REPLACE (regexp_replace(note, '[0-9]+', '#', 'g') AS note) FROM sales"),
  'mask-values': one(['mask-values', { masks: [{ columns: ['note'] }] }], "SELECT * REPLACE (repeat('*', greatest(length(note) - 4, 0)) || right(note, 4) AS note) FROM sales"),
  'mask-values, hash': one(
    ['mask-values', { masks: [{ columns: ['note'], method: 'hash' }], key: 'k' }],
    "SELECT * REPLACE (left(sha256(unhex('37' || repeat('5C', 63)) || unhex(sha256(unhex('5D' || repeat('36', 63)) || encode(note)))), 32) AS note) FROM sales",
  ),
  'multi-row-formula': one(
    ['multi-row-formula', { groups: ['shop'], order: [{ column: 'sold' }], neighbours: [{ column: 'price' }], columns: [{ name: 'grown', expression: 'price - previous_price' }] }],
    `SELECT * EXCLUDE (p), price - lag(price) OVER (PARTITION BY shop ORDER BY sold, p) AS grown FROM ${inOrder('sales')}`,
  ),
  'parse-json': over(
    'texts',
    ['parse-json', { column: 'doc', fields: [{ path: 'shop', type: 'INTEGER' }, { path: '$.note' }] }],
    // What is no JSON, or no number, goes to another file.
    `SELECT * EXCLUDE (j), TRY_CAST(json_extract(j, '$.shop') AS INTEGER) AS shop, json_extract_string(j, '$.note') AS note FROM (SELECT *, TRY_CAST(doc AS JSON) AS j FROM texts)
     WHERE (doc IS NULL OR j IS NOT NULL) AND (TRY_CAST(json_extract(j, '$.shop') AS INTEGER) IS NOT NULL OR json_extract_string(j, '$.shop') IS NULL)`,
  ),
  'parse-time': over('texts', ['parse-time', { columns: [{ column: 'at', formats: ['%d.%m.%Y %H:%M'] }] }], `SELECT * EXCLUDE (t) REPLACE (t AS "at") FROM (SELECT *, try_strptime("at", '%d.%m.%Y %H:%M') AS t FROM texts) WHERE "at" IS NULL OR t IS NOT NULL`),
  'replace-values': one(['replace-values', { column: 'status', values: [{ from: '0', to: '9' }, { from: '1', to: '8' }] }], 'SELECT * REPLACE (CASE status WHEN 0 THEN 9 WHEN 1 THEN 8 ELSE status END AS status) FROM sales'),
  'scale-values': one(
    ['scale-values', { columns: ['price', 'quantity'] }],
    'SELECT sales.* REPLACE ((price - a) / b AS price, (quantity - c) / d AS quantity) FROM sales, (SELECT avg(price) AS a, stddev_pop(price) AS b, avg(quantity) AS c, stddev_pop(quantity) AS d FROM sales)',
  ),
  'split-column': one(
    ['split-column', { column: 'note', separator: ' ', into: 'columns', names: ['a', 'b'], surplus: 'drop', trim: false }],
    "SELECT * EXCLUDE (note, l), l[1] AS a, l[2] AS b FROM (SELECT *, string_split(note, ' ') AS l FROM sales)",
  ),
  'split-column, rows': one(
    ['split-column', { column: 'note', separator: ' ', into: 'rows', trim: false }],
    "SELECT * EXCLUDE (note), unnest(string_split(note, ' ')) AS note FROM sales",
  ),
  'window-columns': one(
    ['window-columns', { groups: ['shop'], order: [{ column: 'price' }], figures: [{ function: 'rank' }] }],
    'SELECT *, rank() OVER (PARTITION BY shop ORDER BY price) AS rank FROM sales',
  ),
  'window-columns, running': one(
    ['window-columns', { groups: ['shop'], order: [{ column: 'sold' }], figures: [{ function: 'running-sum', column: 'quantity' }, { function: 'moving-mean', column: 'price', rows: 7 }] }],
    `SELECT * EXCLUDE (p), sum(quantity) OVER (w ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS s, avg(price) OVER (w ROWS BETWEEN 6 PRECEDING AND CURRENT ROW) AS m FROM ${inOrder('sales')} WINDOW w AS (PARTITION BY shop ORDER BY sold, p)`,
  ),
  'window-columns, share': one(
    ['window-columns', { groups: ['shop'], figures: [{ function: 'share', column: 'price' }] }],
    'SELECT *, price / sum(price) OVER (PARTITION BY shop) AS share FROM sales',
  ),
};
