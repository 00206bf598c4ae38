import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DuckDBInstance } from '@duckdb/node-api';
import { writeDocument } from '../engine/document/write-document.ts';
import { benchFlow } from './bench-engine.ts';
import type { BenchmarkResult } from './run.ts';

const budgetMB = Number(process.env['MILLRACE_BUDGET_MB'] ?? 200);
/** Bytes of a row in memory: two numbers and a text of 64 characters with its descriptor. */
const rowBytes = 8 + 8 + 16 + 64;
const overshootMB = 400;

/**
 * `millrace run --memory` of a sort, a join and a group over ten times the budget: a table is joined to one half its size, sorted
 * by its text and written, and grouped by a key with millions of values. `ratios.peak` is the most resident memory of the process
 * against the budget plus 400 MB, as Linux counts it (VmHWM); it must finish.
 */
export async function budget(): Promise<BenchmarkResult> {
  const folder = await mkdtemp(join(tmpdir(), 'bench-budget-'));
  try {
    const rows = Math.ceil((budgetMB * 1e6 * 10) / rowBytes);
    await mkdir(join(folder, 'spill'));
    const instance = await DuckDBInstance.create(':memory:', { memory_limit: '2GB' });
    const connection = await instance.connect();
    await connection.run('SET preserve_insertion_order = false');
    for (const [name, count] of [
      ['big', rows],
      ['half', rows / 2],
    ] as const) {
      await connection.run(
        `COPY (SELECT i AS id, (hash(i) % ${Math.ceil(rows / 3)})::BIGINT AS key, md5(i::VARCHAR) || md5((i + 1)::VARCHAR) AS text FROM range(${Math.floor(count)}) r(i)) TO '${folder}/${name}.parquet' (FORMAT parquet)`,
      );
    }
    connection.closeSync();
    instance.closeSync();
    const document = benchFlow(
      {
        big: ['read-parquet', { path: 'big.parquet' }],
        half: ['read-parquet', { path: 'half.parquet' }],
        both: ['join', { keys: [{ left: 'id', right: 'id' }] }],
        order: ['sort-rows', { keys: [{ by: 'text' }] }],
        sorted: ['write-parquet', { path: 'sorted.parquet' }],
        totals: ['aggregate', { groups: [{ by: 'key' }], measures: [{ function: 'max', column: 'text', as: 'text' }] }],
        grouped: ['write-parquet', { path: 'grouped.parquet' }],
      },
      [
        'big.out > both.left',
        'half.out > both.right',
        'both.joined > order.in',
        'order.out > sorted.in',
        'big.out > totals.in',
        'totals.out > grouped.in',
      ],
    );
    await writeFile(join(folder, 'flow.json'), writeDocument(document));
    const cli = fileURLToPath(new URL('../dist/cli/cli.js', import.meta.url));
    const started = performance.now();
    const { peakMB, code, err } = await watched(cli, ['run', folder, '--memory', `${budgetMB}MB`, '--no-cache'], {
      TMPDIR: join(folder, 'spill'),
    });
    if (code !== 0) throw new Error(`The run ended with ${code}: ${err}`);
    return {
      name: 'budget',
      ratios: { peak: peakMB / (budgetMB + overshootMB) },
      detail: {
        budgetMB,
        rows,
        dataMB: Math.round((rows * rowBytes) / 1e6),
        peakMB: Math.round(peakMB),
        seconds: Math.round((performance.now() - started) / 100) / 10,
      },
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The peak of resident memory of a run of the command line, its exit code and what it says of errors. */
export function watched(
  script: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<{ peakMB: number; code: number | null; err: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [script, ...args], {
      env: { ...process.env, ...env },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let peakMB = 0;
    let err = '';
    const look = async (): Promise<void> => {
      const status = await readFile(`/proc/${child.pid}/status`, 'utf8').catch(() => '');
      const kilobytes = /VmHWM:\s+(\d+)/.exec(status)?.[1];
      if (kilobytes !== undefined) peakMB = Math.max(peakMB, (Number(kilobytes) * 1024) / 1e6);
    };
    const timer = setInterval(() => void look(), 100);
    child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text));
    child.on('error', reject);
    child.on('close', (code) => {
      clearInterval(timer);
      resolve({ peakMB, code, err });
    });
  });
}
