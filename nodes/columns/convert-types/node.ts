import { freshName, sameName } from '../../../engine/core/schema.ts';
import { defineNode, errorsPort, failedRows, inputSchema, listedColumn, noFailures, onFailure, onMissing, quoted, soundRows, table, uniqueColumns, type Failure } from '../../../engine/definition/index.ts';
import type { Expression } from '../../../engine/expression/expression.ts';
import { and, call, cast, column, isNotNull, isNull, literal } from '../../../engine/expression/expression.ts';
import type { Relation } from '../../../engine/relation/relation.ts';
import { input, shared } from '../../../engine/relation/relation.ts';

const raw = { id: 'VARCHAR', at: 'VARCHAR' };
const errors = { _error_code: 'VARCHAR', _error_column: 'VARCHAR', _error_message: 'VARCHAR' };

export const convertTypes = defineNode({
  type: 'convert-types',
  version: 1,
  title: 'Convert types',
  category: 'columns',
  icon: 'Ct',
  summary: 'Converts columns to other types and sends rows with a value that does not fit to a port of their own.',
  inputs: [{ name: 'in', title: 'Rows', required: true }],
  outputs: [{ name: 'out', title: 'Converted', kind: 'rows' }, errorsPort],
  params: {
    columns: {
      kind: 'list',
      label: 'Columns',
      noun: 'column',
      default: [],
      item: {
        column: { kind: 'column', label: 'Column', over: 'in' },
        type: { kind: 'type', label: 'Type' },
      },
    },
    onFailure,
    onMissing,
  },
  caption: ({ columns }) => (columns ?? []).filter((c) => c.column).map((c) => `${c.column} → ${c.type ?? '…'}`).join(', '),
  build(context) {
    const { columns, onFailure: failing, onMissing: policy } = context.params;
    const schema = inputSchema(context, 'in');
    if (!schema) return { outputs: {} };
    uniqueColumns(context, columns.map((c) => c.column), (i) => `columns.${i}.column`, 'Convert it once');
    const found = columns.flatMap((c, i) => {
      const source = listedColumn(context, schema, c.column, `columns.${i}.column`, policy);
      return source ? [{ name: source.name, type: c.type }] : [];
    });
    if (failing !== 'errors') {
      const converted = found.map(({ name, type }) => ({ name, value: cast(column(name), type, failing === 'null'), replaces: true }));
      return { outputs: { out: { op: 'extend', from: input('in'), columns: converted }, errors: noFailures(input('in')) } };
    }
    const taken = schema.map((c) => c.name);
    const tries = found.map((c) => {
      const made = freshName(taken, `_as_${c.name}`);
      taken.push(made);
      return { ...c, made };
    });
    const without = tries.map((t) => t.made);
    const failures: Failure[] = tries.map(({ name, type, made }) => ({
      when: and(isNotNull(column(name)), isNull(column(made))),
      code: 'value-unreadable',
      column: name,
      message: call('concat', literal(`${quoted(name)} cannot be converted to ${type}: `), cast(column(name), 'VARCHAR')),
    }));
    const value = (name: string): Expression => column(tries.find((t) => sameName(t.name, name))?.made ?? name);
    const out: Relation = { op: 'project', from: soundRows(shared('tried'), failures), columns: schema.map((c) => ({ name: c.name, value: value(c.name) })) };
    return {
      shared: { tried: { op: 'extend', from: input('in'), columns: tries.map(({ name, type, made }) => ({ name: made, value: cast(column(name), type, true) })) } },
      outputs: { out, errors: failedRows(shared('tried'), failures, without) },
    };
  },
  examples: [
    {
      title: 'A row that cannot be converted goes to Errors as it was; NULL is no error',
      params: { columns: [{ column: 'ID', type: 'INTEGER' }, { column: 'at', type: 'DATE' }] },
      inputs: { in: table(raw, [['7', '2024-02-29'], ['x', '2024-02-30'], [null, null], ['8', 'soon']]) },
      outputs: {
        out: table({ id: 'INTEGER', at: 'DATE' }, [[7, '2024-02-29'], [null, null]]),
        errors: table({ ...raw, ...errors }, [
          ['x', '2024-02-30', 'value-unreadable', 'id', '"id" cannot be converted to INTEGER: x'],
          ['8', 'soon', 'value-unreadable', 'at', '"at" cannot be converted to DATE: soon'],
        ]),
      },
    },
    {
      title: 'NULL where a value does not fit',
      params: { columns: [{ column: 'a "b". 🎈', type: 'TINYINT' }], onFailure: 'null' },
      inputs: { in: table({ 'a "b". 🎈': 'DOUBLE' }, [[1], [1000], ['nan'], [null]]) },
      outputs: { out: table({ 'a "b". 🎈': 'TINYINT' }, [[1], [null], [null], [null]]), errors: table({ 'a "b". 🎈': 'DOUBLE', ...errors }, []) },
    },
    {
      title: 'No rows, nothing to convert',
      params: { columns: [{ column: 'gone', type: 'DATE' }], onMissing: 'ignore' },
      inputs: { in: table(raw, []) },
      outputs: { out: table(raw, []), errors: table({ ...raw, ...errors }, []) },
    },
  ],
});
