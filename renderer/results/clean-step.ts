import { quotedText } from '../../engine/core/quoting.ts';
import { sqlName } from '../inspector/code/completion-items.ts';
import { profileCut } from './row-order.ts';
import { isNumberKind, typeKind } from './type-kind.ts';
import { t } from '../words/words.ts';

/** What a person asks for while looking at a column: each becomes a step of the flow that can be seen, changed and undone. `value` is null for NULL. */
export type CleanStep = { readonly column: string; readonly type: string } & (
  | { readonly kind: 'keep' | 'remove'; readonly value: string | null }
  /** Rows in a bar of the histogram; the last one takes its upper end in. */
  | { readonly kind: 'keep-range' | 'remove-range'; readonly from: string; readonly to: string; readonly last: boolean }
  | { readonly kind: 'replace'; readonly value: string; readonly by: string }
  | { readonly kind: 'fill'; readonly by: string }
  | { readonly kind: 'fill-method'; readonly method: 'previous' | 'mean' | 'median' }
  | { readonly kind: 'convert'; readonly to: string }
  | { readonly kind: 'split'; readonly at: string }
);

export interface NewStep {
  readonly type: string;
  readonly title: string;
  readonly params: Readonly<Record<string, unknown>>;
}

/** The node that does what was asked, with its settings. */
export function nodeOf(step: CleanStep): NewStep {
  const { column } = step;
  const filter = (title: string, condition: string): NewStep => ({ type: 'filter-rows', title, params: { condition } });
  switch (step.kind) {
    case 'keep':
      return filter(step.value === null ? t('Only {column} missing', { column }) : t('Only {condition}', { condition: `${column} = ${short(step.value)}` }), equals(step, step.value));
    case 'remove':
      return filter(step.value === null ? t('Without {column} missing', { column }) : t('Without {condition}', { condition: `${column} = ${short(step.value)}` }), differs(step, step.value));
    case 'keep-range':
      return filter(t('Only {column} {from} to {to}', { column, from: step.from, to: step.to }), within(step));
    case 'remove-range':
      // Rows without a value are in no bar, so they stay.
      return filter(t('Without {column} {from} to {to}', { column, from: step.from, to: step.to }), `${sqlName(column)} IS NULL OR NOT (${within(step)})`);
    case 'replace':
      return { type: 'replace-values', title: t('Replace {value} in {column}', { value: short(step.value), column }), params: { column, values: [{ from: step.value, to: step.by }] } };
    case 'fill':
      return { type: 'fill-missing', title: t('Fill {column}', { column }), params: { fills: [{ columns: [column], method: 'constant', value: step.by }] } };
    case 'fill-method':
      return { type: 'fill-missing', title: t('Fill {column}', { column }), params: { fills: [{ columns: [column], method: step.method }] } };
    case 'convert':
      return { type: 'convert-types', title: t('{column} as {type}', { column, type: step.to }), params: { columns: [{ column, type: step.to }] } };
    case 'split':
      return { type: 'split-column', title: t('Split {column}', { column }), params: { column, by: 'separator', separator: step.at, into: 'columns', names: [`${column}_1`, `${column}_2`], surplus: 'last' } };
  }
}

const short = (value: string): string => (value === '' ? t('empty text') : value.length > 24 ? `${value.slice(0, 23)}…` : value);

/** A value of the column's type, such as `12`, `'Oslo'` or `CAST('2026-01-01' AS DATE)`. */
function literal(type: string, value: string): string {
  const kind = typeKind(type);
  if (type === 'VARCHAR') return quotedText(value);
  if (isNumberKind(kind) && /^-?\d+(\.\d+)?$/.test(value)) return value;
  if (kind === 'boolean' && /^(true|false)$/.test(value)) return value.toUpperCase();
  return `CAST(${quotedText(value)} AS ${type})`;
}

function equals({ column, type }: { readonly column: string; readonly type: string }, value: string | null): string {
  if (value === null) return `${sqlName(column)} IS NULL`;
  // A profile shows the beginning of a long value only.
  if (value.length === profileCut) return `left(CAST(${sqlName(column)} AS VARCHAR), ${profileCut}) = ${quotedText(value)}`;
  return `${sqlName(column)} = ${literal(type, value)}`;
}

function differs(step: { readonly column: string; readonly type: string }, value: string | null): string {
  const name = sqlName(step.column);
  if (value === null) return `${name} IS NOT NULL`;
  if (value.length === profileCut) return `left(CAST(${name} AS VARCHAR), ${profileCut}) IS DISTINCT FROM ${quotedText(value)}`;
  return `${name} IS DISTINCT FROM ${literal(step.type, value)}`;
}

const within = ({ column, type, from, to, last }: { readonly column: string; readonly type: string; readonly from: string; readonly to: string; readonly last: boolean }): string =>
  `${sqlName(column)} >= ${bound(type, from)} AND ${sqlName(column)} ${last ? '<=' : '<'} ${bound(type, to)}`;

/** The end of a bar may lie between two values of the type, so times are compared as timestamps. */
const bound = (type: string, value: string): string => (isNumberKind(typeKind(type)) ? literal('DOUBLE', value) : `TIMESTAMP ${quotedText(value)}`);
