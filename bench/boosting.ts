import { availableParallelism } from 'node:os';

import { DuckDBInstance } from '@duckdb/node-api';
import type { DuckDBConnection } from '@duckdb/node-api';
import { InferenceSession, Tensor } from 'onnxruntime-node';

import { graphNode, modelFile, tensorPort } from '../engine/inference/graph-parts.ts';
import { treeEnsemble } from '../engine/inference/tree-ensemble.ts';
import { describeModel } from '../engine/inference/describe-model.ts';
import { bindModel } from '../engine/relation/bind-model.ts';
import { plainSession } from '../engine/relation/model-call.ts';
import { Random } from '../engine/training/random.ts';
import type { Tree } from '../engine/training/tree.ts';
import { registerModelFunction } from '../engine/workers/model-function.ts';
import { clocked, median } from './bench-engine.ts';
import type { BenchmarkResult } from './run.ts';

const FEATURES = 20;
const TREES = 100;
const DEPTH = 6;
const ROUNDS = 5;
const BATCH = 2_048;
const columns = Array.from({ length: FEATURES }, (_, index) => `x${index}`);

/**
 * A boosting model of 100 trees, six levels deep, over random rows of 20 FLOAT columns in a DuckDB table, with one thread of the runtime and with
 * one for each core. `ratios` has ours / (the statement without the model + the runtime alone on the same rows in calls of 2,048, at as many threads),
 * and the time with all threads against one; `detail` the medians in ms. MILLRACE_BENCH_ROWS sets the rows.
 */
export async function boosting(): Promise<BenchmarkResult> {
  const rows = Number(process.env['MILLRACE_BENCH_ROWS'] ?? 2_000_000);
  const model = forest();
  const cores = availableParallelism();
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  try {
    await connection.run('SET preserve_insertion_order=false');
    await connection.run("ATTACH ':memory:' AS small (ROW_GROUP_SIZE 10240)");
    await connection.run(`CREATE TABLE small.t AS SELECT ${columns.map((name, index) => `(hash(i + ${index * 7919}) % 200000)::FLOAT / 100000 - 1 AS ${name}`).join(', ')} FROM range(${rows}) r(i)`);
    const settings = [1, cores];
    const close: (() => void)[] = [];
    for (const threads of settings) close.push(await register(connection, `score_${threads}`, model, threads));
    const times = new Map<string, number[]>();
    const note = (label: string, spent: number): unknown => times.set(label, [...(times.get(label) ?? []), spent]);
    const random = new Random(2);
    // Rows that repeat would teach the processor the way through the trees.
    const data = Float32Array.from({ length: 256 * BATCH * FEATURES }, () => random.next() * 2 - 1);
    for (let round = 0; round < ROUNDS; round++) {
      await connection.run(`SET threads=${cores}`);
      note('duckdb', await clocked(() => connection.run(`SELECT sum(${columns.join(' + ')}) FROM small.t`)));
      for (const threads of settings) {
        note(`raw ${threads}`, await rawRuntime(model, data, rows, threads));
        await connection.run(`SET threads=${cores + 2}`);
        note(`ours ${threads}`, await clocked(() => connection.run(`SELECT sum(score_${threads}(${columns.join(', ')}).y) FROM small.t`)));
      }
    }
    close.forEach((end) => end());
    const middle = (label: string): number => median(times.get(label)!);
    const ratio = (threads: number): number => median(times.get(`ours ${threads}`)!.map((ours, i) => ours / (times.get('duckdb')![i]! + times.get(`raw ${threads}`)![i]!)));
    return {
      name: 'boosting',
      ratios: { 'one thread': ratio(1), 'a thread for each core': ratio(cores), 'all threads against one': middle(`ours ${cores}`) / middle('ours 1') },
      detail: { rows, cores, ...Object.fromEntries([...times.keys()].map((label) => [`${label} ms`, Math.round(middle(label))])) },
    };
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

async function register(connection: DuckDBConnection, name: string, model: Uint8Array, threads: number): Promise<() => void> {
  const bound = bindModel(describeModel(model, ''), columns.map((column) => ({ name: column, type: 'FLOAT' })), { session: { ...plainSession, threads } });
  if ('problem' in bound) throw new Error(bound.problem.message);
  return (await registerModelFunction(connection, name, bound.call, model, { folder: process.cwd(), pause: () => undefined })).close;
}

/** Full trees with random columns and thresholds. */
function forest(): Uint8Array {
  const random = new Random(1);
  const tree = (): Tree => {
    const nodes = 2 ** (DEPTH + 1) - 1;
    const inner = 2 ** DEPTH - 1;
    const pick = (of: () => number, leaf: number): number[] => Array.from({ length: nodes }, (_, node) => (node < inner ? of() : leaf));
    return {
      column: Int32Array.from(pick(() => random.integer(FEATURES), -1)),
      threshold: Float32Array.from(pick(() => random.next() * 2 - 1, 0)),
      left: Int32Array.from({ length: nodes }, (_, node) => (node < inner ? 2 * node + 1 : 0)),
      right: Int32Array.from({ length: nodes }, (_, node) => (node < inner ? 2 * node + 2 : 0)),
      values: Float64Array.from({ length: nodes }, () => random.next() - 0.5),
      outputs: 1,
    };
  };
  const trees = Array.from({ length: TREES }, tree);
  const node = graphNode('TreeEnsembleRegressor', ['x'], ['y'], treeEnsemble(trees, trees.map(() => 0), [0], 1), 'ai.onnx.ml');
  return modelFile({ name: 'boosting', input: [tensorPort('x', 'FLOAT', ['N', FEATURES])], output: [tensorPort('y', 'FLOAT', ['N', 1])], node: [node] }, {});
}

/** Milliseconds of ONNX Runtime alone through its public API, over rows that lie ready in its own layout. */
async function rawRuntime(model: Uint8Array, data: Float32Array, rows: number, threads: number): Promise<number> {
  const session = await InferenceSession.create(model, { intraOpNumThreads: threads });
  const spent = await clocked(async () => {
    for (let done = 0, at = 0; done < rows; done += BATCH, at = (at + BATCH * FEATURES) % data.length) {
      const size = Math.min(BATCH, rows - done);
      await session.run({ x: new Tensor('float32', data.subarray(at, at + size * FEATURES), [size, FEATURES]) });
    }
  });
  await session.release();
  return spent;
}
