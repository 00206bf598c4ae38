import type { Column } from '../core/schema.ts';
import { typeFamily } from '../core/type-family.ts';
import type { Expression, SortKey } from '../expression/expression.ts';
import { call, cast, column, isNull, literal } from '../expression/expression.ts';

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
  { value: 'quantile', label: 'Quantile', families: ['number', 'INTERVAL', 'time', 'TIME'], as: 'quantile' },
  { value: 'stddev', label: 'Standard deviation (sample)', families: ['number'], as: 'stddev' },
  { value: 'variance', label: 'Variance (sample)', families: ['number'], as: 'variance' },
  { value: 'stddev-all', label: 'Standard deviation (of all)', families: ['number'], as: 'stddev_all' },
  { value: 'mad', label: 'Median distance from the median', families: ['number'], as: 'mad' },
  { value: 'skewness', label: 'Skewness', families: ['number'], as: 'skewness' },
  { value: 'kurtosis', label: 'Kurtosis', families: ['number'], as: 'kurtosis' },
  { value: 'geometric-mean', label: 'Geometric mean', families: ['number'], as: 'geomean' },
  { value: 'product', label: 'Product', families: ['number'], as: 'product' },
  { value: 'entropy', label: 'Entropy (bits)', families: null, as: 'entropy' },
  { value: 'all-true', label: 'All are true', families: ['BOOLEAN'], as: 'all' },
  { value: 'any-true', label: 'Any is true', families: ['BOOLEAN'], as: 'any' },
  { value: 'mode', label: 'Most frequent value', families: null, as: 'mode' },
  { value: 'first', label: 'First value', families: null, as: 'first' },
  { value: 'last', label: 'Last value', families: null, as: 'last' },
  { value: 'list', label: 'List of values', families: null, as: 'list' },
  { value: 'join-text', label: 'Values joined', families: null, as: 'text' },
  { value: 'at-min', label: 'Value where another is smallest', families: null, as: 'at_min' },
  { value: 'at-max', label: 'Value where another is largest', families: null, as: 'at_max' },
  { value: 'correlation', label: 'Correlation with another', families: ['number'], as: 'corr' },
  { value: 'covariance', label: 'Covariance with another (sample)', families: ['number'], as: 'covar' },
  { value: 'slope', label: 'Slope over another', families: ['number'], as: 'slope' },
  { value: 'custom', label: 'Own expression', families: 'none', as: '' },
] as const;

export type MeasureFunction = (typeof functions)[number]['value'];

/** Functions whose result depends on the order of the rows. */
export const orderedFunctions: readonly MeasureFunction[] = ['first', 'last', 'list', 'join-text'];

/** Functions that may take each value once. */
export const distinctFunctions: readonly MeasureFunction[] = ['sum', 'mean', 'median', 'quantile', 'stddev', 'variance', 'stddev-all', 'product', 'list', 'join-text'];

/** Functions of two columns; those of numbers take a number as the second too. */
export const pairFunctions: readonly MeasureFunction[] = ['at-min', 'at-max', 'correlation', 'covariance', 'slope'];

export const functionOf = (value: MeasureFunction): (typeof functions)[number] => functions.find((f) => f.value === value)!;

/** Whether the function takes values of the type. */
export function takes(name: MeasureFunction, type: string): boolean {
  const { families } = functionOf(name);
  return families === null || families === 'none' || (families as readonly string[]).includes(typeFamily(type));
}

/** What a function is told besides its column. */
export interface MeasureOptions {
  readonly orderBy?: readonly SortKey[];
  readonly distinct?: boolean;
  readonly filter?: Expression | null;
  /** The second column of functions that take two. */
  readonly with?: Column | null;
  /** Share of the values below a quantile. */
  readonly share?: number;
  readonly separator?: string;
}

/** The aggregate over `of`, its rows taken in the order of `orderBy` where that matters. */
export function measure(name: Exclude<MeasureFunction, 'count' | 'custom'>, of: Column, options: MeasureOptions = {}): Expression {
  const plain = bareMeasure(name, of, options);
  if (plain.op !== 'call') throw new Error(`${name} is no call.`);
  const ordered = orderedFunctions.includes(name) && (options.orderBy ?? []).length > 0;
  const filter = options.filter ? (plain.filter ? ({ op: 'and', items: [plain.filter, options.filter] } as const) : options.filter) : plain.filter;
  return { ...plain, ...(options.distinct === true ? { distinct: true } : {}), ...(ordered ? { orderBy: options.orderBy! } : {}), ...(filter ? { filter } : {}) };
}

function bareMeasure(name: Exclude<MeasureFunction, 'count' | 'custom'>, of: Column, options: MeasureOptions): Expression {
  const value = column(of.name);
  const other = options.with ? column(options.with.name) : value;
  const pair = (function_: string): Expression => call(function_, value, other);
  switch (name) {
    case 'count-values':
      return call('count', value);
    case 'count-nulls':
      return { op: 'call', name: 'count', args: [], filter: isNull(value) };
    case 'count-distinct':
      return { op: 'call', name: 'count', args: [value], distinct: true };
    case 'mean':
      return call('avg', value);
    case 'quantile':
      return call('quantile_cont', value, literal(options.share ?? 0.5));
    case 'stddev':
      return call('stddev_samp', value);
    case 'variance':
      return call('var_samp', value);
    case 'stddev-all':
      return call('stddev_pop', value);
    case 'geometric-mean':
      return call('geomean', value);
    case 'all-true':
      return call('bool_and', value);
    case 'any-true':
      return call('bool_or', value);
    case 'join-text':
      return call('string_agg', cast(value, 'VARCHAR'), literal(options.separator ?? ', '));
    case 'at-min':
      return pair('arg_min');
    case 'at-max':
      return pair('arg_max');
    case 'correlation':
      return pair('corr');
    case 'covariance':
      return pair('covar_samp');
    case 'slope':
      return pair('regr_slope');
    case 'first':
    case 'last':
    case 'list':
    case 'sum':
    case 'min':
    case 'max':
    case 'median':
    case 'mode':
    case 'mad':
    case 'skewness':
    case 'kurtosis':
    case 'product':
    case 'entropy':
      return call(name, value);
  }
}
