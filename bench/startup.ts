import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeDocument } from '../engine/document/write-document.ts';
import { benchFlow, clocked, median } from './bench-engine.ts';
import type { BenchmarkResult } from './run.ts';

const rounds = 15;
const budgetMs = 500;

/** `millrace run` of a tiny flow from start to exit, against half a second. */
export async function startup(): Promise<BenchmarkResult> {
  const folder = await mkdtemp(join(tmpdir(), 'bench-startup-'));
  try {
    const rows = {
      columns: [
        { name: 'id', type: 'INTEGER' },
        { name: 'name', type: 'VARCHAR' },
      ],
      rows: [
        [1, 'Ada'],
        [2, 'Bo'],
        [3, 'Cy'],
      ],
    };
    const document = benchFlow(
      {
        people: ['inline-table', { table: rows }],
        some: ['filter-rows', { condition: 'id > 1' }],
        out: ['write-delimited', { path: 'out.csv' }],
      },
      ['people.out > some.in', 'some.passed > out.in'],
    );
    await writeFile(join(folder, 'flow.json'), writeDocument(document));
    const times: number[] = [];
    for (let round = -2; round < rounds; round++) {
      const time = await clocked(() => run(folder));
      if (round >= 0) times.push(time);
    }
    return {
      name: 'startup',
      ratios: { 'run of 500 ms': median(times) / budgetMs },
      detail: { medianMs: median(times), timesMs: times },
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function run(folder: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [join(import.meta.dirname, '../bin/millrace.mjs'), 'run', folder], {
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    child.on('error', reject);
    child.on('close', (code) => (code === 0 ? resolve() : reject(new Error(`millrace ended with ${code}.`))));
  });
}
