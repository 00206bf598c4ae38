import type { Diagnostic } from '../core/diagnostic.ts';
import { problem } from '../core/diagnostic.ts';
import { canonicalJson } from '../core/json.ts';
import { storeLabel, type ObjectStore } from '../relation/object-store.ts';
import { walkRelation } from '../relation/walk-relation.ts';
import type { CheckedNode } from './checked-flow.ts';

/** One bucket is opened in one way for the whole run, so two nodes that mean it must agree on how. */
export function storeConflicts(nodes: readonly CheckedNode[]): Diagnostic[] {
  const known = new Map<string, { readonly node: string; readonly store: ObjectStore }>();
  const found = new Map<string, Diagnostic>();
  for (const node of nodes) {
    for (const relation of [...Object.values(node.built?.outputs ?? {}), ...Object.values(node.built?.shared ?? {})]) {
      walkRelation(relation, (r) => {
        const store = r.op === 'scan' && 'store' in r.source ? r.source.store : undefined;
        if (!store) return;
        const first = known.get(store.bucket);
        if (!first) known.set(store.bucket, { node: node.id, store });
        else if (canonicalJson(first.store) !== canonicalJson(store)) found.set(node.id, problem('store-conflict', `Nodes "${first.node}" and "${node.id}" open the ${storeLabel(store)} in two ways. Give both the same key, region and endpoint, or read one of them in a flow of its own.`, { node: node.id, param: 'path' }));
      });
    }
  }
  return [...found.values()];
}
