import { call, cast, column, literal, type Expression } from '../expression/expression.ts';

/** Type of a mark: where the row comes from; source −1 stamps only tell copies of a row apart. */
export const markType = 'STRUCT(s INTEGER, f VARCHAR, r BIGINT)[]';

export const noMark: Expression = cast({ op: 'list', items: [] }, markType);

const entry = (source: Expression, file: Expression, row: Expression): Expression => ({
  op: 'list',
  items: [{ op: 'struct', fields: [{ name: 's', value: cast(source, 'INTEGER') }, { name: 'f', value: cast(file, 'VARCHAR') }, { name: 'r', value: cast(row, 'BIGINT') }] }],
});

/** The mark of one row of a source. */
export const sourceMark = (source: number, file: string | null, row: string): Expression => entry(literal(source), file === null ? literal(null) : column(file), column(row));

/** The mark of the rows that are followed. */
export const followedMark = entry(literal(0), literal(null), literal(0));

const orNone = (mark: Expression): Expression => call('coalesce', mark, noMark);

export const bothMarks = (a: Expression, b: Expression): Expression => call('list_concat', orNone(a), orNone(b));

/** Adds a number that tells copies of one row apart. */
export const stamped = (mark: Expression, number: Expression): Expression => call('list_concat', mark, entry(literal(-1), literal(null), number));

/** The marks of all rows of a group. */
export const allMarks = (name: string): Expression => orNone(call('flatten', call('list', column(name))));
