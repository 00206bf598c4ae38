import { freshName } from '../../../engine/core/schema.ts';
import { typeFamily } from '../../../engine/core/type-family.ts';
import { besideTotals, defineNode, inputColumn, inputSchema, quoted, table } from '../../../engine/definition/index.ts';
import type { Expression } from '../../../engine/expression/expression.ts';
import { and, binary, call, cast, choose, column, isNotTrue, isTrue, literal } from '../../../engine/expression/expression.ts';
import type { Relation } from '../../../engine/relation/relation.ts';
import { input, shared } from '../../../engine/relation/relation.ts';

const log = { at: 'TIMESTAMP', what: 'VARCHAR' };
const moment = /^\d{4}-\d\d-\d\d([ T]\d\d:\d\d(:\d\d(\.\d{1,9})?)?)?( ?(Z|[+-]\d\d(:?\d\d)?))?$/;

export const sliceTime = defineNode({
  type: 'slice-time',
  version: 1,
  title: 'Slice in time',
  category: 'rows',
  icon: 'St',
  summary: 'Keeps the rows whose time lies between two moments or in the last stretch before the latest one, and gives the others at a second port.',
  keywords: ['date filter', 'last days', 'date range', 'recent', 'between dates', 'rolling period'],
  inputs: [{ name: 'in', title: 'Rows', required: true }],
  outputs: [
    { name: 'inside', title: 'Inside', kind: 'rows' },
    { name: 'outside', title: 'Outside', kind: 'rejects' },
  ],
  params: {
    column: { kind: 'column', label: 'Time', help: 'The first date or timestamp when empty.', over: 'in', default: null },
    mode: {
      kind: 'choice',
      label: 'Keep',
      default: 'between',
      options: [
        { value: 'between', label: 'Between two moments' },
        { value: 'latest', label: 'The last stretch before the latest row' },
      ],
    },
    from: { kind: 'text', label: 'From', help: 'A moment such as 2024-01-31 or 2024-01-31 08:00, included. Open when empty.', default: '', showIf: { param: 'mode', in: ['between'] } },
    to: { kind: 'text', label: 'To', help: 'A moment, not included. Open when empty.', default: '', showIf: { param: 'mode', in: ['between'] } },
    amount: { kind: 'integer', label: 'Length', default: 30, min: 1, max: 1_000_000, showIf: { param: 'mode', in: ['latest'] } },
    unit: {
      kind: 'choice',
      label: 'Unit',
      default: 'days',
      showIf: { param: 'mode', in: ['latest'] },
      options: ['seconds', 'minutes', 'hours', 'days', 'weeks', 'months', 'years'].map((value) => ({ value, label: value[0]!.toUpperCase() + value.slice(1) })),
    },
  },
  caption({ column: name, mode, from, to, amount, unit }) {
    if (!name) return '';
    return mode === 'latest' ? `${name}: last ${amount ?? 30} ${unit ?? 'days'}` : `${name}: ${from || '…'} to ${to || '…'}`;
  },
  build(context) {
    const { column: name, mode, from, to, amount, unit } = context.params;
    const schema = inputSchema(context, 'in');
    if (!schema) return { outputs: {} };
    const time = name === null ? schema.find((c) => typeFamily(c.type) === 'time') : inputColumn(context, schema, name, 'column');
    if (!time) {
      if (name === null) context.report('param-missing', 'No column of the input is a date or a timestamp. Convert one with Parse date and time first.', { param: 'column' });
      return { outputs: {} };
    }
    if (typeFamily(time.type) !== 'time') {
      context.report('type-mismatch', `Column ${quoted(time.name)} is ${time.type}, not a date or a timestamp. Convert it with Parse date and time first.`, { param: 'column' });
      return { outputs: {} };
    }
    const against = (operator: '>=' | '<', text: string, param: string): Expression => {
      if (!moment.test(text.trim())) context.report('param-invalid', `"${text}" is not a moment. Write one such as 2024-01-31 or 2024-01-31 08:00:00.`, { param });
      // No TIMESTAMP_NS lies before 1677 or after 2262, but a bound may.
      const wider = time.type === 'TIMESTAMP_NS' && !/^(169|1[7-9]|2[01]|22[0-5])/.test(text.trim());
      const item = wider ? cast(column(time.name), 'TIMESTAMP') : column(time.name);
      return binary(item, operator, cast(literal(text.trim()), time.type === 'DATE' || wider ? 'TIMESTAMP' : time.type));
    };
    const latest = freshName(schema.map((c) => c.name), '_latest');
    const condition =
      mode === 'latest'
        ? binary(column(time.name), '>', binary(column(latest), '-', cast(literal(`${amount} ${unit}`), 'INTERVAL')))
        : and(...(from.trim() === '' ? [] : [against('>=', from, 'from')]), ...(to.trim() === '' ? [] : [against('<', to, 'to')]), { op: 'is', item: column(time.name), what: 'NOT NULL' });
    const part = (which: typeof isTrue): Relation => {
      const rows: Relation = { op: 'filter', from: mode === 'latest' ? shared('timed') : input('in'), condition: which(condition) };
      return mode === 'latest' ? { op: 'extend', from: rows, columns: [], without: [latest] } : rows;
    };
    const timed = besideTotals(schema, [{ name: latest, value: call('max', choose(call('isfinite', column(time.name)), column(time.name))) }]);
    return { ...(mode === 'latest' ? { shared: { timed } } : {}), outputs: { inside: part(isTrue), outside: part(isNotTrue) } };
  },
  examples: [
    {
      title: 'From a moment on and before another; a row without a time is outside',
      params: { column: 'at', from: '2024-01-01', to: '2024-02-01' },
      inputs: { in: table(log, [['2024-01-01 00:00:00', 'a'], ['2024-01-31 23:59:59.999999', 'b'], ['2024-02-01 00:00:00', 'c'], [null, 'd']]) },
      outputs: { inside: table(log, [['2024-01-01 00:00:00', 'a'], ['2024-01-31 23:59:59.999999', 'b']]), outside: table(log, [['2024-02-01 00:00:00', 'c'], [null, 'd']]) },
    },
    {
      title: 'The last two days up to the latest row',
      params: { column: 'a "b". 🕰', mode: 'latest', amount: 2 },
      inputs: { in: table({ 'a "b". 🕰': 'DATE' }, [['2024-03-01'], ['2024-02-29'], ['2024-02-28'], [null]]) },
      outputs: { inside: table({ 'a "b". 🕰': 'DATE' }, [['2024-03-01'], ['2024-02-29']]), outside: table({ 'a "b". 🕰': 'DATE' }, [['2024-02-28'], [null]]) },
    },
    {
      title: 'Nanoseconds up to a moment later than they can say',
      params: { column: 'at', from: '2024-01-01 00:00:00.000000001', to: '9999-12-31' },
      inputs: { in: table({ at: 'TIMESTAMP_NS' }, [['2024-01-01 00:00:00'], ['2024-01-01 00:00:00.000000001'], ['2262-01-01 00:00:00'], [null]]) },
      outputs: { inside: table({ at: 'TIMESTAMP_NS' }, [['2024-01-01 00:00:00.000000001'], ['2262-01-01 00:00:00']]), outside: table({ at: 'TIMESTAMP_NS' }, [['2024-01-01 00:00:00'], [null]]) },
    },
    {
      title: 'A moment with a time zone, no rows',
      params: { column: 'at', from: '2024-01-01 00:00:00+02' },
      inputs: { in: table({ at: 'TIMESTAMP WITH TIME ZONE' }, []) },
      outputs: { inside: table({ at: 'TIMESTAMP WITH TIME ZONE' }, []), outside: table({ at: 'TIMESTAMP WITH TIME ZONE' }, []) },
    },
  ],
});
