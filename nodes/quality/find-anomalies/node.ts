import { freshName } from '../../../engine/core/schema.ts';
import { typeFamily } from '../../../engine/core/type-family.ts';
import { defineNode, inputColumn, inputSchema, quoted } from '../../../engine/definition/index.ts';
import type { Expression } from '../../../engine/expression/expression.ts';
import { binary, call, cast, choose, column, isTrue, literal } from '../../../engine/expression/expression.ts';
import { isTimeZone } from '../../../engine/expression/time-zone.ts';
import type { NamedExpression, Relation } from '../../../engine/relation/relation.ts';
import { input, shared } from '../../../engine/relation/relation.ts';
import { examples } from './examples.ts';
import { isTime, seasons, withResidual } from './seasonal.ts';

const seasonal = { param: 'method', in: ['seasonal'] } as const;

const infinite = literal('infinity', 'DOUBLE');

export const findAnomalies = defineNode({
  type: 'find-anomalies',
  version: 2,
  title: 'Anomaly',
  category: 'quality',
  icon: 'An',
  summary: 'Parts rows whose number lies far from the others, by the robust z-score, by the distance between the quartiles, or apart from a season.',
  keywords: ['outlier', 'outliers', 'numeric outliers', 'z-score', 'zscore', 'iqr', 'fraud', 'unusual', 'anomaly detection', 'seasonal', 'time series'],
  inputs: [{ name: 'in', title: 'Rows', required: true }],
  outputs: [
    { name: 'usual', title: 'Usual', kind: 'rows' },
    { name: 'anomalies', title: 'Anomalies', kind: 'rejects' },
  ],
  params: {
    column: { kind: 'column', label: 'Column', over: 'in' },
    method: {
      kind: 'choice',
      label: 'Measured by',
      default: 'robust-z',
      options: [
        { value: 'robust-z', label: 'Robust z-score', help: 'The distance from the median in units of the median distance from it.' },
        { value: 'iqr', label: 'Quartiles', help: 'The distance beyond the quartiles in units of the distance between them.' },
        { value: 'seasonal', label: 'Apart from the season', help: 'The robust z-score of what is left once level and season are taken away.' },
      ],
    },
    time: { kind: 'column', label: 'Time', help: 'The first date or timestamp when empty.', over: 'in', default: null, showIf: seasonal },
    season: { kind: 'choice', label: 'Season', default: 'hour', options: seasons, showIf: seasonal },
    zone: { kind: 'text', label: 'Time zone of moments', help: 'The clock on whose face the parts of columns with a time zone are read.', default: 'UTC', advanced: true, showIf: seasonal },
    limit: { kind: 'number', label: 'Largest usual score', help: '3.5, or 1.5 for quartiles, when empty.', default: null, min: 0 },
    by: { kind: 'columns', label: 'Among rows with the same', help: 'Each group has its own median and quartiles, such as every hour of a day.', over: 'in', default: [] },
  },
  caption: ({ column: name, by }) => [name ?? '', (by ?? []).length > 0 ? `by ${(by ?? []).join(', ')}` : ''].filter(Boolean).join(' '),
  build(context) {
    const schema = inputSchema(context, 'in');
    if (!schema) return { outputs: {} };
    const { params } = context;
    const of = inputColumn(context, schema, params.column, 'column');
    const groups = params.by.flatMap((name, i) => inputColumn(context, schema, name, `by.${i}`) ?? []);
    if (of && typeFamily(of.type) !== 'number') context.report('type-mismatch', `Anomalies are found among numbers and column ${quoted(of.name)} is ${of.type}. Choose another column, or convert it first.`, { param: 'column' });
    if (!of) return { outputs: {} };

    const time = params.method !== 'seasonal' ? null : params.time === null ? (schema.find(isTime) ?? null) : inputColumn(context, schema, params.time, 'time');
    if (params.method === 'seasonal') {
      if (!time && params.time === null) context.report('param-missing', 'No column of the input is a date or a timestamp, so there is no season.', { param: 'time' });
      if (time && !isTime(time)) context.report('type-mismatch', `Column ${quoted(time.name)} is ${time.type}, not a date or a timestamp. Convert it with Parse date and time first.`, { param: 'time' });
      if (time?.type === 'DATE' && (params.season === 'hour' || params.season === 'week-hour')) context.report('type-mismatch', `Column ${quoted(time.name)} is a date and has no hours. Choose another season, or a timestamp.`, { param: 'season' });
      if (!isTimeZone(params.zone)) context.report('param-invalid', `${quoted(params.zone)} is no time zone. Write one such as Europe/Berlin or UTC.`, { param: 'zone' });
      if (!time || !isTime(time)) return { outputs: {} };
    }

    const names = schema.map((c) => c.name);
    const fresh = (wanted: string): string => {
      const name = freshName(names, wanted);
      names.push(name);
      return name;
    };
    const score = fresh('_anomaly_score');
    const [a, b, c] = [fresh('_anomaly_a'), fresh('_anomaly_b'), fresh('_anomaly_c')];
    const value = cast(column(of.name), 'DOUBLE');
    // What is infinite or NaN is far from everything and would spoil the middle of the others.
    const known = choose(call('isfinite', value), value);
    const over = (name: string, ...args: Expression[]): Expression => ({ op: 'window', name, args, partitionBy: groups.map((g) => column(g.name)), orderBy: [] });
    const add = (from: Relation, ...columns: NamedExpression[]): Relation => ({ op: 'extend', from, columns });
    // Figures of groups are windows; those of all rows are computed once.
    const inSeason = time ? ([fresh('_anomaly_time'), fresh('_anomaly_level'), fresh('_anomaly_rest'), fresh('_anomaly_left')] as const) : null;
    const seasonal = inSeason && time ? withResidual({ from: input('in'), value: known, time, season: params.season, zone: params.zone, groups, names: inSeason }) : null;
    const measured = seasonal ? shared('measured') : input('in');
    const number = inSeason ? column(inSeason[3]) : value;
    const finite = inSeason ? number : known;
    const whole = groups.length === 0;
    const figures = params.method === 'iqr' ? ([[a, 'quantile_cont', finite, literal(0.25)], [b, 'quantile_cont', finite, literal(0.75)]] as const) : ([[a, 'median', finite], [b, 'mad', finite]] as const);
    const middle: Relation = { op: 'aggregate', from: measured, groups: [], measures: figures.map(([name, figure, ...args]) => ({ name, value: call(figure, ...args) })) };
    const columnsOf = (names: readonly string[], side: 'left' | 'right'): NamedExpression[] => names.map((name) => ({ name, value: column(name, side) }));
    const beside = (from: Relation, has: readonly string[], one: Relation, adds: readonly string[]): Relation => ({ op: 'join', kind: 'cross', left: from, right: one, on: literal(true), columns: [...columnsOf(has, 'left'), ...columnsOf(adds, 'right')] });
    const own = [...schema.map((s) => s.name), ...(inSeason ?? [])];
    const centred = whole ? beside(measured, own, shared('middle'), [a, b]) : add(measured, ...figures.map(([name, figure, ...args]) => ({ name, value: over(figure, ...args) })));
    // NULL is no anomaly; what is not finite always is.
    const distance = (usual: Expression): Expression => ({ op: 'case', when: [{ if: { op: 'is', item: value, what: 'NULL' }, ...then(literal(null, 'DOUBLE')) }, { if: { op: 'not', item: call('isfinite', value) }, ...then(infinite) }], otherwise: usual });
    const apart = (distanceOf: Expression, unit: Expression): Expression => choose(binary(unit, '>', literal(0)), binary(distanceOf, '/', unit), choose(binary(distanceOf, '>', literal(0)), infinite, literal(0, 'DOUBLE')));
    const deviation = call('abs', binary(number, '-', column(a)));
    const distances = choose(call('isfinite', value), deviation);
    // Asked for only where the median distance is zero; no row is read for it else.
    const spread: Relation = { op: 'aggregate', from: { op: 'filter', from: centred, condition: isTrue(binary(column(b), '=', literal(0))) }, groups: [], measures: [{ name: c, value: call('avg', distances) }] };
    const ranged = whole ? beside(centred, [...own, a, b], shared('spread'), [c]) : add(centred, { name: c, value: over('avg', distances) });
    // More than half of the values equal: then the mean distance stands in for the median one (Iglewicz and Hoaglin).
    const unit = choose(binary(column(b), '>', literal(0)), binary(column(b), '*', literal(1.4826)), binary(column(c), '*', literal(1.2533)));
    const scored = params.method === 'iqr' ? add(centred, { name: score, value: distance(apart(call('greatest', binary(column(a), '-', value), binary(value, '-', column(b)), literal(0)), binary(column(b), '-', column(a)))) }) : add(ranged, { name: score, value: distance(apart(deviation, unit)) });
    const limit = params.limit ?? (params.method === 'iqr' ? 1.5 : 3.5);
    const odd = isTrue(binary(column(score), '>', literal(limit)));
    const used = [...(params.method === 'iqr' ? [a, b] : [a, b, c]), ...(inSeason ?? [])];
    const judged = shared('scored');
    return {
      shared: { ...(seasonal ? { measured: seasonal } : {}), ...(whole ? { middle } : {}), ...(whole && params.method !== 'iqr' ? { spread } : {}), scored: { op: 'extend', from: scored, columns: [], without: used } },
      outputs: {
        usual: { op: 'extend', from: { op: 'filter', from: judged, condition: { op: 'not', item: odd } }, columns: [], without: [score] },
        anomalies: { op: 'filter', from: judged, condition: odd },
      },
    };
  },
  // Version 2 knows seasons; what was measured before is measured as it was.
  migrations: { 1: (params) => params },
  examples,
});

// oxlint-disable-next-line unicorn/no-thenable -- plain data that nobody awaits
const then = (value: Expression): { readonly then: Expression } => ({ then: value });
