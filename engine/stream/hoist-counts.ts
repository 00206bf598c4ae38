import type { CheckedFlow, CheckedNode } from '../check/checked-flow.ts';
import type { Built } from '../definition/index.ts';
import { shared, type Relation } from '../relation/relation.ts';

/** Gives every aggregate of a quality node a name of its own under `shared`, so that its figures can be added up over the epochs while the rest is computed from them. */
export function hoistCounts(flow: CheckedFlow): CheckedFlow {
  return { ...flow, nodes: flow.nodes.map((node) => (node.built?.gate ? { ...node, built: hoisted(node.built) } : node)) };
}

function hoisted(built: NonNullable<CheckedNode['built']>): Built {
  const counts: Record<string, Relation> = {};
  const visit = (relation: Relation): Relation => {
    switch (relation.op) {
      case 'aggregate': {
        const name = `_counts_${Object.keys(counts).length + 1}`;
        counts[name] = relation;
        return shared(name);
      }
      case 'filter':
      case 'project':
      case 'extend':
      case 'sort':
      case 'limit':
      case 'distinct':
      case 'unnest':
      case 'model':
        return { ...relation, from: visit(relation.from) };
      case 'union':
        return { ...relation, items: relation.items.map(visit) };
      case 'join':
        return { ...relation, left: visit(relation.left), right: visit(relation.right) };
      case 'sql':
        return { ...relation, inputs: relation.inputs.map((i) => ({ ...i, from: visit(i.from) })) };
      case 'input':
      case 'shared':
      case 'scan':
      case 'values':
        return relation;
    }
  };
  const each = (relations: Readonly<Record<string, Relation>>): Record<string, Relation> => Object.fromEntries(Object.entries(relations).map(([name, r]) => [name, visit(r)]));
  const named = each(built.shared ?? {});
  const outputs = each(built.outputs);
  const gate = built.gate ? { from: visit(built.gate.from) } : undefined;
  return { ...built, shared: { ...named, ...counts }, outputs, ...(gate ? { gate } : {}) };
}
