import type { Column } from '../../../engine/core/schema.ts';
import type { Expression, SortKey } from '../../../engine/expression/expression.ts';
import { binary, call, cast, column, literal, over } from '../../../engine/expression/expression.ts';

interface WindowFunction {
  readonly value: string;
  readonly label: string;
  /** Works on a column. */
  readonly column?: boolean;
  readonly numeric?: boolean;
  /** Takes a number of rows or parts. */
  readonly rows?: boolean;
  /** Rows that are equal in the order are told apart by their arrival. */
  readonly ordered?: boolean;
  /** Rows that are equal in the order are given equal values, so there must be one. */
  readonly ties?: boolean;
}

export const functions = [
  { value: 'row-number', label: 'Number of the row', ordered: true },
  { value: 'rank', label: 'Rank, with gaps behind equal rows', ties: true },
  { value: 'dense-rank', label: 'Rank without gaps', ties: true },
  { value: 'percent-rank', label: 'Rank as a share from 0 to 1', ties: true },
  { value: 'parts', label: 'Number of the part, of equally large ones', rows: true, ordered: true },
  { value: 'previous', label: 'Value some rows before', column: true, rows: true, ordered: true },
  { value: 'next', label: 'Value some rows after', column: true, rows: true, ordered: true },
  { value: 'first', label: 'First value', column: true, ordered: true },
  { value: 'last', label: 'Last value', column: true, ordered: true },
  { value: 'difference', label: 'Difference to some rows before', column: true, numeric: true, rows: true, ordered: true },
  { value: 'change', label: 'Change since some rows before, as a share', column: true, numeric: true, rows: true, ordered: true },
  { value: 'running-count', label: 'Running count', column: true, ordered: true },
  { value: 'running-sum', label: 'Running sum', column: true, numeric: true, ordered: true },
  { value: 'running-mean', label: 'Running mean', column: true, numeric: true, ordered: true },
  { value: 'running-min', label: 'Smallest so far', column: true, ordered: true },
  { value: 'running-max', label: 'Largest so far', column: true, ordered: true },
  { value: 'moving-sum', label: 'Sum of the last rows', column: true, numeric: true, rows: true, ordered: true },
  { value: 'moving-mean', label: 'Mean of the last rows', column: true, numeric: true, rows: true, ordered: true },
  { value: 'moving-min', label: 'Smallest of the last rows', column: true, rows: true, ordered: true },
  { value: 'moving-max', label: 'Largest of the last rows', column: true, rows: true, ordered: true },
  { value: 'count', label: 'Count of the group' },
  { value: 'sum', label: 'Sum of the group', column: true, numeric: true },
  { value: 'mean', label: 'Mean of the group', column: true, numeric: true },
  { value: 'min', label: 'Smallest of the group', column: true },
  { value: 'max', label: 'Largest of the group', column: true },
  { value: 'share', label: 'Share of the sum of the group', column: true, numeric: true },
] as const satisfies readonly WindowFunction[];

/** Names of the functions that take a column, or a number of rows. */
export const functionsTaking = (what: 'column' | 'rows'): string[] => (functions as readonly WindowFunction[]).filter((f) => f[what] === true).map((f) => f.value);

export type WindowFunctionName = (typeof functions)[number]['value'];

export const functionOf = (name: WindowFunctionName): WindowFunction => functions.find((f) => f.value === name)!;

const aggregates: Readonly<Record<string, string>> = { count: 'count', sum: 'sum', mean: 'avg', min: 'min', max: 'max' };

/** The figure over the rows of the group in `order`. */
export function windowValue(name: WindowFunctionName, source: Column | null, rows: number, by: readonly Expression[], order: readonly SortKey[]): Expression {
  const of = source ? column(source.name) : literal(null);
  const before = over('lag', [of, literal(rows)], by, order);
  const [kind, figure] = name.split('-');
  if (kind === 'running') return over(aggregates[figure!]!, [of], by, order, { frame: 'running' });
  if (kind === 'moving') return over(aggregates[figure!]!, [of], by, order, { frame: { unit: 'rows', before: rows - 1, after: 0 } });
  switch (name) {
    case 'row-number':
      return over('row_number', [], by, order);
    case 'rank':
    case 'dense-rank':
    case 'percent-rank':
      return over(name.replace('-', '_'), [], by, order);
    case 'parts':
      return over('ntile', [literal(rows)], by, order);
    case 'previous':
      return before;
    case 'next':
      return over('lead', [of, literal(rows)], by, order);
    case 'first':
    case 'last':
      return over(`${name}_value`, [of], by, order, { frame: 'whole' });
    case 'difference':
      return binary(of, '-', before);
    case 'change':
      return binary(cast(binary(of, '-', before), 'DOUBLE'), '/', call('nullif', cast(before, 'DOUBLE'), literal(0)));
    case 'count':
      return over('count', [], by);
    case 'share':
      return binary(cast(of, 'DOUBLE'), '/', call('nullif', cast(over('sum', [of], by), 'DOUBLE'), literal(0)));
    default:
      return over(aggregates[name]!, [of], by);
  }
}
