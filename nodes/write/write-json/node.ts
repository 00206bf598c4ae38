import { defineNode, sinkStore, storeParams, table } from '../../../engine/definition/index.ts';
import { input } from '../../../engine/relation/relation.ts';

export const writeJson = defineNode({
  type: 'write-json',
  version: 1,
  title: 'Write JSON',
  category: 'write',
  icon: 'Wj',
  summary: 'Writes each row as a JSON object, one per line or all in one array, into a file that appears complete or not at all.',
  keywords: ['ndjson', 'json lines', 'jsonl', 'output data', 'export', 'save', 'sink'],
  inputs: [{ name: 'in', title: 'Rows', required: true }],
  outputs: [],
  params: {
    path: { kind: 'file', label: 'File', help: 'Relative to the flow; an existing file is replaced. Or an address such as s3://bucket/orders.jsonl; gs:// for Google Cloud Storage, az:// for Azure.', access: 'write', extensions: ['json', 'jsonl', 'ndjson', 'gz', 'zst'] },
    ...storeParams,
    layout: {
      kind: 'choice',
      label: 'Layout',
      default: 'newline',
      options: [
        { value: 'newline', label: 'One object per line' },
        { value: 'array', label: 'One array of objects' },
      ],
    },
    compression: {
      kind: 'choice',
      label: 'Compression',
      default: 'none',
      options: [{ value: 'none', label: 'None' }, { value: 'gzip', label: 'gzip' }, { value: 'zstd', label: 'Zstandard' }],
    },
  },
  caption: ({ path }) => path ?? '',
  build: (context) => ({ outputs: {}, sink: { from: input('in'), path: context.params.path, ...sinkStore(context), format: { kind: 'json', layout: context.params.layout, compression: context.params.compression } } }),
  examples: [
    {
      title: 'One object per line, nested values and NULL',
      params: { path: 'out.jsonl' },
      inputs: { in: table({ id: 'INTEGER', tags: 'VARCHAR[]', who: 'STRUCT(name VARCHAR)' }, [[1, '[a, b]', "{'name': Ada}"], [2, null, null]]) },
      written: { 'out.jsonl': '{"id":1,"tags":["a","b"],"who":{"name":"Ada"}}\n{"id":2,"tags":null,"who":null}\n' },
      ordered: true,
    },
    {
      title: 'One array, with an odd column name',
      params: { path: 'out.json', layout: 'array' },
      inputs: { in: table({ 'a "b".c 🎈': 'VARCHAR' }, [['it\'s "x"'], ['ü']]) },
      written: { 'out.json': '[\n\t{"a \\"b\\".c 🎈":"it\'s \\"x\\""},\n\t{"a \\"b\\".c 🎈":"ü"}\n]\n' },
      ordered: true,
    },
    {
      title: 'No rows, one object per line: an empty file',
      params: { path: 'empty.jsonl' },
      inputs: { in: table({ a: 'INTEGER' }, []) },
      written: { 'empty.jsonl': '' },
    },
  ],
});
