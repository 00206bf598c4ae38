import { createEngine, type Engine } from '../engine/api/engine.ts';
import type { FlowDocument } from '../engine/document/document.ts';
import { documentSchema } from '../engine/document/document.ts';
import { catalog } from '../nodes/catalog.ts';

/** An engine as the window has it, with data workers in this process. */
export const benchEngine = (): Promise<Engine> =>
  createEngine({
    catalog,
    workerEntry: new URL('../engine/workers/data-worker.ts', import.meta.url),
    probeEntry: new URL('../engine/inference/probe-child.ts', import.meta.url),
  });

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
