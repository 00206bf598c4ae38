import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FlowDocument } from '../engine/document/document.ts';
import { benchEngine, benchFlow, clocked, median } from './bench-engine.ts';
import { makeTables, salesFlow } from './fused.ts';
import type { BenchmarkResult } from './run.ts';

const rounds = 7;

/**
 * A run that counts the rows of every port against the same run that counts only what is free, once for the fused flow of
 * the benchmark `fused` and once for a flow with a check, two joins and four files. Wall time and the processor's time;
 * the two take turns.
 */
export async function accounting(rows = 20_000_000): Promise<BenchmarkResult> {
  const folder = await mkdtemp(join(tmpdir(), 'bench-accounting-'));
  const engine = await benchEngine();
  try {
    await makeTables(folder, rows);
    const ratios: Record<string, number> = {};
    const detail: Record<string, unknown> = { rows };
    for (const [name, document] of Object.entries({ fused: salesFlow(), branches: branchedFlow() })) {
      const times: Record<'all' | 'free', { wall: number[]; cpu: number[] }> = {
        all: { wall: [], cpu: [] },
        free: { wall: [], cpu: [] },
      };
      let counted = 0;
      for (let round = -1; round < rounds; round++) {
        for (const counting of round % 2 === 0 ? (['all', 'free'] as const) : (['free', 'all'] as const)) {
          const before = process.cpuUsage();
          const wall = await clocked(async () => {
            const report = await engine.session.run(
              { document, base: folder, name, counting },
              () => undefined,
              () => undefined,
            );
            if (report.status !== 'succeeded') throw new Error(JSON.stringify(report.diagnostics));
            if (counting === 'all')
              counted = Object.values(report.nodes).reduce((sum, node) => sum + Object.keys(node.rowsOut).length, 0);
          });
          const used = process.cpuUsage(before);
          // The first round fills the file cache and the compiler's.
          if (round < 0) continue;
          times[counting].wall.push(wall);
          times[counting].cpu.push((used.user + used.system) / 1000);
        }
      }
      const ratio = (kind: 'wall' | 'cpu') => median(times.all[kind].map((time, i) => time / times.free[kind][i]!));
      ratios[name] = ratio('wall');
      ratios[`${name}, processor time`] = ratio('cpu');
      detail[name] = { portsCounted: counted, ports: portsOf(document), times };
    }
    return { name: 'accounting', ratios, detail };
  } finally {
    await engine.close();
    await rm(folder, { recursive: true, force: true });
  }
}

const portsOf = (document: FlowDocument): number =>
  Object.values(document.nodes).reduce(
    (sum, node) =>
      sum + (({ 'filter-rows': 2, join: 3, 'write-parquet': 0 } as Record<string, number>)[node.type] ?? 1),
    0,
  );

const branchedFlow = (): FlowDocument =>
  benchFlow(
    {
      sales: ['read-parquet', { path: 'sales.parquet' }],
      shops: ['read-parquet', { path: 'shops.parquet' }],
      valid: ['filter-rows', { condition: 'quantity > 0 AND status <> 3' }],
      northern: ['filter-rows', { condition: "region < 'region 5'" }],
      shop: ['join', { keys: [{ left: 'shop', right: 'shop' }] }],
      large: ['filter-rows', { condition: 'quantity * price > 500' }],
      by_region: [
        'aggregate',
        { groups: [{ by: 'region' }], measures: [{ function: 'sum', column: 'price', as: 'total' }] },
      ],
      by_product: ['aggregate', { groups: [{ by: 'product' }], measures: [{ function: 'count', as: 'n' }] }],
      lost: ['aggregate', { groups: [{ by: 'status' }], measures: [{ function: 'count', as: 'n' }] }],
      orphans: ['aggregate', { groups: [{ by: 'shop' }], measures: [{ function: 'count', as: 'n' }] }],
      regions: ['write-parquet', { path: 'regions.parquet' }],
      products: ['write-parquet', { path: 'products.parquet' }],
      rejects: ['write-parquet', { path: 'rejects.parquet' }],
      unknown: ['write-parquet', { path: 'unknown.parquet' }],
    },
    [
      'sales.out > valid.in',
      'valid.passed > shop.left',
      'shops.out > northern.in',
      'northern.passed > shop.right',
      'shop.joined > by_region.in',
      'by_region.out > regions.in',
      'shop.joined > large.in',
      'large.passed > by_product.in',
      'by_product.out > products.in',
      'valid.rejected > lost.in',
      'lost.out > rejects.in',
      'shop.left-only > orphans.in',
      'orphans.out > unknown.in',
    ],
  );
