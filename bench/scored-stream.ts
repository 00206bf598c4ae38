import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { Random } from '../engine/training/random.ts';
import { benchEngine, benchFlow } from './bench-engine.ts';
import type { BenchmarkResult } from './run.ts';
import { network } from './scoring/network.ts';
import type { Pace, Paced } from './scoring/pace.ts';

const features = 16;
const aim = { rowsPerSecond: 50_000, p99: 100 };
const names = Array.from({ length: features }, (_, index) => `x${index}`);

/**
 * A file grows by 50,000 rows of 16 numbers a second (MILLRACE_BENCH_RATE), a hundred times a second some of them; a stream follows it, scores each row with
 * a small network and appends the scores to a file. Measured is the time from handing a batch of rows to the operating system until all of them stand in the
 * output, durable, over 20 s (MILLRACE_BENCH_SECONDS) after the stream has come up. `ratios` has the 99th percentile of 100 ms for both kinds of lines.
 */
export async function scoredStream(): Promise<BenchmarkResult> {
  const ratios: Record<string, number> = {};
  const detail: Record<string, unknown> = {};
  const engine = await benchEngine();
  try {
    for (const encoding of ['delimited', 'json'] as const) {
      const folder = await mkdtemp(join(tmpdir(), 'bench-stream-'));
      try {
        const before = process.cpuUsage();
        const { latencies, rows, rowsPerSecond, epochs } = await scored(engine, folder, encoding);
        const { user, system } = process.cpuUsage(before);
        const sorted = latencies.toSorted((a, b) => a - b);
        const at = (share: number): number => Math.round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]! * 10) / 10;
        ratios[`${encoding}, p99`] = at(0.99) / aim.p99;
        detail[encoding] = { rows, rowsPerSecond: Math.round(rowsPerSecond), epochs, p50: at(0.5), p95: at(0.95), p99: at(0.99), most: at(1), processorSeconds: Math.round((user + system) / 1e4) / 100 };
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
    }
    return { name: 'scored-stream', ratios, detail };
  } finally {
    await engine.close();
  }
}

async function scored(engine: Awaited<ReturnType<typeof benchEngine>>, base: string, encoding: 'delimited' | 'json'): Promise<Paced & { readonly epochs: number }> {
  const random = new Random(1);
  const numbers = Array.from({ length: 4096 }, () => names.map(() => (random.next() * 2 - 1).toFixed(4)));
  const lines = numbers.map((row) => (encoding === 'json' ? `{${row.map((value, i) => `"${names[i]}":${value}`).join(',')}}\n` : `${row.join(',')}\n`));
  const source = join(base, 'rows.txt');
  const sink = join(base, 'scores.csv');
  await writeFile(source, (encoding === 'json' ? '' : `${names.join(',')}\n`) + lines[0]!);
  await writeFile(join(base, 'small.onnx'), network([features, 64, 32, 1]));
  const document = benchFlow(
    {
      rows: ['tail-file', { path: 'rows.txt', encoding }],
      score: ['predict-onnx', { model: 'small.onnx', mapping: [{ input: 'x', columns: names }], keepInputs: false }],
      scores: ['write-delimited', { path: 'scores.csv' }],
    },
    ['rows.out > score.in', 'score.out > scores.in'],
  );
  let cancel: () => void = () => undefined;
  const report = engine.session.runStream({ document, base, name: 'scored', untilIdle: false }, () => undefined, (stop) => (cancel = stop));
  const ending = new AbortController();
  void report.finally(() => ending.abort()).catch(() => undefined);
  while (!ending.signal.aborted && !(await stat(sink).catch(() => null))) await sleep(20);
  if (ending.signal.aborted) throw new Error(JSON.stringify((await report).diagnostics));
  const seen = (await readFile(sink, 'utf8')).split('\n').length - 1;
  const told: Pace = { source, sink, lines, rowsPerSecond: Number(process.env['MILLRACE_BENCH_RATE'] ?? aim.rowsPerSecond), seconds: Number(process.env['MILLRACE_BENCH_SECONDS'] ?? 20), warmUp: 2, written: 1, seen };
  const paced = await new Promise<Paced>((resolve, reject) => {
    const worker = new Worker(new URL('scoring/pace.ts', import.meta.url), { workerData: told });
    worker.on('message', resolve).on('error', reject);
  }).finally(() => cancel());
  const { status, diagnostics, epochs } = await report;
  if (status !== 'succeeded') throw new Error(JSON.stringify(diagnostics));
  return { ...paced, epochs: epochs ?? 0 };
}
