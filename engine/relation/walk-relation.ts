import type { Expression } from '../expression/expression.ts';
import type { Relation } from './relation.ts';

/** The relations a relation reads directly. */
export function childRelations(relation: Relation): readonly Relation[] {
  switch (relation.op) {
    case 'input':
    case 'shared':
    case 'scan':
    case 'values':
      return [];
    case 'join':
    case 'set':
      return [relation.left, relation.right];
    case 'union':
      return relation.items;
    case 'sql':
      return relation.inputs.map((i) => i.from);
    case 'filter':
    case 'project':
    case 'extend':
    case 'aggregate':
    case 'sort':
    case 'limit':
    case 'distinct':
    case 'unnest':
    case 'model':
    case 'script':
      return [relation.from];
  }
}

/** Calls `visit` for a relation and all it is made of within its node. */
export function walkRelation(relation: Relation, visit: (r: Relation) => void): void {
  visit(relation);
  for (const child of childRelations(relation)) walkRelation(child, visit);
}

/** The expressions written directly in a relation. */
export function relationExpressions(relation: Relation): readonly Expression[] {
  switch (relation.op) {
    case 'filter':
      return [relation.condition];
    case 'project':
    case 'extend':
      return relation.columns.map((c) => c.value);
    case 'join':
      return [relation.on, ...relation.columns.map((c) => c.value)];
    case 'aggregate':
      return [...relation.groups, ...relation.measures].map((c) => c.value);
    case 'sort':
      return relation.keys.map((k) => k.by);
    case 'unnest':
      return [relation.list, ...(relation.also ?? []).map((c) => c.value)];
    case 'input':
    case 'shared':
    case 'scan':
    case 'values':
    case 'limit':
    case 'distinct':
    case 'union':
    case 'set':
    case 'model':
    case 'script':
    case 'sql':
      return [];
  }
}

/** The relation with each relation it reads directly put through `each`. */
export function mapChildren(relation: Relation, each: (child: Relation) => Relation): Relation {
  switch (relation.op) {
    case 'input':
    case 'shared':
    case 'scan':
    case 'values':
      return relation;
    case 'join':
    case 'set':
      return { ...relation, left: each(relation.left), right: each(relation.right) };
    case 'union':
      return { ...relation, items: relation.items.map(each) };
    case 'sql':
      return { ...relation, inputs: relation.inputs.map((input) => ({ ...input, from: each(input.from) })) };
    case 'filter':
    case 'project':
    case 'extend':
    case 'aggregate':
    case 'sort':
    case 'limit':
    case 'distinct':
    case 'unnest':
    case 'model':
    case 'script':
      return { ...relation, from: each(relation.from) };
  }
}

/** Everything a node is made of: its outputs and what it names once to read several times. */
export const relationsOf = (built: { readonly outputs: Readonly<Record<string, Relation>>; readonly shared?: Readonly<Record<string, Relation>> } | null | undefined): readonly Relation[] => [...Object.values(built?.outputs ?? {}), ...Object.values(built?.shared ?? {})];
