import { freshName } from '../../../engine/core/schema.ts';
import { defineNode, errorsPort, failedRows, goesWithout, inputColumn, inputSchema, noFailures, onFailure, onMissing, quoted, soundRows, table, uniqueColumns, type Failure } from '../../../engine/definition/index.ts';
import type { Expression } from '../../../engine/expression/expression.ts';
import { and, call, cast, column, isNotNull, isNull, literal } from '../../../engine/expression/expression.ts';
import { fittingJson, isNested, jsonMisfit, strictJson } from '../../../engine/expression/json-misfit.ts';
import type { Relation } from '../../../engine/relation/relation.ts';
import { input, shared } from '../../../engine/relation/relation.ts';

const raw = { id: 'INTEGER', doc: 'VARCHAR' };
const errors = { _error_code: 'VARCHAR', _error_column: 'VARCHAR', _error_message: 'VARCHAR' };

export const parseJson = defineNode({
  type: 'parse-json',
  version: 2,
  title: 'Parse JSON',
  category: 'columns',
  icon: 'Pj',
  summary: 'Takes values out of JSON text into typed columns and sends rows that do not fit to a port of their own.',
  keywords: ['json path', 'jsonpath', 'json_extract', 'nested', 'unnest', 'flatten json'],
  inputs: [{ name: 'in', title: 'Rows', required: true }],
  outputs: [{ name: 'out', title: 'Rows', kind: 'rows' }, errorsPort],
  params: {
    column: { kind: 'column', label: 'JSON', help: 'The first text column when empty.', over: 'in', default: null },
    fields: {
      kind: 'list',
      label: 'Values',
      noun: 'value',
      default: [],
      item: {
        path: { kind: 'text', label: 'Where', help: 'A key such as name, or a path such as $.address.lines[0].' },
        type: { kind: 'type', label: 'Type', default: 'VARCHAR' },
        name: { kind: 'text', label: 'Name', help: 'The last key of the path when empty.', default: null },
      },
    },
    keep: { kind: 'boolean', label: 'Keep the JSON column', default: true },
    onFailure,
    onMissing,
  },
  caption: ({ fields }) => (fields ?? []).filter((f) => f.path).map((f) => f.name || f.path!).join(', '),
  build(context) {
    const { fields, keep, onFailure: failing } = context.params;
    const schema = inputSchema(context, 'in');
    if (!schema) return { outputs: {} };
    if (goesWithout(schema, context.params.column, context.params.onMissing)) return { outputs: { out: input('in'), errors: noFailures(input('in')) } };
    const isText = (type: string): boolean => type === 'VARCHAR' || type === 'JSON';
    const source = context.params.column === null ? schema.find((c) => isText(c.type)) : inputColumn(context, schema, context.params.column, 'column');
    if (!source) {
      if (context.params.column === null) context.report('param-missing', 'No column of the input is text that could hold JSON.', { param: 'column' });
      return { outputs: {} };
    }
    if (!isText(source.type)) context.report('type-mismatch', `Column ${quoted(source.name)} is ${source.type}, not text. Its parts can be taken by Formula, such as "${source.name}".part.`, { param: 'column' });
    const names = schema.map((c) => c.name);
    const others = names.filter((n) => keep || n !== source.name);
    const taken = [...names];
    const wanted = fields.map((f, i) => {
      if (f.path.trim() === '') context.report('param-missing', 'No place in the JSON is named. Write a key or a path such as $.a.b.', { param: `fields.${i}.path` });
      const name = f.name || lastKey(f.path);
      const made = freshName([...taken, name], `_json_${i}`);
      taken.push(made);
      return { ...f, name, made };
    });
    uniqueColumns(context, [...others, ...wanted.map((w) => w.name)], (i) => `fields.${i - others.length}.${fields[i - others.length]?.name ? 'name' : 'path'}`);

    const text = column(source.name);
    const document = freshName(taken, '_json');
    // Text that is no JSON must not stop the functions that look into it.
    const read: Relation = { op: 'extend', from: input('in'), columns: [{ name: document, value: cast(text, 'JSON', failing !== 'fail') }] };
    const found = (path: string): Expression => call('json_extract', column(document), literal(pathOf(path)));
    const isTyped = (w: (typeof wanted)[number]): boolean => w.type !== 'VARCHAR' && w.type !== 'JSON';
    const tests = wanted.filter(isTyped).map((w) => ({ w, said: `${w.made}_said` }));
    const saidOf = (w: (typeof wanted)[number]): Expression => column(`${w.made}_said`);
    const valued = (w: (typeof wanted)[number]): Expression => {
      if (w.type === 'VARCHAR') return call('json_extract_string', column(document), literal(pathOf(w.path)));
      if (w.type === 'JSON') return found(w.path);
      if (failing === 'fail') return strictJson(found(w.path), w.type, saidOf(w));
      return isNested(w.type) ? fittingJson(found(w.path), w.type, isNull(saidOf(w))) : cast(found(w.path), w.type, true);
    };
    // What is wrong with a value, or NULL: a lenient cast alone would write NULL inside of a STRUCT, a MAP or a list, and nobody would know.
    const judged: Relation = { op: 'extend', from: read, columns: tests.map(({ w, said }) => ({ name: said, value: jsonMisfit(found(w.path), w.type, w.path) })) };
    const tried: Relation = { op: 'extend', from: judged, columns: wanted.map((w) => ({ name: w.made, value: valued(w) })) };
    const failures: Failure[] = [
      { when: and(isNotNull(text), isNull(column(document))), code: 'json-invalid', column: source.name, message: call('concat', literal(`${quoted(source.name)} is not JSON: `), call('coalesce', call('left', cast(text, 'VARCHAR'), literal(200)), literal(''))) },
      ...tests.map(({ w }) => ({ when: isNotNull(saidOf(w)), code: 'value-unreadable', column: source.name, message: saidOf(w) })),
    ];
    const internal = [document, ...wanted.map((w) => w.made), ...tests.map((t) => t.said)];
    const sound = failing === 'errors' ? soundRows(shared('tried'), failures) : shared('tried');
    const out: Relation = { op: 'project', from: sound, columns: [...others.map((name) => ({ name, value: column(name) })), ...wanted.map((w) => ({ name: w.name, value: column(w.made) }))] };
    return { shared: { tried }, outputs: { out, errors: failing === 'errors' ? failedRows(shared('tried'), failures, internal) : noFailures(input('in')) } };
  },
  // Version 2 added what is done when the column is gone; it is reported as before unless chosen otherwise.
  migrations: { 1: (params) => params },
  examples: [
    {
      title: 'Keys, a path and a list; what is not there is NULL, what does not fit goes to Errors',
      params: { column: 'DOC', keep: false, fields: [{ path: 'name' }, { path: '$.age', type: 'INTEGER' }, { path: '$.tags[0]', name: 'first "tag" 🎈' }, { path: 'tags', type: 'VARCHAR[]' }] },
      inputs: { in: table(raw, [[1, '{"name":"Ada","age":36,"tags":["x","y"]}'], [2, '{"name":null}'], [3, null], [4, '{"age":"old"}'], [5, '{"na']]) },
      outputs: {
        out: table({ id: 'INTEGER', name: 'VARCHAR', age: 'INTEGER', 'first "tag" 🎈': 'VARCHAR', tags: 'VARCHAR[]' }, [[1, 'Ada', 36, 'x', '[x, y]'], [2, null, null, null, null], [3, null, null, null, null]]),
        errors: table({ ...raw, ...errors }, [
          [4, '{"age":"old"}', 'value-unreadable', 'doc', '"$.age" cannot be converted to INTEGER: "old"'],
          [5, '{"na', 'json-invalid', 'doc', '"doc" is not JSON: {"na'],
        ]),
      },
    },
    {
      title: 'NULL where something does not fit; a key of odd signs',
      params: { fields: [{ path: 'a.b c', type: 'DOUBLE' }], onFailure: 'null' },
      inputs: { in: table(raw, [[1, '{"a.b c":1.5}'], [2, '{"a.b c":[]}'], [3, 'no']]) },
      outputs: { out: table({ ...raw, 'a.b c': 'DOUBLE' }, [[1, '{"a.b c":1.5}', 1.5], [2, '{"a.b c":[]}', null], [3, 'no', null]]), errors: table({ ...raw, ...errors }, []) },
    },
    {
      title: 'Objects, maps and lists of objects: one part that does not fit sends the row to Errors; a key that is missing is NULL, others are let be',
      params: { fields: [{ path: 'who', type: 'STRUCT(age INTEGER, "the name" VARCHAR)' }, { path: 'stock', type: 'MAP(INTEGER, INTEGER)' }, { path: 'lines', type: 'STRUCT(price DECIMAL(6,2))[]' }], keep: false },
      inputs: { in: table(raw, [[1, '{"who":{"age":36,"more":true},"stock":{"7":1},"lines":[{"price":1.5},null]}'], [2, '{"who":{"age":"old"}}'], [3, '{"who":7}'], [4, '{"stock":{"x":1}}'], [5, '{"lines":[{},{"price":"free"}]}']]) },
      outputs: {
        out: table({ id: 'INTEGER', who: 'STRUCT(age INTEGER, "the name" VARCHAR)', stock: 'MAP(INTEGER, INTEGER)', lines: 'STRUCT(price DECIMAL(6,2))[]' }, [[1, "{'age': 36, 'the name': NULL}", '{7=1}', "[{'price': 1.50}, NULL]"]]),
        errors: table({ ...raw, ...errors }, [
          [2, '{"who":{"age":"old"}}', 'value-unreadable', 'doc', '"who" at .age cannot be converted to INTEGER: "old"'],
          [3, '{"who":7}', 'value-unreadable', 'doc', '"who" cannot be converted to STRUCT(age INTEGER, "the name" VARCHAR): 7'],
          [4, '{"stock":{"x":1}}', 'value-unreadable', 'doc', '"stock" cannot be converted to MAP(INTEGER, INTEGER): {"x":1}'],
          [5, '{"lines":[{},{"price":"free"}]}', 'value-unreadable', 'doc', '"lines" at [1].price cannot be converted to DECIMAL(6,2): "free"'],
        ]),
      },
    },
    { title: 'No rows', params: {}, inputs: { in: table(raw, []) }, outputs: { out: table(raw, []), errors: table({ ...raw, ...errors }, []) } },
  ],
});

const pathOf = (path: string): string => (path.startsWith('$') || path.startsWith('/') ? path : `$."${path}"`);

/** The key at the end of a path, or the path where it has none. */
function lastKey(path: string): string {
  const key = /([^.[\]/"$]+)["\]]*$/.exec(path)?.[1];
  return path.startsWith('$') || path.startsWith('/') ? (key ?? path) : path;
}
