import { freshName, type Schema } from '../../../engine/core/schema.ts';
import { typeFamily } from '../../../engine/core/type-family.ts';
import { columnsOfSide, defineNode, errorsPort, failedRows, goesWithout, inputColumn, inputSchema, noFailures, onMissing, quoted, soundRows, table, uniqueColumns, type Failure } from '../../../engine/definition/index.ts';
import type { Expression } from '../../../engine/expression/expression.ts';
import { and, binary, call, cast, choose, column, isNotNull, isNull, literal, over } from '../../../engine/expression/expression.ts';
import { constantOf } from '../../../engine/expression/typed-literal.ts';
import type { NamedExpression, Relation } from '../../../engine/relation/relation.ts';
import { input, shared } from '../../../engine/relation/relation.ts';

const shirts = { id: 'INTEGER', size: 'VARCHAR' };
const errors = { _error_code: 'VARCHAR', _error_column: 'VARCHAR', _error_message: 'VARCHAR' };

export const encodeValues = defineNode({
  type: 'encode-values',
  version: 2,
  title: 'Encode',
  category: 'columns',
  icon: 'En',
  summary: 'Turns categories into numbers: one column of 0 and 1 for each value, or the place of the value in a list.',
  keywords: ['one-hot', 'dummy variables', 'one to many', 'category to number', 'label encoding', 'indicator', 'get_dummies', 'create indicators'],
  inputs: [{ name: 'in', title: 'Rows', required: true }],
  outputs: [{ name: 'out', title: 'Encoded', kind: 'rows' }, errorsPort],
  params: {
    column: { kind: 'column', label: 'Column', help: 'The first text column when empty.', over: 'in', default: null },
    method: {
      kind: 'choice',
      label: 'As',
      default: 'ordinal',
      options: [
        { value: 'ordinal', label: 'The place of the value' },
        { value: 'one-hot', label: 'A column of 0 and 1 for each value' },
      ],
    },
    values: { kind: 'texts', label: 'Values', help: 'In their order. For places they may be left away: the values found are taken in sorted order then.', default: [] },
    unknown: {
      kind: 'choice',
      label: 'A value that is not listed',
      default: 'errors',
      options: [
        { value: 'errors', label: 'Send the row to Errors' },
        { value: 'null', label: 'NULL as its place, 0 in every column' },
      ],
    },
    prefix: { kind: 'text', label: 'Start of the new names', help: 'Made from the column when empty: size_small, or size_code for places.', default: null },
    keep: { kind: 'boolean', label: 'Keep the column', default: true },
    onMissing,
  },
  caption: ({ column: name, method }) => (name ? `${name} as ${method === 'one-hot' ? '0 and 1' : 'places'}` : ''),
  build(context) {
    const { method, values, unknown, prefix, keep } = context.params;
    const schema = inputSchema(context, 'in');
    if (!schema) return { outputs: {} };
    if (goesWithout(schema, context.params.column, context.params.onMissing)) return { outputs: { out: input('in'), errors: noFailures(input('in')) } };
    const source = context.params.column === null ? schema.find((c) => typeFamily(c.type) === 'text') : inputColumn(context, schema, context.params.column, 'column');
    if (!source) {
      if (context.params.column === null) context.report('param-missing', 'No column of the input is text. Choose the column to encode.', { param: 'column' });
      return { outputs: {} };
    }
    if (method === 'one-hot' && values.length === 0) {
      context.report('param-missing', 'The values that get a column are not listed. Write them, one for each new column.', { param: 'values' });
      return { outputs: {} };
    }
    const start = prefix ?? `${source.name}_`;
    const constants = values.map((text, i) => {
      const constant = constantOf(text, source.type);
      if (!constant) context.report('param-invalid', `"${text}" is no value of column ${quoted(source.name)}, which is ${source.type}. Remove it, or write one that is.`, { param: `values.${i}` });
      return constant ?? literal(null);
    });
    if (new Set(values).size < values.length) context.report('param-invalid', 'A value is listed twice. Remove one of them.', { param: 'values' });
    const others = schema.filter((c) => keep || c !== source).map((c) => c.name);
    const made = method === 'one-hot' ? values.map((v) => start + v) : [prefix ?? `${source.name}_code`];
    if (made.includes('')) context.report('param-missing', 'A new column would have no name. Write a start for the new names.', { param: 'prefix' });
    uniqueColumns(context, [...others, ...made], () => 'prefix');
    const value = column(source.name);
    const code = freshName([...schema.map((c) => c.name), ...made], '_code');
    const isListed = values.length > 0;
    const listed: Expression = { op: 'case', when: constants.map((c, i) => ({ if: binary(value, '=', c), then: literal(i) })) };
    const coded: Relation = isListed ? { op: 'extend', from: input('in'), columns: [{ name: code, value: cast(listed, 'BIGINT') }] } : withPlaces(schema, source.name, code);
    const failures: Failure[] = isListed && unknown === 'errors' ? [{ when: and(isNotNull(value), isNull(column(code))), code: 'value-unknown', column: source.name, message: call('concat', literal(`${quoted(source.name)} is not among the listed values: `), cast(value, 'VARCHAR')) }] : [];
    const flags = made.map((name, i): NamedExpression => ({ name, value: method === 'one-hot' ? choose({ op: 'is', item: { op: 'binary', operator: '=', left: column(code), right: literal(i) }, what: 'TRUE' }, literal(1, 'TINYINT'), literal(0, 'TINYINT')) : column(code) }));
    const out: Relation = { op: 'project', from: failures.length > 0 ? soundRows(shared('coded'), failures) : shared('coded'), columns: [...others.map((name) => ({ name, value: column(name) })), ...flags] };
    return { shared: { coded }, outputs: { out, errors: failures.length > 0 ? failedRows(shared('coded'), failures, [code]) : noFailures(input('in')) } };
  },
  // Version 2 added what is done when the column is gone; it is reported as before unless chosen otherwise.
  migrations: { 1: (params) => params },
  examples: [
    {
      title: 'Places in a list of its own order; what is not listed goes to Errors, NULL stays NULL',
      params: { column: 'SIZE', values: ['S', 'M', 'L'] },
      inputs: { in: table(shirts, [[1, 'L'], [2, 'S'], [3, null], [4, 'XL']]) },
      outputs: {
        out: table({ ...shirts, size_code: 'BIGINT' }, [[1, 'L', 2], [2, 'S', 0], [3, null, null]]),
        errors: table({ ...shirts, ...errors }, [[4, 'XL', 'value-unknown', 'size', '"size" is not among the listed values: XL']]),
      },
    },
    {
      title: 'A column for each value',
      params: { column: 'a "b". 🎈', method: 'one-hot', values: ['1', '2'], prefix: 'is "', unknown: 'null', keep: false },
      inputs: { in: table({ 'a "b". 🎈': 'INTEGER', id: 'INTEGER' }, [[1, 1], [2, 2], [3, 3], [null, 4]]) },
      outputs: { out: table({ id: 'INTEGER', 'is "1': 'TINYINT', 'is "2': 'TINYINT' }, [[1, 1, 0], [2, 0, 1], [3, 0, 0], [4, 0, 0]]), errors: table({ 'a "b". 🎈': 'INTEGER', id: 'INTEGER', ...errors }, []) },
    },
    {
      title: 'Places of the values that are found',
      params: {},
      inputs: { in: table(shirts, [[1, 'b'], [2, 'a'], [3, 'b'], [4, null]]) },
      outputs: { out: table({ ...shirts, size_code: 'BIGINT' }, [[1, 'b', 1], [2, 'a', 0], [3, 'b', 1], [4, null, null]]), errors: table({ ...shirts, ...errors }, []) },
    },
    { title: 'No rows', params: {}, inputs: { in: table(shirts, []) }, outputs: { out: table({ ...shirts, size_code: 'BIGINT' }, []), errors: table({ ...shirts, ...errors }, []) } },
  ],
});

/** The rows of port `in` with the place, from 0, that each value of a column has among those found: the few values are put in order, not the rows. */
function withPlaces(schema: Schema, name: string, code: string): Relation {
  const found: Relation = { op: 'aggregate', from: { op: 'filter', from: input('in'), condition: isNotNull(column(name)) }, groups: [{ name, value: column(name) }], measures: [] };
  const places: Relation = { op: 'extend', from: found, columns: [{ name: code, value: binary(over('row_number', [], [], [{ by: column(name), descending: false, nulls: 'last' }]), '-', literal(1)) }] };
  return { op: 'join', kind: 'left', left: input('in'), right: places, on: binary(column(name, 'left'), '=', column(name, 'right')), columns: [...columnsOfSide(schema, 'left'), { name: code, value: column(code, 'right') }] };
}
