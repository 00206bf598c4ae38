import { sameName, isNumericType } from '../../../engine/core/schema.ts';
import { typeFamily } from '../../../engine/core/type-family.ts';
import { defineNode, inputColumn, inputSchema, listedColumn, onMissing, quoted, uniqueColumns } from '../../../engine/definition/index.ts';
import type { Expression } from '../../../engine/expression/expression.ts';
import { binary, call, cast, column, literal } from '../../../engine/expression/expression.ts';
import { isTimeZone } from '../../../engine/expression/time-zone.ts';
import type { NamedExpression } from '../../../engine/relation/relation.ts';
import { input } from '../../../engine/relation/relation.ts';
import { examples } from './examples.ts';

const parts = ['year', 'quarter', 'month', 'month-name', 'week', 'iso-year', 'day', 'day-of-year', 'weekday', 'weekday-name', 'hour', 'minute', 'second'] as const;
const units = ['second', 'minute', 'hour', 'day', 'week', 'month', 'quarter', 'year'] as const;
const named = <V extends string>(values: readonly V[]) => values.map((value) => ({ value, label: value[0]!.toUpperCase() + value.slice(1).replaceAll('-', ' ') }));

export const dateParts = defineNode({
  type: 'date-parts',
  version: 2,
  title: 'Date parts',
  category: 'columns',
  icon: 'Dp',
  summary: 'Takes parts out of dates and times, cuts them to a unit, adds spans to them and measures how far they lie apart.',
  keywords: ['year', 'month', 'quarter', 'week', 'weekday', 'datetime', 'date diff', 'datediff', 'date add', 'dateadd', 'truncate', 'date_trunc', 'age', 'extract date fields', 'month name', 'fiscal year'],
  inputs: [{ name: 'in', title: 'Rows', required: true }],
  outputs: [{ name: 'out', title: 'Rows', kind: 'rows' }],
  params: {
    columns: {
      kind: 'list',
      label: 'Columns',
      noun: 'column',
      default: [],
      item: {
        do: {
          kind: 'choice',
          label: 'Compute',
          default: 'part',
          options: [
            { value: 'part', label: 'A part' },
            { value: 'cut', label: 'The start of its unit', help: 'Such as the first day of the month.' },
            { value: 'add', label: 'A time so much later' },
            { value: 'difference', label: 'The distance to another column' },
          ],
        },
        column: { kind: 'column', label: 'Date or time', over: 'in' },
        part: { kind: 'choice', label: 'Part', default: 'year', options: named(parts), showIf: { param: 'do', in: ['part'] } },
        unit: { kind: 'choice', label: 'Unit', default: 'day', options: named(units), showIf: { param: 'do', in: ['cut', 'add', 'difference'] } },
        amount: { kind: 'integer', label: 'How many', help: 'Negative for earlier. Used when no column is chosen.', default: 1, min: -1_000_000, max: 1_000_000, showIf: { param: 'do', in: ['add'] } },
        amountColumn: { kind: 'column', label: 'As many as', over: 'in', default: null, showIf: { param: 'do', in: ['add'] } },
        until: { kind: 'column', label: 'Until', over: 'in', default: null, showIf: { param: 'do', in: ['difference'] } },
        name: { kind: 'text', label: 'Name', help: 'Made from the column and what is computed when empty. A name the input has is replaced.', default: null },
      },
    },
    zone: { kind: 'text', label: 'Time zone of moments', help: 'The clock on whose face the parts of columns with a time zone are read.', default: 'UTC', advanced: true },
    onMissing,
  },
  caption: ({ columns }) => (columns ?? []).filter((c) => c.column).map((c) => c.name || `${c.column} ${c.do === undefined || c.do === 'part' ? (c.part ?? 'year') : `${c.do} ${c.unit ?? 'day'}`}`).join(', '),
  build(context) {
    const { columns, zone } = context.params;
    const schema = inputSchema(context, 'in');
    if (!schema) return { outputs: {} };
    if (!isTimeZone(zone)) context.report('param-invalid', `"${zone}" is no time zone. Write one such as Europe/Berlin or UTC.`, { param: 'zone' });
    const face = (name: string, type: string): Expression => (type === 'TIMESTAMP WITH TIME ZONE' ? call('timezone', literal(zone), column(name)) : column(name));
    const isTime = (type: string): boolean => typeFamily(type) === 'time';
    const made = columns.flatMap((c, i): NamedExpression[] => {
      const at = `columns.${i}`;
      const source = listedColumn(context, schema, c.column, `${at}.column`, context.params.onMissing);
      if (!source) return [];
      if (!isTime(source.type)) {
        context.report('type-mismatch', `Column ${quoted(source.name)} is ${source.type}, not a date or a timestamp. Convert it with Parse date and time first.`, { param: `${at}.column` });
        return [];
      }
      const value = face(source.name, source.type);
      const name = c.name || `${source.name}_${c.do === 'part' ? c.part : c.do === 'cut' ? c.unit : c.do}`;
      switch (c.do) {
        case 'part':
          return [{ name, value: partOf(value, c.part) }];
        case 'cut': {
          const start = call('date_trunc', literal(c.unit), value);
          return [{ name, value: cast(source.type === 'TIMESTAMP WITH TIME ZONE' ? call('timezone', literal(zone), start) : start, source.type) }];
        }
        case 'add': {
          const amount = c.amountColumn === null ? null : inputColumn(context, schema, c.amountColumn, `${at}.amountColumn`);
          if (amount && !/INT/.test(amount.type)) context.report('type-mismatch', `Column ${quoted(amount.name)} is ${amount.type}; a number of ${c.unit}s has to be a whole number${isNumericType(amount.type) ? '. Round it first' : ''}.`, { param: `${at}.amountColumn` });
          const span = binary(cast(amount ? column(amount.name) : literal(c.amount), 'BIGINT'), '*', cast(literal(`1 ${c.unit === 'quarter' ? 'month' : c.unit}`), 'INTERVAL'));
          const whole = c.unit === 'quarter' ? binary(span, '*', literal(3)) : span;
          // On the face of the clock, so that a day later is the same hour even where clocks are changed.
          const later = binary(value, '+', whole);
          const days = !['second', 'minute', 'hour'].includes(c.unit);
          if (source.type === 'TIMESTAMP WITH TIME ZONE') return [{ name, value: days ? call('timezone', literal(zone), later) : binary(column(source.name), '+', whole) }];
          return [{ name, value: source.type === 'DATE' && !days ? later : cast(later, source.type) }];
        }
        case 'difference': {
          if (c.until === null) {
            context.report('param-missing', 'The column up to which to measure is empty. Choose one.', { param: `${at}.until` });
            return [];
          }
          const until = inputColumn(context, schema, c.until, `${at}.until`);
          if (!until) return [];
          if (!isTime(until.type)) {
            context.report('type-mismatch', `Column ${quoted(until.name)} is ${until.type}, not a date or a timestamp. Convert it with Parse date and time first.`, { param: `${at}.until` });
            return [];
          }
          return [{ name, value: call('date_sub', literal(c.unit), cast(value, 'TIMESTAMP'), cast(face(until.name, until.type), 'TIMESTAMP')) }];
        }
      }
    });
    uniqueColumns(context, made.map((m) => m.name), (i) => `columns.${i}.name`);
    const extended = made.map((m) => {
      const existing = schema.find((s) => sameName(s.name, m.name));
      return existing ? { name: existing.name, value: m.value, replaces: true } : m;
    });
    return { outputs: { out: extended.length === 0 ? input('in') : { op: 'extend', from: input('in'), columns: extended } } };
  },
  // Version 2 added what is done when the column is gone; it is reported as before unless chosen otherwise.
  migrations: { 1: (params) => params },
  examples,
});

function partOf(value: Expression, part: (typeof parts)[number]): Expression {
  switch (part) {
    case 'month-name':
      return call('monthname', value);
    case 'weekday-name':
      return call('dayname', value);
    case 'weekday':
      return call('isodow', value);
    case 'day-of-year':
      return call('dayofyear', value);
    case 'iso-year':
      return call('isoyear', value);
    case 'second':
    case 'hour':
    case 'minute':
      return call(part, cast(value, 'TIMESTAMP'));
    default:
      return call(part, value);
  }
}
