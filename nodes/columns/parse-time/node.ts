import { freshName, sameName } from '../../../engine/core/schema.ts';
import { typeFamily } from '../../../engine/core/type-family.ts';
import { defineNode, errorsPort, failedRows, inputSchema, listedColumn, noFailures, onFailure, onMissing, quoted, soundRows, uniqueColumns, type Failure } from '../../../engine/definition/index.ts';
import type { Expression } from '../../../engine/expression/expression.ts';
import { and, call, cast, column, isNotNull, isNull, literal } from '../../../engine/expression/expression.ts';
import { isTimeZone } from '../../../engine/expression/time-zone.ts';
import type { Relation } from '../../../engine/relation/relation.ts';
import { input, shared } from '../../../engine/relation/relation.ts';
import { examples } from './examples.ts';

const types = { date: 'DATE', timestamp: 'TIMESTAMP', 'timestamp-tz': 'TIMESTAMP WITH TIME ZONE', time: 'TIME' } as const;

export const parseTime = defineNode({
  type: 'parse-time',
  version: 1,
  title: 'Parse date and time',
  category: 'columns',
  icon: 'Pt',
  summary: 'Reads dates and times from text in formats that are tried in order, and sends rows that fit none to a port of their own.',
  keywords: ['string to date', 'datetime', 'date parse', 'strptime', 'to_date', 'timestamp', 'unix time', 'epoch', 'date format', 'mixed dates'],
  inputs: [{ name: 'in', title: 'Rows', required: true }],
  outputs: [{ name: 'out', title: 'Parsed', kind: 'rows' }, errorsPort],
  params: {
    columns: {
      kind: 'list',
      label: 'Columns',
      noun: 'column',
      default: [],
      item: {
        column: { kind: 'column', label: 'Column', over: 'in' },
        formats: { kind: 'texts', label: 'Formats', tries: 'time-format', help: 'Such as %d.%m.%Y or %Y-%m-%d %H:%M:%S, tried in order. The international spelling when empty.', default: [] },
        type: {
          kind: 'choice',
          label: 'Into',
          default: 'timestamp',
          options: [
            { value: 'date', label: 'A date' },
            { value: 'timestamp', label: 'A date and time' },
            { value: 'timestamp-tz', label: 'A moment (date and time in a time zone)' },
            { value: 'time', label: 'A time of day' },
          ],
        },
        zone: { kind: 'text', label: 'Time zone', help: 'Of texts that name none, such as Europe/Berlin.', default: 'UTC', showIf: { param: 'type', in: ['timestamp-tz'] } },
        name: { kind: 'text', label: 'Into the column', help: 'Replaced in place when empty.', default: null },
      },
    },
    onFailure,
    onMissing,
  },
  caption: ({ columns }) => (columns ?? []).filter((c) => c.column).map((c) => `${c.column}${c.formats && c.formats.length > 0 ? ` (${c.formats.join(', ')})` : ''}`).join(', '),
  build(context) {
    const { columns, onFailure: failing, onMissing: policy } = context.params;
    const schema = inputSchema(context, 'in');
    if (!schema) return { outputs: {} };
    const taken = schema.map((c) => c.name);
    const tries = columns.flatMap((c, i) => {
      const at = `columns.${i}`;
      const source = listedColumn(context, schema, c.column, `${at}.column`, policy);
      if (!source) return [];
      if (typeFamily(source.type) !== 'text') context.report('type-mismatch', `Column ${quoted(source.name)} is ${source.type}, not text. Choose a text column; others are converted with Convert types.`, { param: `${at}.column` });
      if (c.type === 'timestamp-tz' && !isTimeZone(c.zone)) context.report('param-invalid', `"${c.zone}" is no time zone. Write one such as Europe/Berlin or UTC.`, { param: `${at}.zone` });
      for (const [f, format] of c.formats.entries()) {
        if (!/%[a-zA-Z-]/.test(format)) context.report('param-invalid', `"${format}" holds no part of a date or time. Write one such as %d.%m.%Y.`, { param: `${at}.formats.${f}` });
      }
      const made = freshName(taken, `_parsed_${source.name}`);
      taken.push(made);
      return [{ source, target: c.name || source.name, made, at, type: types[c.type], value: parsed(source.type === 'VARCHAR' ? column(source.name) : cast(column(source.name), 'VARCHAR'), c.formats, types[c.type], c.zone) }];
    });
    const added = tries.filter((t) => !schema.some((c) => sameName(c.name, t.target)));
    uniqueColumns(context, tries.map((t) => t.target), (i) => `${tries[i]!.at}.name`);
    const failures: Failure[] = tries.map((t) => ({
      when: and(isNotNull(column(t.source.name)), isNull(column(t.made))),
      code: 'value-unreadable',
      column: t.source.name,
      message: call('concat', literal(`${quoted(t.source.name)} cannot be read as ${t.type}: `), cast(column(t.source.name), 'VARCHAR')),
    }));
    const tried: Relation = { op: 'extend', from: input('in'), columns: tries.map((t) => ({ name: t.made, value: t.value })) };
    const from = failing === 'errors' && tries.length > 0 ? soundRows(shared('tried'), failures) : shared('tried');
    // Stopping is left to the database's own error, raised for the first row that failed.
    const checked = (t: (typeof tries)[number]): Expression => (failing === 'fail' ? { op: 'case', when: [{ if: failures[tries.indexOf(t)]!.when, then: cast(call('error', failures[tries.indexOf(t)]!.message), t.type) }], otherwise: column(t.made) } : column(t.made));
    const old = schema.map((c) => ({ name: c.name, value: ((t) => (t ? checked(t) : column(c.name)))(tries.find((t) => sameName(t.target, c.name))) }));
    const out: Relation = { op: 'project', from, columns: [...old, ...added.map((t) => ({ name: t.target, value: checked(t) }))] };
    return { shared: { tried }, outputs: { out, errors: failing === 'errors' && tries.length > 0 ? failedRows(shared('tried'), failures, tries.map((t) => t.made)) : noFailures(input('in')) } };
  },
  examples,
});

function parsed(text: Expression, formats: readonly string[], type: string, zone: string): Expression {
  if (formats.length === 0 && (type !== types['timestamp-tz'] || zone.toUpperCase() === 'UTC')) return cast(text, type, true);
  const hasZone = formats.some((f) => /%(z|Z)/.test(f));
  const moment = formats.length === 0 ? cast(text, 'TIMESTAMP', true) : call('try_strptime', text, { op: 'list', items: formats.map((f) => literal(f)) });
  if (type !== types['timestamp-tz']) return hasZone ? cast(call('timezone', literal('UTC'), moment), type, true) : cast(moment, type, true);
  return hasZone ? moment : call('timezone', literal(zone), moment);
}
