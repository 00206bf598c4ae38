import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';

import { DuckDBInstance } from '@duckdb/node-api';
import type { DuckDBConnection } from '@duckdb/node-api';
import { InferenceSession, Tensor } from 'onnxruntime-node';

import { bindModel } from '../engine/relation/bind-model.ts';
import { describeModel } from '../engine/inference/describe-model.ts';
import { registerModelFunction } from '../engine/workers/model-function.ts';
import { network } from './scoring/network.ts';

const FEATURES = 16;
/** Layer sizes: one network so small that hand-over counts most, and one of three times the work. */
const NETWORKS = { tiny: [FEATURES, 32, 16, 1], small: [FEATURES, 64, 32, 1] };
const ROUNDS = 5;
const RAW_DATA = Float32Array.from({ length: 1_048_576 * FEATURES }, (_, index) => ((index * 7919) % 2000) / 1000 - 1);
const columns = Array.from({ length: FEATURES }, (_, index) => `x${index}`);

export interface BenchResult {
  name: 'inference';
  ratios: Record<string, number>;
  detail: Record<string, number>;
}

interface Cost {
  wall: number;
  cpu: number;
}

const pipeline = 'small_copy';

/**
 * Scores rows of 16 FLOAT columns with two networks inside a DuckDB statement, against the same statement without the model
 * plus ONNX Runtime alone on as many rows, at the batch and thread setting that is fastest for it. The three take turns; a
 * ratio is the median over the rounds of ours / (DuckDB + ONNX Runtime) in wall time. `ratios` has the pipeline (the small
 * network, table to Parquet) against ONNX Runtime as it is called inside the statement (2,048 rows, one thread) and at the
 * setting that is fastest for it; `detail` has all cases, the medians in ms and the ratios of processor time.
 */
export async function inference(options: { rows?: number } = {}): Promise<BenchResult> {
  const rows = options.rows ?? Number(process.env['MILLRACE_BENCH_ROWS'] ?? 10_000_000);
  const result: BenchResult = { name: 'inference', ratios: {}, detail: { rows } };
  const folder = await mkdtemp(join(tmpdir(), 'inference-'));
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  try {
    await createTable(connection, rows);
    const target = `'${join(folder, 'out.parquet')}' (FORMAT parquet)`;
    for (const [name, layers] of Object.entries(NETWORKS)) {
      const model = network(layers);
      const close = await registerScore(connection, `score_${name}`, model);
      const call = `score_${name}(${columns.join(', ')}).y`;
      const fastest = await fastestSetting(model, rows);
      await compare(`${name}_sum`, `SELECT sum(${columns.join(' + ')}) FROM t`, `SELECT sum(${call}) FROM t`);
      await compare(
        `${name}_copy`,
        `COPY (SELECT * FROM t) TO ${target}`,
        `COPY (SELECT *, ${call} AS y FROM t) TO ${target}`,
      );
      close();

      async function compare(label: string, alone: string, scored: string): Promise<void> {
        const rounds: Record<'raw' | 'same' | 'duckdb' | 'ours', Cost>[] = [];
        for (let round = 0; round < ROUNDS; round++) {
          rounds.push({
            raw: await rawRuntime(model, rows, fastest),
            same: await rawRuntime(model, rows, { threads: 1, batch: 2_048 }),
            duckdb: await timed(connection, alone, availableParallelism()),
            ours: await timed(connection, scored, availableParallelism() + 2),
          });
        }
        const ratio = (raw: 'raw' | 'same', cost: keyof Cost) =>
          median(rounds.map((round) => round.ours[cost] / (round.duckdb[cost] + round[raw][cost])));
        if (label === pipeline) {
          result.ratios['scored'] = ratio('same', 'wall');
          result.ratios['scored, runtime at its fastest'] = ratio('raw', 'wall');
        }
        result.detail[`${label}_ratio_to_fastest_runtime`] = ratio('raw', 'wall');
        result.detail[`${label}_ratio_to_same_batch_and_thread`] = ratio('same', 'wall');
        result.detail[`${label}_ratio_of_cpu`] = ratio('same', 'cpu');
        for (const key of ['raw', 'same', 'duckdb', 'ours'] as const) {
          result.detail[`${label}_${key}_ms`] = median(rounds.map((round) => round[key].wall));
        }
      }
    }
    return result;
  } finally {
    connection.closeSync();
    instance.closeSync();
    await rm(folder, { recursive: true, force: true });
  }
}

async function registerScore(connection: DuckDBConnection, name: string, model: Uint8Array): Promise<() => void> {
  const bound = bindModel(
    describeModel(model, ''),
    columns.map((column) => ({ name: column, type: 'FLOAT' })),
  );
  if ('problem' in bound) throw new Error(bound.problem.message);
  return (await registerModelFunction(connection, name, bound.call, model, { folder: process.cwd(), pause: () => undefined })).close;
}

async function createTable(connection: DuckDBConnection, rows: number): Promise<void> {
  const features = columns.map((name, index) => `(hash(i + ${index * 7919}) % 2000)::FLOAT / 1000 - 1 AS ${name}`);
  await connection.run('SET preserve_insertion_order=false');
  await connection.run(`CREATE TABLE t AS SELECT ${features.join(', ')} FROM range(${rows}) r(i)`);
}

interface RawSetting {
  threads: number;
  batch: number;
}

async function fastestSetting(model: Uint8Array, rows: number): Promise<RawSetting> {
  let fastest = { threads: 1, batch: 2_048, wall: Infinity };
  for (const threads of [1, availableParallelism()]) {
    for (const batch of [2_048, 16_384, 131_072]) {
      for (let round = 0; round < 2; round++) {
        const { wall } = await rawRuntime(model, rows, { threads, batch });
        if (wall < fastest.wall) fastest = { threads, batch, wall };
      }
    }
  }
  return fastest;
}

/** ONNX Runtime alone through its public API, over rows that lie ready in its own layout. */
async function rawRuntime(model: Uint8Array, rows: number, { threads, batch }: RawSetting): Promise<Cost> {
  const session = await InferenceSession.create(model, { intraOpNumThreads: threads });
  const cost = await measured(async () => {
    for (let done = 0, at = 0; done < rows; done += batch, at += batch) {
      if ((at + batch) * FEATURES > RAW_DATA.length) at = 0;
      const size = Math.min(batch, rows - done);
      const x = new Tensor('float32', RAW_DATA.subarray(at * FEATURES, (at + size) * FEATURES), [size, FEATURES]);
      await session.run({ x });
    }
  });
  await session.release();
  return cost;
}

async function timed(connection: DuckDBConnection, sql: string, threads: number): Promise<Cost> {
  await connection.run(`SET threads=${threads}`);
  return measured(() => connection.run(sql));
}

async function measured(run: () => Promise<unknown>): Promise<Cost> {
  const start = performance.now();
  const before = process.cpuUsage();
  await run();
  const { user, system } = process.cpuUsage(before);
  return { wall: performance.now() - start, cpu: (user + system) / 1000 };
}

function median(values: number[]): number {
  return values.sort((a, b) => a - b)[Math.floor(values.length / 2)]!;
}
