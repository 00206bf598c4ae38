import type { Relation } from '../relation/relation.ts';
import { walkRelation } from '../relation/walk-relation.ts';
import type { ContentKey } from './content-keys.ts';
import { keyNode, outputKey, type TableIndex, type TableKey } from './table-key.ts';

/** Rows kept by an earlier run. */
export interface KeptRows {
  /** Absolute path of the file that holds them. */
  readonly file: string;
  readonly hash: string;
  readonly id: string;
  /** Row counts that were known when they were kept, by the identity of the rows counted. */
  readonly counts: Readonly<Record<string, number>>;
}

/** What a run may take from the cache and what it leaves there. */
export interface CachePlan {
  readonly hits: ReadonlyMap<TableKey, KeptRows>;
  /** Keys whose rows are worth keeping, by the identity they are kept under. */
  readonly stores: ReadonlyMap<TableKey, { readonly hash: string; readonly pinned: boolean }>;
  /** Row counts that the cache answers for. */
  readonly counts: ReadonlyMap<TableKey, number>;
}

export const noCache: CachePlan = { hits: new Map(), stores: new Map(), counts: new Map() };

/** Says which keys are taken from the cache and which are left there: those after a pipeline breaker, and all of a pinned node. */
export function planCache(index: TableIndex, contents: ReadonlyMap<TableKey, ContentKey>, pinned: ReadonlySet<string>, kept: (hash: string) => KeptRows | null): CachePlan {
  const hits = new Map<TableKey, KeptRows>();
  const stores = new Map<TableKey, { hash: string; pinned: boolean }>();
  const counts = new Map<TableKey, number>();
  for (const [key, { hash }] of contents) {
    if (hash === null || !isCandidate(index, key, pinned)) continue;
    const found = kept(hash);
    if (!found) {
      stores.set(key, { hash, pinned: pinned.has(keyNode(key)) });
      continue;
    }
    hits.set(key, found);
    const nodes = new Set(index.closure([key]).map(keyNode));
    for (const upstream of index.keys().filter((k) => nodes.has(keyNode(k)))) {
      const rows = found.counts[contents.get(upstream)?.hash ?? ''];
      if (rows !== undefined) counts.set(upstream, rows);
    }
  }
  // Bad lines are found while the file is read: where they are asked for and not kept, the rows are read again as well.
  const asked = new Set([...index.nodes.values()].flatMap((node) => Object.values(node.sources).flat().map((end) => outputKey(end.node, end.port))));
  for (const key of index.keys()) {
    if (hits.has(key) || !asked.has(key)) continue;
    walkRelation(index.relation(key), (r) => {
      if (r.op !== 'scan' || r.source.format !== 'bad-lines') return;
      const rows = outputKey(keyNode(key), r.source.of);
      if (hits.delete(rows)) stores.set(rows, { hash: contents.get(rows)!.hash!, pinned: pinned.has(keyNode(rows)) });
    });
  }
  return { hits, stores, counts };
}

/** Whether the rows of a key are worth keeping: few rows stand for much work there, or a person wants them. */
export function isCandidate(index: TableIndex, key: TableKey, pinned: ReadonlySet<string>): boolean {
  const node = index.nodes.get(keyNode(key));
  const isOutput = key[keyNode(key).length] === '.';
  if (isOutput && pinned.has(keyNode(key))) return (node?.outputs[key.slice(keyNode(key).length + 1)]?.length ?? 0) > 0;
  return breaksPipeline(index, key);
}

function breaksPipeline(index: TableIndex, key: TableKey): boolean {
  const relation = withoutRowKeepers(index.relation(key));
  switch (relation.op) {
    case 'aggregate':
    case 'distinct':
      return true;
    case 'limit':
      return sorts(index, keyNode(key), relation.from);
    default:
      return false;
  }
}

/** Whether rows come straight out of a sort, be it in the node itself or the one before. */
function sorts(index: TableIndex, node: string, relation: Relation): boolean {
  const inner = relation.op === 'project' || relation.op === 'extend' ? relation.from : relation;
  if (inner.op === 'sort') return inner.keys.length > 0;
  if (inner.op !== 'input') return false;
  const key = index.inputKey(node, inner.port, inner.index);
  return sorts(index, keyNode(key), index.relation(key));
}

/** Peels off what computes columns from the rows of a breaker, and a sort of them. */
function withoutRowKeepers(relation: Relation): Relation {
  let r = relation;
  while (r.op === 'project' || r.op === 'extend' || r.op === 'sort') r = r.from;
  return r;
}
