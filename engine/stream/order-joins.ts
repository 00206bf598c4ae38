import type { CheckedFlow } from '../check/checked-flow.ts';
import { freshName } from '../core/schema.ts';
import type { Built } from '../definition/index.ts';
import { column, type Expression, type SortKey } from '../expression/expression.ts';
import type { Relation } from '../relation/relation.ts';
import { mapChildren } from '../relation/walk-relation.ts';

type Join = Extract<Relation, { op: 'join' }>;

/** Gives the rows of every join of a stream an order: that of the stream, then that of the table. DuckDB's own depends on how many rows come at once, and so on where epochs are cut. */
export function orderJoins(flow: CheckedFlow, isFlowing: (node: string, relation: Relation) => boolean): CheckedFlow {
  const nodes = flow.nodes.map((node) => {
    const visit = (relation: Relation): Relation => {
      const inner = mapChildren(relation, visit);
      return inner.op === 'join' && isFlowing(node.id, relation) ? ordered(inner) : inner;
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
  const places = [{ name: left, value: column(left, 'left') }];
  let pairs: Join = { ...join, left: numbered(join.left, left) };
  // A semi or anti join gives no row of the right side that could be told apart.
  if (join.kind !== 'semi' && join.kind !== 'anti') {
    const right = freshName([...names, left], '_right_place');
    places.push({ name: right, value: column(right, 'right') });
    pairs = { ...pairs, right: numbered(join.right, right) };
  }
  const from: Relation = { op: 'sort', from: { ...pairs, columns: [...join.columns, ...places] }, keys: places.map((place) => ascending(place.name)) };
  return { op: 'project', from, columns: names.map((name) => ({ name, value: column(name) })) };
}

const rowNumber: Expression = { op: 'window', name: 'row_number', args: [], partitionBy: [], orderBy: [] };

const numbered = (from: Relation, name: string): Relation => ({ op: 'extend', from, columns: [{ name, value: rowNumber }] });

const ascending = (name: string): SortKey => ({ by: column(name), descending: false, nulls: 'first' });
