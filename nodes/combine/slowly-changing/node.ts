import { findColumn, sameName, type Column, type Schema } from '../../../engine/core/schema.ts';
import { typeFamily } from '../../../engine/core/type-family.ts';
import { comparable, defineNode, inputColumn, inputSchema, listedColumns, onMissing, quoted, uniqueColumns } from '../../../engine/definition/index.ts';
import type { Expression } from '../../../engine/expression/expression.ts';
import { call, cast, column, literal } from '../../../engine/expression/expression.ts';
import { constantOf } from '../../../engine/expression/typed-literal.ts';
import type { Relation } from '../../../engine/relation/relation.ts';
import { input } from '../../../engine/relation/relation.ts';
import { examples } from './examples.ts';
import { nextVersion } from './next-version.ts';

export const slowlyChanging = defineNode({
  type: 'slowly-changing',
  version: 1,
  title: 'Slowly changing dimension',
  category: 'combine',
  icon: 'Sd',
  summary: 'Brings a table that keeps its history up to date: a changed row ends the version there is and starts a new one, or overwrites it.',
  keywords: ['scd', 'scd2', 'type 2', 'type 1', 'snapshot', 'history', 'dimension', 'valid from', 'valid to', 'versioning', 'merge into'],
  inputs: [
    { name: 'in', title: 'Arriving rows', required: true },
    { name: 'dimension', title: 'Table so far', required: false },
  ],
  outputs: [
    { name: 'out', title: 'Table', kind: 'rows' },
    { name: 'started', title: 'Started', kind: 'rows' },
    { name: 'ended', title: 'Ended', kind: 'rows' },
    { name: 'overwritten', title: 'Overwritten', kind: 'rows' },
    { name: 'refused', title: 'Refused', kind: 'rejects' },
  ],
  params: {
    keys: { kind: 'columns', label: 'Key columns', help: 'What tells one thing from another. The first column when empty.', over: 'in', default: [] },
    change: {
      kind: 'choice',
      label: 'When a value has changed',
      default: 'history',
      options: [
        { value: 'history', label: 'End the version and start a new one', help: 'Type 2' },
        { value: 'overwrite', label: 'Overwrite it', help: 'Type 1' },
      ],
    },
    overwrite: { kind: 'columns', label: 'Columns that are overwritten all the same', help: 'Type 1 beside type 2.', over: 'in', default: [], showIf: { param: 'change', in: ['history'] } },
    gone: {
      kind: 'choice',
      label: 'When no row arrives for a key',
      default: 'keep',
      options: [
        { value: 'keep', label: 'Leave it as it is' },
        { value: 'end', label: 'End its version' },
      ],
    },
    since: {
      kind: 'choice',
      label: 'New versions hold from',
      default: 'now',
      options: [
        { value: 'now', label: 'The time of the run' },
        { value: 'column', label: 'The time in a column' },
        { value: 'fixed', label: 'A fixed time' },
      ],
    },
    sinceColumn: { kind: 'column', label: 'Column with the time', help: 'It becomes the start of the version and is no column of the table.', over: 'in', default: null, needed: true, showIf: { param: 'since', in: ['column'] } },
    sinceTime: { kind: 'text', label: 'Time', help: 'Such as 2024-01-31 or 2024-01-31 12:00:00.', default: '', showIf: { param: 'since', in: ['fixed'] } },
    validFrom: { kind: 'text', label: 'Column for the start', default: 'valid_from' },
    validTo: { kind: 'text', label: 'Column for the end', default: 'valid_to' },
    isCurrent: { kind: 'text', label: 'Column for "still true"', default: 'is_current' },
    onMissing,
    onNew: {
      kind: 'choice',
      label: 'A column arrives that the table has not',
      default: 'fail',
      options: [
        { value: 'fail', label: 'Report it' },
        { value: 'add', label: 'Add it', help: 'It is NULL in the versions so far.' },
      ],
    },
  },
  caption: ({ keys, change }) => (change === undefined ? '' : `${keys && keys.length > 0 ? `by ${keys.join(', ')}, ` : ''}type ${change === 'history' ? 2 : 1}`),
  build(context) {
    const { keys, change, overwrite, gone, since, sinceTime, validFrom, validTo, isCurrent, onMissing: policy, onNew } = context.params;
    const arriving = inputSchema(context, 'in');
    if (!arriving) return { outputs: {} };
    const known = inputSchema(context, 'dimension');
    const timeColumn = since === 'column' && context.params.sinceColumn !== null ? inputColumn(context, arriving, context.params.sinceColumn, 'sinceColumn') : null;
    if (since === 'column' && context.params.sinceColumn === null) context.report('param-missing', 'No column says since when a row is true. Choose one.', { param: 'sinceColumn' });
    if (timeColumn && typeFamily(timeColumn.type) !== 'time') context.report('type-mismatch', `Column ${quoted(timeColumn.name)} is ${timeColumn.type}, not a date or a timestamp. Convert it with Parse date and time first.`, { param: 'sinceColumn' });
    const values = arriving.filter((c) => c !== timeColumn);
    const chosen = keys.length === 0 ? values.slice(0, 1) : listedColumns(context, values, keys, 'keys', policy);
    if (chosen.length === 0) context.report('param-missing', 'No key column is left, so nothing tells one thing from another. Choose one.', { param: 'keys' });
    const rest = values.filter((c) => !chosen.includes(c));
    const over = change === 'overwrite' ? rest : listedColumns(context, values, overwrite, 'overwrite', policy).filter((c) => rest.includes(c));
    const marks = [validFrom, validTo, isCurrent];
    const markParams = ['validFrom', 'validTo', 'isCurrent'];
    const names = values.map((c) => c.name);
    uniqueColumns(context, [...names, ...marks], (i) => markParams[i - names.length] ?? 'validFrom', 'Give the column of the history another name');
    for (const [i, name] of marks.entries()) if (name === '') context.report('param-missing', 'A column of the history has no name. Give it one.', { param: markParams[i]! });
    const timeType = known ? (findColumn(known, validFrom)?.type ?? 'TIMESTAMP') : (timeColumn?.type ?? 'TIMESTAMP');
    const table = known ? knownTable(context, known, values, { validFrom, validTo, isCurrent }, onNew === 'add' ? values.filter((c) => !chosen.includes(c)) : []) : [...values, { name: validFrom, type: timeType }, { name: validTo, type: timeType }, { name: isCurrent, type: 'BOOLEAN' }];
    const at = startOf(context, since, timeColumn, sinceTime, timeType);
    if (!table || chosen.length === 0) return { outputs: {} };
    const none: Relation = { op: 'limit', from: { op: 'project', from: input('in'), columns: table.map((c) => ({ name: c.name, value: names.includes(c.name) ? column(c.name) : literal(null, c.type) })) }, count: 0, offset: 0 };
    return nextVersion({
      table,
      arriving: values,
      keys: chosen.map((c) => c.name),
      tracked: rest.filter((c) => !over.includes(c)).map((c) => c.name),
      overwritten: over.map((c) => c.name),
      from: findColumn(table, validFrom)!.name,
      to: findColumn(table, validTo)!.name,
      current: findColumn(table, isCurrent)!.name,
      at,
      refusedColumns: arriving,
      endGone: gone === 'end',
      before: known ? withNulls(known, table) : none,
    });
  },
  examples,
});

type Reporter = Parameters<typeof inputColumn>[0];

/** The table so far with the columns that are added to it, which are NULL in its rows. */
const withNulls = (known: Schema, table: Schema): Relation =>
  known.length === table.length ? input('dimension') : { op: 'project', from: input('dimension'), columns: table.map((c, i) => ({ name: c.name, value: i < known.length ? column(c.name) : literal(null, c.type) })) };

/** The table so far, if it has what arrives and the columns of a history; followed by what else arrives where that may be `added`. */
function knownTable(context: Reporter, known: Schema, values: Schema, marks: { readonly validFrom: string; readonly validTo: string; readonly isCurrent: string }, added: Schema): Schema | null {
  const found = Object.entries(marks).map(([param, name]) => ({ param, column: inputColumn(context, known, name, param, 'the table so far') }));
  if (found.some((f) => f.column === null)) return null;
  const [from, to, current] = found.map((f) => f.column!) as [Column, Column, Column];
  for (const [c, param] of [[from, 'validFrom'], [to, 'validTo']] as const) {
    if (typeFamily(c.type) !== 'time') context.report('type-mismatch', `Column ${quoted(c.name)} of the table so far is ${c.type}, not a date or a timestamp. Choose another column.`, { param });
  }
  if (current.type !== 'BOOLEAN') context.report('type-mismatch', `Column ${quoted(current.name)} of the table so far is ${current.type}, not BOOLEAN. Choose another column, or convert it before.`, { param: 'isCurrent' });
  const fitting = values.filter((c) => {
    const there = known.find((k) => sameName(k.name, c.name));
    if (there) return comparable(context, c, there, 'keys');
    if (added.includes(c)) return true;
    context.report('column-new', `Column ${quoted(c.name)} arrives and is not in the table so far. Let it be added, or leave it out with Select columns.`, { param: 'onNew' });
    return false;
  });
  return fitting.length === values.length ? [...known, ...fitting.filter((c) => !known.some((k) => sameName(k.name, c.name)))] : null;
}

/** Since when an arriving row is true. */
function startOf(context: Reporter, since: 'now' | 'column' | 'fixed', from: Column | null, text: string, type: string): Expression {
  if (since === 'now') return cast(call('now'), type);
  if (since === 'column') return from ? cast(column(from.name), type) : literal(null, type);
  const constant = constantOf(text, type);
  if (!constant) context.report('param-invalid', `"${text}" is no time. Write one such as 2024-01-31 or 2024-01-31 12:00:00.`, { param: 'sinceTime' });
  return constant ?? literal(null, type);
}
