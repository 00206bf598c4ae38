import type { Column } from '../../../engine/core/schema.ts';
import { typeFamily } from '../../../engine/core/type-family.ts';
import type { Expression, SortKey } from '../../../engine/expression/expression.ts';
import { call, cast, column, isNull, literal } from '../../../engine/expression/expression.ts';

/** The functions of the form; `families` are the types they take, null for any, `none` where no column is read. */
export const functions = [
  { value: 'count', label: 'Count of rows', families: 'none', as: 'rows' },
  { value: 'count-values', label: 'Count of values (not NULL)', families: null, as: 'values' },
  { value: 'count-nulls', label: 'Count of missing values', families: null, as: 'nulls' },
  { value: 'count-distinct', label: 'Count of different values', families: null, as: 'distinct' },
  { value: 'sum', label: 'Sum', families: ['number', 'BOOLEAN'], as: 'sum' },
  { value: 'mean', label: 'Mean', families: ['number', 'INTERVAL', 'time'], as: 'mean' },
  { value: 'min', label: 'Smallest', families: null, as: 'min' },
  { value: 'max', label: 'Largest', families: null, as: 'max' },
  { value: 'median', label: 'Median', families: ['number', 'INTERVAL', 'time', 'TIME'], as: 'median' },
  { value: 'stddev', label: 'Standard deviation (sample)', families: ['number'], as: 'stddev' },
  { value: 'variance', label: 'Variance (sample)', families: ['number'], as: 'variance' },
  { value: 'mode', label: 'Most frequent value', families: null, as: 'mode' },
  { value: 'first', label: 'First value', families: null, as: 'first' },
  { value: 'last', label: 'Last value', families: null, as: 'last' },
  { value: 'list', label: 'List of values', families: null, as: 'list' },
  { value: 'join-text', label: 'Values joined by commas', families: null, as: 'text' },
  { value: 'custom', label: 'Own expression', families: 'none', as: '' },
] as const;

export type MeasureFunction = (typeof functions)[number]['value'];

/** Functions whose result depends on the order of the rows. */
export const orderedFunctions: readonly MeasureFunction[] = ['first', 'last', 'list', 'join-text'];

export const functionOf = (value: MeasureFunction): (typeof functions)[number] => functions.find((f) => f.value === value)!;

/** Whether the function takes values of the type. */
export function takes(name: MeasureFunction, type: string): boolean {
  const { families } = functionOf(name);
  return families === null || families === 'none' || (families as readonly string[]).includes(typeFamily(type));
}

/** The aggregate over `of`, its rows taken in the order of `orderBy` where that matters. */
export function measure(name: Exclude<MeasureFunction, 'count' | 'custom'>, of: Column, orderBy: Expression | null): Expression {
  const value = column(of.name);
  const keys: readonly SortKey[] = orderBy === null ? [] : [{ by: orderBy, descending: false, nulls: 'last' }];
  const ordered = (function_: string, ...args: Expression[]): Expression => ({ op: 'call', name: function_, args, ...(keys.length > 0 ? { orderBy: keys } : {}) });
  switch (name) {
    case 'count-values':
      return call('count', value);
    case 'count-nulls':
      return { op: 'call', name: 'count', args: [], filter: isNull(value) };
    case 'count-distinct':
      return { op: 'call', name: 'count', args: [value], distinct: true };
    case 'mean':
      return call('avg', value);
    case 'stddev':
      return call('stddev_samp', value);
    case 'variance':
      return call('var_samp', value);
    case 'first':
    case 'last':
    case 'list':
      return ordered(name, value);
    case 'join-text':
      return ordered('string_agg', cast(value, 'VARCHAR'), literal(', '));
    case 'sum':
    case 'min':
    case 'max':
    case 'median':
    case 'mode':
      return call(name, value);
  }
}
