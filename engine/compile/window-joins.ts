import { hasWindow, isVolatile } from '../expression/expression-parts.ts';
import { keyNode, sharedKey, type TableIndex, type TableKey } from '../plan/table-key.ts';
import type { Relation, ScanSource } from '../relation/relation.ts';
import { isRemotePath } from '../relation/remote-path.ts';
import { childRelations, relationExpressions } from '../relation/walk-relation.ts';

export interface WindowPlace {
  readonly index: TableIndex;
  /** Keys that are tables of their own by now. */
  readonly kept: ReadonlySet<TableKey>;
  /** Whether the statement computes a key once for several readers. */
  readonly isMaterialised: (key: TableKey) => boolean;
}

/**
 * Whether the database may compute a figure over whole groups, such as `sum(x) OVER (PARTITION BY g)`, as a table of groups that is joined, which is
 * twice as fast. It computes the rows below twice for that: they have to be cheap to read again and the same each time.
 */
export function windowsMayJoin(relations: readonly (readonly [node: string, relation: Relation])[], { index, kept, isMaterialised }: WindowPlace): boolean {
  let windows = 0;
  const plainKey = (key: TableKey): boolean => kept.has(key) || isMaterialised(key) || plain(keyNode(key), index.relation(key));
  /** Whether the rows may well be computed twice. */
  const plain = (node: string, r: Relation): boolean => {
    switch (r.op) {
      case 'input':
        return plainKey(index.inputKey(node, r.port, r.index));
      case 'shared':
        return plainKey(sharedKey(node, r.name));
      case 'scan':
        return readsCheaply(r.source);
      case 'values':
        return true;
      case 'filter':
      case 'project':
      case 'extend':
        return !relationExpressions(r).some(isVolatile) && plain(node, r.from);
      default:
        return false;
    }
  };
  const fits = (node: string, r: Relation): boolean => {
    // What a person has written may hold windows over anything.
    if (r.op === 'sql') return false;
    const children = childRelations(r);
    if (relationExpressions(r).some(hasWindow)) {
      windows += 1;
      if (relationExpressions(r).some(isVolatile) || !children.every((child) => plain(node, child))) return false;
    }
    return children.every((child) => fits(node, child));
  };
  return relations.every(([node, relation]) => fits(node, relation)) && windows > 0;
}

/** A Parquet file at hand gives the columns of the groups alone. */
const readsCheaply = (source: ScanSource): boolean => source.format === 'parquet' && source.store === undefined && !isRemotePath(source.path);
