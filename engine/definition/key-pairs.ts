import type { Schema } from '../core/schema.ts';
import { comparableTypes } from '../core/type-family.ts';
import type { BinaryOperator, Expression } from '../expression/expression.ts';
import { and, binary, column } from '../expression/expression.ts';
import type { NamedExpression } from '../relation/relation.ts';
import { inputColumn, quoted } from './input-columns.ts';
import type { BuildContext, InputPort } from './node-definition.ts';

type Reporter = Pick<BuildContext<unknown>, 'report'>;

/** The two inputs of a node that brings rows of two tables together. */
export const bothSides: readonly InputPort[] = [
  { name: 'left', title: 'Left', required: true },
  { name: 'right', title: 'Right', required: true },
];

/** A setting that lists pairs of columns of the ports `left` and `right` that have to be equal. */
export const equalColumns = {
  kind: 'list',
  label: 'Equal columns',
  noun: 'key',
  default: [],
  item: {
    left: { kind: 'column', label: 'Left column', over: 'left' },
    right: { kind: 'column', label: 'Right column', over: 'right' },
  },
} as const;

/** A setting for what `suffixed` adds to names. */
export const rightSuffix = { kind: 'text', label: 'Suffix for right columns whose name is taken', default: '_right' } as const;

/** A column of the left side with the one of the right side that it has to equal. */
export interface KeyPair {
  readonly left: string;
  readonly right: string;
}

/** Reports two columns that cannot be compared. */
export function comparable(context: Reporter, left: { readonly name: string; readonly type: string }, right: { readonly name: string; readonly type: string }, param: string): boolean {
  if (comparableTypes(left.type, right.type)) return true;
  context.report('type-mismatch', `Column ${quoted(left.name)} is ${left.type} and ${quoted(right.name)} is ${right.type}, which do not compare. Convert one of them with Convert types first.`, { param });
  return false;
}

/** The pairs of key columns a setting `keys` names, spelled as the inputs spell them; null after a report. */
export function keyPairs(context: Reporter, left: Schema, right: Schema, keys: readonly KeyPair[], titles: readonly [string, string]): readonly KeyPair[] | null {
  const pairs = keys.flatMap((key, i) => {
    const l = inputColumn(context, left, key.left, `keys.${i}.left`, titles[0]);
    const r = inputColumn(context, right, key.right, `keys.${i}.right`, titles[1]);
    return l && r && comparable(context, l, r, `keys.${i}.right`) ? [{ left: l.name, right: r.name }] : [];
  });
  return pairs.length === keys.length ? pairs : null;
}

/** Holds where all pairs are equal. */
export const pairsEqual = (pairs: readonly KeyPair[], operator: Extract<BinaryOperator, '=' | 'IS NOT DISTINCT FROM'> = '='): Expression =>
  and(...pairs.map((pair) => binary(column(pair.left, 'left'), operator, column(pair.right, 'right'))));

/** The columns of a side of a join under their own names. */
export const columnsOfSide = (schema: Schema, side: 'left' | 'right'): NamedExpression[] => schema.map((c) => ({ name: c.name, value: column(c.name, side) }));

/** New names for columns that come to stand beside those `taken`: a name that is taken gets the suffix; reports one that is taken even so. */
export function suffixed(context: Reporter, taken: readonly string[], names: readonly string[], suffix: string, param = 'suffix'): string[] {
  const used = new Set(taken.map((name) => name.toLowerCase()));
  return names.map((name) => {
    const result = used.has(name.toLowerCase()) ? name + suffix : name;
    if (used.has(result.toLowerCase())) context.report('column-duplicate', `Two columns would be called ${quoted(result)}. Choose another suffix, or rename the column before.`, { param });
    used.add(result.toLowerCase());
    return result;
  });
}
