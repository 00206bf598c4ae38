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
const RAW_ROWS = 1_048_576;
const columns = Array.from({ length: FEATURES }, (_, index) => `x${index}`);

export interface BenchResult {
  name: 'inference';
  ratios: Record<string, number>;
  detail: Record<string, number>;
}

/**
 * Scores rows of 16 FLOAT columns with a small network inside a DuckDB statement, against the same statement without the
 * model plus ONNX Runtime alone on as many rows at its best batch and thread setting. Ratios are ours / (DuckDB + ONNX).
 */
export async function inference(options: { rows?: number } = {}): Promise<BenchResult> {
  const rows = options.rows ?? 10_000_000;
  const model = network();
  const detail: Record<string, number> = { rows };
  const folder = await mkdtemp(join(tmpdir(), 'inference-'));
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  try {
    const raw = await rawRuntime(model, rows, detail);
    await connection.run('SET preserve_insertion_order=false');
    const features = columns.map((name, index) => `(hash(i + ${index * 7919}) % 2000)::FLOAT / 1000 - 1 AS ${name}`);
    await connection.run(`CREATE TABLE t AS SELECT ${features.join(', ')} FROM range(${rows}) r(i)`);
    const bound = bindModel(
      describeModel(model, ''),
      columns.map((name) => ({ name, type: 'FLOAT' })),
    );
    if ('problem' in bound) throw new Error(bound.problem.message);
    const score = await registerModelFunction(connection, 'score', bound.call, model);
    const target = `'${join(folder, 'out.parquet')}' (FORMAT parquet)`;
    const sets = {
      sum: [`SELECT sum(${columns.join(' + ')}) FROM t`, `SELECT sum(score(${columns.join(', ')}).y) FROM t`],
      copy: [
        `COPY (SELECT * FROM t) TO ${target}`,
        `COPY (SELECT *, score(${columns.join(', ')}).y AS y FROM t) TO ${target}`,
      ],
    };
    const ratios: Record<string, number> = {};
    for (const [name, [alone, scored]] of Object.entries(sets)) {
      await connection.run(`SET threads=${availableParallelism()}`);
      const duckdb = await best(() => timed(connection, alone!));
      await connection.run(`SET threads=${availableParallelism() + 2}`);
      const ours = await best(() => timed(connection, scored!));
      detail[`${name}_duckdb_ms`] = duckdb;
      detail[`${name}_ours_ms`] = ours;
      ratios[name] = ours / (duckdb + raw);
    }
    score.close();
    return { name: 'inference', ratios, detail };
  } finally {
    connection.closeSync();
    instance.closeSync();
    await rm(folder, { recursive: true, force: true });
  }
}

/** Milliseconds of ONNX Runtime alone through its public API, at the fastest of a few batch sizes and thread counts. */
async function rawRuntime(model: Uint8Array, rows: number, detail: Record<string, number>): Promise<number> {
  const data = Float32Array.from(
    { length: Math.min(rows, RAW_ROWS) * FEATURES },
    (_, index) => ((index * 7919) % 2000) / 1000 - 1,
  );
  let fastest = Infinity;
  for (const threads of [1, availableParallelism()]) {
    const session = await InferenceSession.create(model, { intraOpNumThreads: threads });
    for (const batch of [2_048, 16_384, 131_072]) {
      const took = await best(async () => {
        const start = performance.now();
        for (let done = 0, at = 0; done < rows; done += batch, at += batch) {
          if ((at + batch) * FEATURES > data.length) at = 0;
          const size = Math.min(batch, rows - done);
          const x = new Tensor('float32', data.subarray(at * FEATURES, (at + size) * FEATURES), [size, FEATURES]);
          await session.run({ x });
        }
        return performance.now() - start;
      });
      detail[`raw_${threads}t_${batch}_ms`] = took;
      fastest = Math.min(fastest, took);
    }
    await session.release();
  }
  return fastest;
}

async function timed(connection: DuckDBConnection, sql: string): Promise<number> {
  const start = performance.now();
  await connection.run(sql);
  return performance.now() - start;
}

async function best(run: () => Promise<number>): Promise<number> {
  return Math.min(await run(), await run(), await run());
}

export function network(): Uint8Array {
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
