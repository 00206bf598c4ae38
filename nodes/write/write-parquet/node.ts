import { defineNode, table } from '../../../engine/definition/index.ts';
import { input } from '../../../engine/relation/relation.ts';

const exact = { id: 'INTEGER', amount: 'DECIMAL(20,4)', at: 'TIMESTAMP WITH TIME ZONE', tags: 'VARCHAR[]' };

export const writeParquet = defineNode({
  type: 'write-parquet',
  version: 1,
  title: 'Write Parquet',
  category: 'write',
  icon: 'Wp',
  summary: 'Writes the rows into a Parquet file, which appears complete or not at all.',
  inputs: [{ name: 'in', title: 'Rows', required: true }],
  outputs: [],
  params: {
    path: { kind: 'file', label: 'File', help: 'Relative to the flow; an existing file is replaced.', access: 'write', extensions: ['parquet'] },
    compression: {
      kind: 'choice',
      label: 'Compression',
      default: 'zstd',
      options: [
        { value: 'zstd', label: 'Zstandard', help: 'Small' },
        { value: 'snappy', label: 'Snappy', help: 'Fast' },
        { value: 'gzip', label: 'gzip' },
        { value: 'none', label: 'None' },
      ],
    },
    rowGroupSize: { kind: 'integer', label: 'Rows per row group', default: 122_880, min: 2_048, max: 100_000_000, advanced: true },
  },
  caption: ({ path }) => path ?? '',
  build: ({ params }) => ({
    outputs: {},
    sink: { from: input('in'), path: params.path, format: { kind: 'parquet', compression: params.compression, rowGroupSize: params.rowGroupSize } },
  }),
  examples: [
    {
      title: 'Exact and nested types and NULLs survive',
      params: { path: 'exact.parquet' },
      inputs: { in: table(exact, [[1, '1234567890123456.7891', '2024-02-29 12:00:00+00', '[a, NULL]'], [null, null, null, null]]) },
      written: { 'exact.parquet': table(exact, [[1, '1234567890123456.7891', '2024-02-29 12:00:00+00', '[a, NULL]'], [null, null, null, null]]) },
    },
    {
      title: 'Odd column names, another compression',
      params: { path: 'odd.parquet', compression: 'gzip' },
      inputs: { in: table({ 'a "b".c 🎈': 'INTEGER', 'größe in m²': 'VARCHAR' }, [[1, 'x']]) },
      written: { 'odd.parquet': table({ 'a "b".c 🎈': 'INTEGER', 'größe in m²': 'VARCHAR' }, [[1, 'x']]) },
    },
    {
      title: 'No rows still makes a file with the columns',
      params: { path: 'empty.parquet' },
      inputs: { in: table({ id: 'BIGINT' }, []) },
      written: { 'empty.parquet': table({ id: 'BIGINT' }, []) },
    },
  ],
});
