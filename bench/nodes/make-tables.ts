import { makeTables } from '../fused.ts';
import type { BenchTable } from './case.ts';

type Run = (sql: string) => Promise<unknown>;

/** What each table is made of, each from those before it; `sales` and `shops` are those of the fused flow. */
const made: Readonly<Record<Exclude<BenchTable, 'sales' | 'shops'>, string>> = {
  changed: 'SELECT * REPLACE (CASE WHEN id % 100 = 0 THEN price + 1 ELSE price END AS price) FROM sales WHERE id % 1000 <> 1',
  sparse: 'SELECT id, shop, sold, CASE WHEN hash(id + 8) % 10 <> 0 THEN price END AS price, CASE WHEN hash(id + 9) % 10 <> 0 THEN note END AS note FROM sales',
  texts: `SELECT id, strftime(sold, '%d.%m.%Y %H:%M') AS at, CAST({'shop': shop, 'price': price, 'note': note} AS JSON)::VARCHAR AS doc, '  Ünder  ' || note || ' ' AS words FROM sales`,
  lists: 'SELECT id, shop, [product, product + 1, product + 2] AS products FROM sales',
  rates: `SELECT product::INTEGER AS product, TIMESTAMP '2024-01-01' + to_days(day::INTEGER) AS since, (hash(day * 500 + product) % 100) / 100.0 AS rate FROM range(500) p(product), range(366) d(day)`,
  bands: `SELECT i * 10.0 AS low, (i + 1) * 10.0 AS high, 'band ' || i AS band FROM range(10) r(i)`,
  one: 'SELECT count(*) AS rows, sum(price) AS total FROM sales',
  dimension: `SELECT id, shop, price, TIMESTAMP '2024-01-01' AS valid_from, CAST(NULL AS TIMESTAMP) AS valid_to, true AS is_current FROM sales`,
  arriving: 'SELECT id, shop, price FROM changed',
};

export const tableNames = ['sales', 'shops', ...Object.keys(made)] as readonly BenchTable[];

/** Lays all tables into the folder, each a Parquet file. */
export async function layTables(folder: string, rows: number, withTables: (work: (run: Run) => Promise<void>) => Promise<void>): Promise<void> {
  await makeTables(folder, rows);
  for (const [name, select] of Object.entries(made)) await withTables((run) => run(`COPY (${select}) TO '${folder}/${name}.parquet' (FORMAT parquet)`).then(() => undefined));
}
