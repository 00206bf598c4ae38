import { freshName } from '../core/schema.ts';
import { binary, call, column, literal, type Expression } from '../expression/expression.ts';
import { hasStar, hasWindow } from '../expression/expression-parts.ts';
import type { NamedExpression, Relation } from '../relation/relation.ts';
import { mapChildren, relationExpressions } from '../relation/walk-relation.ts';
import { allMarks, bothMarks, noMark, stamped } from './mark.ts';

export interface MarkContext {
  /** Name of the column that carries the marks; no column of the flow is called so. */
  readonly mark: string;
  names(relation: Relation): readonly string[] | null;
  /** The relation with the marks of its own rows, since nothing before it can be told; `why` is null for a source. */
  leaf(relation: Relation, why: string | null): Relation;
  /** Says something a person should know about the node. */
  remark(text: string): void;
  /** The partner of a semi join is a source of the row. */
  readonly partners: boolean;
}

/** The same rows with one column more, which says from which source rows each comes. */
export function markRelation(relation: Relation, context: MarkContext): Relation {
  const { mark } = context;
  const marked = (inner: Relation): Relation => markRelation(inner, context);
  const own: NamedExpression = { name: mark, value: column(mark) };
  const expressions = relationExpressions(relation);
  const leaf = (why: string): Relation => context.leaf(mapChildren(relation, (child) => withoutMarks(child, mark)), why);
  if (expressions.some(hasStar)) return leaf('an expression of it stands for columns that it does not name');
  if (expressions.some(hasWindow)) context.remark('compares rows with each other; the rows it compared with are not listed');
  switch (relation.op) {
    case 'input':
    case 'shared':
      return relation;
    case 'scan':
    case 'values':
      return context.leaf(relation, null);
    case 'sql':
      return leaf('it runs a statement of its own');
    case 'set':
      return leaf('it compares two tables row by row');
    case 'limit':
      context.remark('keeps rows by their place, so it also depends on the rows before');
      return { ...relation, from: marked(relation.from) };
    case 'filter':
    case 'sort':
    case 'extend':
    case 'model':
    case 'script':
      return { ...relation, from: marked(relation.from) };
    case 'project':
      return { ...relation, from: marked(relation.from), columns: [...relation.columns, own] };
    case 'aggregate':
      return { ...relation, from: marked(relation.from), measures: [...relation.measures, { name: mark, value: allMarks(mark) }] };
    case 'distinct': {
      const names = context.names(relation);
      if (names === null) return leaf('its columns are known to the database alone');
      return { op: 'aggregate', from: marked(relation.from), groups: names.map((name) => ({ name, value: column(name) })), measures: [{ name: mark, value: allMarks(mark) }] };
    }
    case 'union': {
      const names = relation.items.map((item) => context.names(item));
      if (names.some((n) => n === null)) return leaf('its columns are known to the database alone');
      const items = relation.items.map((item, i): Relation => ({ op: 'project', from: marked(item), columns: [...names[i]!.map((name) => ({ name, value: column(name) })), { name: mark, value: stamped(column(mark), literal(i)) }] }));
      return { ...relation, items };
    }
    case 'unnest': {
      const names = context.names(relation);
      if (names === null) return leaf('its columns are known to the database alone');
      const place = freshName([...names, mark], '_place');
      const opened: Relation = { ...relation, from: marked(relation.from), also: [...(relation.also ?? []), { name: place, value: call('range', call('len', relation.list)) }] };
      // Lists that are opened beside a shorter one go on after its end.
      const number = call('coalesce', column(place), literal(-1));
      return { op: 'extend', from: opened, columns: [{ name: mark, value: stamped(column(mark), number), replaces: true }], without: [place] };
    }
    case 'join':
      return markJoin(relation, context);
  }
}

/** A relation over what it reads without its marks. */
export function withoutMarks(relation: Relation, mark: string): Relation {
  if (relation.op === 'input' || relation.op === 'shared') return { op: 'extend', from: relation, columns: [], without: [mark] };
  return mapChildren(relation, (child) => withoutMarks(child, mark));
}

function markJoin(relation: Extract<Relation, { op: 'join' }>, context: MarkContext): Relation {
  const { mark } = context;
  const left = markRelation(relation.left, context);
  const right = markRelation(relation.right, context);
  const of = (side: 'left' | 'right'): Expression => column(mark, side);
  const sides = { ...relation, left, right };
  if (relation.kind === 'anti') return { ...sides, columns: [...relation.columns, { name: mark, value: of('left') }] };
  if (relation.kind !== 'semi') return { ...sides, columns: [...relation.columns, { name: mark, value: bothMarks(of('left'), of('right')) }] };
  if (!context.partners) {
    context.remark('keeps rows that have a partner; what a row does as a partner is not followed');
    return { ...sides, columns: [...relation.columns, { name: mark, value: of('left') }] };
  }
  // Every pair, then the pairs of one left row together: its columns and its marks are the row.
  const names = relation.columns.map((c) => c.name);
  const partner = freshName([...names, mark], '_partner');
  const pairs: Relation = { ...sides, kind: 'inner', columns: [...relation.columns, { name: mark, value: of('left') }, { name: partner, value: of('right') }] };
  const groups = [...names, mark].map((name) => ({ name, value: column(name) }));
  const grouped: Relation = { op: 'aggregate', from: pairs, groups, measures: [{ name: partner, value: allMarks(partner) }] };
  return { op: 'extend', from: grouped, columns: [{ name: mark, value: bothMarks(column(mark), column(partner)), replaces: true }], without: [partner] };
}

/** The relation with no marks, for rows that are not followed. */
export const unmarked = (relation: Relation, mark: string): Relation => ({ op: 'extend', from: relation, columns: [{ name: mark, value: noMark }] });

/** Marks those rows of a relation for which `which` is true. */
export const markedWhere = (relation: Relation, mark: string, which: Expression, value: Expression): Relation => ({
  op: 'extend',
  from: relation,
  // oxlint-disable-next-line unicorn/no-thenable -- plain data that nobody awaits
  columns: [{ name: mark, value: { op: 'case', when: [{ if: which, then: value }], otherwise: noMark } }],
});

export const isMarked = (mark: string): Expression => binary(call('len', column(mark)), '>', literal(0));
