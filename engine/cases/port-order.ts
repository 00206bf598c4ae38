import { quotedIdentifier } from '../core/quoting.ts';
import { sameName } from '../core/schema.ts';
import type { Expression } from '../expression/expression.ts';
import { keyNode, sharedKey, type TableIndex, type TableKey } from '../plan/table-key.ts';
import type { Relation } from '../relation/relation.ts';

/** Columns that the rows of a port are sorted by, as far as they are columns; null where their order is not defined. */
export function portOrder(index: TableIndex, key: TableKey, names: readonly string[]): readonly string[] | null {
  const node = keyNode(key);
  const of = (relation: Relation): readonly string[] | null => {
    switch (relation.op) {
      case 'input':
        return portOrder(index, index.inputKey(node, relation.port, relation.index), names);
      case 'shared':
        return portOrder(index, sharedKey(node, relation.name), names);
      case 'filter':
      case 'limit':
      case 'model':
      case 'script':
        return of(relation.from);
      case 'sort': {
        const columns: string[] = [];
        // What comes after the first key that is more than a column orders only rows that are equal in it.
        for (const { by } of relation.keys) {
          const name = columnOf(by, names);
          if (name === null) break;
          columns.push(name);
        }
        return columns.length > 0 ? columns : null;
      }
      default:
        return null;
    }
  };
  return of(index.relation(key));
}

function columnOf(by: Expression, names: readonly string[]): string | null {
  if (by.op === 'column') return names.find((name) => sameName(name, by.name)) ?? null;
  if (by.op !== 'text') return null;
  const text = by.text.trim();
  return names.find((name) => quotedIdentifier(name) === text || sameName(name, text)) ?? null;
}
