import type { Expression } from '../../../engine/expression/expression.ts';
import { binary, call, cast, column, isNotNull, literal } from '../../../engine/expression/expression.ts';
import type { NamedExpression, Relation } from '../../../engine/relation/relation.ts';

/** Columns that rows are told apart by; none for all rows together. */
export type By = readonly string[];

export const n = (value: number): Expression => literal(value, 'DOUBLE');
export const double = (value: Expression): Expression => cast(value, 'DOUBLE');
export const plus = (a: Expression, b: Expression): Expression => binary(a, '+', b);
export const minus = (a: Expression, b: Expression): Expression => binary(a, '-', b);
export const times = (a: Expression, b: Expression): Expression => binary(a, '*', b);
/** NULL where there is nothing to divide by. */
export const over = (a: Expression, b: Expression): Expression => binary(a, '/', call('nullif', b, n(0)));
export const sum = (value: Expression): Expression => double(call('sum', value));
export const kept = (names: By): NamedExpression[] => names.map((name) => ({ name, value: column(name) }));
export const filtered = (name: string, value: Expression, filter: Expression): Expression => ({ op: 'call', name, args: [value], filter });

/** One row per figure: the columns of `by`, `metric`, `class` (NULL for the whole), `value`, `rows` and `place`, by which they are put in order. */
export function figures(from: Relation, by: By, values: Readonly<Record<string, Expression>>, rows: Expression, first: number, ofClass: Expression = literal(null)): Relation {
  const lines: Expression[] = Object.entries(values).map(([metric, value], i) => ({
    op: 'struct',
    fields: [{ name: 'metric', value: literal(metric) }, { name: 'value', value: double(value) }, { name: 'place', value: literal(first + i) }],
  }));
  const listed: Relation = { op: 'project', from, columns: [...kept(by), { name: 'class', value: cast(ofClass, 'VARCHAR') }, { name: 'rows', value: cast(call('coalesce', rows, literal(0)), 'BIGINT') }, { name: 'lines', value: { op: 'list', items: lines } }] };
  const field = (name: string): NamedExpression => ({ name, value: { op: 'field', item: column('line'), name } });
  return { op: 'project', from: { op: 'unnest', from: listed, list: column('lines'), as: 'line' }, columns: [...kept(by), field('metric'), { name: 'class', value: column('class') }, field('value'), { name: 'rows', value: column('rows') }, field('place')] };
}

/** The figures as the `metrics` port gives them: of the whole first, then class by class. */
export function metricsTable(all: Relation): Relation {
  const sorted: Relation = { op: 'sort', from: all, keys: [{ by: column('class'), descending: false, nulls: 'first' }, { by: column('place'), descending: false, nulls: 'last' }] };
  return { op: 'project', from: sorted, columns: kept(['metric', 'class', 'value', 'rows']) };
}

/** Figures of the whole side by side, a row per slice. */
export function slicesTable(all: Relation, columns: readonly (readonly [name: string, metric: string])[]): Relation {
  const whole: Relation = { op: 'filter', from: all, condition: { op: 'is', item: column('class'), what: 'NULL' } };
  const wide: Relation = {
    op: 'aggregate',
    from: whole,
    groups: kept(['slice', 'of']),
    measures: [{ name: 'rows', value: call('max', column('rows')) }, ...columns.map(([name, metric]) => ({ name, value: filtered('max', column('value'), binary(column('metric'), '=', literal(metric))) }))],
  };
  const sorted: Relation = { op: 'sort', from: wide, keys: ['slice', 'of'].map((name) => ({ by: column(name), descending: false, nulls: 'last' as const })) };
  return { op: 'project', from: sorted, columns: [{ name: 'column', value: column('slice') }, { name: 'value', value: column('of') }, ...kept(['rows', ...columns.map(([name]) => name)])] };
}

/** Every row once per column it is sliced by, which is in `slice`, its value in `of`. */
export const slicedRows = (rows: Relation, names: readonly string[]): Relation => ({ op: 'unnest', from: rows, list: { op: 'list', items: names.map((name) => literal(name)) }, as: 'slice', also: [{ name: 'of', value: column('slices') }] });

export const present = (name: string): Expression => isNotNull(column(name));
