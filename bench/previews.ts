import { mkdir, mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DuckDBInstance } from '@duckdb/node-api';
import type { FlowDocument } from '../engine/document/document.ts';
import { readDocument } from '../engine/document/read-document.ts';
import { benchEngine, clocked } from './bench-engine.ts';
import type { BenchmarkResult } from './run.ts';
import { makeTables } from './tpch/make-tables.ts';

const budget = { p50: 100, p95: 300 };
const rounds = 3;

interface Shown {
  readonly at: string;
  readonly milliseconds: number;
  readonly rows: number;
  readonly coverage: string;
  /** Shows no row although the port has some. */
  readonly wrongly: boolean;
}

/**
 * The preview of every output port of the samples and of the TPC-H flows at scale factor 1 (MILLRACE_TPCH_SCALE), as the window
 * asks for it: 1,000 rows with their profile, nothing kept by a run. `ratios` are the p50 and p95 over all ports, each at the
 * median of three rounds, against 100 ms and 300 ms; `detail` lists the slowest, those that show no row, and which
 * of those have rows all the same.
 */
export async function previews(): Promise<BenchmarkResult> {
  const scale = Number(process.env['MILLRACE_TPCH_SCALE'] ?? 1);
  const folder = await mkdtemp(join(tmpdir(), 'bench-previews-'));
  const engine = await benchEngine();
  try {
    await mkdir(join(folder, 'data'));
    const instance = await DuckDBInstance.create(':memory:');
    const connection = await instance.connect();
    await makeTables((sql: string): Promise<unknown> => connection.run(sql), join(folder, 'data'), scale);
    connection.closeSync();
    instance.closeSync();
    const flows: { name: string; document: FlowDocument; base: string; parameters?: Record<string, string> }[] = [];
    const add = async (
      root: string,
      name: string,
      base: string,
      parameters?: Record<string, string>,
    ): Promise<void> => {
      const { document } = readDocument(await readFile(join(root, name, 'flow.json'), 'utf8'), name);
      flows.push({ name, document: document!, base, ...(parameters ? { parameters } : {}) });
    };
    const tpch = fileURLToPath(new URL('tpch/', import.meta.url));
    for (const name of (await readdir(tpch)).filter((n) => /^q\d\d$/.test(n)))
      await add(tpch, name, folder, { data: 'data' });
    const samples = fileURLToPath(new URL('../samples/', import.meta.url));
    for (const entry of await readdir(samples, { withFileTypes: true })) {
      if (entry.isDirectory()) await add(samples, entry.name, join(samples, entry.name));
    }
    const shown: Shown[] = [];
    for (const { name, ...flow } of flows) {
      const { nodes } = await engine.calls.check(flow);
      for (const [node, { outputs }] of Object.entries(nodes)) {
        for (const port of Object.keys(outputs)) {
          const times: number[] = [];
          let last = { rows: 0, coverage: '' };
          for (let round = 0; round < rounds; round++) {
            times.push(
              await clocked(async () => void (last = await engine.calls.preview({ ...flow, node, port, rows: 1000 }))),
            );
          }
          const unsure = last.rows === 0 && last.coverage !== 'all';
          const look = { ...flow, node, port, rows: 1, exact: true, profile: false };
          const wrongly = unsure && (await engine.calls.preview(look)).rows > 0;
          shown.push({
            at: `${name} ${node}.${port}`,
            milliseconds: Math.round(times.sort((a, b) => a - b)[1]!),
            rows: last.rows,
            coverage: last.coverage,
            wrongly,
          });
        }
      }
    }
    const sorted = shown.toSorted((a, b) => a.milliseconds - b.milliseconds);
    const at = (share: number): number =>
      sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]!.milliseconds;
    return {
      name: 'previews',
      ratios: { p50: at(0.5) / budget.p50, p95: at(0.95) / budget.p95 },
      detail: {
        scale,
        ports: shown.length,
        p50Ms: at(0.5),
        p95Ms: at(0.95),
        slowest: sorted.slice(-12),
        wronglyEmpty: shown.filter((s) => s.wrongly).map((s) => s.at),
        empty: shown.filter((s) => s.rows === 0).map((s) => `${s.at} (${s.coverage})`),
      },
    };
  } finally {
    await engine.close();
    await rm(folder, { recursive: true, force: true });
  }
}
