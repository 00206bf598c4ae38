import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { createEngine, type Engine, type EngineOptions } from '../engine/api/engine.ts';
import type { FlowDocument } from '../engine/document/document.ts';
import { documentSchema } from '../engine/document/document.ts';
import { catalog } from '../nodes/catalog.ts';

/** An engine as the window has it: built workers, one kept started for the next run. */
export async function benchEngine(options: Pick<EngineOptions, 'cache' | 'memory' | 'tempDir'> = {}): Promise<Engine> {
  const root = new URL('../', import.meta.url);
  const built = spawnSync(process.execPath, [fileURLToPath(new URL('tools/build.mjs', root)), '--headless'], {
    encoding: 'utf8',
  });
  if (built.status !== 0) throw new Error(built.stderr);
  return createEngine({
    catalog,
    workerEntry: new URL('dist/engine/data-worker.js', root),
    probeEntry: new URL('dist/engine/probe-child.js', root),
    keepWarm: true,
    ...options,
  });
}

/** A flow from its nodes (`[type, params]` by id) and edges (`from.port > to.port`). */
export function benchFlow(
  nodes: Readonly<Record<string, readonly [type: string, params: object]>>,
  edges: readonly string[],
): FlowDocument {
  return documentSchema.parse({
    millrace: 1,
    nodes: Object.fromEntries(Object.entries(nodes).map(([id, [type, params]]) => [id, { type, params }])),
    edges: edges.map((edge) => {
      const [from, to] = edge.split(' > ');
      return { from, to };
    }),
  });
}

export const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
};

/** Milliseconds that `work` takes. */
export async function clocked(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}
