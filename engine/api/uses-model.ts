import type { CheckedFlow } from '../check/checked-flow.ts';
import { relationsOf, walkRelation } from '../relation/walk-relation.ts';

/** Whether any node of a flow scores rows. */
export const usesModel = (flow: CheckedFlow): boolean => {
  let found = false;
  for (const node of flow.nodes) for (const relation of relationsOf(node.built)) walkRelation(relation, (r) => (found ||= r.op === 'model'));
  return found;
};
