import type { CheckedFlow, CheckedNode } from '../check/checked-flow.ts';
import type { Built } from '../definition/index.ts';
import { shared, type Relation } from '../relation/relation.ts';
import { mapChildren } from '../relation/walk-relation.ts';

/** Gives every aggregate of a quality node a name of its own under `shared`, so that its figures can be added up over the epochs while the rest is computed from them. */
export function hoistCounts(flow: CheckedFlow): CheckedFlow {
  return { ...flow, nodes: flow.nodes.map((node) => (node.built?.gate ? { ...node, built: hoisted(node.built) } : node)) };
}

function hoisted(built: NonNullable<CheckedNode['built']>): Built {
  const counts: Record<string, Relation> = {};
  const visit = (relation: Relation): Relation => {
    if (relation.op !== 'aggregate') return mapChildren(relation, visit);
    const name = `_counts_${Object.keys(counts).length + 1}`;
    counts[name] = relation;
    return shared(name);
  };
  const each = (relations: Readonly<Record<string, Relation>>): Record<string, Relation> => Object.fromEntries(Object.entries(relations).map(([name, r]) => [name, visit(r)]));
  const named = each(built.shared ?? {});
  const outputs = each(built.outputs);
  const gate = built.gate ? { from: visit(built.gate.from) } : undefined;
  return { ...built, shared: { ...named, ...counts }, outputs, ...(gate ? { gate } : {}) };
}
