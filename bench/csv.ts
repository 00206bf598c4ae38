import { mkdtemp, rm, stat } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { benchEngine, benchFlow, clocked, median } from './bench-engine.ts';
import type { BenchmarkResult } from './run.ts';

const rounds = Number(process.env['MILLRACE_BENCH_ROUNDS'] ?? 5);
const columns = ['id', 'shop', 'price', 'sold', 'note', 'paid'];

/** A CSV file of 10 M rows (MILLRACE_BENCH_ROWS), every column read for its largest value, with and without the errors port connected, against the database's own reader with its own sniffing; they take turns in one process. */
export async function csv(): Promise<BenchmarkResult> {
  const rows = Number(process.env['MILLRACE_BENCH_ROWS'] ?? 10_000_000);
  const folder = await mkdtemp(join(tmpdir(), 'bench-csv-'));
  const engine = await benchEngine();
  const instance = await DuckDBInstance.create(':memory:', { threads: String(availableParallelism()) });
  const connection = await instance.connect();
  const path = join(folder, 'rows.csv');
  try {
    await connection.run(
      `COPY (SELECT i AS id, (hash(i) % 2000)::INTEGER AS shop, (hash(i + 3) % 10000) / 100.0 AS price, TIMESTAMP '2024-01-01' + to_seconds((hash(i + 6) % 31536000)::BIGINT) AS sold, 'note ' || (hash(i + 7) % 1000) AS note, hash(i + 8) % 2 = 0 AS paid FROM range(${rows}) r(i)) TO '${path}' (FORMAT csv, HEADER)`,
    );
    const largest = ['largest', ['aggregate', { measures: columns.map((column) => ({ function: 'max', column })) }]] as const;
    const flow = (reading: object, more: Parameters<typeof benchFlow>[0], edges: readonly string[]) =>
      benchFlow({ rows: ['read-delimited', { path: 'rows.csv', ...reading }], [largest[0]]: largest[1], out: ['write-json', { path: 'largest.json' }], ...more }, ['rows.out > largest.in', 'largest.out > out.in', ...edges]);
    const run = (document: ReturnType<typeof benchFlow>) => async () => {
      const report = await engine.session.run({ document, base: folder, name: 'csv', counting: 'free' }, () => undefined, () => undefined);
      if (report.status !== 'succeeded') throw new Error(JSON.stringify(report.diagnostics));
    };
    const work = {
      plain: run(flow({}, {}, [])),
      errors: run(flow({ onError: 'reject' }, { bad: ['write-json', { path: 'bad.json' }] }, ['rows.errors > bad.in'])),
      theirs: () => connection.run(`SELECT ${columns.map((c) => `max(${c})`).join(', ')} FROM read_csv('${path}')`),
    };
    const wall = { plain: [] as number[], errors: [] as number[], theirs: [] as number[] };
    const processor = { plain: [] as number[], errors: [] as number[], theirs: [] as number[] };
    for (let round = 0; round <= rounds; round++) {
      for (const who of round % 2 === 0 ? (['plain', 'theirs', 'errors'] as const) : (['errors', 'theirs', 'plain'] as const)) {
        const before = process.cpuUsage();
        const time = await clocked(work[who]);
        const { user, system } = process.cpuUsage(before);
        // The first round only warms the file up.
        if (round === 0) continue;
        wall[who].push(time);
        processor[who].push((user + system) / 1000);
      }
    }
    const against = (times: typeof wall, who: 'plain' | 'errors'): number => median(times[who].map((time, i) => time / times.theirs[i]!));
    return {
      name: 'csv',
      ratios: { read: against(wall, 'plain'), 'errors port connected': against(wall, 'errors') },
      detail: {
        rows,
        bytes: (await stat(path)).size,
        milliseconds: { plain: Math.round(median(wall.plain)), errors: Math.round(median(wall.errors)), theirs: Math.round(median(wall.theirs)) },
        // Of all threads: tells more than the clock where others work on the machine, too.
        processor: { read: against(processor, 'plain'), errors: against(processor, 'errors') },
      },
    };
  } finally {
    connection.closeSync();
    instance.closeSync();
    await engine.close();
    await rm(folder, { recursive: true, force: true });
  }
}
