import { mkdtemp, rm, stat } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { benchEngine, benchFlow, clocked, median } from './bench-engine.ts';
import type { BenchmarkResult } from './run.ts';

const rounds = 7;

/**
 * Six nodes between a Parquet file of 20 M rows × 9 columns and a Parquet file (filter, formula, join, aggregate, sort,
 * limit), against the statement a person would write for it in DuckDB. The two take turns in one process; ours includes
 * checking, planning and starting its worker.
 */
export async function fused(rows = 20_000_000): Promise<BenchmarkResult> {
  const folder = await mkdtemp(join(tmpdir(), 'bench-fused-'));
  const engine = await benchEngine();
  try {
    await makeTables(folder, rows);
    const document = salesFlow();
    const times = { ours: [] as number[], theirs: [] as number[], counted: [] as number[] };
    const run = async (counting: 'free' | 'all'): Promise<void> => {
      const report = await engine.session.run(
        { document, base: folder, name: 'fused', counting },
        () => undefined,
        () => undefined,
      );
      if (report.status !== 'succeeded') throw new Error(JSON.stringify(report.diagnostics));
    };
    const work = {
      ours: () => run('free'),
      counted: () => run('all'),
      theirs: () => byHand(folder),
    };
    for (let round = -1; round < rounds; round++) {
      const order =
        round % 2 === 0 ? (['ours', 'theirs', 'counted'] as const) : (['counted', 'theirs', 'ours'] as const);
      for (const who of order) {
        const time = await clocked(work[who]);
        // The first round fills the file cache and the compiler's.
        if (round >= 0) times[who].push(time);
      }
    }
    await expectSameRows(folder);
    const against = (own: readonly number[]) => median(own.map((time, i) => time / times.theirs[i]!));
    return {
      name: 'fused',
      ratios: { run: against(times.ours) },
      detail: {
        rows,
        // With a report: every port counted, also where that takes statements of its own.
        runWithEveryPortCounted: against(times.counted),
        bytes: (await stat(join(folder, 'sales.parquet'))).size,
        oursMs: times.ours,
        theirsMs: times.theirs,
      },
    };
  } finally {
    await engine.close();
    await rm(folder, { recursive: true, force: true });
  }
}

/** Six nodes from two tables to a file; what is filtered out first and how many rows are left at the end can be edited. */
export const salesFlow = (condition = 'quantity > 2 AND status <> 3', count = 1000) =>
  benchFlow(
    {
      sales: ['read-parquet', { path: 'sales.parquet' }],
      shops: ['read-parquet', { path: 'shops.parquet' }],
      valid: ['filter-rows', { condition }],
      amount: ['formula', { columns: [{ name: 'amount', expression: 'quantity * price * (1 - discount)' }] }],
      shop: ['join', { keys: [{ left: 'shop', right: 'shop' }] }],
      totals: [
        'aggregate',
        {
          groups: [{ by: 'region' }, { by: 'product' }],
          measures: [
            { function: 'sum', column: 'amount', as: 'amount' },
            { function: 'count', as: 'sales' },
          ],
        },
      ],
      best: ['sort-rows', { keys: [{ by: 'amount', direction: 'descending' }] }],
      top: ['limit-rows', { count }],
      out: ['write-parquet', { path: 'ours.parquet' }],
    },
    [
      'sales.out > valid.in',
      'valid.passed > amount.in',
      'amount.out > shop.left',
      'shops.out > shop.right',
      'shop.joined > totals.in',
      'totals.out > best.in',
      'best.out > top.in',
      'top.out > out.in',
    ],
  );

async function withDuckDb(work: (run: (sql: string) => Promise<unknown[][]>) => Promise<void>): Promise<void> {
  const instance = await DuckDBInstance.create(':memory:', { threads: String(availableParallelism()) });
  const connection = await instance.connect();
  try {
    await work(async (sql) => (await connection.runAndReadAll(sql)).getRowsJson());
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

export const makeTables = (folder: string, rows: number): Promise<void> =>
  withDuckDb(async (run) => {
    await run('SET preserve_insertion_order=false');
    await run(`COPY (
      SELECT i AS id, (hash(i) % 2000)::INTEGER AS shop, (hash(i + 1) % 500)::INTEGER AS product, (hash(i + 2) % 10)::INTEGER AS quantity,
        (hash(i + 3) % 10000)::DOUBLE / 100 AS price, (hash(i + 4) % 30)::DOUBLE / 100 AS discount, (hash(i + 5) % 5)::TINYINT AS status,
        TIMESTAMP '2024-01-01' + to_seconds((hash(i + 6) % 31536000)::BIGINT) AS sold, 'note ' || (hash(i + 7) % 1000) AS note
      FROM range(${rows}) r(i)) TO '${folder}/sales.parquet' (FORMAT parquet)`);
    await run(
      `COPY (SELECT i::INTEGER AS shop, 'region ' || (i % 20) AS region, 'shop ' || i AS name FROM range(2000) r(i)) TO '${folder}/shops.parquet' (FORMAT parquet)`,
    );
  });

const byHand = (folder: string): Promise<void> =>
  withDuckDb(async (run) => {
    await run('SET preserve_insertion_order=false');
    await run(`COPY (
      SELECT region, product, sum(quantity * price * (1 - discount)) AS amount, count(*) AS sales
      FROM '${folder}/sales.parquet' JOIN '${folder}/shops.parquet' USING (shop)
      WHERE quantity > 2 AND status <> 3
      GROUP BY region, product ORDER BY amount DESC LIMIT 1000) TO '${folder}/theirs.parquet' (FORMAT parquet, COMPRESSION zstd)`);
  });

/** Sums of DOUBLE depend on the order of their rows in the last digits. */
const expectSameRows = (folder: string): Promise<void> =>
  withDuckDb(async (run) => {
    const rounded = (name: string) =>
      `SELECT region, product, sales, round(amount / 1000) AS amount FROM '${folder}/${name}.parquet'`;
    const [[left, right]] = (await run(
      `SELECT (SELECT count(*) FROM (${rounded('ours')} EXCEPT ${rounded('theirs')})), (SELECT count(*) FROM '${folder}/ours.parquet')`,
    )) as [[string, string]];
    if (Number(left) > 1 || Number(right) !== 1000)
      throw new Error(`The two results differ in ${left} of ${right} rows.`);
  });
