import type { Schema } from '../core/schema.ts';
import { column, literal } from '../expression/expression.ts';
import type { NamedExpression, Relation } from '../relation/relation.ts';
import { input } from '../relation/relation.ts';
import { columnsOfSide } from './key-pairs.ts';

/** The rows `from`, of this schema, with figures over all rows `of` beside each: a second reading, which takes much less than a window over all rows, for which they are kept. */
export const besideTotals = (schema: Schema, totals: readonly NamedExpression[], from: Relation = input('in'), of: Relation = from): Relation => ({
  op: 'join',
  kind: 'cross',
  left: from,
  right: { op: 'aggregate', from: of, groups: [], measures: totals },
  on: literal(true),
  columns: [...columnsOfSide(schema, 'left'), ...totals.map(({ name }) => ({ name, value: column(name, 'right') }))],
});
