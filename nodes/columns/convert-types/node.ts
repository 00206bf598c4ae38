import { freshName, sameName } from '../../../engine/core/schema.ts';
import { defineNode, errorsPort, failedRows, inputSchema, listedColumn, noFailures, onFailure, onMissing, quoted, soundRows, table, uniqueColumns, type Failure } from '../../../engine/definition/index.ts';
import type { Expression } from '../../../engine/expression/expression.ts';
import { and, binary, call, cast, column, isNotNull, isNull, literal } from '../../../engine/expression/expression.ts';
import { isNested, jsonMisfit, lenientCast, strictJson } from '../../../engine/expression/json-misfit.ts';
import type { Relation } from '../../../engine/relation/relation.ts';
import { input, shared } from '../../../engine/relation/relation.ts';

const raw = { id: 'VARCHAR', at: 'VARCHAR' };
const errors = { _error_code: 'VARCHAR', _error_column: 'VARCHAR', _error_message: 'VARCHAR' };

const isTime = (type: string): boolean => /^(DATE|TIME)/i.test(type);

interface Conversion {
  readonly name: string;
  readonly from: string;
  readonly type: string;
  readonly format: string | null;
}

/** JSON is judged part by part: the database's strict cast refuses an object with one key more. */
const isJudged = ({ from, type }: Conversion): boolean => from === 'JSON' && isNested(type);

/** A column in its new type: an error, or when lenient NULL, for a value that does not fit. */
function converted(conversion: Conversion, lenient: boolean): Expression {
  const { name, from, type, format } = conversion;
  if (format === null) {
    if (lenient) return lenientCast(column(name), from, type);
    if (!isJudged(conversion)) return cast(column(name), type);
    return strictJson(column(name), type, jsonMisfit(column(name), type, name));
  }
  return cast(call(lenient ? 'try_strptime' : 'strptime', cast(column(name), 'VARCHAR'), literal(format)), type, lenient);
}

export const convertTypes = defineNode({
  type: 'convert-types',
  version: 2,
  title: 'Convert types',
  category: 'columns',
  icon: 'Ct',
  summary: 'Converts columns to other types and sends rows with a value that does not fit to a port of their own.',
  keywords: ['cast', 'data type', 'change type', 'parse number', 'string to number', 'number to string', 'string to date', 'text to number', 'auto field'],
  inputs: [{ name: 'in', title: 'Rows', required: true }],
  outputs: [{ name: 'out', title: 'Converted', kind: 'rows' }, errorsPort],
  params: {
    columns: {
      kind: 'list',
      label: 'Columns',
      noun: 'column',
      default: [],
      casts: true,
      item: {
        column: { kind: 'column', label: 'Column', over: 'in' },
        type: { kind: 'type', label: 'Type' },
        format: { kind: 'text', label: 'Format', help: 'Of dates and times, such as %d.%m.%Y; DuckDB’s own way of reading when empty.', placeholder: '%d.%m.%Y', default: null },
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
      if (c.format !== null && !isTime(c.type)) context.report('param-invalid', `${quoted(c.column)} becomes ${c.type}, for which a format of times means nothing. Make it DATE, TIME or TIMESTAMP, or leave the format empty.`, { param: `columns.${i}.format` });
      return source ? [{ name: source.name, from: source.type, type: c.type, format: isTime(c.type) ? c.format : null }] : [];
    });
    if (failing !== 'errors') {
      const columns = found.map((c) => ({ name: c.name, value: converted(c, failing === 'null'), replaces: true }));
      return { outputs: { out: { op: 'extend', from: input('in'), columns }, errors: noFailures(input('in')) } };
    }
    const taken = schema.map((c) => c.name);
    const tries = found.map((c) => {
      const made = freshName(taken, `_as_${c.name}`);
      taken.push(made);
      return { ...c, made };
    });
    const without = tries.map((t) => t.made);
    const failures: Failure[] = tries.map((t) => {
      const { name, type, format, made } = t;
      const unfit = call('concat', literal(`${quoted(name)} cannot be converted to ${type}${format === null ? '' : ` by ${format}`}: `), cast(column(name), 'VARCHAR'));
      // JSON null is NULL of any type.
      const missing = t.from === 'JSON' ? and(isNotNull(column(name)), binary(call('json_type', column(name)), '<>', literal('NULL'))) : isNotNull(column(name));
      return { when: and(missing, isNull(column(made))), code: 'value-unreadable', column: name, message: isJudged(t) ? jsonMisfit(column(name), type, name) : unfit };
    });
    const value = (name: string): Expression => column(tries.find((t) => sameName(t.name, name))?.made ?? name);
    const out: Relation = { op: 'project', from: soundRows(shared('tried'), failures), columns: schema.map((c) => ({ name: c.name, value: value(c.name) })) };
    return {
      shared: { tried: { op: 'extend', from: input('in'), columns: tries.map((c) => ({ name: c.made, value: converted(c, true) })) } },
      outputs: { out, errors: failedRows(shared('tried'), failures, without) },
    };
  },
  // Version 2 added the formats; without one a column is read as before.
  migrations: { 1: (params) => params },
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
      title: 'Dates and times in a spelling of their own',
      params: { columns: [{ column: 'id', type: 'TIME', format: '%H.%M' }, { column: 'at', type: 'DATE', format: '%d.%m.%Y' }] },
      inputs: { in: table(raw, [['07.30', '29.02.2024'], ['7', '2024-02-29'], [null, '1.3.2024']]) },
      outputs: {
        out: table({ id: 'TIME', at: 'DATE' }, [['07:30:00', '2024-02-29'], [null, '2024-03-01']]),
        errors: table({ ...raw, ...errors }, [['7', '2024-02-29', 'value-unreadable', 'id', '"id" cannot be converted to TIME by %H.%M: 7']]),
      },
    },
    {
      title: 'NULL where a value does not fit',
      params: { columns: [{ column: 'a "b". 🎈', type: 'TINYINT' }], onFailure: 'null' },
      inputs: { in: table({ 'a "b". 🎈': 'DOUBLE' }, [[1], [1000], ['nan'], [null]]) },
      outputs: { out: table({ 'a "b". 🎈': 'TINYINT' }, [[1], [null], [null], [null]]), errors: table({ 'a "b". 🎈': 'DOUBLE', ...errors }, []) },
    },
    {
      title: 'Lists and objects, of text and of JSON: one part that does not fit sends the row to Errors',
      params: { columns: [{ column: 'tags', type: 'INTEGER[]' }, { column: 'doc', type: 'STRUCT(a INTEGER)' }] },
      inputs: { in: table({ tags: 'VARCHAR[]', doc: 'JSON' }, [['[1, 2]', '{"a":1,"b":2}'], ['[1, x]', null], [null, '{"a":"x"}'], ['[]', 'null']]) },
      outputs: {
        out: table({ tags: 'INTEGER[]', doc: 'STRUCT(a INTEGER)' }, [['[1, 2]', "{'a': 1}"], ['[]', null]]),
        errors: table({ tags: 'VARCHAR[]', doc: 'JSON', ...errors }, [
          ['[1, x]', null, 'value-unreadable', 'tags', '"tags" cannot be converted to INTEGER[]: [1, x]'],
          [null, '{"a":"x"}', 'value-unreadable', 'doc', '"doc" at .a cannot be converted to INTEGER: "x"'],
        ]),
      },
    },
    {
      title: 'No rows, nothing to convert',
      params: { columns: [{ column: 'gone', type: 'DATE' }], onMissing: 'ignore' },
      inputs: { in: table(raw, []) },
      outputs: { out: table(raw, []), errors: table({ ...raw, ...errors }, []) },
    },
  ],
});
