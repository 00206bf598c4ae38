import { defineNode, goesWithout, inputColumn, inputSchema, onMissing, quoted, table } from '../../../engine/definition/index.ts';
import { sameName } from '../../../engine/core/schema.ts';
import type { Expression } from '../../../engine/expression/expression.ts';
import { binary, cast, column, isNull, literal } from '../../../engine/expression/expression.ts';
import { constantOf } from '../../../engine/expression/typed-literal.ts';
import { input } from '../../../engine/relation/relation.ts';

const codes = { code: 'VARCHAR', n: 'INTEGER' };

export const replaceValues = defineNode({
  type: 'replace-values',
  version: 2,
  title: 'Replace values',
  category: 'columns',
  icon: 'Rv',
  summary: 'Maps the values of a column to others by a list, in place or into a column of its own.',
  keywords: ['map', 'mapping', 'recode', 'decode', 'rename values', 'group values', 'value mapping', 'cell replacer', 'dictionary', 'null if', 'case when'],
  inputs: [{ name: 'in', title: 'Rows', required: true }],
  outputs: [{ name: 'out', title: 'Rows', kind: 'rows' }],
  params: {
    column: { kind: 'column', label: 'Column', help: 'The first one when empty.', over: 'in', default: null },
    values: {
      kind: 'list',
      label: 'Values',
      noun: 'value',
      default: [],
      item: {
        from: { kind: 'text', label: 'Value', help: 'A missing value when empty.', default: null },
        to: { kind: 'text', label: 'Becomes', help: 'NULL when empty.', default: null },
      },
    },
    others: {
      kind: 'choice',
      label: 'Values not listed',
      default: 'keep',
      options: [
        { value: 'keep', label: 'Stay as they are' },
        { value: 'null', label: 'Become NULL' },
        { value: 'value', label: 'Become one value' },
      ],
    },
    other: { kind: 'text', label: 'That value', default: '', showIf: { param: 'others', in: ['value'] } },
    type: { kind: 'type', label: 'Type of the result', help: 'That of the column when empty.', default: null },
    into: { kind: 'text', label: 'Into the column', help: 'Replaced in place when empty.', default: null },
    onMissing,
  },
  caption: ({ column: name, values }) => (name ? `${name}: ${(values ?? []).map((v) => `${v.from ?? 'NULL'} → ${v.to ?? 'NULL'}`).join(', ')}` : ''),
  build(context) {
    const { column: name, values, others, other, type, into } = context.params;
    const schema = inputSchema(context, 'in');
    if (!schema) return { outputs: {} };
    if (goesWithout(schema, context.params.column, context.params.onMissing)) return { outputs: { out: input('in') } };
    const source = name === null ? schema[0] : inputColumn(context, schema, name, 'column');
    if (!source) return { outputs: {} };
    const result = type ?? source.type;
    const value = column(source.name);
    const constant = (text: string | null, wanted: string, param: string): Expression => {
      if (text === null) return cast(literal(null), wanted);
      const found = constantOf(text, wanted);
      if (!found) context.report('param-invalid', `"${text}" is no value of type ${wanted}, ${wanted === source.type ? `which column ${quoted(source.name)} has` : 'the type of the result'}. Write one that fits, or choose another type for the result.`, { param });
      return found ?? literal(null);
    };
    const when = values.map((v, i) => ({ if: v.from === null ? isNull(value) : binary(value, '=', constant(v.from, source.type, `values.${i}.from`)), then: constant(v.to, result, `values.${i}.to`) }));
    const rest = others === 'value' ? constant(other, result, 'other') : others === 'null' ? cast(literal(null), result) : result === source.type ? value : cast(value, result);
    const mapped: Expression = when.length === 0 ? rest : { op: 'case', when, otherwise: rest };
    const existing = into === null || into === '' ? source : schema.find((c) => sameName(c.name, into));
    return { outputs: { out: { op: 'extend', from: input('in'), columns: [existing ? { name: existing.name, value: mapped, replaces: true } : { name: into ?? source.name, value: mapped }] } } };
  },
  // Version 2 added what is done when the column is gone; it is reported as before unless chosen otherwise.
  migrations: { 1: (params) => params },
  examples: [
    {
      title: 'In place; what is not listed stays, and a missing value can be named',
      params: { column: 'CODE', values: [{ from: 'DE', to: 'Germany' }, { from: null, to: 'unknown' }] },
      inputs: { in: table(codes, [['DE', 1], ['FR', 2], [null, 3], ['de', 4]]) },
      outputs: { out: table(codes, [['Germany', 1], ['FR', 2], ['unknown', 3], ['de', 4]]) },
    },
    {
      title: 'Into a column of another type, one value for all others',
      params: { column: 'n', values: [{ from: '1', to: 'one "1" 🎈' }, { from: '2', to: null }], others: 'value', other: 'many', type: 'VARCHAR', into: 'word "n" 🎈' },
      inputs: { in: table(codes, [['a', 1], ['b', 2], ['c', 3], ['d', null]]) },
      outputs: { out: table({ ...codes, 'word "n" 🎈': 'VARCHAR' }, [['a', 1, 'one "1" 🎈'], ['b', 2, null], ['c', 3, 'many'], ['d', null, 'many']]) },
    },
    { title: 'No rows', params: { column: 'n', values: [{ from: '1', to: '2' }], others: 'null' }, inputs: { in: table(codes, []) }, outputs: { out: table(codes, []) } },
  ],
});
