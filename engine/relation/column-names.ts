import { sameName } from '../core/schema.ts';
import { modelResults } from './model-call.ts';
import type { Relation } from './relation.ts';

/** Where the names of what a relation reads come from. */
export interface NameScope {
  input(port: string, index: number): readonly string[] | null;
  shared(name: string): readonly string[] | null;
}

/** Names of the columns a relation gives, in order; null where only the database can tell, as for a statement of the user. */
export function columnNames(relation: Relation, scope: NameScope): readonly string[] | null {
  const of = (inner: Relation): readonly string[] | null => columnNames(inner, scope);
  switch (relation.op) {
    case 'input':
      return scope.input(relation.port, relation.index);
    case 'shared':
      return scope.shared(relation.name);
    case 'scan':
    case 'values':
      return relation.schema.map((c) => c.name);
    case 'filter':
    case 'sort':
    case 'limit':
    case 'distinct':
      return of(relation.from);
    case 'project':
    case 'join':
      return relation.columns.map((c) => c.name);
    case 'extend': {
      const names = of(relation.from);
      if (names === null) return null;
      const left = names.filter((name) => !(relation.without ?? []).some((gone) => sameName(gone, name)));
      return [...left, ...relation.columns.filter((c) => c.replaces !== true).map((c) => c.name)];
    }
    case 'aggregate':
      return [...relation.groups, ...relation.measures].map((c) => c.name);
    case 'union':
      return relation.items[0] ? of(relation.items[0]) : [];
    case 'set':
      return of(relation.left);
    case 'unnest': {
      const names = of(relation.from);
      return names === null ? null : [...names, relation.as, ...(relation.also ?? []).map((c) => c.name)];
    }
    case 'model': {
      const names = of(relation.from);
      if (names === null) return null;
      const fed = relation.call.inputs.flatMap((i) => i.columns.map((c) => c.column));
      const kept = relation.keepInputs ? names : names.filter((name) => !fed.some((column) => sameName(column, name)));
      return [...kept, ...modelResults(relation.call).map((o) => o.column)];
    }
    case 'script': {
      const names = of(relation.from);
      return names === null ? null : [...names, relation.as];
    }
    case 'sql':
      return null;
  }
}
