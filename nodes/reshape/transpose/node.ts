import { freshName, type Schema } from '../../../engine/core/schema.ts';
import { comparableTypes } from '../../../engine/core/type-family.ts';
import { arrival, arrived, ascending, defineNode, inputColumn, inputSchema, listedColumns, onMissing, quoted, type BuildContext } from '../../../engine/definition/index.ts';
import type { Expression } from '../../../engine/expression/expression.ts';
import { binary, call, cast, choose, column, isNull, isTrue, literal, or } from '../../../engine/expression/expression.ts';
import type { Relation } from '../../../engine/relation/relation.ts';
import { input, shared } from '../../../engine/relation/relation.ts';
import { examples } from './examples.ts';

/** Most rows that may become columns. */
const mostRows = 2_000;

export const transpose = defineNode({
  type: 'transpose',
  version: 1,
  title: 'Transpose',
  category: 'reshape',
  icon: 'Tp',
  summary: 'Turns a table on its side: each column becomes a row and each row a column, named after the value of one column or numbered.',
  keywords: ['flip', 'turn', 'rows to columns', 'columns to rows', 'table transposer', 'rotate'],
  inputs: [{ name: 'in', title: 'Rows', required: true }],
  outputs: [{ name: 'out', title: 'Rows', kind: 'rows' }],
  params: {
    header: { kind: 'column', label: 'Columns named after the values of', help: 'Numbered in the order of arrival when empty.', over: 'in', default: null },
    columns: { kind: 'columns', label: 'Columns that become rows', help: 'All others when empty.', over: 'in', default: [] },
    nameColumn: { kind: 'text', label: 'Column for the names', default: 'name' },
    prefix: { kind: 'text', label: 'Start of the names of columns', help: 'Of numbered columns it is row_ when empty.', default: '' },
    asText: { kind: 'boolean', label: 'Values as text', help: 'For columns of different types.', default: false },
    onMissing,
  },
  caption: ({ header, columns }) => [header ? `by ${header}` : '', columns && columns.length > 0 ? columns.join(', ') : ''].filter(Boolean).join(': '),
  seek(context) {
    const schema = inputSchema(context, 'in');
    const header = schema && headerOf(context, schema);
    if (!schema || header === undefined) return null;
    const text = (value: Expression): Expression => cast(value, 'VARCHAR');
    if (header === null) return { relation: { op: 'aggregate', from: input('in'), groups: [], measures: [{ name: 'rows', value: text(call('count')) }] }, most: 1 };
    const place = freshName(schema.map((c) => c.name), '_arrived');
    const named: Relation = { op: 'aggregate', from: arrived(place), groups: [{ name: 'value', value: text(column(header)) }], measures: [{ name: 'place', value: call('min', column(place)) }, { name: 'rows', value: call('count') }] };
    return { relation: { op: 'project', from: named, columns: [{ name: 'place', value: text(column('place')) }, { name: 'rows', value: text(column('rows')) }, { name: 'value', value: column('value') }] }, most: mostRows };
  },
  build(context) {
    const { columns, nameColumn, asText, onMissing: policy } = context.params;
    const schema = inputSchema(context, 'in');
    const header = schema && headerOf(context, schema);
    if (!schema || header === undefined) return { outputs: {} };
    const turned = columns.length > 0 ? listedColumns(context, schema, columns, 'columns', policy).filter((c) => c.name !== header) : schema.filter((c) => c.name !== header);
    const [first] = turned;
    if (!first) {
      context.report('param-missing', 'No column is left that could become a row. List at least one beside the one that names the columns.', { param: 'columns' });
      return { outputs: {} };
    }
    const odd = asText ? undefined : turned.find((c) => !comparableTypes(c.type, first.type));
    if (odd) context.report('type-mismatch', `Column ${quoted(first.name)} is ${first.type} and ${quoted(odd.name)} is ${odd.type}, which have no type in common. Turn the values into text, or list columns of one kind.`, { param: 'asText' });
    const made = columnsMade(context, header, context.params);
    if (!made) return { outputs: {} };
    if (nameColumn === '') context.report('param-missing', 'The column of names has no name. Give it one.', { param: 'nameColumn' });

    const [place, item, value, number] = ['_arrived', '_name', '_value', '_number'].map((n) => freshName(schema.map((c) => c.name), n)) as [string, string, string, string];
    const numbered: Relation = { op: 'extend', from: input('in'), columns: [{ name: place, value: arrival }] };
    const values: Expression = { op: 'list', items: turned.map((c) => (asText ? cast(column(c.name), 'VARCHAR') : column(c.name))) };
    const holds = (m: Made): Expression => (header === null ? binary(column(place), '=', literal(m.place)) : m.value === null ? isNull(column(header)) : isTrue(binary(cast(column(header), 'VARCHAR'), '=', literal(m.value))));
    const known = header === null ? binary(column(place), '<=', literal(made.length)) : or(...made.map(holds));
    // A row that came in after the columns were named must not get lost.
    const late = cast(call('error', binary(literal('no column is listed for the value of '), '||', header === null ? cast(column(place), 'VARCHAR') : binary(literal(`${quoted(header)}: `), '||', call('coalesce', cast(column(header), 'VARCHAR'), literal('NULL'))))), 'BOOLEAN');
    const checked: Relation = { op: 'filter', from: shared('numbered'), condition: choose(known, literal(true), late) };
    const long: Relation = { op: 'unnest', from: checked, list: { op: 'list', items: turned.map((c) => literal(c.name)) }, as: item, also: [{ name: value, value: values }, { name: number, value: { op: 'list', items: turned.map((_c, i) => literal(i)) } }] };
    const wide: Relation = { op: 'aggregate', from: long, groups: [{ name: number, value: column(number) }, { name: nameColumn, value: column(item) }], measures: made.map((m) => ({ name: m.name, value: { op: 'call', name: 'first', args: [column(value)], filter: holds(m) } as const })) };
    return { shared: { numbered }, outputs: { out: { op: 'extend', from: { op: 'sort', from: wide, keys: [ascending(number)] }, columns: [], without: [number] } } };
  },
  examples,
});

/** A row that becomes a column: named after its value, or after its place where values name nothing. */
interface Made {
  readonly name: string;
  readonly place: number;
  readonly value: string | null;
}

/** The columns that rows become, in the order of the rows; null after a report. */
function columnsMade(context: Pick<BuildContext<unknown>, 'report' | 'fact'>, header: string | null, { nameColumn, prefix }: { readonly nameColumn: string; readonly prefix: string }): readonly Made[] | null {
  const fact = context.fact?.kind === 'values' ? context.fact : { rows: [], more: false };
  const count = header === null ? Number(fact.rows[0]?.[0] ?? 0) : fact.rows.length;
  if (fact.more || count > mostRows) {
    context.report('param-invalid', `More than ${mostRows.toLocaleString('en-US')} rows arrive, each of which would be a column. Group or filter them before.`, { param: 'header' });
    return null;
  }
  if (header === null) return Array.from({ length: count }, (_, i) => ({ name: `${prefix || 'row_'}${i + 1}`, place: i + 1, value: null }));
  const repeated = fact.rows.find(([, rows]) => rows !== '1');
  if (repeated) {
    const value = repeated[2] ?? null;
    context.report('key-duplicate', `${Number(repeated[1]).toLocaleString('en-US')} rows have ${value === null ? 'no value' : `"${value.slice(0, 60)}"`} in column ${quoted(header)}, and each would be a column of that name. Take Pivot to put them together, or number the columns.`, { param: 'header' });
    return null;
  }
  const used = [nameColumn];
  return fact.rows
    .map(([place, , value]) => ({ place: Number(place), value: value ?? null }))
    .toSorted((a, b) => a.place - b.place)
    .map(({ place, value }) => {
      const name = freshName(used, prefix + (value === null ? 'NULL' : value === '' ? '(blank)' : value.replaceAll('\0', '␀')));
      used.push(name);
      return { name, place, value };
    });
}

/** The column that names the columns, null where they are numbered, undefined after a report. */
function headerOf(context: Pick<BuildContext<{ readonly header: string | null }>, 'params' | 'report'>, schema: Schema): string | null | undefined {
  const { header } = context.params;
  return header === null ? null : inputColumn(context, schema, header, 'header')?.name;
}
