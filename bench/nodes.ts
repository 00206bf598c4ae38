import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import type { Engine } from '../engine/api/engine.ts';
import { benchEngine, benchFlow, clocked, median } from './bench-engine.ts';
import { makeTables } from './fused.ts';
import type { BenchmarkResult } from './run.ts';

const rounds = 3;
const usualRows = 10_000_000;
/** People on either side of the fuzzy match. */
const people = 100_000;

/** One node between Parquet files, and the SELECT a person would write for it over `sales` and `shops`. */
interface Case {
  readonly node: readonly [type: string, params: object];
  readonly inputs: readonly (readonly [port: string, table: 'sales' | 'shops' | 'changed'])[];
  readonly port: string;
  readonly sql: string;
}

const one = (node: Case['node'], sql: string, port = 'out'): Case => ({ node, inputs: [['in', 'sales']], port, sql });

const cases: Readonly<Record<string, Case>> = {
  'filter-rows': one(
    ['filter-rows', { condition: 'quantity > 7' }],
    'SELECT * FROM sales WHERE quantity > 7',
    'passed',
  ),
  formula: one(
    ['formula', { columns: [{ name: 'amount', expression: 'quantity * price * (1 - discount)' }] }],
    'SELECT *, quantity * price * (1 - discount) AS amount FROM sales',
  ),
  'formula with errors': one(
    [
      'formula',
      {
        columns: [{ name: 'amount', expression: 'quantity * price * (1 - discount)' }],
        onFailure: 'errors',
      },
    ],
    'SELECT *, quantity * price * (1 - discount) AS amount FROM sales',
  ),
  'select-columns': one(
    ['select-columns', { mode: 'listed', columns: [{ column: 'id' }, { column: 'price', type: 'DECIMAL(10,2)' }] }],
    'SELECT id, CAST(price AS DECIMAL(10,2)) AS price FROM sales',
  ),
  'sort-rows': one(['sort-rows', { keys: [{ by: 'price' }, { by: 'id' }] }], 'SELECT * FROM sales ORDER BY price, id'),
  aggregate: one(
    [
      'aggregate',
      {
        groups: [{ by: 'shop' }, { by: 'product' }],
        measures: [{ function: 'sum', column: 'price' }, { function: 'count' }],
      },
    ],
    'SELECT shop, product, sum(price), count(*) FROM sales GROUP BY 1, 2',
  ),
  'aggregate, rollup': one(
    [
      'aggregate',
      { groups: [{ by: 'shop' }, { by: 'status' }], combine: 'rollup', level: '', measures: [{ function: 'count' }] },
    ],
    'SELECT shop, status, count(*) FROM sales GROUP BY ROLLUP (shop, status)',
  ),
  'distinct-rows': one(
    ['distinct-rows', { columns: ['shop', 'product'], keep: 'first' }],
    'SELECT * EXCLUDE (p) FROM (SELECT *, row_number() OVER () AS p FROM sales) QUALIFY row_number() OVER (PARTITION BY shop, product ORDER BY p) = 1',
    'unique',
  ),
  pivot: one(
    [
      'pivot',
      {
        groups: ['shop'],
        names: ['status'],
        measures: [{ function: 'sum', column: 'price' }],
      },
    ],
    'SELECT * FROM (PIVOT (SELECT shop, status, price FROM sales) ON status IN (0, 1, 2, 3, 4) USING sum(price) GROUP BY shop)',
  ),
  'unpivot-columns': one(
    ['unpivot-columns', { mode: 'listed', columns: ['price', 'discount'] }],
    'SELECT * FROM sales UNPIVOT INCLUDE NULLS (value FOR name IN (price, discount))',
  ),
  resample: one(
    [
      'resample',
      {
        time: 'sold',
        unit: 'days',
        groups: ['shop'],
        measures: [{ function: 'sum', column: 'price' }, { function: 'count' }],
      },
    ],
    `WITH s AS (SELECT shop, time_bucket(INTERVAL '1 day', sold) AS b, sum(price) AS p, count(*) AS n FROM sales GROUP BY 1, 2),
     r AS (SELECT shop, unnest(generate_series((SELECT min(b) FROM s), (SELECT max(b) FROM s), INTERVAL '1 day')) AS b FROM (SELECT DISTINCT shop FROM s))
     SELECT r.b, r.shop, s.p, coalesce(s.n, 0) FROM r LEFT JOIN s ON r.shop IS NOT DISTINCT FROM s.shop AND r.b = s.b`,
  ),
  join: {
    node: ['join', { keys: [{ left: 'shop', right: 'shop' }] }],
    inputs: [
      ['left', 'sales'],
      ['right', 'shops'],
    ],
    port: 'joined',
    sql: 'SELECT sales.*, shops.region, shops.name FROM sales JOIN shops USING (shop)',
  },
  'lookup-values': {
    node: ['lookup-values', {}],
    inputs: [
      ['in', 'sales'],
      ['table', 'shops'],
    ],
    port: 'out',
    sql: 'SELECT sales.*, s.region, s.name FROM sales LEFT JOIN (SELECT * FROM shops QUALIFY row_number() OVER (PARTITION BY shop) = 1) s USING (shop)',
  },
  union: {
    node: ['union', {}],
    inputs: [
      ['in', 'sales'],
      ['in', 'changed'],
    ],
    port: 'out',
    sql: 'SELECT * FROM sales UNION ALL BY NAME SELECT * FROM changed',
  },
  'compare-tables': {
    node: ['compare-tables', { keys: [{ left: 'id', right: 'id' }] }],
    inputs: [
      ['before', 'sales'],
      ['after', 'changed'],
    ],
    port: 'changed',
    sql: `SELECT b.id, b.price, a.price, b.note, a.note FROM sales b JOIN changed a USING (id)
      WHERE (b.shop, b.product, b.quantity, b.price, b.discount, b.status, b.sold, b.note) IS DISTINCT FROM (a.shop, a.product, a.quantity, a.price, a.discount, a.status, a.sold, a.note)`,
  },
};

/** Each relational node on 10 M rows (MILLRACE_BENCH_ROWS) against SQL by hand, Parquet to Parquet; then 100,000 names against 100,000. */
export async function nodes(): Promise<BenchmarkResult> {
  const rows = Number(process.env['MILLRACE_BENCH_ROWS'] ?? usualRows);
  const folder = await mkdtemp(join(tmpdir(), 'bench-nodes-'));
  const engine = await benchEngine();
  try {
    await makeTables(folder, rows);
    await withTables(folder, async (run) => {
      await run(
        `COPY (SELECT * REPLACE (CASE WHEN id % 100 = 0 THEN price + 1 ELSE price END AS price) FROM sales WHERE id % 1000 <> 1) TO '${folder}/changed.parquet' (FORMAT parquet)`,
      );
    });
    const ratios: Record<string, number> = {};
    const times: Record<string, { readonly ours: number; readonly theirs: number }> = {};
    for (const [name, own] of Object.entries(cases)) {
      const ours: number[] = [];
      const theirs: number[] = [];
      for (let round = -1; round < rounds; round++) {
        const [a, b] = [
          await clocked(() => runNode(engine, folder, own)),
          await clocked(() => byHand(folder, own.sql)),
        ];
        // The first round fills the file cache.
        if (round < 0) continue;
        ours.push(a);
        theirs.push(b);
      }
      ratios[name] = median(ours.map((time, i) => time / theirs[i]!));
      times[name] = { ours: Math.round(median(ours)), theirs: Math.round(median(theirs)) };
    }
    const fuzzy = await fuzzyMatch(engine, folder);
    return { name: 'nodes', ratios, detail: { rows, times, fuzzy } };
  } finally {
    await engine.close();
    await rm(folder, { recursive: true, force: true });
  }
}

async function runNode(engine: Engine, folder: string, { node, inputs, port }: Case): Promise<void> {
  const document = benchFlow(
    {
      ...Object.fromEntries(
        inputs.map(([, table], i) => [`source${i}`, ['read-parquet', { path: `${table}.parquet` }]] as const),
      ),
      node,
      out: ['write-parquet', { path: 'ours.parquet' }],
    },
    [...inputs.map(([to], i) => `source${i}.out > node.${to}`), `node.${port} > out.in`],
  );
  const report = await engine.session.run(
    { document, base: folder, name: 'node', counting: 'free' },
    () => undefined,
    () => undefined,
  );
  if (report.status !== 'succeeded') throw new Error(`${node[0]}: ${JSON.stringify(report.diagnostics)}`);
}

type Run = (sql: string) => Promise<unknown[][]>;

async function withTables(folder: string, work: (run: Run) => Promise<void>): Promise<void> {
  const instance = await DuckDBInstance.create(':memory:', { threads: String(availableParallelism()) });
  const connection = await instance.connect();
  const run: Run = async (sql) => (await connection.runAndReadAll(sql)).getRowsJson();
  try {
    await run('SET preserve_insertion_order=false');
    for (const table of ['sales', 'shops', 'changed'].filter((name) => existsSync(join(folder, `${name}.parquet`))))
      await run(`CREATE VIEW ${table} AS FROM read_parquet('${folder}/${table}.parquet')`);
    await work(run);
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

const byHand = (folder: string, sql: string): Promise<void> =>
  withTables(folder, async (run) => {
    await run(`COPY (${sql}) TO '${folder}/theirs.parquet' (FORMAT parquet, COMPRESSION zstd)`);
  });

/** Milliseconds for 100,000 names against as many of which most have a typing error, compared where the first three letters or the birthday are the same. */
async function fuzzyMatch(engine: Engine, folder: string): Promise<Readonly<Record<string, unknown>>> {
  await withTables(folder, async (run) => {
    const letters = (seed: string, n: number): string =>
      Array.from({ length: n }, (_, i) => `chr(97 + (hash(i * 31 + ${i} + ${seed}) % 26)::INTEGER)`).join(' || ');
    await run(
      `CREATE TABLE people AS SELECT i AS id, ${letters('1', 6)} || ' ' || ${letters('77', 8)} AS name, DATE '1950-01-01' + (hash(i) % 20000)::INTEGER AS born FROM range(${people}) r(i)`,
    );
    await run(`COPY people TO '${folder}/left.parquet' (FORMAT parquet)`);
    await run(
      `COPY (SELECT id, CASE id % 3 WHEN 0 THEN name WHEN 1 THEN left(name, 5) || right(name, length(name) - 6) ELSE left(name, 4) || 'x' || right(name, length(name) - 4) END AS name, born FROM people) TO '${folder}/right.parquet' (FORMAT parquet)`,
    );
  });
  const document = benchFlow(
    {
      left: ['read-parquet', { path: 'left.parquet' }],
      right: ['read-parquet', { path: 'right.parquet' }],
      match: [
        'fuzzy-join',
        {
          compare: [{ left: 'name', right: 'name' }],
          blocks: [
            { left: 'name', right: 'name', by: 'start', letters: 3 },
            { left: 'born', right: 'born' },
          ],
        },
      ],
      out: ['write-parquet', { path: 'matched.parquet' }],
      alone: ['write-parquet', { path: 'alone.parquet' }],
    },
    ['left.out > match.left', 'right.out > match.right', 'match.matched > out.in', 'match.left-only > alone.in'],
  );
  let rows = 0;
  const milliseconds = await clocked(async () => {
    const report = await engine.session.run(
      { document, base: folder, name: 'fuzzy', counting: 'free' },
      () => undefined,
      () => undefined,
    );
    if (report.status !== 'succeeded') throw new Error(JSON.stringify(report.diagnostics));
    rows = report.nodes['out']?.written?.rows ?? 0;
  });
  return { people, milliseconds: Math.round(milliseconds), matched: rows };
}
