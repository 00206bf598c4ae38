import type { Schema } from '../../../engine/core/schema.ts';
import type { Expression } from '../../../engine/expression/expression.ts';
import { binary, call, cast, choose, column, isNotNull, lambda, literal } from '../../../engine/expression/expression.ts';
import type { NamedExpression, Relation } from '../../../engine/relation/relation.ts';
import { opened, ranked } from './class-figures.ts';
import { double, kept, minus, n, over, plus, times } from './figures.ts';
import type { Prediction } from './scored-rows.ts';

type Classes = Extract<Prediction, { task: 'classification' }>;

/** Points to draw, `y` over `x`; a chart takes `series` for the colour. */
export const curveSchema: Schema = [
  { name: 'x', type: 'DOUBLE' },
  { name: 'y', type: 'DOUBLE' },
  { name: 'series', type: 'VARCHAR' },
  { name: 'curve', type: 'VARCHAR' },
  { name: 'class', type: 'VARCHAR' },
  { name: 'threshold', type: 'DOUBLE' },
  { name: 'rows', type: 'BIGINT' },
];

const point = (from: Relation, curve: string, values: { readonly x: Expression; readonly y: Expression; readonly ofClass: Expression; readonly threshold: Expression; readonly rows: Expression; readonly order: Expression; readonly single: boolean }): Relation => {
  const series = values.single ? literal(curve) : call('concat', literal(`${curve} `), values.ofClass);
  const all: Readonly<Record<string, Expression>> = { x: values.x, y: values.y, series, curve: literal(curve), class: values.ofClass, threshold: values.threshold, rows: values.rows };
  const columns: NamedExpression[] = curveSchema.map(({ name, type }) => ({ name, value: cast(all[name]!, type) }));
  return { op: 'filter', from: { op: 'project', from, columns: [...columns, { name: 'order', value: double(values.order) }] }, condition: isNotNull(column('y')) };
};

function inOrder(items: readonly Relation[]): Relation {
  const keys = ['curve', 'class', 'order'].map((name) => ({ by: column(name), descending: false, nulls: 'last' as const }));
  return { op: 'project', from: { op: 'sort', from: { op: 'union', items }, keys }, columns: kept(curveSchema.map((c) => c.name)) };
}

/** ROC, precision over recall and calibration of the probabilities, per class where there are more than two. */
export function classCurves(rows: Relation, of: Classes, bins: number, points: number): Relation {
  const single = of.positive !== null;
  const all = ranked(rows, [], of);
  const [place, places] = [column('place'), column('places')];
  const reached = (at: Expression): Expression => binary(times(at, literal(points)), '//', places);
  // As many points as asked for, evenly along the scores; the last one is always among them.
  const some: Relation = { op: 'filter', from: all, condition: binary(reached(place), '>', reached(minus(place, literal(1)))) };
  const start: Relation = { op: 'aggregate', from: all, groups: kept(['class']), measures: ['all_hits', 'all_rows'].map((name) => ({ name, value: call('max', column(name)) })) };
  const [hits, others] = [column('all_hits'), minus(column('all_rows'), column('all_hits'))];
  const along = { ofClass: column('class'), threshold: column('score'), rows: column('up_rows'), order: place, single };
  const origin = { ofClass: column('class'), threshold: literal(null), rows: literal(0), order: literal(0), single };
  const both = over(times(hits, others), times(hits, others));
  const counted: Relation = {
    op: 'aggregate',
    from: { op: 'extend', from: opened(rows, [], of), columns: [{ name: 'bin', value: binOf(column('score'), Array.from({ length: bins - 1 }, (_, i) => (i + 1) * (1 / bins))) }] },
    groups: kept(['class', 'bin']),
    measures: [{ name: 'mean', value: call('avg', column('score')) }, { name: 'observed', value: call('avg', choose(column('hit'), n(1), n(0))) }, { name: 'rows', value: call('count') }],
  };
  return inOrder([
    point(some, 'ROC', { ...along, x: over(minus(column('up_rows'), column('up_hits')), others), y: times(both, over(column('up_hits'), hits)) }),
    point(start, 'ROC', { ...origin, x: n(0), y: times(both, n(0)) }),
    point(some, 'precision-recall', { ...along, x: over(column('up_hits'), hits), y: times(over(hits, hits), over(column('up_hits'), column('up_rows'))) }),
    point(start, 'precision-recall', { ...origin, x: n(0), y: over(hits, hits) }),
    point(counted, 'calibration', { ofClass: column('class'), threshold: literal(null), rows: column('rows'), order: column('bin'), single, x: column('mean'), y: column('observed') }),
  ]);
}

/** How the residuals are spread, and the mean truth over the mean prediction in bins of as many rows each. */
export function numberCurves(rows: Relation, bins: number): Relation {
  const residual = minus(column('actual'), column('predicted'));
  const spread: Relation = {
    op: 'aggregate',
    from: rows,
    groups: [],
    measures: [
      { name: 'low', value: call('min', residual) },
      { name: 'high', value: call('max', residual) },
      { name: 'edges', value: call('quantile_cont', column('predicted'), { op: 'list', items: Array.from({ length: bins - 1 }, (_, i) => literal((i + 1) / bins)) }) },
    ],
  };
  const beside: Relation = { op: 'join', kind: 'cross', left: rows, right: spread, on: literal(true), columns: [...['actual', 'predicted'].map((name) => ({ name, value: column(name, 'left') })), ...['low', 'high', 'edges'].map((name) => ({ name, value: column(name, 'right') }))] };
  const width = minus(column('high'), column('low'));
  const bar = call('coalesce', call('least', n(bins - 1), call('floor', times(over(minus(residual, column('low')), width), n(bins)))), n(0));
  const group = (name: string, value: Expression, measures: NamedExpression[]): Relation => ({ op: 'aggregate', from: { op: 'extend', from: beside, columns: [{ name, value }] }, groups: kept([name]), measures: [...measures, { name: 'rows', value: call('count') }] });
  const bars = group('bar', bar, [{ name: 'low', value: call('min', column('low')) }, { name: 'width', value: call('min', over(width, n(bins))) }]);
  const below = call('len', call('list_filter', column('edges'), lambda('edge', binary(column('edge'), '<', column('predicted')))));
  const tenths = group('bin', below, [{ name: 'mean', value: call('avg', column('predicted')) }, { name: 'observed', value: call('avg', column('actual')) }]);
  const none = { ofClass: literal(null), threshold: literal(null), rows: column('rows'), single: true };
  return inOrder([
    point(bars, 'residuals', { ...none, x: plus(column('low'), times(plus(column('bar'), n(0.5)), call('coalesce', column('width'), n(0)))), y: column('rows'), order: column('bar') }),
    point(tenths, 'calibration', { ...none, x: column('mean'), y: column('observed'), order: column('bin') }),
  ]);
}

/** How many of the edges lie below a value. */
const binOf = (value: Expression, edges: readonly number[]): Expression => call('len', call('list_filter', { op: 'list', items: edges.map(n) }, lambda('edge', binary(column('edge'), '<', value))));
