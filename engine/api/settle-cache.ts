import type { CheckedFlow } from '../check/checked-flow.ts';
import type { Diagnostic } from '../core/diagnostic.ts';
import type { JobResult } from '../plan/job.ts';
import { keyNode, type TableKey } from '../plan/table-key.ts';
import { writeFlowRecord } from '../cache/flow-memory.ts';
import { cacheProblem, flowKey, type CacheView, type RunCache } from './run-cache.ts';

/** Makes what a job left into entries, notes what was used and counted, and remembers the flow for the next run. Trouble with the folder is a warning: the run stands. */
export async function settleCache(cache: RunCache, view: CacheView, flow: CheckedFlow, name: string, result: JobResult): Promise<Diagnostic | null> {
  const { folder } = cache;
  try {
    const left: Record<TableKey, string> = { ...result.cache?.left };
    const published = new Map<TableKey, string>();
    for (const { key } of result.cache?.stored ?? []) {
      const { hash } = view.plan.stores.get(key)!;
      const now = await cache.fingerprints(view.index, flow.base, [key]);
      if ([...now].some(([path, print]) => print === null || print !== view.prints.get(path))) {
        left[key] = 'its source changed during the run';
        await folder.discard(hash, view.fresh);
      } else {
        await folder.publish(hash, view.fresh, countsBehind(view, key, result.counts));
        published.set(key, hash);
      }
    }
    for (const key of Object.keys(result.cache?.left ?? {})) await folder.discard(view.plan.stores.get(key)!.hash, view.fresh);
    for (const [key, rows] of view.plan.hits) {
      await folder.touch(rows);
      const counts = { ...rows.counts, ...countsBehind(view, key, result.counts) };
      if (Object.keys(counts).length > Object.keys(rows.counts).length) await folder.writeCounts(rows, counts);
    }
    if (published.size > 0) {
      const gone = await folder.trim();
      for (const [key, hash] of published) if (gone.has(hash)) left[key] = 'there is no room for its rows in the cache';
    }
    if (result.status === 'succeeded') await remember(cache, view, flow, name, left, published);
    return null;
  } catch (error) {
    return cacheProblem(folder.folder, error);
  }
}

/** Row counts of every port of the nodes a key is made of, by identity. */
function countsBehind(view: CacheView, key: TableKey, counts: JobResult['counts']): Record<string, number> {
  const found: Record<string, number> = {};
  const nodes = new Set(view.index.closure([key]).map(keyNode));
  for (const upstream of view.index.keys().filter((k) => nodes.has(keyNode(k)))) {
    const hash = view.contents.get(upstream)?.hash;
    if (hash != null && counts[upstream] !== undefined) found[hash] = counts[upstream];
  }
  return found;
}

async function remember(cache: RunCache, view: CacheView, flow: CheckedFlow, name: string, left: Readonly<Record<TableKey, string>>, published: ReadonlyMap<TableKey, string>): Promise<void> {
  const nodes = Object.fromEntries(
    Object.entries(view.record.nodes).map(([id, node]) => {
      const kept: Record<TableKey, string | null> = {};
      for (const key of Object.keys(node.hashes)) {
        if (published.has(key) || view.plan.hits.has(key)) kept[key] = left[key] ?? null;
        else if (left[key] !== undefined) kept[key] = left[key];
      }
      return [id, { ...node, kept }];
    }),
  );
  const others = Object.fromEntries(Object.entries(view.last?.engine === view.record.engine ? view.last.nodes : {}).filter(([id]) => id in flow.document.nodes));
  await writeFlowRecord(cache.folder.flowFile(flowKey(flow, name)), { engine: view.record.engine, nodes: { ...others, ...nodes } });
}

/** Removes entries that could not be read, so that nobody meets them again; gives what was wrong by identity. */
export async function dropUnusable(cache: RunCache, view: CacheView, unusable: Readonly<Record<TableKey, string>>): Promise<ReadonlyMap<string, string>> {
  const why = new Map<string, string>();
  for (const [key, reason] of Object.entries(unusable)) {
    const rows = view.plan.hits.get(key);
    if (!rows) continue;
    why.set(rows.hash, reason);
    // Where it cannot be removed it is passed over in this run and found again in the next.
    await cache.folder.drop(rows).catch(() => undefined);
  }
  return why;
}

