import type { Expression } from '../expression/expression.ts';
import { binary, call, cast, choose, column, lambda, literal, or } from '../expression/expression.ts';

const n = (value: number): Expression => literal(value, 'DOUBLE');
const plus = (a: Expression, b: Expression): Expression => binary(a, '+', b);
const minus = (a: Expression, b: Expression): Expression => binary(a, '-', b);
const times = (a: Expression, b: Expression): Expression => binary(a, '*', b);
const over = (a: Expression, b: Expression): Expression => binary(a, '/', b);
const share = (value: Expression): Expression => call('least', n(1), call('greatest', n(0), value));
/** NULL stays NULL; greatest() alone would drop it. */
const known = (value: Expression, then: Expression): Expression => choose({ op: 'is', item: value, what: 'NOT NULL' }, then);

/** Probability of a Kolmogorov-Smirnov distance at least this large by chance (Stephens' form of the limit law); `size` is √(nm/(n+m)). */
export function kolmogorovTail(distance: Expression, size: Expression): Expression {
  const x = times(plus(plus(size, n(0.12)), over(n(0.11), size)), distance);
  const terms = Array.from({ length: 10 }, (_, i) => times(n(i % 2 === 0 ? 2 : -2), call('exp', times(n(-2 * (i + 1) ** 2), times(x, x)))));
  return known(distance, choose(binary(x, '<', n(0.3)), n(1), share(terms.reduce(plus))));
}

/** Probability of a chi-square value at least this large by chance: one less the series of the regularised lower gamma function. 1 without a degree of freedom. */
export function chiSquareTail(value: Expression, degrees: Expression): Expression {
  const [a, x] = [over(degrees, n(2)), over(value, n(2))];
  // Beyond this the probability is less than a double can tell from 0.
  const far = plus(plus(a, times(n(40), call('sqrt', a))), n(1000));
  const count = cast(call('ceil', plus(minus(far, a), times(n(10), call('sqrt', x)))), 'BIGINT');
  const place = plus(a, column('k'));
  const term = call('exp', minus(minus(times(place, call('ln', x)), x), call('lgamma', plus(place, n(1)))));
  const lower = call('list_sum', call('list_transform', call('range', literal(0), count), lambda('k', term)));
  return known(value, { op: 'case', when: [{ if: or(binary(degrees, '<=', literal(0)), binary(value, '<=', n(0))), ...then(n(1)) }, { if: binary(x, '>', far), ...then(n(0)) }], otherwise: share(minus(n(1), lower)) });
}

// oxlint-disable-next-line unicorn/no-thenable -- plain data that nobody awaits
const then = (value: Expression): { readonly then: Expression } => ({ then: value });
