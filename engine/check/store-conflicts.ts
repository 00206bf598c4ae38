import type { Diagnostic } from '../core/diagnostic.ts';
import { problem } from '../core/diagnostic.ts';
import { canonicalJson, isObject, type Json } from '../core/json.ts';
import type { Built } from '../definition/index.ts';
import { bucketAddress, schemeOf, storeLabel, type ObjectStore } from '../relation/object-store.ts';
import { relationsOf, walkRelation } from '../relation/walk-relation.ts';
import type { CheckedNode } from './checked-flow.ts';

/** Schemes under which a database knows one bucket, so often as it can be opened in another way. */
const schemes = { s3: [undefined, 's3a', 's3n'], gs: [undefined, 'gcs'], az: [undefined, 'azure'] } as const;

/** Nodes with every store under a scheme of its own where a flow opens one bucket in several ways, and what is left to report: a database tells these apart by how the address begins. */
export function tellStoresApart(nodes: readonly CheckedNode[]): { readonly nodes: readonly CheckedNode[]; readonly diagnostics: readonly Diagnostic[] } {
  const ways = new Map<string, string[]>();
  const found = new Map<string, Diagnostic>();
  const told = nodes.map((node) => {
    let { built } = node;
    for (const store of storesOf(node)) {
      const key = canonicalJson(store);
      const known = ways.get(bucketAddress(store)) ?? [];
      const names = schemes[schemeOf(store)];
      if (!known.includes(key)) known.push(key);
      ways.set(bucketAddress(store), known);
      const at = known.indexOf(key);
      if (at >= names.length) found.set(node.id, problem('store-conflict', `The flow opens the ${storeLabel(store)} in more than ${names.length} ways, node "${node.id}" in another one than those before it. Give some of them the same key, region and endpoint, or read one in a flow of its own.`, { node: node.id, param: 'path' }));
      else if (at > 0 && built) built = withScheme(built, key, names[at]!);
    }
    return built === node.built ? node : { ...node, built };
  });
  return { nodes: told, diagnostics: [...found.values()] };
}

function storesOf({ built }: CheckedNode): readonly ObjectStore[] {
  const stores: ObjectStore[] = [];
  for (const relation of relationsOf(built)) {
    walkRelation(relation, (r) => void (r.op === 'scan' && 'store' in r.source && r.source.store && stores.push(r.source.store)));
  }
  return stores;
}

/** What is built is plain data: the same with the scheme at each mention of that store. */
function withScheme(built: Built, key: string, scheme: NonNullable<ObjectStore['scheme']>): Built {
  const map = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(map);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([name, held]) => [name, name === 'store' && isObject(held as Json) && canonicalJson(held) === key ? { ...(held as object), scheme } : map(held)]));
  };
  return { ...built, outputs: map(built.outputs) as Built['outputs'], ...(built.shared ? { shared: map(built.shared) as NonNullable<Built['shared']> } : {}) };
}
