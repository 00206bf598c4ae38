import type { Expression } from '../expression/expression.ts';
import { choose, literal, or } from '../expression/expression.ts';
import type { Relation } from '../relation/relation.ts';
import type { OutputPort } from './node-definition.ts';

/** What a node does with a row whose value cannot be computed. */
export const onFailure = {
  kind: 'choice',
  label: 'A value cannot be computed',
  default: 'errors',
  options: [
    { value: 'errors', label: 'Send the row to Errors', help: 'The original row with what was wrong.' },
    { value: 'null', label: 'Write NULL' },
    { value: 'fail', label: 'Stop the run' },
  ],
} as const;

export const errorsPort: OutputPort = { name: 'errors', title: 'Errors', kind: 'errors' };

export interface Failure {
  /** True where the row fails, never NULL. */
  readonly when: Expression;
  readonly code: string;
  readonly column: string;
  readonly message: Expression;
}

/** Columns that the errors port adds to the original row, in their order. */
export const errorColumns = ['_error_code', '_error_column', '_error_message'] as const;

/** Columns of `_error_…` for a row for which one of the failures holds; the first that does is told. */
function errorValues(failures: readonly Failure[]): { name: string; value: Expression }[] {
  const first = (of: (failure: Failure) => Expression): Expression => failures.reduceRight<Expression>((rest, f) => choose(f.when, of(f), rest), literal(null, 'VARCHAR'));
  const [code, column, message] = errorColumns;
  return [
    { name: code, value: first((f) => literal(f.code)) },
    { name: column, value: first((f) => literal(f.column)) },
    { name: message, value: first((f) => f.message) },
  ];
}

/** The rows of `tested` that fail, as they came in, with what was wrong; `without` are the columns that were only there for the test. */
export function failedRows(tested: Relation, failures: readonly Failure[], without: readonly string[]): Relation {
  const failed: Relation = { op: 'filter', from: tested, condition: or(...failures.map((f) => f.when)) };
  return { op: 'extend', from: failed, columns: errorValues(failures), without };
}

/** The rows of `tested` for which nothing failed. */
export const soundRows = (tested: Relation, failures: readonly Failure[]): Relation => ({ op: 'filter', from: tested, condition: { op: 'not', item: or(...failures.map((f) => f.when)) } });

/** No row, with the columns of `from` and those that tell what was wrong. */
export const noFailures = (from: Relation): Relation => ({ op: 'extend', from: { op: 'filter', from, condition: literal(false) }, columns: errorColumns.map((name) => ({ name, value: literal(null, 'VARCHAR') })) });
