import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DuckDBInstance } from '@duckdb/node-api';
import { benchEngine } from './bench-engine.ts';
import { watched } from './budget.ts';
import type { BenchmarkResult } from './run.ts';
import { network } from './scoring/network.ts';

const features = 16;
const budgetMB = 300;
/** What the process itself and the database's overshoot may take beside the budget. */
const overshootMB = 400;
const names = Array.from({ length: features }, (_, index) => `x${index}`);

/**
 * The most resident memory of `millrace predict --memory 300MB` over one million rows of 16 numbers and over sixteen million, Parquet to Parquet, in the order of
 * the rows. `ratios` has the larger against the budget plus 400 MB, and against the smaller: it must not follow the rows.
 */
export async function scoringMemory(): Promise<BenchmarkResult> {
  const folder = await mkdtemp(join(tmpdir(), 'bench-memory-'));
  try {
    // It builds what is run here.
    await (await benchEngine()).close();
    await writeFile(join(folder, 'small.onnx'), network([features, 64, 32, 1]));
    const instance = await DuckDBInstance.create(':memory:', { memory_limit: '2GB' });
    const connection = await instance.connect();
    await connection.run('SET preserve_insertion_order = false');
    const peaks: number[] = [];
    for (const rows of [1_000_000, 16_000_000]) {
      const data = join(folder, 'rows.parquet');
      await connection.run(`COPY (SELECT ${names.map((name, index) => `(hash(i + ${index * 7919}) % 2000)::FLOAT / 1000 - 1 AS ${name}`).join(', ')} FROM range(${rows}) r(i)) TO '${data}' (FORMAT parquet)`);
      const cli = fileURLToPath(new URL('../dist/cli/cli.js', import.meta.url));
      const { peakMB, code, err } = await watched(cli, ['predict', join(folder, 'small.onnx'), data, '--to', join(folder, 'scored.parquet'), '--input', `x=${names.join(',')}`, '--memory', `${budgetMB}MB`], {});
      if (code !== 0) throw new Error(`Scoring ended with ${code}: ${err}`);
      peaks.push(Math.round(peakMB));
    }
    connection.closeSync();
    instance.closeSync();
    const [few, many] = peaks as [number, number];
    return { name: 'scoring-memory', ratios: { 'sixteen million rows, of the budget': many / (budgetMB + overshootMB), 'of one million rows': many / few }, detail: { budgetMB, few, many } };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
