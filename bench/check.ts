import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { benchEngine, benchFlow, clocked, median } from './bench-engine.ts';
import type { BenchmarkResult } from './run.ts';

const rounds = 5;

const rules = [
  { rule: 'not-null', column: 'id' },
  { rule: 'range', column: 'id', min: '0' },
  { rule: 'not-null', column: 'country' },
  { rule: 'in-set', column: 'country', values: ['DE', 'FR', 'ES', 'IT', 'PL'] },
  { rule: 'length', column: 'country', minLength: 2, maxLength: 2 },
  { rule: 'not-in-set', column: 'country', values: ['XX'] },
  { rule: 'range', column: 'amount', min: '0', max: '1000' },
  { rule: 'not-null', column: 'amount' },
  { rule: 'compare-columns', column: 'paid', operator: '<=', other: 'amount' },
  { rule: 'range', column: 'paid', min: '0' },
  { rule: 'range', column: 'day', min: '2020-01-01', max: '2030-12-31' },
  { rule: 'not-null', column: 'day' },
  { rule: 'condition', condition: 'quantity > 0' },
  { rule: 'range', column: 'quantity', min: '1', max: '100', mostly: 0.99 },
  { rule: 'not-null', column: 'quantity' },
  { rule: 'statistic', column: 'amount', statistic: 'mean', min: '1', max: '900' },
  { rule: 'statistic', column: 'quantity', statistic: 'max', max: '100' },
  { rule: 'statistic', column: 'country', statistic: 'missing-share', max: '0.5' },
  { rule: 'statistic', column: 'paid', statistic: 'stddev', min: '0' },
  { rule: 'row-count', minRows: 1 },
].map((rule) => ({ severity: 'warn', ...rule }));

/** Twenty rules over a Parquet file of 10 M rows, against a plain scan of the same columns (the largest value of each); both in one process, taking turns. */
export async function check(rows = 10_000_000): Promise<BenchmarkResult> {
  const folder = await mkdtemp(join(tmpdir(), 'bench-check-'));
  const engine = await benchEngine();
  const instance = await DuckDBInstance.create(':memory:', { threads: String(availableParallelism()) });
  const connection = await instance.connect();
  const path = join(folder, 'rows.parquet');
  try {
    await connection.run(
      `COPY (SELECT range AS id, ['DE', 'FR', 'ES', 'IT', 'PL'][1 + (hash(range) % 5)::INTEGER] AS country, (hash(range + 1) % 100000) / 100.0 AS amount, (hash(range + 1) % 50000) / 200.0 AS paid, DATE '2020-01-01' + (hash(range + 2) % 3000)::INTEGER AS day, (1 + hash(range + 3) % 100)::INTEGER AS quantity FROM range(${rows})) TO '${path}' (FORMAT parquet)`,
    );
    const document = benchFlow({ rows: ['read-parquet', { path: 'rows.parquet' }], check: ['check-rows', { rules }] }, ['rows.out > check.in']);
    const times = { ours: [] as number[], theirs: [] as number[] };
    for (let round = 0; round <= rounds; round++) {
      const ours = await clocked(async () => {
        const report = await engine.session.run(
          { document, base: folder, name: 'check', to: 'check', counting: 'free' },
          () => undefined,
          () => undefined,
        );
        if (report.status !== 'succeeded' || report.rules.length !== rules.length) throw new Error(JSON.stringify(report.diagnostics));
      });
      const theirs = await clocked(() => connection.run(`SELECT max(id), max(country), max(amount), max(paid), max(day), max(quantity) FROM read_parquet('${path}')`));
      // The first round only warms the file up.
      if (round > 0) {
        times.ours.push(ours);
        times.theirs.push(theirs);
      }
    }
    return { name: 'check', ratios: { 'twenty rules': median(times.ours) / median(times.theirs) }, detail: { rows, milliseconds: { ours: median(times.ours), theirs: median(times.theirs) } } };
  } finally {
    connection.closeSync();
    instance.closeSync();
    await engine.close();
    await rm(folder, { recursive: true, force: true });
  }
}
