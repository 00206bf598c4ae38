import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';

import { DuckDBInstance } from '@duckdb/node-api';
import type { DuckDBConnection } from '@duckdb/node-api';
import { InferenceSession, Tensor } from 'onnxruntime-node';

import { bindModel } from '../engine/relation/bind-model.ts';
import { describeModel } from '../engine/inference/describe-model.ts';
import { floats, modelBytes, node, tensorPort } from '../engine/inference/model-fixtures.ts';
import { registerModelFunction } from '../engine/workers/model-function.ts';

const FEATURES = 16;
const LAYERS = [FEATURES, 32, 16, 1];
const ROUNDS = 5;
const RAW_DATA = Float32Array.from({ length: 1_048_576 * FEATURES }, (_, index) => ((index * 7919) % 2000) / 1000 - 1);
const columns = Array.from({ length: FEATURES }, (_, index) => `x${index}`);

export interface BenchResult {
  name: 'inference';
  ratios: Record<string, number>;
  detail: Record<string, number>;
}

/**
 * Scores rows of 16 FLOAT columns with a small network inside a DuckDB statement, against the same statement without the
 * model plus ONNX Runtime alone on as many rows, at the batch and thread setting that is fastest for it. The three take
 * turns; a ratio is the median over the rounds of ours / (DuckDB + ONNX Runtime), a time in `detail` the median in ms.
 */
export async function inference(options: { rows?: number } = {}): Promise<BenchResult> {
  const rows = options.rows ?? 10_000_000;
  const model = network();
  const folder = await mkdtemp(join(tmpdir(), 'inference-'));
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  try {
    await createTable(connection, rows);
    const bound = bindModel(
      describeModel(model, ''),
      columns.map((name) => ({ name, type: 'FLOAT' })),
    );
    if ('problem' in bound) throw new Error(bound.problem.message);
    const score = await registerModelFunction(connection, 'score', bound.call, model);
    const { setting, times } = await fastestSetting(model, rows);
    const result: BenchResult = { name: 'inference', ratios: {}, detail: { rows, ...times } };
    const call = `score(${columns.join(', ')}).y`;
    const target = `'${join(folder, 'out.parquet')}' (FORMAT parquet)`;
    const statements = {
      sum: [`SELECT sum(${columns.join(' + ')}) FROM t`, `SELECT sum(${call}) FROM t`],
      copy: [`COPY (SELECT * FROM t) TO ${target}`, `COPY (SELECT *, ${call} AS y FROM t) TO ${target}`],
    } as const;
    for (const [name, [alone, scored]] of Object.entries(statements)) {
      const rounds: { raw: number; duckdb: number; ours: number }[] = [];
      for (let round = 0; round < ROUNDS; round++) {
        rounds.push({
          raw: await rawRuntime(model, rows, setting),
          duckdb: await timed(connection, alone, availableParallelism()),
          ours: await timed(connection, scored, availableParallelism() + 2),
        });
      }
      result.ratios[name] = median(rounds.map(({ raw, duckdb, ours }) => ours / (duckdb + raw)));
      for (const key of ['raw', 'duckdb', 'ours'] as const) {
        result.detail[`${name}_${key}_ms`] = median(rounds.map((round) => round[key]));
      }
    }
    score.close();
    return result;
  } finally {
    connection.closeSync();
    instance.closeSync();
    await rm(folder, { recursive: true, force: true });
  }
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

async function fastestSetting(
  model: Uint8Array,
  rows: number,
): Promise<{ setting: RawSetting; times: Record<string, number> }> {
  const times: Record<string, number> = {};
  let fastest = { setting: { threads: 1, batch: 2_048 }, time: Infinity };
  for (const threads of [1, availableParallelism()]) {
    for (const batch of [2_048, 16_384, 131_072]) {
      const time = Math.min(
        await rawRuntime(model, rows, { threads, batch }),
        await rawRuntime(model, rows, { threads, batch }),
      );
      times[`raw_${threads}_threads_${batch}_rows_ms`] = time;
      if (time < fastest.time) fastest = { setting: { threads, batch }, time };
    }
  }
  return { setting: fastest.setting, times };
}

/** Milliseconds of ONNX Runtime alone through its public API, over rows that lie ready in its own layout. */
async function rawRuntime(model: Uint8Array, rows: number, { threads, batch }: RawSetting): Promise<number> {
  const session = await InferenceSession.create(model, { intraOpNumThreads: threads });
  const start = performance.now();
  for (let done = 0, at = 0; done < rows; done += batch, at += batch) {
    if ((at + batch) * FEATURES > RAW_DATA.length) at = 0;
    const size = Math.min(batch, rows - done);
    const x = new Tensor('float32', RAW_DATA.subarray(at * FEATURES, (at + size) * FEATURES), [size, FEATURES]);
    await session.run({ x });
  }
  const time = performance.now() - start;
  await session.release();
  return time;
}

async function timed(connection: DuckDBConnection, sql: string, threads: number): Promise<number> {
  await connection.run(`SET threads=${threads}`);
  const start = performance.now();
  await connection.run(sql);
  return performance.now() - start;
}

function median(values: number[]): number {
  return values.sort((a, b) => a - b)[Math.floor(values.length / 2)]!;
}

function network(): Uint8Array {
  const weights = (from: number, to: number) =>
    Float32Array.from({ length: from * to }, (_, index) => Math.sin(index * 12.9898 + from) / Math.sqrt(from));
  const last = LAYERS.length - 2;
  const layers = LAYERS.slice(0, -1).map((from, layer) => {
    const to = LAYERS[layer + 1]!;
    const input = layer === 0 ? 'x' : `h${layer - 1}`;
    return {
      initializer: [
        floats(`w${layer}`, [from, to], weights(from, to)),
        floats(`b${layer}`, [to], new Float32Array(to)),
      ],
      node: [
        node('Gemm', [input, `w${layer}`, `b${layer}`], [`g${layer}`]),
        layer === last ? node('Sigmoid', [`g${layer}`], ['y']) : node('Relu', [`g${layer}`], [`h${layer}`]),
      ],
    };
  });
  return modelBytes({
    input: [tensorPort('x', 'FLOAT', ['N', FEATURES])],
    output: [tensorPort('y', 'FLOAT', ['N', 1])],
    initializer: layers.flatMap((layer) => layer.initializer),
    node: layers.flatMap((layer) => layer.node),
  });
}
