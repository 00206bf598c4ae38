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
      return [relation.list];
    case 'input':
    case 'shared':
    case 'scan':
    case 'values':
    case 'limit':
    case 'distinct':
    case 'union':
    case 'model':
    case 'sql':
      return [];
  }
}

/** Whether evaluating an expression twice may give two results. */
export function isVolatile(expression: Expression): boolean {
  if (expression.op === 'text') return expression.volatile;
  return childExpressions(expression).some(isVolatile);
}

/** Whether an expression looks at other rows than its own. */
export function hasWindow(expression: Expression): boolean {
  if (expression.op === 'text') return expression.hasWindow === true;
  return expression.op === 'window' || childExpressions(expression).some(hasWindow);
}

export function childExpressions(e: Expression): readonly Expression[] {
  switch (e.op) {
    case 'column':
    case 'literal':
    case 'text':
      return [];
    case 'call':
      return [...e.args, ...(e.filter ? [e.filter] : []), ...(e.orderBy ?? []).map((k) => k.by)];
    case 'binary':
      return [e.left, e.right];
    case 'and':
    case 'or':
    case 'list':
      return e.items;
    case 'not':
    case 'is':
    case 'cast':
    case 'field':
      return [e.item];
    case 'in':
      return [e.item, ...e.values];
    case 'case':
      return [...e.when.flatMap((w) => [w.if, w.then]), ...(e.otherwise ? [e.otherwise] : [])];
    case 'struct':
      return e.fields.map((f) => f.value);
    case 'window':
      return [...e.args, ...e.partitionBy, ...e.orderBy.map((k) => k.by)];
  }
}
