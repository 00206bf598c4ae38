import { freshName } from '../../../engine/core/schema.ts';
import { typeFamily } from '../../../engine/core/type-family.ts';
import { arrived, ascending, defineNode, inputColumn, inputSchema, listedColumns, onMissing, quoted, rowGroups, table, uniqueColumns } from '../../../engine/definition/index.ts';
import type { Expression } from '../../../engine/expression/expression.ts';
import { binary, cast, choose, column, isNotNull, isNull, literal, or, over } from '../../../engine/expression/expression.ts';
import type { Relation } from '../../../engine/relation/relation.ts';

const clicks = { who: 'VARCHAR', at: 'TIMESTAMP' };

export const sessioniseRows = defineNode({
  type: 'sessionise-rows',
  version: 1,
  title: 'Sessionise',
  category: 'reshape',
  icon: 'Ss',
  summary: 'Numbers the sessions of each group: a row starts a new one when it comes a while after the row before.',
  keywords: ['sessionize', 'session', 'visit', 'clickstream', 'gaps and islands', 'inactivity', 'trip', 'web analytics'],
  inputs: [{ name: 'in', title: 'Rows', required: true }],
  outputs: [{ name: 'out', title: 'Rows', kind: 'rows' }],
  params: {
    time: { kind: 'column', label: 'Time', help: 'The first date or timestamp when empty.', over: 'in', default: null },
    groups: { ...rowGroups, label: 'Sessions of each' },
    gap: { kind: 'integer', label: 'A new session after', default: 30, min: 1, max: 1_000_000_000 },
    unit: { kind: 'choice', label: 'Unit', default: 'minutes', options: ['seconds', 'minutes', 'hours', 'days'].map((value) => ({ value, label: value[0]!.toUpperCase() + value.slice(1) })) },
    session: { kind: 'text', label: 'Column for the number', default: 'session' },
    start: { kind: 'text', label: 'Column for the start', help: 'The time of the first row of the session. None when empty.', default: null },
    onMissing,
  },
  caption: ({ gap, unit, groups }) => (gap === undefined ? '' : `${gap} ${unit ?? 'minutes'}${groups && groups.length > 0 ? ` per ${groups.join(', ')}` : ''}`),
  build(context) {
    const { groups, gap, unit, session, start, onMissing: policy } = context.params;
    const schema = inputSchema(context, 'in');
    if (!schema) return { outputs: {} };
    const time = context.params.time === null ? schema.find((c) => typeFamily(c.type) === 'time') : inputColumn(context, schema, context.params.time, 'time');
    if (!time) {
      if (context.params.time === null) context.report('param-missing', 'No column of the input is a date or a timestamp. Convert one with Parse date and time first.', { param: 'time' });
      return { outputs: {} };
    }
    if (typeFamily(time.type) !== 'time') {
      context.report('type-mismatch', `Column ${quoted(time.name)} is ${time.type}, not a date or a timestamp. Convert it with Parse date and time first.`, { param: 'time' });
      return { outputs: {} };
    }
    const names = schema.map((c) => c.name);
    if (session === '') context.report('param-missing', 'The column of session numbers has no name. Give it one.', { param: 'session' });
    uniqueColumns(context, [...names, session, ...(start ? [start] : [])], (i) => (i > names.length ? 'start' : 'session'));
    const taken = [...names, session, ...(start ? [start] : [])];
    const [place, isNew, number] = [freshName(taken, '_arrived'), freshName(taken, '_new'), freshName(taken, '_number')];
    const at = column(time.name);
    // Rows without a time stand apart, so that they part no session.
    const by: Expression[] = [...listedColumns(context, schema, groups, 'groups', policy).map((c) => column(c.name)), isNull(at)];
    const order = [ascending(time.name), ascending(place)];
    const before = over('lag', [at], by, order);
    const parted = or(isNull(before), binary(at, '>', binary(before, '+', cast(literal(`${gap} ${unit}`), 'INTERVAL'))));
    const marked: Relation = { op: 'extend', from: arrived(place), columns: [{ name: isNew, value: choose(parted, literal(1), literal(0)) }] };
    const numbered: Relation = { op: 'extend', from: marked, columns: [{ name: number, value: cast(over('sum', [column(isNew)], by, order, { frame: 'running' }), 'BIGINT') }] };
    const there = isNotNull(at);
    const added = [{ name: session, value: choose(there, column(number)) }, ...(start ? [{ name: start, value: choose(there, over('min', [at], [...by, column(number)])) }] : [])];
    return { outputs: { out: { op: 'extend', from: numbered, columns: added, without: [place, isNew, number] } } };
  },
  examples: [
    {
      title: 'A pause of more than half an hour starts a new session; a row without a time is in none',
      params: { groups: ['WHO'], start: 'since' },
      inputs: { in: table(clicks, [['Ada', '2024-01-01 10:00:00'], ['Ada', '2024-01-01 10:30:00'], ['Bo', '2024-01-01 10:10:00'], ['Ada', '2024-01-01 11:00:01'], ['Ada', null]]) },
      outputs: {
        out: table({ ...clicks, session: 'BIGINT', since: 'TIMESTAMP' }, [
          ['Ada', '2024-01-01 10:00:00', 1, '2024-01-01 10:00:00'],
          ['Ada', '2024-01-01 10:30:00', 1, '2024-01-01 10:00:00'],
          ['Ada', '2024-01-01 11:00:01', 2, '2024-01-01 11:00:01'],
          ['Ada', null, null, null],
          ['Bo', '2024-01-01 10:10:00', 1, '2024-01-01 10:10:00'],
        ]),
      },
    },
    {
      title: 'Days without a break, under odd names',
      params: { time: 'a "b". 🕰', gap: 1, unit: 'days', session: 'stay "n"' },
      inputs: { in: table({ 'a "b". 🕰': 'DATE' }, [['2024-02-28'], ['2024-02-29'], ['2024-03-01'], ['2024-03-03']]) },
      outputs: { out: table({ 'a "b". 🕰': 'DATE', 'stay "n"': 'BIGINT' }, [['2024-02-28', 1], ['2024-02-29', 1], ['2024-03-01', 1], ['2024-03-03', 2]]) },
    },
    { title: 'No rows', params: {}, inputs: { in: table(clicks, []) }, outputs: { out: table({ ...clicks, session: 'BIGINT' }, []) } },
  ],
});
