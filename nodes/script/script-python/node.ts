import { quotedIdentifier } from '../../../engine/core/quoting.ts';
import type { Schema } from '../../../engine/core/schema.ts';
import { freshName } from '../../../engine/core/schema.ts';
import { ascending, defineNode, errorsPort, inputSchema, listedColumns, noFailures, onMissing, rowGroups, rowOrder, sortKeys, uniqueColumns } from '../../../engine/definition/index.ts';
import type { Expression } from '../../../engine/expression/expression.ts';
import { cast, column, isNotNull, isNull, over } from '../../../engine/expression/expression.ts';
import type { Relation } from '../../../engine/relation/relation.ts';
import { input, shared } from '../../../engine/relation/relation.ts';
import { isTableType, tableType } from '../../../engine/relation/table-type.ts';
import { examples } from './examples.ts';

export const scriptPython = defineNode({
  type: 'script-python',
  version: 1,
  title: 'Python',
  category: 'script',
  icon: 'Py',
  summary: 'Runs Python over whole tables, with your own interpreter and its packages, once you have trusted the script.',
  keywords: ['code', 'pandas', 'polars', 'custom', 'program', 'snippet', 'notebook', 'udf', 'function'],
  inputs: [{ name: 'in', title: 'Rows', required: true }],
  outputs: [{ name: 'out', title: 'Rows', kind: 'rows' }, errorsPort],
  params: {
    code: { kind: 'script', label: 'Script', help: 'A function transform(table) that returns a table. It can do all that you can, so it runs only after you have trusted its text.', language: 'python', default: 'def transform(table):\n    return table\n' },
    frame: {
      kind: 'choice',
      label: 'A table is',
      default: 'arrow',
      options: [
        { value: 'arrow', label: 'A pyarrow.Table', help: 'Needs the package pyarrow.' },
        { value: 'pandas', label: 'A pandas.DataFrame', help: 'Needs the packages pyarrow and pandas; whole numbers and booleans come as nullable types.' },
      ],
    },
    outputs: {
      kind: 'list',
      label: 'Columns it gives',
      help: 'Those of the input when none is listed. Others that the script gives are left out.',
      noun: 'column',
      default: [],
      item: { name: { kind: 'text', label: 'Name' }, type: { kind: 'type', label: 'Type', default: 'VARCHAR' } },
    },
    groups: { ...rowGroups, label: 'A table for each group of' },
    order: rowOrder,
    interpreter: { kind: 'text', label: 'Interpreter', help: 'A program, or the folder of a virtual environment, absolute or from the folder of the flow. When empty: the virtual environment that is active, then python3 or python on the path.', default: '' },
    onFailure: {
      kind: 'choice',
      label: 'The script fails, or gives a value that does not fit',
      default: 'fail',
      options: [
        { value: 'fail', label: 'Stop the run' },
        { value: 'errors', label: 'Send the rows to Errors', help: 'The original rows of the table, each with what was wrong.' },
      ],
    },
    reads: { kind: 'columns', label: 'Columns the script reads', help: 'All of them when empty; naming the ones it needs makes wide tables faster.', over: 'in', default: [], advanced: true },
    onMissing,
    seconds: { kind: 'integer', label: 'Most seconds for one table', help: 'A script that takes longer stops the run.', default: 300, min: 1, max: 86_400, advanced: true },
    megabytes: { kind: 'integer', label: 'Most memory in MB', help: 'What the script may take beside its libraries, on Linux. A script that needs more stops the run.', default: 4096, min: 16, max: 1_048_576, advanced: true },
  },
  caption: ({ code }) => (code ?? '').split('\n').map((line) => line.trim()).filter((line) => line !== '' && !/^(#|import |from |def transform)/.test(line)).join(' '),
  need: ({ code, interpreter, frame }) => ({ kind: 'python', code, interpreter, frame }),
  build(context) {
    const { params, fact } = context;
    const schema = inputSchema(context, 'in');
    if (!schema || fact?.kind !== 'python') return { outputs: {} };
    const read = params.reads.length === 0 ? schema : listedColumns(context, schema, params.reads, 'reads', params.onMissing);
    const outputs: Schema = params.outputs.length === 0 ? read : params.outputs;
    uniqueColumns(context, outputs.map((c) => c.name), (i) => `outputs.${i}.name`);
    for (const [i, { name, type }] of outputs.entries()) {
      if (isTableType(tableType(type))) continue;
      if (params.outputs.length === 0) context.report('type-mismatch', `Column "${name}" is ${type}, which Arrow does not have, so that the script cannot give it back. List the columns it gives, with VARCHAR for this one.`, { param: 'outputs' });
      else context.report('param-invalid', `A script cannot give ${type}, which Arrow does not have. Let it give VARCHAR, and convert the column after it.`, { param: `outputs.${i}.type` });
    }
    const groups = listedColumns(context, schema, params.groups, 'groups', params.onMissing).map((c) => c.name);
    const keys = sortKeys(context, schema, params.order, 'order', params.onMissing);
    const names = [...schema, ...outputs].map((c) => c.name);
    const fresh = (base: string): string => {
      const name = freshName(names, base);
      names.push(name);
      return name;
    };
    const [result, place, rows, row] = [fresh('_script'), fresh('_place'), fresh('_rows'), fresh('_row')];
    const seen = read.length === schema.length ? rows : fresh('_seen');
    const listOf = (columns: Schema): Expression => ({ op: 'call', name: 'list', args: [{ op: 'struct', fields: columns.map((c) => ({ name: c.name, value: column(c.name) })) }], orderBy: [ascending(place)] });
    const stops = params.onFailure === 'fail';
    const tried: Relation = {
      op: 'script',
      as: result,
      call: {
        language: 'python', code: params.code, interpreter: fact.interpreter, frame: params.frame, unit: 'table', gives: 'rows', outputs, stops, seconds: params.seconds, megabytes: params.megabytes,
        inputs: [{ name: seen, type: `STRUCT(${read.map((c) => `${quotedIdentifier(c.name)} ${c.type}`).join(', ')})[]` }],
      },
      from: {
        op: 'filter',
        // Without a group an empty table is one row without a list: there is nothing to call the script for.
        condition: isNotNull(column(rows)),
        from: {
          op: 'aggregate',
          from: { op: 'extend', from: input('in'), columns: [{ name: place, value: over('row_number', [], [], keys) }] },
          groups: groups.map((name, i) => ({ name: freshName(names, `_group_${i}`), value: column(name) })),
          measures: [{ name: rows, value: listOf(schema) }, ...(seen === rows ? [] : [{ name: seen, value: listOf(read) }])],
        },
      },
    };
    const told = (name: 'value' | 'code' | 'column' | 'message'): Expression => ({ op: 'field', item: column(result), name });
    const opened = (from: Relation, list: Expression): Relation => ({ op: 'unnest', from, list, as: row });
    const given = (name: string): Expression => ({ op: 'field', item: column(row), name });
    return {
      shared: { tried },
      outputs: {
        out: { op: 'project', from: opened({ op: 'filter', from: shared('tried'), condition: isNull(told('message')) }, told('value')), columns: outputs.map((c) => ({ name: c.name, value: cast(given(c.name), c.type) })) },
        errors: stops
          ? noFailures(input('in'))
          : {
              op: 'project',
              from: opened({ op: 'filter', from: shared('tried'), condition: isNotNull(told('message')) }, column(rows)),
              columns: [...schema.map((c) => ({ name: c.name, value: given(c.name) })), ...(['code', 'column', 'message'] as const).map((name) => ({ name: `_error_${name}`, value: told(name) }))],
            },
      },
    };
  },
  examples,
});
