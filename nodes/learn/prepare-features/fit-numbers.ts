import { freshName } from '../../../engine/core/schema.ts';
import { binary, call, cast, choose, column, literal, type Expression } from '../../../engine/expression/expression.ts';
import { input, shared, type NamedExpression, type Relation } from '../../../engine/relation/relation.ts';
import type { Step } from './choose-steps.ts';

export type NumberStep = Extract<Step, { kind: 'number' }>;

/** The column as a number; what is no finite number is missing. */
export const finite = (name: string, of?: string): Expression => {
  const number = cast(column(name, of), 'DOUBLE');
  return choose(call('isfinite', number), number);
};

/** Names of the columns of one row that hold what was found out about a column of numbers. */
export interface Figures {
  readonly missing: string;
  readonly center: string;
  readonly scale: string;
}

export interface FittedNumbers {
  /** Relations to be named `fills` and `stats`; the second has one row. */
  readonly shared: Readonly<Record<'fills' | 'stats', Relation>>;
  readonly figures: readonly Figures[];
}

const number = (value: number | null): Expression => literal(value, 'DOUBLE');
const spread = (value: Expression): Expression => choose(binary(value, '>', number(0)), value, number(1));
/** Of sums that keep their last digits: those of large numbers close together matter once they are scaled. */
const mean = (value: Expression): Expression => call('favg', value);
const quantile = (value: Expression, share: number): Expression => call('quantile_cont', value, number(share));

/** What missing numbers are replaced by, and then, of the numbers with those in place, center and scale. */
export function fitNumbers(steps: readonly NumberStep[], taken: readonly string[]): FittedNumbers {
  const names = [...taken];
  const fresh = (base: string): string => {
    const name = freshName(names, base);
    names.push(name);
    return name;
  };
  const figures = steps.map((_, i) => ({ missing: fresh(`_missing_${i}`), center: fresh(`_center_${i}`), scale: fresh(`_scale_${i}`) }));
  const filled = steps.map((_, i) => fresh(`_filled_${i}`));
  const fills: Relation = { op: 'aggregate', from: input('in'), groups: [], measures: steps.map((step, i) => ({ name: figures[i]!.missing, value: fillOf(step) })) };
  const complete: Relation = {
    op: 'join',
    kind: 'cross',
    left: input('in'),
    right: shared('fills'),
    on: literal(true),
    columns: steps.flatMap((step, i): NamedExpression[] => [
      { name: filled[i]!, value: call('coalesce', finite(step.column.name, 'left'), column(figures[i]!.missing, 'right')) },
      { name: figures[i]!.missing, value: column(figures[i]!.missing, 'right') },
    ]),
  };
  const stats: Relation = {
    op: 'aggregate',
    from: complete,
    groups: [],
    measures: steps.flatMap((step, i): NamedExpression[] => {
      const { center, scale } = scaling(step, column(filled[i]!));
      const missing = call('any_value', column(figures[i]!.missing));
      return [
        // Without a row nothing is known, and the figures are those that change nothing.
        { name: figures[i]!.missing, value: step.impute === 'none' ? missing : call('coalesce', missing, number(step.impute === 'value' ? step.value : 0)) },
        { name: figures[i]!.center, value: call('coalesce', center, number(0)) },
        { name: figures[i]!.scale, value: call('coalesce', scale, number(1)) },
      ];
    }),
  };
  return { shared: { fills, stats }, figures };
}

function fillOf({ impute, value, column: { name } }: NumberStep): Expression {
  switch (impute) {
    case 'mean':
      return call('coalesce', mean(finite(name)), number(0));
    case 'median':
      return call('coalesce', quantile(finite(name), 0.5), number(0));
    case 'zero':
      return call('any_value', number(0));
    case 'value':
      return call('any_value', number(value));
    case 'none':
      return call('any_value', number(null));
  }
}

function scaling({ scale }: NumberStep, value: Expression): { readonly center: Expression; readonly scale: Expression } {
  switch (scale) {
    case 'standard':
      return { center: mean(value), scale: spread(call('stddev_pop', value)) };
    case 'min-max':
      return { center: call('min', value), scale: spread(binary(call('max', value), '-', call('min', value))) };
    case 'robust':
      return { center: quantile(value, 0.5), scale: spread(binary(quantile(value, 0.75), '-', quantile(value, 0.25))) };
    case 'none':
      return { center: call('any_value', number(0)), scale: call('any_value', number(1)) };
  }
}
