import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { benchEngine, benchFlow, clocked, median } from './bench-engine.ts';
import type { BenchmarkResult } from './run.ts';

const edits = 40;
const budgetMs = 150;

/** The preview after an edit of a formula and of a filter over a Parquet file of 10 M rows, against 150 ms. */
export async function preview(rows = 10_000_000): Promise<BenchmarkResult> {
  const folder = await mkdtemp(join(tmpdir(), 'bench-preview-'));
  const engine = await benchEngine();
  try {
    const instance = await DuckDBInstance.create(':memory:');
    const connection = await instance.connect();
    await connection.run(`COPY (
      SELECT i AS id, hash(i) % 1000 AS code, (hash(i + 1) % 100000)::DOUBLE / 100 AS amount, 'customer ' || (hash(i + 2) % 50000) AS customer,
        TIMESTAMP '2024-01-01' + to_seconds((hash(i + 3) % 31536000)::BIGINT) AS sold
      FROM range(${rows}) r(i)) TO '${folder}/sales.parquet' (FORMAT parquet)`);
    connection.closeSync();
    instance.closeSync();
    const times: Record<'filter' | 'formula', number[]> = { filter: [], formula: [] };
    for (let edit = -2; edit < edits; edit++) {
      const document = benchFlow(
        {
          sales: ['read-parquet', { path: 'sales.parquet' }],
          filter: ['filter-rows', { condition: `amount > ${100 + edit} AND code <> ${edit + 2}` }],
          formula: [
            'formula',
            {
              columns: [
                { name: 'gross', expression: `round(amount * 1.${20 + edit}, 2)` },
                { name: 'month', expression: "date_trunc('month', sold)" },
              ],
            },
          ],
        },
        ['sales.out > filter.in', 'filter.passed > formula.in'],
      );
      for (const [node, port] of [
        ['filter', 'passed'],
        ['formula', 'out'],
      ] as const) {
        const time = await clocked(async () => {
          const { diagnostics } = await engine.calls.check({ document, base: folder });
          if (diagnostics.length > 0) throw new Error(JSON.stringify(diagnostics));
          const { rows: shown } = await engine.calls.preview({ document, base: folder, node, port, rows: 1000 });
          if (shown !== 1000) throw new Error(`The preview has ${shown} rows.`);
        });
        if (edit >= 0) times[node].push(time);
      }
    }
    const ratios = Object.fromEntries(
      Object.entries(times).map(([node, list]) => [`${node} p50 of ${budgetMs} ms`, median(list) / budgetMs]),
    );
    const p50 = Object.fromEntries(Object.entries(times).map(([node, list]) => [`${node}P50Ms`, median(list)]));
    return { name: 'preview', ratios, detail: { rows, edits, ...p50, timesMs: times } };
  } finally {
    await engine.close();
    await rm(folder, { recursive: true, force: true });
  }
}
