import { defineNode, table } from '../../../engine/definition/index.ts';
import { emptyParquet, nestedParquet, plainParquet } from './example-files.ts';

export const readParquet = defineNode({
  type: 'read-parquet',
  version: 1,
  title: 'Parquet file',
  category: 'read',
  icon: 'Pq',
  summary: 'Reads a Parquet file, or every file a pattern with * matches, with the types the file states.',
  inputs: [],
  outputs: [{ name: 'out', title: 'Rows', kind: 'rows' }],
  params: {
    path: { kind: 'file', label: 'File', help: 'Relative to the flow; * and ** match several files.', access: 'read', extensions: ['parquet'] },
  },
  caption: ({ path }) => path ?? '',
  need: ({ path }) => ({ kind: 'parquet', path }),
  build({ params, fact }) {
    if (fact?.kind !== 'parquet') return { outputs: {} };
    return { outputs: { out: { op: 'scan', source: { format: 'parquet', path: params.path }, schema: fact.schema } } };
  },
  examples: [
    {
      title: 'Types and NULLs come as the file states them',
      params: { path: 'orders.parquet' },
      files: { 'orders.parquet': plainParquet },
      outputs: { out: table({ id: 'INTEGER', amount: 'DECIMAL(8,2)', day: 'DATE' }, [[1, '12.50', '2024-02-29'], [2, null, null]]) },
      ordered: true,
    },
    {
      title: 'Nested values under an odd name',
      params: { path: 'nested.parquet' },
      files: { 'nested.parquet': nestedParquet },
      outputs: { out: table({ 'a "b".c 🎈': 'STRUCT(x INTEGER, y VARCHAR[])' }, [["{'x': 1, 'y': [p, q]}"], [null]]) },
      ordered: true,
    },
    {
      title: 'No rows',
      params: { path: 'empty.parquet' },
      files: { 'empty.parquet': emptyParquet },
      outputs: { out: table({ id: 'BIGINT' }, []) },
    },
  ],
});
