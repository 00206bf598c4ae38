/** Runs one statement of the database that makes the tables. */
export type RunSql = (sql: string) => Promise<unknown>;

const list = (words: string): string => `[${words.split(' ').map((w) => `'${w.replaceAll('_', ' ')}'`).join(', ')}]`;

const colours = list(
  'almond antique aquamarine azure beige bisque black blanched blue blush brown burlywood burnished chartreuse chiffon chocolate coral cornflower cornsilk cream cyan dark deep dim dodger drab firebrick floral forest frosted gainsboro ghost goldenrod green grey honeydew hot indian ivory khaki lace lavender lawn lemon light lime linen magenta maroon medium metallic midnight mint misty moccasin navajo navy olive orange orchid pale papaya peach peru pink plum powder puff purple red rose rosy royal saddle salmon sandy seashell sienna sky slate smoke snow spring steel tan thistle tomato turquoise violet wheat white yellow',
);
const words = list('carefully quickly slyly furiously blithely ironic final bold regular even pending express silent packages accounts deposits requests instructions theodolites platelets foxes ideas pinto_beans asymptotes dependencies sleep wake nag haggle cajole detect integrate about above after among the according_to');
const nations =
  'ALGERIA 0 ARGENTINA 1 BRAZIL 1 CANADA 1 EGYPT 4 ETHIOPIA 0 FRANCE 3 GERMANY 3 INDIA 2 INDONESIA 2 IRAN 4 IRAQ 4 JAPAN 2 JORDAN 4 KENYA 0 MOROCCO 0 MOZAMBIQUE 0 PERU 1 CHINA 2 ROMANIA 3 SAUDI_ARABIA 4 VIETNAM 2 RUSSIA 3 UNITED_KINGDOM 3 UNITED_STATES 1'.split(' ');
const regions = ['AFRICA', 'AMERICA', 'ASIA', 'EUROPE', 'MIDDLE EAST'];

/** Numbers that look random but are the same each time: a hash of the row's key and of what is asked for. */
const macros = [
  'CREATE TEMP MACRO below(k, what, n) AS CAST(hash(k, what) % n AS BIGINT)',
  'CREATE TEMP MACRO one(k, what, items) AS items[1 + below(k, what, len(items))]',
  `CREATE TEMP MACRO prose(k, n) AS array_to_string([one(k, i, ${words}) FOR i IN range(n + below(k, 'words', 4))], ' ')`,
  "CREATE TEMP MACRO phone(k, nation) AS format('{}-{:03}-{:03}-{:04}', 10 + nation, 100 + below(k, 'p1', 900), 100 + below(k, 'p2', 900), 1000 + below(k, 'p3', 9000))",
  "CREATE TEMP MACRO street(k) AS substring(md5(CAST(k AS VARCHAR)), 1, 10 + below(k, 'street', 22))",
  "CREATE TEMP MACRO balance(k) AS CAST((below(k, 'balance', 1099999) - 99999) / 100 AS DECIMAL(15,2))",
  'CREATE TEMP MACRO price(p) AS CAST((90000 + (p // 10) % 20001 + 100 * (p % 1000)) / 100 AS DECIMAL(15,2))',
  // The i-th of the four suppliers of a part.
  'CREATE TEMP MACRO supplier_of(p, i, suppliers) AS (p + i * (suppliers // 4 + (p - 1) // suppliers)) % suppliers + 1',
];

/** Makes the eight tables of TPC-H in the shape and size its specification gives, as Parquet files `folder`/NAME.parquet; the values are our own. */
export async function makeTables(run: RunSql, folder: string, scale: number): Promise<void> {
  const [suppliers, parts, customers, orders] = [10_000, 200_000, 150_000, 1_500_000].map((rows) => Math.max(1, Math.round(rows * scale)));
  for (const macro of macros) await run(macro);
  await run(`CREATE TEMP TABLE region AS SELECT i::INTEGER AS r_regionkey, [${regions.map((r) => `'${r}'`).join(', ')}][i + 1] AS r_name, prose(i, 8) AS r_comment FROM range(5) t(i)`);
  const rows = Array.from({ length: 25 }, (_, i) => `(${i}, '${nations[2 * i]!.replaceAll('_', ' ')}', ${nations[2 * i + 1]})`);
  await run(`CREATE TEMP TABLE nation AS SELECT k::INTEGER AS n_nationkey, n AS n_name, r::INTEGER AS n_regionkey, prose(k, 8) AS n_comment FROM (VALUES ${rows.join(', ')}) t(k, n, r)`);
  // A few suppliers are complained of, as a query asks for.
  await run(`CREATE TEMP TABLE supplier AS SELECT k AS s_suppkey, format('Supplier#{:09}', k) AS s_name, street(k) AS s_address, nation::INTEGER AS s_nationkey, phone(k, nation) AS s_phone, balance(k) AS s_acctbal,
    CASE WHEN k % 1987 = 7 THEN prose(k, 2) || ' Customer ' || prose(k + 1, 1) || ' Complaints' ELSE prose(k, 6) END AS s_comment
    FROM (SELECT i + 1 AS k, below(i, 's nation', 25) AS nation FROM range(${suppliers}) t(i))`);
  await run(`CREATE TEMP TABLE part AS SELECT k AS p_partkey, array_to_string([one(k, i, ${colours}) FOR i IN range(5)], ' ') AS p_name, 'Manufacturer#' || m AS p_mfgr, 'Brand#' || m || (1 + below(k, 'brand', 5)) AS p_brand,
    one(k, 't1', ${list('STANDARD SMALL MEDIUM LARGE ECONOMY PROMO')}) || ' ' || one(k, 't2', ${list('ANODIZED BURNISHED PLATED POLISHED BRUSHED')}) || ' ' || one(k, 't3', ${list('TIN NICKEL BRASS STEEL COPPER')}) AS p_type,
    (1 + below(k, 'size', 50))::INTEGER AS p_size, one(k, 'c1', ${list('SM LG MED JUMBO WRAP')}) || ' ' || one(k, 'c2', ${list('CASE BOX BAG JAR PKG PACK CAN DRUM')}) AS p_container, price(k) AS p_retailprice, prose(k, 2) AS p_comment
    FROM (SELECT i + 1 AS k, 1 + below(i, 'mfgr', 5) AS m FROM range(${parts}) t(i))`);
  await run(`CREATE TEMP TABLE partsupp AS SELECT p AS ps_partkey, supplier_of(p, i, ${suppliers}) AS ps_suppkey, 1 + below(p * 4 + i, 'avail', 9999) AS ps_availqty,
    CAST((100 + below(p * 4 + i, 'cost', 99901)) / 100 AS DECIMAL(15,2)) AS ps_supplycost, prose(p * 4 + i, 14) AS ps_comment
    FROM (SELECT n // 4 + 1 AS p, n % 4 AS i FROM range(${parts! * 4}) t(n))`);
  await run(`CREATE TEMP TABLE customer AS SELECT k AS c_custkey, format('Customer#{:09}', k) AS c_name, street(-k) AS c_address, nation::INTEGER AS c_nationkey, phone(-k, nation) AS c_phone, balance(-k) AS c_acctbal,
    one(k, 'segment', ${list('AUTOMOBILE BUILDING FURNITURE MACHINERY HOUSEHOLD')}) AS c_mktsegment, prose(-k, 9) AS c_comment
    FROM (SELECT i + 1 AS k, below(i, 'c nation', 25) AS nation FROM range(${customers}) t(i))`);
  // Keys have gaps, and every third customer has no order. One order in 8,191 is large, so that small tables hold some too.
  await run(`CREATE TEMP TABLE placed AS SELECT i // 8 * 32 + i % 8 + 1 AS k, c - (c % 3 = 0)::BIGINT AS custkey, DATE '1992-01-01' + below(i, 'day', 2406)::INTEGER AS day, i % 8191 = 5 AS large, CASE WHEN i % 8191 = 5 THEN 7 ELSE 1 + below(i, 'lines', 7) END AS lines
    FROM (SELECT i, 1 + below(i, 'customer', ${customers}) AS c FROM range(${orders}) t(i))`);
  await run(`CREATE TEMP TABLE lineitem AS SELECT k AS l_orderkey, p AS l_partkey, supplier_of(p, below(n, 'supplier', 4), ${suppliers}) AS l_suppkey, line AS l_linenumber, quantity AS l_quantity, (quantity * price(p))::DECIMAL(15,2) AS l_extendedprice,
    (below(n, 'discount', 11) / 100)::DECIMAL(15,2) AS l_discount, (below(n, 'tax', 9) / 100)::DECIMAL(15,2) AS l_tax,
    CASE WHEN received > DATE '1995-06-17' THEN 'N' ELSE one(n, 'flag', ['R', 'A']) END AS l_returnflag, CASE WHEN shipped > DATE '1995-06-17' THEN 'O' ELSE 'F' END AS l_linestatus,
    shipped AS l_shipdate, day + (30 + below(n, 'commit', 61))::INTEGER AS l_commitdate, received AS l_receiptdate,
    one(n, 'instruct', ${list('DELIVER_IN_PERSON COLLECT_COD NONE TAKE_BACK_RETURN')}) AS l_shipinstruct, one(n, 'mode', ${list('REG_AIR AIR RAIL SHIP TRUCK MAIL FOB')}) AS l_shipmode, prose(n, 3) AS l_comment
    FROM (SELECT *, shipped + (1 + below(n, 'received', 30))::INTEGER AS received FROM (
      SELECT *, day + (1 + below(n, 'shipped', 121))::INTEGER AS shipped, 1 + below(n, 'part', ${parts}) AS p, CASE WHEN large THEN 44 + below(n, 'much', 7) ELSE 1 + below(n, 'quantity', 50) END::DECIMAL(15,2) AS quantity FROM (
        SELECT *, k * 8 + line AS n FROM (SELECT *, unnest(range(1, lines + 1)) AS line FROM placed))))`);
  await run(`CREATE TEMP TABLE orders AS SELECT k AS o_orderkey, custkey AS o_custkey, status AS o_orderstatus, total AS o_totalprice, day AS o_orderdate, one(k, 'priority', ${list('1-URGENT 2-HIGH 3-MEDIUM 4-NOT_SPECIFIED 5-LOW')}) AS o_orderpriority,
    format('Clerk#{:09}', 1 + below(k, 'clerk', ${Math.max(1, Math.round(1000 * scale))})) AS o_clerk, 0::INTEGER AS o_shippriority, CASE WHEN below(k, 'special', 80) = 0 THEN prose(k, 1) || ' special ' || prose(k + 1, 1) || ' requests' ELSE prose(k, 6) END AS o_comment
    FROM placed JOIN (SELECT l_orderkey, CASE WHEN bool_and(l_linestatus = 'F') THEN 'F' WHEN bool_and(l_linestatus = 'O') THEN 'O' ELSE 'P' END AS status, sum(l_extendedprice * (1 + l_tax) * (1 - l_discount))::DECIMAL(15,2) AS total FROM lineitem GROUP BY ALL) ON l_orderkey = k ORDER BY k`);
  await writeTables(run, folder);
}

export const tableNames = ['region', 'nation', 'supplier', 'part', 'partsupp', 'customer', 'orders', 'lineitem'] as const;

/** Writes the tables of the database into `folder` and drops them. */
export async function writeTables(run: RunSql, folder: string): Promise<void> {
  for (const name of tableNames) {
    await run(`COPY ${name} TO '${folder.replaceAll("'", "''")}/${name}.parquet' (FORMAT parquet)`);
    await run(`DROP TABLE ${name}`);
  }
}
