import { defineNode, table } from '../../../engine/definition/index.ts';

export const readJson = defineNode({
  type: 'read-json',
  version: 1,
  title: 'JSON file',
  category: 'read',
  icon: 'Js',
  summary: 'Reads a JSON file that holds an array of objects or one object per line, nested values kept as STRUCT and LIST.',
  inputs: [],
  outputs: [{ name: 'out', title: 'Rows', kind: 'rows' }],
  params: {
    path: { kind: 'file', label: 'File', help: 'Relative to the flow; * and ** match several files.', access: 'read', extensions: ['json', 'jsonl', 'ndjson', 'gz', 'zst'] },
    layout: {
      kind: 'choice',
      label: 'Layout',
      default: 'auto',
      options: [
        { value: 'auto', label: 'Find out' },
        { value: 'array', label: 'One array of objects' },
        { value: 'newline', label: 'One object per line' },
      ],
    },
  },
  caption: ({ path }) => path ?? '',
  need: ({ path, layout }) => ({ kind: 'json', path, layout }),
  build({ params, fact }) {
    if (fact?.kind !== 'json') return { outputs: {} };
    return { outputs: { out: { op: 'scan', source: { format: 'json', path: params.path, layout: fact.layout, keepBadLines: false }, schema: fact.schema } } };
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
      title: 'Objects without any value',
      params: { path: 'nulls.jsonl', layout: 'newline' },
      files: { 'nulls.jsonl': '{"a":null,"b":1.5}\n{"a":null,"b":null}\n' },
      outputs: { out: table({ a: 'JSON', b: 'DOUBLE' }, [[null, 1.5], [null, null]]) },
      ordered: true,
    },
  ],
});
