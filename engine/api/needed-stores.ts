import type { CheckedFlow } from '../check/checked-flow.ts';
import type { Plan } from '../plan/plan.ts';
import type { NeededStore } from '../relation/object-store.ts';
import type { Relation } from '../relation/relation.ts';
import { walkRelation } from '../relation/walk-relation.ts';

/** Buckets that relations of nodes read, each once. */
export function storesRead(relations: readonly (readonly [node: string, relation: Relation])[]): readonly NeededStore[] {
  const needed = new Map<string, NeededStore>();
  for (const [node, relation] of relations) {
    walkRelation(relation, (r) => {
      const store = r.op === 'scan' && 'store' in r.source ? r.source.store : undefined;
      // The check has seen to it that all nodes open it in the same way.
      if (store && !needed.has(store.bucket)) needed.set(store.bucket, { store, node });
    });
  }
  return [...needed.values()];
}

/** Buckets that a plan reads. */
export const neededStores = (flow: CheckedFlow, plan: Plan): readonly NeededStore[] =>
  storesRead(flow.nodes.flatMap(({ id, built }) => (built && plan.nodes.includes(id) ? [...Object.values(built.outputs), ...Object.values(built.shared ?? {})].map((r) => [id, r] as const) : [])));
