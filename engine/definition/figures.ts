import { isNumericType, type Schema } from '../core/schema.ts';
import type { Expression, SortKey } from '../expression/expression.ts';
import { call, cast, column } from '../expression/expression.ts';
import { distinctFunctions, functionOf, functions, measure, orderedFunctions, pairFunctions, takes } from './figure-functions.ts';
import { inputColumn, quoted } from './input-columns.ts';
import type { BuildContext } from './node-definition.ts';
import type { ParamsOf } from './param.ts';

const withColumn = functions.filter((f) => f.families !== 'none').map((f) => f.value);

/** Settings of one figure over the rows of a group of port `in`. */
const figureItem = {
  function: { kind: 'choice', label: 'Function', default: 'count', options: functions.map(({ value, label }) => ({ value, label })) },
  column: { kind: 'column', label: 'Column', over: 'in', default: null, needed: true, showIf: { param: 'function', in: withColumn } },
  with: { kind: 'column', label: 'Other column', over: 'in', default: null, needed: true, showIf: { param: 'function', in: pairFunctions } },
  share: { kind: 'number', label: 'Share of the values below it', default: 0.5, min: 0, max: 1, showIf: { param: 'function', in: ['quantile'] } },
  separator: { kind: 'text', label: 'Between the values', default: ', ', showIf: { param: 'function', in: ['join-text'] } },
  expression: { kind: 'expression', label: 'Expression', help: 'With aggregates, such as sum(a) / sum(b) or approx_quantile(a, 0.9).', over: ['in'], gives: 'aggregate', default: null, needed: true, showIf: { param: 'function', in: ['custom'] } },
  distinct: { kind: 'boolean', label: 'Each value once', default: false, showIf: { param: 'function', in: distinctFunctions } },
  orderBy: { kind: 'expression', label: 'In the order of', help: 'Without it the order of the rows, and so the result, is not defined.', over: ['in'], gives: 'value', default: null, showIf: { param: 'function', in: orderedFunctions } },
  descending: { kind: 'boolean', label: 'Largest first', default: false, showIf: { param: 'function', in: orderedFunctions } },
  where: { kind: 'expression', label: 'Only rows where', help: 'All rows of the group when empty.', over: ['in'], gives: 'condition', default: null, showIf: { param: 'function', in: functions.map((f) => f.value).filter((f) => f !== 'custom') } },
  as: { kind: 'text', label: 'Name', help: 'Made from function and column when empty, such as sum_amount.', default: null },
} as const;

/** A setting that lists figures; a count of the rows unless something is chosen. */
export const figureList = { kind: 'list', label: 'Figures', noun: 'figure', default: [{ function: 'count' }], item: figureItem } as const;

export type FigureParams = ParamsOf<typeof figureItem>;

export interface Figure {
  readonly name: string;
  readonly value: Expression;
  /** The setting that names it. */
  readonly param: string;
  /** Whether its value is a number: of no row it may be given as 0. */
  readonly isNumber: boolean;
  /** Whether it counts, so that of no row it is 0. */
  readonly counts: boolean;
}

type Context = Pick<BuildContext<unknown>, 'report' | 'expression'>;

/** What a caption says of figures. */
export const figuresCaption = (figures: readonly Partial<FigureParams>[] | undefined): string =>
  (figures ?? []).map((m) => m.as || (m.function === 'custom' ? m.expression : m.column ? `${m.function} ${m.column}` : m.function)).filter(Boolean).join(', ');

/** The aggregates that the setting `list` names; one that lacks something is reported and stands for a count. */
export function figuresOf(context: Context, schema: Schema, figures: readonly FigureParams[], list = 'measures'): readonly Figure[] {
  return figures.map((m, i) => figureOf(context, schema, m, `${list}.${i}`));
}

function figureOf(context: Context, schema: Schema, m: FigureParams, param: string): Figure {
  const { label, as } = functionOf(m.function);
  const counts = m.function.startsWith('count');
  const named = (value: Expression, source: string | null, isNumber = counts): Figure => ({ name: m.as || (source === null ? as : `${as}_${source}`), value, param: `${param}.as`, isNumber, counts });
  // A figure that nobody has touched is the default as it stands, without the settings that are not in it.
  const filter = !m.where || m.function === 'custom' ? null : context.expression(`${param}.where`);
  if (m.function === 'count') return named({ op: 'call', name: 'count', args: [], ...(filter ? { filter } : {}) }, null);
  if (m.function === 'custom') {
    if (m.expression === null) context.report('param-missing', 'An own expression is empty. Write an aggregate, such as sum(a) / sum(b).', { param: `${param}.expression` });
    else if (!m.as) context.report('param-missing', `The figure ${quoted(m.expression)} has no name. Give it one.`, { param: `${param}.as` });
    return named(m.expression === null ? call('count') : context.expression(`${param}.expression`), null);
  }
  if (m.column === null) {
    context.report('param-missing', `The figure "${label}" has no column. Choose one.`, { param: `${param}.column` });
    return named(call('count'), null);
  }
  const of = inputColumn(context, schema, m.column, `${param}.column`);
  if (!of) return named(call('count'), m.column);
  const refused = (c: { readonly name: string; readonly type: string }, at: string): void =>
    context.report('type-mismatch', `"${label}" does not take column ${quoted(c.name)}, which is ${c.type}. Choose another function, or convert the column with Select columns first.`, { param: `${param}.${at}` });
  if (!takes(m.function, of.type)) refused(of, 'column');
  const isPair = pairFunctions.includes(m.function);
  if (isPair && m.with === null) context.report('param-missing', `The figure "${label}" has no other column. Choose one.`, { param: `${param}.with` });
  const other = isPair && m.with !== null ? inputColumn(context, schema, m.with, `${param}.with`) : null;
  if (other && !m.function.startsWith('at-') && !takes(m.function, other.type)) refused(other, 'with');
  const isOrdered = orderedFunctions.includes(m.function);
  const distinct = m.distinct && distinctFunctions.includes(m.function);
  if (distinct && isOrdered && m.orderBy) context.report('param-invalid', 'Values that are taken once each are in their own order. Leave out what they are in the order of.', { param: `${param}.orderBy` });
  const by = distinct ? (m.function === 'join-text' ? cast(column(of.name), 'VARCHAR') : column(of.name)) : !m.orderBy ? null : isOrdered ? context.expression(`${param}.orderBy`) : null;
  const orderBy: readonly SortKey[] = by ? [{ by, descending: m.descending, nulls: 'last' }] : [];
  const value = measure(m.function, of, { orderBy, distinct, filter, with: other, share: m.share, separator: m.separator });
  const numeric = isNumericType(of.type) && !['list', 'join-text', 'mode', 'first', 'last'].includes(m.function);
  return named(value, of.name, counts || numeric);
}
