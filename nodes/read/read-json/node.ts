import { contractParams, defineNode, fileScan, needInStore, scanStore, storeParams, table, uniqueColumns, withTypes } from '../../../engine/definition/index.ts';
import { sameName } from '../../../engine/core/schema.ts';
import { badLineColumns } from '../../../engine/relation/relation.ts';
import { badLines, linesOrRejects } from './bad-lines.ts';

const endings = ['json', 'jsonl', 'ndjson', 'gz', 'zst'] as const;

export const readJson = defineNode({
  type: 'read-json',
  version: 1,
  title: 'JSON file',
  category: 'read',
  icon: 'Js',
  summary: 'Reads a JSON file that holds an array of objects, one object per line, or objects over several lines, nested values kept as STRUCT and LIST.',
  keywords: ['ndjson', 'json lines', 'jsonl', 'input data', 'json reader', 'load', 'import', 'open'],
  inputs: [],
  outputs: [
    { name: 'out', title: 'Rows', kind: 'rows' },
    { name: 'errors', title: 'Bad lines', kind: 'errors' },
  ],
  params: {
    path: { kind: 'file', label: 'File', help: 'Relative to the flow; * and ** match several files, and a folder stands for all that are in it. Or an address such as https://example.org/a.json or s3://bucket/a.json; gs:// for Google Cloud Storage, az:// for Azure.', access: 'read', extensions: endings, folders: true },
    ...storeParams,
    layout: {
      kind: 'choice',
      label: 'Layout',
      default: 'auto',
      options: [
        { value: 'auto', label: 'Find out' },
        { value: 'array', label: 'One array of objects' },
        { value: 'newline', label: 'One object per line' },
        { value: 'objects', label: 'Objects over several lines' },
      ],
    },
    types: {
      kind: 'list',
      label: 'Types',
      help: 'Only for values whose type should not be found out from the file.',
      noun: 'type',
      default: [],
      item: { column: { kind: 'text', label: 'Column' }, type: { kind: 'type', label: 'Type' } },
    },
    onError: {
      kind: 'choice',
      label: 'Lines that cannot be read',
      default: 'fail',
      options: [
        { value: 'fail', label: 'Stop the run' },
        { value: 'reject', label: 'Go to the port for bad lines', help: 'Only with one object per line; lists and objects in it then stay JSON unless their type is set' },
      ],
    },
    fileColumn: { kind: 'text', label: 'Column for the file name', help: 'Gets the path of the file a row comes from; no column when empty.', default: null, placeholder: 'file', advanced: true },
    partitions: { kind: 'boolean', label: 'Columns from folder names', help: 'Folders called name=value give a column each.', default: false, advanced: true },
    ...contractParams,
  },
  caption: ({ path }) => path ?? '',
  need: (p) => needInStore(p, { kind: 'json', path: p.path, endings, layout: p.layout, lenient: p.onError === 'reject' && p.layout !== 'array' && p.layout !== 'objects', files: { fileColumn: p.fileColumn, partitions: p.partitions } }),
  build(context) {
    const { params, fact } = context;
    const place = scanStore(context);
    if (fact?.kind !== 'json') return { outputs: {} };
    const schema = withTypes(context, fact.schema, params.types);
    const path = fact.pattern ?? params.path;
    const files = fileScan(params.fileColumn, fact.partitions, place);
    uniqueColumns(context, schema.map((c) => c.name), () => 'fileColumn');
    if (params.onError === 'fail') {
      return { outputs: { out: { op: 'scan', source: { format: 'json', path, ...files, layout: fact.layout, keepBadLines: false }, schema }, errors: { op: 'values', schema: badLineColumns, rows: [] } } };
    }
    if (fact.layout !== 'newline') context.report('param-invalid', 'The objects of the file stand in one array or over several lines, so that no line stands for itself, and bad values have no port to go to. Stop the run at them, or have the file written with one object per line.', { param: 'onError' });
    // A nested value converts as a whole or not at all, which would turn away objects that only lack a part: it stays JSON unless its type is set.
    const isSet = (name: string): boolean => params.types.some((t) => sameName(t.column, name));
    return linesOrRejects(path, files, schema.map((c) => (/\]$|^(STRUCT|MAP)\(/.test(c.type) && !isSet(c.name) ? { name: c.name, type: 'JSON' } : c)));
  },
  examples: [
    {
      title: 'One object per line; what an object lacks is NULL',
      params: { path: 'events.jsonl' },
      files: { 'events.jsonl': '{"id":1,"tags":["a","b"],"at":"2024-02-29T12:00:00"}\n{"id":2,"who":{"name":"Ada","age":36}}\n' },
      outputs: {
        out: table({ id: 'BIGINT', tags: 'VARCHAR[]', at: 'TIMESTAMP', who: 'STRUCT("name" VARCHAR, age BIGINT)' }, [
          [1, '[a, b]', '2024-02-29 12:00:00', null],
          [2, null, null, "{'name': Ada, 'age': 36}"],
        ]),
      },
      ordered: true,
    },
    {
      title: 'An array, with odd names and a NULL',
      params: { path: 'odd.json', layout: 'array' },
      files: { 'odd.json': '[{"a \\"b\\".c 🎈": "x"},\n {"a \\"b\\".c 🎈": null}]' },
      outputs: { out: table({ 'a "b".c 🎈': 'VARCHAR' }, [['x'], [null]]) },
      ordered: true,
    },
    {
      title: 'One object over several lines is one row',
      params: { path: 'settings.json' },
      files: { 'settings.json': '{\n  "name": "Ada",\n  "tags": [\n    1\n  ]\n}\n' },
      outputs: { out: table({ name: 'VARCHAR', tags: 'BIGINT[]' }, [['Ada', '[1]']]) },
    },
    {
      title: 'Lines that cannot be read go to their own port; a type is set',
      params: { path: 'mixed.jsonl', layout: 'newline', onError: 'reject', types: [{ column: 'n', type: 'INTEGER' }] },
      files: { 'mixed.jsonl': '{"n":1,"who":{"name":"Ada"}}\n{"n":"many"}\n{"n":3,\n\n[4]\n{"n":5}\n' },
      outputs: {
        out: table({ n: 'INTEGER', who: 'JSON' }, [[1, '{"name":"Ada"}'], [5, null]]),
        errors: table(badLines, [
          [2, '{"n":"many"}', 'cast', 'n', 'Not a value of type INTEGER'],
          [3, '{"n":3,', 'malformed', null, 'Not a JSON value'],
          [5, '[4]', 'no object', null, 'Not a JSON object'],
        ]),
      },
      ordered: true,
    },
    {
      title: 'A nested type that is set: what does not fit in it is a bad line, a key beside it is let be',
      params: { path: 'nested.jsonl', layout: 'newline', onError: 'reject', types: [{ column: 'who', type: 'STRUCT(age INTEGER)' }] },
      files: { 'nested.jsonl': '{"who":{"age":36,"name":"Ada"}}\n{"who":{"age":"old"}}\n{"who":{}}\n' },
      outputs: {
        out: table({ who: 'STRUCT(age INTEGER)' }, [["{'age': 36}"], ["{'age': NULL}"]]),
        errors: table(badLines, [[2, '{"who":{"age":"old"}}', 'cast', 'who', '"who" at .age cannot be converted to INTEGER: "old"']]),
      },
      ordered: true,
    },
    {
      title: 'Objects without any value',
      params: { path: 'nulls.jsonl', layout: 'newline' },
      files: { 'nulls.jsonl': '{"a":null,"b":1.5}\n{"a":null,"b":null}\n' },
      outputs: { out: table({ a: 'JSON', b: 'DOUBLE' }, [[null, 1.5], [null, null]]) },
      ordered: true,
    },
  ],
});
