import { freshName, type Column } from '../../../engine/core/schema.ts';
import { typeFamily } from '../../../engine/core/type-family.ts';
import { ascending, defineNode, figureList, figuresCaption, figuresOf, inputColumn, inputSchema, listedColumns, onMissing, quoted, reversed, rowGroups, uniqueColumns, type Figure } from '../../../engine/definition/index.ts';
import type { Expression } from '../../../engine/expression/expression.ts';
import { and, binary, call, cast, choose, column, isNotTrue, isNull, isTrue, literal, over } from '../../../engine/expression/expression.ts';
import { isTimeZone } from '../../../engine/expression/time-zone.ts';
import type { NamedExpression, Relation } from '../../../engine/relation/relation.ts';
import { input, shared } from '../../../engine/relation/relation.ts';
import { examples } from './examples.ts';

const units = ['seconds', 'minutes', 'hours', 'days', 'weeks', 'months', 'quarters', 'years'] as const;
/** Units whose length depends on the calendar of a place. */
const calendarUnits: readonly string[] = ['days', 'weeks', 'months', 'quarters', 'years'];
const zoned = 'TIMESTAMP WITH TIME ZONE';

export const resample = defineNode({
  type: 'resample',
  version: 1,
  title: 'Resample',
  category: 'reshape',
  icon: 'Rs',
  summary: 'Makes one row per span of time, such as an hour or a month, with figures over its rows, and fills the spans without rows.',
  keywords: ['time series', 'group by month', 'group by week', 'per day', 'aggregate by time', 'tumbling window', 'fill gaps', 'missing dates', 'calendar', 'time aggregation', 'date_trunc', 'downsample', 'ts filler', 'hourly', 'daily', 'monthly'],
  inputs: [{ name: 'in', title: 'Rows', required: true }],
  outputs: [
    { name: 'out', title: 'Spans', kind: 'rows' },
    { name: 'untimed', title: 'Without a time', kind: 'rejects' },
  ],
  params: {
    time: { kind: 'column', label: 'Time', help: 'The first date or timestamp when empty.', over: 'in', default: null },
    every: { kind: 'integer', label: 'A row for every', default: 1, min: 1, max: 100_000 },
    unit: { kind: 'choice', label: 'Unit', default: 'days', options: units.map((value) => ({ value, label: value[0]!.toUpperCase() + value.slice(1) })) },
    zone: { kind: 'text', label: 'Time zone', help: 'Where days begin, such as Europe/Berlin, for moments in time. UTC when empty.', default: '' },
    groups: { ...rowGroups, label: 'For each' },
    measures: figureList,
    fill: {
      kind: 'choice',
      label: 'Spans without rows',
      default: 'null',
      options: [
        { value: 'none', label: 'Leave them out' },
        { value: 'null', label: 'Add them with NULL, and 0 for counts' },
        { value: 'previous', label: 'Add them with the figures of the span before' },
        { value: 'linear', label: 'Add them with figures on the line between their neighbours' },
        { value: 'constant', label: 'Add them with a constant' },
      ],
    },
    constant: { kind: 'number', label: 'Constant', default: 0, showIf: { param: 'fill', in: ['constant'] } },
    range: {
      kind: 'choice',
      label: 'From the first to the last span',
      default: 'overall',
      options: [
        { value: 'overall', label: 'Of all rows', help: 'Every group gets the same spans.' },
        { value: 'group', label: 'Of each group' },
      ],
      showIf: { param: 'fill', in: ['null', 'previous', 'linear', 'constant'] },
    },
    as: { kind: 'text', label: 'Column for the start of the span', help: 'Called like the time when empty.', default: null },
    onMissing,
  },
  caption: ({ every, unit, measures, groups }) => (every === undefined ? '' : [figuresCaption(measures), `every ${every === 1 ? (unit ?? 'days').slice(0, -1) : `${every} ${unit ?? 'days'}`}`, groups && groups.length > 0 ? `for ${groups.join(', ')}` : ''].filter(Boolean).join(' ')),
  build(context) {
    const { every, unit, zone, groups, measures, fill, constant, range, as, onMissing: policy } = context.params;
    const schema = inputSchema(context, 'in');
    if (!schema) return { outputs: {} };
    const time = context.params.time === null ? schema.find((c) => typeFamily(c.type) === 'time') : inputColumn(context, schema, context.params.time, 'time');
    if (!time) {
      if (context.params.time === null) context.report('param-missing', 'No column of the input is a date or a timestamp. Convert one with Parse date and time first.', { param: 'time' });
      return { outputs: {} };
    }
    if (typeFamily(time.type) !== 'time') context.report('type-mismatch', `Column ${quoted(time.name)} is ${time.type}, not a date or a timestamp. Convert it with Parse date and time first.`, { param: 'time' });
    if (zone !== '' && !isTimeZone(zone)) context.report('param-invalid', `"${zone}" is no time zone. Write one such as Europe/Berlin, or UTC.`, { param: 'zone' });
    if (zone !== '' && time.type !== zoned) context.report('param-invalid', `Column ${quoted(time.name)} is ${time.type}, which has no time zone, so days begin where it says. Leave the time zone empty, or convert the column with Parse date and time.`, { param: 'zone' });
    const by = listedColumns(context, schema, groups, 'groups', policy);
    const figures = figuresOf(context, schema, measures);
    const odd = fill === 'linear' || fill === 'constant' ? figures.find((f) => !f.isNumber && !isCustom(f)) : undefined;
    if (odd) context.report('type-mismatch', `Figure ${quoted(odd.name)} is no number, so a span without rows cannot get ${fill === 'linear' ? 'one on a line' : 'a constant'}. Fill with NULL or the span before, or take another figure.`, { param: 'fill' });
    const name = as || time.name;
    uniqueColumns(context, [name, ...by.map((c) => c.name), ...figures.map((f) => f.name)], (i) => (i === 0 ? 'as' : (figures[i - 1 - by.length]?.param ?? 'groups')));

    const taken = [...schema.map((c) => c.name), ...figures.map((f) => f.name), name];
    const [span, low, high, there] = ['_span', '_low', '_high', '_there'].map((n) => freshName(taken, n)) as [string, string, string, string];
    const calendar = calendarUnits.includes(unit);
    const local = time.type === zoned && calendar && zone !== '' ? zone : null;
    const length = literal(`${every} ${unit}`, 'INTERVAL');
    const timed = isTrue(call('isfinite', column(time.name)));
    const spanned: Relation = { op: 'extend', from: { op: 'filter', from: input('in'), condition: timed }, columns: [{ name: span, value: call('time_bucket', length, momentOf(time, local)) }] };
    const own = (c: string): NamedExpression => ({ name: c, value: column(c) });
    const groupNames = by.map((c) => c.name);
    const spans: Relation = { op: 'aggregate', from: spanned, groups: [own(span), ...groupNames.map(own)], measures: figures.map(({ name: n, value }) => ({ name: n, value })) };
    const back = (value: Expression): Expression => (local !== null ? call('timezone', literal(local), value) : time.type === 'DATE' && calendar ? cast(value, 'DATE') : value);
    const shown = (from: Relation): Relation => ({ op: 'project', from, columns: [{ name, value: back(column(span)) }, ...groupNames.map(own), ...figures.map((f) => own(f.name))] });
    const untimed: Relation = { op: 'filter', from: input('in'), condition: isNotTrue(timed) };
    if (fill === 'none') return { outputs: { out: shown(spans), untimed } };

    const ends = [{ name: low, value: call('min', column(span)) }, { name: high, value: call('max', column(span)) }];
    const perGroup: Relation = { op: 'aggregate', from: shared('spans'), groups: groupNames.map(own), measures: range === 'group' || by.length === 0 ? ends : [] };
    const overall: Relation = { op: 'aggregate', from: shared('spans'), groups: [], measures: ends };
    const ranges: Relation = range === 'group' || by.length === 0 ? perGroup : { op: 'join', kind: 'cross', left: perGroup, right: overall, on: literal(true), columns: [...groupNames.map((c) => ({ name: c, value: column(c, 'left') })), { name: low, value: column(low, 'right') }, { name: high, value: column(high, 'right') }] };
    const series: Relation = { op: 'extend', from: { op: 'unnest', from: ranges, list: call('generate_series', column(low), column(high), length), as: span }, columns: [], without: [low, high] };
    const same = (c: string): Expression => binary(column(c, 'left'), 'IS NOT DISTINCT FROM', column(c, 'right'));
    const gapped: Relation = {
      op: 'join', kind: 'left', left: series, right: { op: 'extend', from: shared('spans'), columns: [{ name: there, value: literal(true) }] }, on: and(same(span), ...groupNames.map(same)),
      columns: [...[span, ...groupNames].map((c) => ({ name: c, value: column(c, 'left') })), ...figures.map((f) => ({ name: f.name, value: column(f.name, 'right') })), { name: there, value: column(there, 'right') }],
    };
    const filled = figures.map((f) => ({ name: f.name, value: choose(isNull(column(there)), gapValue(f, fill, constant, span, groupNames), fill === 'linear' ? cast(column(f.name), 'DOUBLE') : column(f.name)), replaces: true }));
    return { shared: { spans }, outputs: { out: shown({ op: 'extend', from: gapped, columns: filled }), untimed } };
  },
  examples,
});

/** A figure whose type only the database knows. */
const isCustom = (f: Figure): boolean => f.value.op === 'text';

/** The time as something that spans are counted in: of a calendar unit by the clock of a place, else by time that passes. */
function momentOf(time: Column, local: string | null): Expression {
  if (local !== null) return call('timezone', literal(local), column(time.name));
  return time.type === zoned ? column(time.name) : cast(column(time.name), 'TIMESTAMP');
}

/** What a span without rows gets. */
function gapValue(f: Figure, fill: 'null' | 'previous' | 'linear' | 'constant', constant: number, span: string, groups: readonly string[]): Expression {
  const own = column(f.name);
  const [by, order] = [groups.map((g) => column(g)), [ascending(span)]];
  const near = (value: Expression, keys: typeof order): Expression => over('last_value', [value], by, keys, { frame: 'running', ignoreNulls: true });
  switch (fill) {
    case 'null':
      return f.counts ? literal(0) : literal(null);
    case 'constant':
      return literal(constant);
    case 'previous':
      return near(own, order);
    case 'linear': {
      const at = choose(isNull(own), literal(null), call('epoch', column(span)));
      const [y0, y1] = [cast(near(own, order), 'DOUBLE'), cast(near(own, reversed(order)), 'DOUBLE')];
      const [x0, x1] = [near(at, order), near(at, reversed(order))];
      const step = binary(binary(call('epoch', column(span)), '-', x0), '/', binary(x1, '-', x0));
      return binary(y0, '+', binary(binary(y1, '-', y0), '*', step));
    }
  }
}
