import { orderedFunctions } from '../expression/volatile-tree.ts';
import type { Expression } from '../expression/expression.ts';
import { hasWindow, isVolatile, partsOf } from '../expression/expression-parts.ts';
import { keyNode, sharedKey, type TableIndex, type TableKey } from '../plan/table-key.ts';
import type { Relation } from '../relation/relation.ts';
import { relationExpressions } from '../relation/walk-relation.ts';

/**
 * What the order in which rows are read means for a relation: `none`, its rows come in no order anyway, as after an aggregate; `sorted`, they come in
 * an order that is asked for and hangs on nothing else; `kept`, in the order in which they were read; `needed`, which rows there are, or what is in
 * them, may hang on that order.
 */
export type RowOrder = 'none' | 'sorted' | 'kept' | 'needed';

export interface Ordered {
  readonly index: TableIndex;
  /** Keys that are tables of their own, whose rows have an order. */
  readonly kept: ReadonlySet<TableKey>;
  /** Whether a key is computed once for several readers within the statement: an order does not outlast that. */
  readonly isMaterialised: (key: TableKey) => boolean;
}

/** Finds that out for a relation of `node`; in doubt the order is needed. */
export function rowOrder(node: string, relation: Relation, { index, kept, isMaterialised }: Ordered): RowOrder {
  const known = new Map<TableKey, RowOrder>();
  const ofKey = (key: TableKey): RowOrder => {
    if (kept.has(key)) return 'kept';
    const found = known.get(key) ?? of(keyNode(key), index.relation(key));
    known.set(key, found);
    return found === 'sorted' && isMaterialised(key) ? 'needed' : found;
  };
  const of = (at: string, r: Relation): RowOrder => {
    if (relationExpressions(r).some(mindsOrder)) return 'needed';
    switch (r.op) {
      case 'input':
        return ofKey(index.inputKey(at, r.port, r.index));
      case 'shared':
        return ofKey(sharedKey(at, r.name));
      case 'scan':
        return ('keepBadLines' in r.source && r.source.keepBadLines) || r.source.format === 'bad-lines' ? 'needed' : 'kept';
      case 'values':
        return 'kept';
      case 'filter':
      case 'project':
      case 'extend':
      case 'model':
        return of(at, r.from);
      case 'sort': {
        const from = of(at, r.from);
        // Rows that share their place come in the order in which they were read.
        return from === 'none' && r.keys.length > 0 ? 'sorted' : from;
      }
      case 'aggregate':
      case 'distinct':
        return of(at, r.from) === 'needed' ? 'needed' : 'none';
      case 'limit':
        return of(at, r.from) === 'sorted' ? 'sorted' : 'needed';
      case 'unnest':
        return joined([r.from].map((from) => of(at, from)));
      case 'union':
        return joined(r.items.map((item) => of(at, item)));
      case 'join':
        return r.kind.startsWith('asof') ? 'needed' : joined([of(at, r.left), of(at, r.right)]);
      case 'set':
        return joined([of(at, r.left), of(at, r.right)]);
      case 'script':
      case 'sql':
        return 'needed';
    }
  };
  return of(node, relation);
}

/** Of rows that come out of several relations; whether such rows stay sorted is not known. */
const joined = (orders: readonly RowOrder[]): RowOrder => (orders.some((o) => o === 'needed' || o === 'sorted') ? 'needed' : orders.includes('kept') ? 'kept' : 'none');

/** Whether a value may be another one when the rows come in another order. */
const mindsOrder = (e: Expression): boolean => isVolatile(e) || hasWindow(e) || callsOrdered(e);

const callsOrdered = (e: Expression): boolean => (e.op === 'call' && orderedFunctions.has(e.name.toLowerCase())) || partsOf(e).some(callsOrdered);
