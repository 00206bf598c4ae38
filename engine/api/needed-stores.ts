import type { CheckedFlow } from '../check/checked-flow.ts';
import type { Plan } from '../plan/plan.ts';
import { addressIn, bucketAddress, type NeededStore } from '../relation/object-store.ts';
import type { Relation } from '../relation/relation.ts';
import { walkRelation } from '../relation/walk-relation.ts';

/** Buckets that relations of nodes read, each once in each way. */
export function storesRead(relations: readonly (readonly [node: string, relation: Relation])[]): readonly NeededStore[] {
  const needed = new Map<string, NeededStore>();
  for (const [node, relation] of relations) {
    walkRelation(relation, (r) => {
      const store = r.op === 'scan' && 'store' in r.source ? r.source.store : undefined;
      // The check has given each way a scheme of its own.
      const key = store && addressIn(bucketAddress(store), store);
      if (store && !needed.has(key!)) needed.set(key!, { store, node });
    });
  }
  return [...needed.values()];
}

/** Buckets that a plan reads. */
export const neededStores = (flow: CheckedFlow, plan: Plan): readonly NeededStore[] =>
  storesRead(flow.nodes.flatMap(({ id, built }) => (built && plan.nodes.includes(id) ? [...Object.values(built.outputs), ...Object.values(built.shared ?? {})].map((r) => [id, r] as const) : [])));
