import { columnsOf, hasStar, partsOf } from '../expression/expression-parts.ts';
import type { Expression } from '../expression/expression.ts';
import { modelResults } from '../relation/model-call.ts';
import type { NamedExpression, Relation } from '../relation/relation.ts';
import { childRelations, relationExpressions } from '../relation/walk-relation.ts';
import { keyNode, sharedKey, type TableIndex, type TableKey } from './table-key.ts';

/** Names of columns in lower case, or all of them. */
export type Columns = ReadonlySet<string> | 'all';

export interface Target {
  readonly node: string;
  readonly relation: Relation;
  /** All of its columns unless told. */
  readonly columns?: Columns;
}

/**
 * For each key that the targets lead to: the columns that anything reads of it. More may be named than are read, never fewer. With `named`
 * also those that a statement names without reading them, so that it can be bound where nothing else is there.
 */
export function neededColumns(index: TableIndex, targets: readonly Target[], named = false): ReadonlyMap<TableKey, Columns> {
  const needed = new Map<TableKey, Columns>();
  const ask = (node: string, relation: Relation, columns: Columns): void => {
    const key = relation.op === 'input' ? index.inputKey(node, relation.port, relation.index) : relation.op === 'shared' ? sharedKey(node, relation.name) : null;
    if (key !== null) needed.set(key, both(needed.get(key), columns));
    else for (const [child, wanted] of asks(relation, columns, named)) ask(node, child, wanted);
  };
  for (const { node, relation, columns } of targets) ask(node, relation, columns ?? 'all');
  // Readers come after what they read, so that all have asked a key before it asks in turn.
  for (const key of index.closure(targets.flatMap(({ node, relation }) => index.reads(node, relation))).toReversed()) {
    const columns = needed.get(key);
    if (columns !== undefined) ask(keyNode(key), index.relation(key), columns);
  }
  return needed;
}

const both = (a: Columns | undefined, b: Columns): Columns => (a === 'all' || b === 'all' ? 'all' : new Set([...(a ?? []), ...b]));

const lower = (names: readonly string[]): string[] => names.map((name) => name.toLowerCase());

const read = (expressions: readonly Expression[]): ReadonlySet<string> => new Set(lower(expressions.flatMap(columnsOf)));

const values = (columns: readonly NamedExpression[]): Expression[] => columns.map((c) => c.value);

const without = (columns: Columns, names: readonly string[]): Columns => (columns === 'all' ? 'all' : new Set([...columns].filter((c) => !lower(names).includes(c))));

/** What a relation asks of those it reads when `columns` are asked of it. */
function asks(relation: Relation, columns: Columns, named: boolean): readonly (readonly [Relation, Columns])[] {
  // What stands for columns without naming them may stand for any.
  if (relationExpressions(relation).some(hasStar)) return childRelations(relation).map((child): [Relation, Columns] => [child, 'all']);
  const wants = (name: string): boolean => named || columns === 'all' || columns.has(name.toLowerCase());
  switch (relation.op) {
    case 'filter':
      return [[relation.from, both(columns, read([relation.condition]))]];
    case 'project':
      return [[relation.from, read(values(relation.columns.filter((c) => wants(c.name))))]];
    case 'extend': {
      const used = relation.columns.filter((c) => wants(c.name));
      const excepted = named ? new Set(lower([...(relation.without ?? []), ...relation.columns.filter((c) => c.replaces === true).map((c) => c.name)])) : new Set<string>();
      return [[relation.from, both(both(without(columns, relation.columns.map((c) => c.name)), read(values(used))), excepted)]];
    }
    case 'join': {
      const used = [relation.on, ...values(relation.columns.filter((c) => wants(c.name)))];
      // A column that does not say whose it is may be of either.
      const of = (side: 'left' | 'right'): Columns => new Set(lower(used.flatMap((e) => columnsOfSide(e, side))));
      return [
        [relation.left, of('left')],
        [relation.right, of('right')],
      ];
    }
    case 'aggregate':
      return [[relation.from, read([...values(relation.groups), ...values(relation.measures.filter((c) => wants(c.name)))])]];
    case 'sort':
      return [[relation.from, both(columns, read(relation.keys.map((k) => k.by)))]];
    case 'limit':
      return [[relation.from, columns]];
    case 'unnest': {
      const also = relation.also ?? [];
      return [[relation.from, both(without(columns, [relation.as, ...also.map((c) => c.name)]), read([relation.list, ...values(also)]))]];
    }
    case 'model':
      return [[relation.from, both(without(columns, modelResults(relation.call).map((o) => o.column)), new Set(lower(relation.call.inputs.flatMap((i) => i.columns.map((c) => c.column)))))]];
    case 'script':
      return [[relation.from, both(without(columns, [relation.as]), new Set(lower(relation.call.inputs.map((c) => c.name))))]];
    case 'input':
    case 'shared':
    case 'scan':
    case 'values':
      return [];
    case 'distinct':
    case 'union':
    case 'set':
    case 'sql':
      return childRelations(relation).map((child): [Relation, Columns] => [child, 'all']);
  }
}

function columnsOfSide(expression: Expression, side: 'left' | 'right'): readonly string[] {
  const parts = [...walk(expression)];
  return parts.flatMap((e) => (e.op === 'column' && (e.of === undefined || e.of === side) ? [e.name] : e.op === 'text' ? e.columns : []));
}

function* walk(expression: Expression): Generator<Expression> {
  yield expression;
  for (const part of partsOf(expression)) yield* walk(part);
}
