import type { Schema } from '../core/schema.ts';
import type { Expression, SortKey } from '../expression/expression.ts';
import { column, over } from '../expression/expression.ts';
import type { Relation } from '../relation/relation.ts';
import { input } from '../relation/relation.ts';
import { listedColumn, type OnMissing } from './column-policy.ts';
import type { BuildContext } from './node-definition.ts';

/** Settings of one key of an order, over the port `in`. */
const keyItem = {
  column: { kind: 'column', label: 'Column', over: 'in' },
  direction: {
    kind: 'choice',
    label: 'Direction',
    default: 'ascending',
    options: [
      { value: 'ascending', label: 'Smallest first' },
      { value: 'descending', label: 'Largest first' },
    ],
  },
} as const;

/** A setting that puts rows in an order before a node looks at their neighbours or places. */
export const rowOrder = {
  kind: 'list',
  label: 'In the order of',
  help: 'The order in which the rows arrive when empty.',
  noun: 'key',
  default: [],
  item: keyItem,
} as const;

/** A setting that names the groups within which a node works. */
export const rowGroups = { kind: 'columns', label: 'Within groups of', help: 'All rows are one group when empty. Rows whose value is NULL form a group of their own.', over: 'in', default: [] } as const;

export interface OrderKey {
  readonly column: string;
  readonly direction: 'ascending' | 'descending';
}

/** Keys of a row order, rows without a value last in either direction. */
export function sortKeys(context: Pick<BuildContext<unknown>, 'report'>, schema: Schema, keys: readonly OrderKey[], param: string, policy: OnMissing = 'fail'): SortKey[] {
  return keys.flatMap((key, i) => {
    const found = listedColumn(context, schema, key.column, `${param}.${i}.column`, policy);
    return found ? [{ by: column(found.name), descending: key.direction === 'descending', nulls: 'last' } as const] : [];
  });
}

/** The same order from its other end. */
export const reversed = (keys: readonly SortKey[]): SortKey[] => keys.map((key) => ({ ...key, descending: !key.descending, nulls: key.nulls === 'last' ? 'first' : 'last' }));

/** The number of a row in the order of arrival, from 1. */
export const arrival: Expression = over('row_number', []);

/** The rows of port `in` with their place in the order of arrival under `name`. */
export const arrived = (name: string): Relation => ({ op: 'extend', from: input('in'), columns: [{ name, value: arrival }] });

export const ascending = (name: string): SortKey => ({ by: column(name), descending: false, nulls: 'last' });
