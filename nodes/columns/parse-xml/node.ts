import { freshName } from '../../../engine/core/schema.ts';
import { itemType } from '../../../engine/core/type-parts.ts';
import { defineNode, errorsPort, failedRows, goesWithout, inputColumn, inputSchema, noFailures, onFailure, onMissing, quoted, soundRows, uniqueColumns, type Failure } from '../../../engine/definition/index.ts';
import type { Expression } from '../../../engine/expression/expression.ts';
import { and, binary, call, cast, choose, column, isNotNull, isNotTrue, isNull, lambda, literal } from '../../../engine/expression/expression.ts';
import type { Relation } from '../../../engine/relation/relation.ts';
import { input, shared } from '../../../engine/relation/relation.ts';
import { xmlPathProblem, xmlType } from '../../../engine/relation/xml-reading.ts';
import { examples } from './examples.ts';

export const parseXml = defineNode({
  type: 'parse-xml',
  version: 1,
  title: 'Parse XML',
  category: 'columns',
  icon: 'Px',
  summary: 'Takes values out of XML text into typed columns, a row for each element if wanted, and sends rows that do not fit to a port of their own.',
  keywords: ['xml', 'xpath', 'xml parse', 'element', 'attribute', 'soap', 'nested', 'flatten xml'],
  inputs: [{ name: 'in', title: 'Rows', required: true }],
  outputs: [{ name: 'out', title: 'Rows', kind: 'rows' }, errorsPort],
  params: {
    column: { kind: 'column', label: 'XML', help: 'The first text column when empty.', over: 'in', default: null },
    record: { kind: 'text', label: 'A row for each element', help: 'Its name, such as line, or its place from the root, such as /order/lines/line. One row for the whole text when empty.', default: '', placeholder: 'line' },
    fields: {
      kind: 'list',
      label: 'Values',
      help: 'One column of JSON with everything when empty.',
      noun: 'value',
      default: [],
      item: {
        path: { kind: 'text', label: 'Where', help: 'From the element of the row, or from the root: customer/name, line/@sku, * for any element, . for its own text.', placeholder: 'customer/name' },
        type: { kind: 'type', label: 'Type', help: 'A list such as VARCHAR[] takes the values of all elements of the name.', default: 'VARCHAR' },
        name: { kind: 'text', label: 'Name', help: 'The last step of the path when empty.', default: null },
      },
    },
    keep: { kind: 'boolean', label: 'Keep the XML column', default: true },
    keepEmpty: { kind: 'boolean', label: 'Keep rows without such an element', help: 'With NULL in the new columns. Otherwise they are left out.', default: true },
    position: { kind: 'text', label: 'Column with the number of the element', help: 'None when empty.', default: null, advanced: true },
    onFailure,
    onMissing,
  },
  caption: ({ record, fields }) => [record, (fields ?? []).filter((f) => f.path).map((f) => f.name || lastStep(f.path!)).join(', ')].filter(Boolean).join(': '),
  build(context) {
    const { fields: listed, keep, keepEmpty, position, onFailure: failing } = context.params;
    const record = context.params.record.trim();
    const schema = inputSchema(context, 'in');
    if (!schema) return { outputs: {} };
    if (goesWithout(schema, context.params.column, context.params.onMissing)) return { outputs: { out: input('in'), errors: noFailures(input('in')) } };
    const source = context.params.column === null ? schema.find((c) => c.type === 'VARCHAR') : inputColumn(context, schema, context.params.column, 'column');
    if (!source) {
      if (context.params.column === null) context.report('param-missing', 'No column of the input is text that could hold XML.', { param: 'column' });
      return { outputs: {} };
    }
    if (source.type !== 'VARCHAR') context.report('type-mismatch', `Column ${quoted(source.name)} is ${source.type}, not text. Choose another, or convert it to VARCHAR before.`, { param: 'column' });
    const names = schema.map((c) => c.name);
    const others = names.filter((n) => keep || n !== source.name);
    const wanted = listed.length === 0 ? [{ path: '.', type: 'JSON', name: freshName(others, 'json') }] : listed.map((f) => ({ ...f, path: f.path.trim(), name: f.name || lastStep(f.path.trim()) }));
    for (const [i, { path, type }] of listed.entries()) {
      const wrong = path.trim() === '' ? 'it is empty. Write names of elements with / between, such as customer/name, and @ before an attribute at the end' : xmlPathProblem(path.trim());
      if (wrong !== null) context.report('param-invalid', `The path ${quoted(path)} cannot be read: ${wrong}.`, { param: `fields.${i}.path` });
      // Converted from JSON, what does not fit inside would become NULL without a word.
      if (/^STRUCT\(|^MAP\(|\]$/.test(itemType(type) ?? type)) context.report('type-mismatch', `${type} is not taken from XML directly. Take JSON here, and its parts by Parse JSON after it, or name the path of each value.`, { param: `fields.${i}.type` });
    }
    uniqueColumns(context, [...others, ...wanted.map((w) => w.name), ...(position ? [position] : [])], (i) => (i >= others.length + wanted.length ? 'position' : `fields.${i - others.length}.${listed[i - others.length]?.name ? 'name' : 'path'}`));

    const values = wanted.map(({ path, type, name }, i) => valueOf(path, type, name, `v${i}`));
    const [told, made, odd, row, number] = ['_xml', '_made', '_odd', '_row', '_number'].map((name) => freshName([...names, ...wanted.map((w) => w.name)], name)) as [string, string, string, string, string];
    const parsed: Relation = {
      op: 'script',
      from: input('in'),
      as: told,
      call: { language: 'xml', record, fields: values.map((v) => v.field), unit: 'row', gives: 'rows', inputs: [source], outputs: values.map((v) => ({ name: v.key, type: xmlType(v.field) })), stops: failing === 'fail' },
    };
    const rows = field(column(told), 'value');
    const item = column('_r');
    const tried: Relation = {
      op: 'extend',
      from: parsed,
      columns: [
        { name: made, value: call('list_transform', rows, lambda('_r', { op: 'struct', fields: values.map((v) => ({ name: v.key, value: v.cast(field(item, v.key), failing !== 'fail') })) })) },
        ...(failing === 'errors' ? [{ name: odd, value: firstSaid(call('list_transform', rows, lambda('_r', values.reduceRight<Expression>((rest, v) => v.unless(field(item, v.key), rest), literal(null, 'VARCHAR'))))) }] : []),
      ],
    };
    const failures: Failure[] = [
      { when: isNotNull(field(column(told), 'message')), code: 'xml-invalid', column: source.name, message: call('concat', literal(`${quoted(source.name)} cannot be read as XML. `), field(column(told), 'message')) },
      { when: isNotNull(column(odd)), code: 'value-unreadable', column: source.name, message: column(odd) },
    ];
    const type = `STRUCT(${values.map((v, i) => `${v.key} ${wanted[i]!.type}`).join(', ')})`;
    const sound = failing === 'errors' ? soundRows(shared('tried'), failures) : shared('tried');
    // Without rows, an empty list and NULL are the same: this text gives none.
    const orOne = choose(binary(call('len', column(made)), '>', literal(0)), column(made), { op: 'list', items: [cast(literal(null), type)] });
    const list = record === '' || keepEmpty ? orOne : column(made);
    const opened: Relation = { op: 'unnest', from: sound, list, as: row, ...(position ? { also: [{ name: number, value: call('generate_series', literal(1), call('len', list)) }] } : {}) };
    const out: Relation = {
      op: 'project',
      from: opened,
      columns: [...others.map((name) => ({ name, value: column(name) })), ...values.map((v, i) => ({ name: wanted[i]!.name, value: field(column(row), v.key) })), ...(position ? [{ name: position, value: column(number) }] : [])],
    };
    return { shared: { tried }, outputs: { out, errors: failing === 'errors' ? failedRows(shared('tried'), failures, [told, made, odd]) : noFailures(input('in')) } };
  },
  examples,
});

const field = (item: Expression, name: string): Expression => ({ op: 'field', item, name });

const firstSaid = (list: Expression): Expression => call('list_extract', call('list_filter', list, lambda('_s', isNotNull(column('_s')))), literal(1));

/** The name a value gets from its path: its last step, or `text` for the text of the element itself. */
const lastStep = (path: string): string => (path === '.' ? 'text' : path.split('/').findLast((step) => step !== '*')?.replace(/^@/, '') || 'value');

/** How the value at a path is asked for and converted, and what is said where it cannot be. */
function valueOf(path: string, type: string, name: string, key: string) {
  const item = itemType(type);
  const inner = item ?? type;
  const json = inner === 'JSON';
  const many = item !== null;
  // What is empty has no number; as text it is empty text.
  const bare = (one: Expression): Expression => (json || inner === 'VARCHAR' ? one : call('nullif', call('trim', one), literal('')));
  const source = (found: Expression): Expression => (many ? call('list_transform', found, lambda('_v', json ? cast(bare(column('_v')), 'JSON') : bare(column('_v')))) : json ? cast(bare(found), 'JSON') : bare(found));
  const converted = (found: Expression, lenient: boolean): Expression => (type === 'VARCHAR' || type === 'VARCHAR[]' || type === 'JSON' ? source(found) : cast(source(found), type, lenient));
  const nulls = (list: Expression): Expression => call('len', call('list_filter', list, lambda('_n', isNull(column('_n')))));
  return {
    key,
    field: { name, path, many, ...(json ? { json } : {}) },
    cast: converted,
    /** A sentence where the value does not fit its type, else `rest`. */
    unless(found: Expression, rest: Expression): Expression {
      if (inner === 'VARCHAR' || inner === 'JSON') return rest;
      const lost = many ? and(isNotNull(source(found)), isNotTrue(binary(nulls(converted(found, true)), '=', nulls(source(found))))) : and(isNotNull(source(found)), isNull(converted(found, true)));
      return choose(lost, call('concat', literal(`${quoted(path)} cannot be converted to ${type}: `), call('left', cast(found, 'VARCHAR'), literal(200))), rest);
    },
  };
}
