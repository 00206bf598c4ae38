import type { CheckedFlow } from '../check/checked-flow.ts';
import { freshName } from '../core/schema.ts';
import type { Built } from '../definition/index.ts';
import { column, type Expression, type SortKey } from '../expression/expression.ts';
import type { Relation } from '../relation/relation.ts';
import { mapChildren } from '../relation/walk-relation.ts';

type Join = Extract<Relation, { op: 'join' }>;

/** Gives the pairs of every join of a stream an order: that of the stream, then that of the table. DuckDB's own depends on how many rows come at once, and so on where epochs are cut. */
export function orderJoins(flow: CheckedFlow, isFlowing: (node: string, relation: Relation) => boolean): CheckedFlow {
  const nodes = flow.nodes.map((node) => {
    const visit = (relation: Relation): Relation => {
      const inner = mapChildren(relation, visit);
      // Each row of a semi or anti join gives one row at most, so they keep the order anyway.
      return inner.op !== 'join' || inner.kind === 'semi' || inner.kind === 'anti' || !isFlowing(node.id, relation) ? inner : ordered(inner);
    };
    const each = (relations: Readonly<Record<string, Relation>>): Record<string, Relation> => Object.fromEntries(Object.entries(relations).map(([name, r]) => [name, visit(r)]));
    if (!node.built) return node;
    const built: Built = { ...node.built, outputs: each(node.built.outputs), ...(node.built.shared ? { shared: each(node.built.shared) } : {}) };
    return { ...node, built };
  });
  return { ...flow, nodes };
}

function ordered(join: Join): Relation {
  const names = join.columns.map((c) => c.name);
  const left = freshName(names, '_left_place');
  const right = freshName([...names, left], '_right_place');
  const columns = [...join.columns, { name: left, value: column(left, 'left') }, { name: right, value: column(right, 'right') }];
  const pairs: Relation = { ...join, left: numbered(join.left, left), right: numbered(join.right, right), columns };
  return { op: 'project', from: { op: 'sort', from: pairs, keys: [ascending(left), ascending(right)] }, columns: names.map((name) => ({ name, value: column(name) })) };
}

const rowNumber: Expression = { op: 'window', name: 'row_number', args: [], partitionBy: [], orderBy: [] };

const numbered = (from: Relation, name: string): Relation => ({ op: 'extend', from, columns: [{ name, value: rowNumber }] });

const ascending = (name: string): SortKey => ({ by: column(name), descending: false, nulls: 'first' });
