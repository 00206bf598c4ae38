import { quotedIdentifier } from '../../../engine/core/quoting.ts';
import type { Schema } from '../../../engine/core/schema.ts';
import { findColumn, freshName } from '../../../engine/core/schema.ts';
import { ascending, defineNode, errorsPort, inputSchema, listedColumns, noFailures, onMissing, rowGroups, rowOrder, someColumns, sortKeys, uniqueColumns } from '../../../engine/definition/index.ts';
import type { Expression } from '../../../engine/expression/expression.ts';
import { binary, cast, column, isNotNull, isNull, isTrue, literal, over } from '../../../engine/expression/expression.ts';
import type { NamedExpression, Relation } from '../../../engine/relation/relation.ts';
import { input, shared } from '../../../engine/relation/relation.ts';
import type { ScriptCall } from '../../../engine/relation/script-call.ts';
import { scriptType, ungivable } from '../../../engine/relation/script-type.ts';
import { examples } from './examples.ts';

const modes = [
  { value: 'columns', label: 'New values for each row', help: 'The script sees one row as row and gives the new values.' },
  { value: 'keep', label: 'Which rows to keep', help: 'The script sees one row as row and gives true or false; null counts as false.' },
  { value: 'rows', label: 'Rows in place of each row', help: 'The script sees one row as row and gives an array of rows, one row, or null for none.' },
  { value: 'table', label: 'A new table from all rows', help: 'The script sees the columns as arrays in table, and their length as count; it gives an object of arrays, or an array of rows.' },
  { value: 'batch', label: 'A new table from some rows at a time', help: 'As for all rows, with so many of them at once.' },
] as const;

const perTable = { param: 'mode', in: ['table', 'batch'] } as const;

export const scriptJavascript = defineNode({
  type: 'script-javascript',
  version: 1,
  title: 'JavaScript',
  category: 'script',
  icon: 'Jv',
  summary: 'Runs JavaScript over rows or whole tables, in a sandbox without files, network, clock or chance.',
  keywords: ['code', 'js', 'custom', 'program', 'snippet', 'udf', 'function'],
  inputs: [{ name: 'in', title: 'Rows', required: true }],
  outputs: [{ name: 'out', title: 'Rows', kind: 'rows' }, errorsPort],
  params: {
    mode: { kind: 'choice', label: 'The script gives', default: 'columns', options: modes },
    code: { kind: 'script', label: 'Script', help: 'An expression, or the body of a function that returns a value.', language: 'javascript', default: 'Object.keys(row).length' },
    outputs: {
      kind: 'list',
      label: 'Columns it gives',
      help: 'For a single one the script may give the bare value, else an object with a value for each. One that is called like a column of the input replaces it.',
      noun: 'column',
      default: [{ name: 'columns', type: 'INTEGER' }],
      showIf: { param: 'mode', in: ['columns', 'rows', 'table', 'batch'] },
      item: { name: { kind: 'text', label: 'Name' }, type: { kind: 'type', label: 'Type', default: 'VARCHAR' } },
    },
    keepColumns: { kind: 'boolean', label: 'Keep the columns of the input', default: true, showIf: { param: 'mode', in: ['columns', 'rows'] } },
    groups: { ...rowGroups, label: 'A table for each group of', showIf: { param: 'mode', in: ['table'] } },
    size: { kind: 'integer', label: 'Rows at a time', default: 10_000, min: 1, max: 10_000_000, showIf: { param: 'mode', in: ['batch'] } },
    order: { ...rowOrder, showIf: perTable },
    onFailure: {
      kind: 'choice',
      label: 'The script fails, or gives a value that does not fit',
      default: 'errors',
      options: [
        { value: 'errors', label: 'Send the row to Errors', help: 'The original row with what was wrong; the rows of a table go together.' },
        { value: 'fail', label: 'Stop the run' },
      ],
    },
    reads: { kind: 'columns', label: 'Columns the script reads', help: 'All of them when empty; naming the ones it needs makes wide tables faster.', over: 'in', default: [], advanced: true },
    onMissing,
    seconds: { kind: 'integer', label: 'Most seconds for one row or table', help: 'A script that takes longer stops the run.', default: 5, min: 1, max: 3600, advanced: true },
    megabytes: { kind: 'integer', label: 'Most memory in MB', help: 'A script that needs more stops the run.', default: 64, min: 8, max: 1024, advanced: true },
  },
  caption: ({ code }) => (code ?? '').replaceAll(/\s+/g, ' ').replaceAll(/\bnull\b/g, 'NULL').trim(),
  need: ({ code, mode }) => ({ kind: 'script', code, unit: mode === 'table' || mode === 'batch' ? 'table' : 'row' }),
  build(context) {
    const { params, fact } = context;
    const schema = inputSchema(context, 'in');
    if (!schema || fact?.kind !== 'script') return { outputs: {} };
    const outputs = params.mode === 'keep' ? [] : params.outputs;
    if (params.mode !== 'keep') {
      someColumns(context, outputs, 'outputs');
      uniqueColumns(context, outputs.map((c) => c.name), (i) => `outputs.${i}.name`);
    }
    for (const [i, { type }] of outputs.entries()) {
      const odd = ungivable(scriptType(type));
      if (odd !== null) context.report('param-invalid', `A script cannot give ${odd}. Let it give VARCHAR, and convert the column after it.`, { param: `outputs.${i}.type` });
    }
    const read = params.reads.length === 0 ? schema : listedColumns(context, schema, params.reads, 'reads', params.onMissing);
    const common = { code: params.code, form: fact.form, outputs, stops: params.onFailure === 'fail', seconds: params.seconds, megabytes: params.megabytes } as const;
    const taken = [...schema, ...outputs].map((c) => c.name);
    const result = freshName(taken, '_script');
    if (params.mode === 'table' || params.mode === 'batch') {
      const keys = sortKeys(context, schema, params.order, 'order', params.onMissing);
      const groups = params.mode === 'table' ? listedColumns(context, schema, params.groups, 'groups', params.onMissing).map((c) => c.name) : [];
      return byTable({ schema, read, keys, groups, size: params.mode === 'batch' ? params.size : null, result, taken: [...taken, result], common });
    }
    const tried: Relation = { op: 'script', from: input('in'), as: result, call: { ...common, unit: 'row', gives: params.mode, inputs: read } };
    const sound: Relation = { op: 'filter', from: shared('tried'), condition: isNull(told(result, 'message')) };
    const errors: Relation = common.stops ? noFailures(input('in')) : { op: 'extend', from: failed(result), columns: errorValues(result), without: [result] };
    const kept = params.mode === 'keep' || params.keepColumns ? schema : [];
    if (params.mode === 'keep') {
      const chosen: Relation = { op: 'filter', from: sound, condition: isTrue(told(result, 'value')) };
      return { shared: { tried }, outputs: { out: { op: 'extend', from: chosen, columns: [], without: [result] }, errors } };
    }
    const row = freshName([...taken, result], '_row');
    const given = params.mode === 'columns' ? sound : ({ op: 'unnest', from: sound, list: told(result, 'value'), as: row } as const);
    const value = params.mode === 'columns' ? told(result, 'value') : column(row);
    return { shared: { tried }, outputs: { out: { op: 'project', from: given, columns: placed(kept, outputs, value) }, errors } };
  },
  examples,
});

const field = (item: Expression, name: string): Expression => ({ op: 'field', item, name });

/** What the script told of a row: its value, or what was wrong. */
const told = (result: string, name: 'value' | 'code' | 'column' | 'message'): Expression => field(column(result), name);

const failed = (result: string): Relation => ({ op: 'filter', from: shared('tried'), condition: isNotNull(told(result, 'message')) });

const errorValues = (result: string): NamedExpression[] => (['code', 'column', 'message'] as const).map((name) => ({ name: `_error_${name}`, value: told(result, name) }));

/** The columns kept, then those the script gives in the type the node states; one of the same name stands in the old one's place. */
function placed(kept: Schema, outputs: Schema, value: Expression): NamedExpression[] {
  const of = (name: string, type: string): Expression => cast(field(value, name), type);
  const old = kept.map((c) => {
    const made = findColumn(outputs, c.name);
    return { name: c.name, value: made ? of(made.name, made.type) : column(c.name) };
  });
  return [...old, ...outputs.filter((c) => !findColumn(kept, c.name)).map((c) => ({ name: c.name, value: of(c.name, c.type) }))];
}

interface TablePlan {
  readonly schema: Schema;
  readonly read: Schema;
  readonly keys: ReturnType<typeof sortKeys>;
  readonly groups: readonly string[];
  /** Rows at a time; null for all. */
  readonly size: number | null;
  readonly result: string;
  readonly taken: readonly string[];
  readonly common: Omit<ScriptCall, 'unit' | 'gives' | 'inputs'>;
}

/** Rows are collected into one list per table, given to the script as columns, and what comes back is opened again. */
function byTable({ schema, read, keys, groups, size, result, taken, common }: TablePlan): { shared: Record<string, Relation>; outputs: Record<string, Relation> } {
  const place = freshName(taken, '_place');
  const rows = freshName([...taken, place], '_rows');
  const row = freshName([...taken, place, rows], '_row');
  const seen = read.length === schema.length ? rows : freshName([...taken, place, rows, row], '_seen');
  const listOf = (columns: Schema): Expression => ({ op: 'call', name: 'list', args: [{ op: 'struct', fields: columns.map((c) => ({ name: c.name, value: column(c.name) })) }], orderBy: [ascending(place)] });
  const batch = size === null ? [] : [binary(binary(column(place), '-', literal(1)), '//', literal(size))];
  const grouped: Relation = {
    op: 'aggregate',
    from: { op: 'extend', from: input('in'), columns: [{ name: place, value: over('row_number', [], [], keys) }] },
    groups: [...groups.map((name) => column(name)), ...batch].map((value, i) => ({ name: freshName([rows, seen], `_group_${i}`), value })),
    measures: [{ name: rows, value: listOf(schema) }, ...(seen === rows ? [] : [{ name: seen, value: listOf(read) }])],
  };
  const tried: Relation = {
    op: 'script',
    // Without a group an empty table is one row without a list: there is nothing to call the script for.
    from: { op: 'filter', from: grouped, condition: isNotNull(column(rows)) },
    as: result,
    call: { ...common, unit: 'table', gives: 'rows', inputs: [{ name: seen, type: `STRUCT(${read.map((c) => `${quotedIdentifier(c.name)} ${c.type}`).join(', ')})[]` }] },
  };
  const sound: Relation = { op: 'filter', from: shared('tried'), condition: isNull(told(result, 'message')) };
  const opened = (from: Relation, items: Expression): Relation => ({ op: 'unnest', from, list: items, as: row });
  return {
    shared: { tried },
    outputs: {
      out: { op: 'project', from: opened(sound, told(result, 'value')), columns: placed([], common.outputs, column(row)) },
      errors: common.stops
        ? noFailures(input('in'))
        : { op: 'project', from: opened(failed(result), column(rows)), columns: [...schema.map((c) => ({ name: c.name, value: field(column(row), c.name) })), ...errorValues(result)] },
    },
  };
}
