import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { benchEngine, clocked, median } from './bench-engine.ts';
import { makeTables, salesFlow } from './fused.ts';
import type { BenchmarkResult } from './run.ts';

const rounds = 5;

/**
 * The flow of `fused` over 20 M rows, run in full, then again after its last node was edited, then unchanged: all with the
 * cache on, each round with a condition of its own. `ratios.edited` is what the run after the edit takes of the full run;
 * `kept` is what keeping rows adds to a run without the cache. All times are those of a session's run, from checking to the report.
 */
export async function incremental(rows = 20_000_000): Promise<BenchmarkResult> {
  const folder = await mkdtemp(join(tmpdir(), 'bench-incremental-'));
  const engine = await benchEngine({ cache: { folder: join(folder, 'cache'), maxBytes: 1e9, version: 'bench' } });
  try {
    await makeTables(folder, rows);
    const run = async (
      condition: string,
      count: number,
      cache = true,
      expected: 'reused' | 'recomputed' = 'recomputed',
    ): Promise<number> => {
      let state: string | undefined;
      const time = await clocked(async () => {
        const report = await engine.session.run(
          { document: salesFlow(condition, count), base: folder, name: 'sales', counting: 'free', cache },
          () => undefined,
          () => undefined,
        );
        if (report.status !== 'succeeded') throw new Error(JSON.stringify(report.diagnostics));
        state = report.nodes['totals']!.cache!.state;
      });
      if (state !== expected) throw new Error(`The totals were ${state}.`);
      return time;
    };
    const times = { off: [] as number[], full: [] as number[], edited: [] as number[], unchanged: [] as number[] };
    await run('quantity > 2', 1000, false);
    for (let round = 0; round < rounds; round++) {
      const condition = `quantity > 2 AND status <> 3 AND id >= ${round}`;
      times.off.push(await run(condition, 1000, false));
      times.full.push(await run(condition, 1000));
      times.edited.push(await run(condition, 900, true, 'reused'));
      times.unchanged.push(await run(condition, 900, true, 'reused'));
    }
    const against = (own: readonly number[], theirs: readonly number[]) =>
      median(own.map((time, i) => time / theirs[i]!));
    return {
      name: 'incremental',
      ratios: {
        edited: against(times.edited, times.full),
        unchanged: against(times.unchanged, times.full),
        kept: against(times.full, times.off),
      },
      detail: { rows, ...times },
    };
  } finally {
    await engine.close();
    await rm(folder, { recursive: true, force: true });
  }
}
