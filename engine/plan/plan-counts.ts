import type { CheckedNode } from '../check/checked-flow.ts';
import { canonicalJson } from '../core/json.ts';
import type { Expression } from '../expression/expression.ts';
import type { ObjectStore } from '../relation/object-store.ts';
import type { Relation } from '../relation/relation.ts';
import { keyNode, outputKey, type TableIndex, type TableKey } from './table-key.ts';

/** How the number of rows of one key follows from others. */
export type CountRule =
  | { readonly kind: 'exactly'; readonly rows: number }
  | { readonly kind: 'same'; readonly as: TableKey }
  | { readonly kind: 'sum'; readonly of: readonly TableKey[] }
  | { readonly kind: 'rest'; readonly of: TableKey; readonly without: TableKey }
  | { readonly kind: 'limit'; readonly of: TableKey; readonly count: number; readonly offset: number }
  /** Number of rows that the footer of a Parquet file states. */
  | { readonly kind: 'parquet'; readonly path: string; readonly store?: ObjectStore }
  /** Only counting tells. */
  | { readonly kind: 'count'; /** Nobody reads this port: counted only where inputs are small. */ readonly unread: boolean };

export interface CountPlan {
  /** Every key whose count is reported, and those its rule leans on. */
  readonly rules: Readonly<Record<TableKey, CountRule>>;
}

/** Says for every port how its row count is found; most follow from others without counting. */
export function planCounts(index: TableIndex, nodes: readonly CheckedNode[]): CountPlan {
  const rules: Record<TableKey, CountRule> = {};
  const read = new Set<TableKey>();
  for (const node of nodes) {
    for (const ends of Object.values(node.sources)) for (const end of ends) read.add(outputKey(end.node, end.port));
  }
  for (const key of index.closure(index.keys())) rules[key] = ruleFor(key, index, !read.has(key));
  return { rules };
}

function ruleFor(key: TableKey, index: TableIndex, unread: boolean): CountRule {
  const node = keyNode(key);
  const relation = withoutRowKeepers(index.relation(key));
  const asKey = (r: Relation): TableKey | null => {
    const inner = withoutRowKeepers(r);
    if (inner.op === 'input') return index.inputKey(node, inner.port, inner.index);
    return inner.op === 'shared' ? `${node}:${inner.name}` : null;
  };
  const own = asKey(relation);
  if (own !== null) return { kind: 'same', as: own };
  switch (relation.op) {
    case 'values':
      return { kind: 'exactly', rows: relation.rows.length };
    case 'aggregate':
      return relation.groups.length === 0 ? { kind: 'exactly', rows: 1 } : { kind: 'count', unread };
    case 'scan':
      return relation.source.format === 'parquet' ? { kind: 'parquet', path: relation.source.path, ...(relation.source.store ? { store: relation.source.store } : {}) } : { kind: 'count', unread };
    case 'limit': {
      const of = asKey(relation.from);
      return of === null ? { kind: 'count', unread } : { kind: 'limit', of, count: relation.count, offset: relation.offset };
    }
    case 'union': {
      const keys = relation.items.map(asKey);
      return keys.every((k) => k !== null) ? { kind: 'sum', of: keys as TableKey[] } : { kind: 'count', unread };
    }
    case 'filter': {
      if (relation.condition.op === 'literal' && relation.condition.value === false) return { kind: 'exactly', rows: 0 };
      const of = asKey(relation.from);
      const { holds, of: condition } = truth(relation.condition);
      const partner = of === null || holds ? null : complement(node, relation.from, condition, index);
      return partner === null || of === null ? { kind: 'count', unread } : { kind: 'rest', of, without: partner };
    }
    default:
      return { kind: 'count', unread };
  }
}

/** The output of the same node that holds exactly the rows for which `condition` is true. */
function complement(node: string, from: Relation, condition: Expression, index: TableIndex): TableKey | null {
  const wanted = canonicalJson({ from, condition });
  for (const port of Object.keys(index.nodes.get(node)?.built?.outputs ?? {})) {
    const other = withoutRowKeepers(index.relation(outputKey(node, port)));
    if (other.op !== 'filter') continue;
    const { holds, of } = truth(other.condition);
    if (holds && canonicalJson({ from: other.from, condition: of }) === wanted) return outputKey(node, port);
  }
  return null;
}

/** A filter's condition as what it tests, and whether the rows that pass are those for which that is true or all others. */
function truth(condition: Expression): { readonly holds: boolean; readonly of: Expression } {
  const negated = condition.op === 'not' && isTwoValued(condition.item);
  if (condition.op !== 'is' && !negated) return { holds: true, of: condition };
  if (condition.op === 'is' && condition.what !== 'TRUE' && condition.what !== 'NOT TRUE') return { holds: true, of: condition };
  const inner = truth((condition as Extract<Expression, { op: 'is' | 'not' }>).item);
  return condition.op === 'is' && condition.what === 'TRUE' ? inner : { ...inner, holds: !inner.holds };
}

/** Whether a condition is never NULL, so that NOT turns all of it round. */
function isTwoValued(condition: Expression): boolean {
  if (condition.op === 'is') return true;
  if (condition.op === 'not') return isTwoValued(condition.item);
  return (condition.op === 'and' || condition.op === 'or') && condition.items.every(isTwoValued);
}

/** Peels off what neither adds nor removes rows. */
function withoutRowKeepers(relation: Relation): Relation {
  let r = relation;
  for (;;) {
    if (r.op === 'project' || r.op === 'extend' || r.op === 'sort' || r.op === 'model') r = r.from;
    else if (r.op === 'join' && findsOneAtMost(r)) r = r.left;
    else return r;
  }
}

/** Whether a join puts something beside each row of its left side, neither leaving one out nor doubling it: its right side is one row, or one row for each of the keys. */
function findsOneAtMost({ kind, right, on }: Extract<Relation, { op: 'join' }>): boolean {
  const one = kind === 'cross';
  if (kind !== 'left' && !one) return false;
  let r = right;
  while (r.op === 'extend' || r.op === 'filter') {
    if (r.op === 'filter' ? one : r.columns.some((c) => c.replaces === true)) return false;
    r = r.from;
  }
  if (r.op !== 'aggregate' || r.sets !== undefined) return false;
  if (one) return r.groups.length === 0;
  const equal = (on.op === 'and' ? on.items : [on]).flatMap((e) => (e.op === 'binary' && (e.operator === '=' || e.operator === 'IS NOT DISTINCT FROM') && e.right.op === 'column' && e.right.of === 'right' && isOfLeft(e.left) ? [e.right.name] : []));
  return r.groups.every(({ name }) => equal.includes(name));
}

const isOfLeft = (e: Expression): boolean => e.op === 'column' && e.of === 'left';
