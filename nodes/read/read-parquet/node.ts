import { contractParams, defineNode, fileScan, needInStore, scanStore, storeParams, table, uniqueColumns } from '../../../engine/definition/index.ts';
import { emptyParquet, nestedParquet, plainParquet } from './example-files.ts';

const endings = ['parquet'] as const;

export const readParquet = defineNode({
  type: 'read-parquet',
  version: 1,
  title: 'Parquet file',
  category: 'read',
  icon: 'Pq',
  summary: 'Reads a Parquet file, or every file a pattern with * matches, with the types the file states.',
  keywords: ['input data', 'parquet reader', 'load', 'import', 'open', 'data lake'],
  inputs: [],
  outputs: [{ name: 'out', title: 'Rows', kind: 'rows' }],
  params: {
    path: { kind: 'file', label: 'File', help: 'Relative to the flow; * and ** match several files, and a folder stands for all that are in it. Or an address such as https://example.org/a.parquet or s3://bucket/a.parquet; gs:// for Google Cloud Storage, az:// for Azure.', access: 'read', extensions: endings, folders: true },
    ...storeParams,
    fileColumn: { kind: 'text', label: 'Column for the file name', help: 'Gets the path of the file a row comes from; no column when empty.', default: null, placeholder: 'file', advanced: true },
    columns: {
      kind: 'choice',
      label: 'Files with other columns',
      default: 'same',
      advanced: true,
      options: [
        { value: 'same', label: 'Stop the run', help: 'Every file has the columns of the first' },
        { value: 'union', label: 'Match by name', help: 'What a file lacks is NULL' },
      ],
    },
    partitions: { kind: 'boolean', label: 'Columns from folder names', help: 'Folders called name=value give a column each.', default: false, advanced: true },
    ...contractParams,
  },
  caption: ({ path }) => path ?? '',
  need: (p) => needInStore(p, { kind: 'parquet', path: p.path, endings, ...(p.columns === 'union' ? { unionByName: true } : {}), files: { fileColumn: p.fileColumn, partitions: p.partitions } }),
  build(context) {
    const { params, fact } = context;
    const place = scanStore(context);
    if (fact?.kind !== 'parquet') return { outputs: {} };
    if (fact.note !== undefined) context.note('file-read-as', `"${params.path}" holds ${fact.note}.`, { param: 'path' });
    uniqueColumns(context, fact.schema.map((c) => c.name), () => 'fileColumn');
    return { outputs: { out: { op: 'scan', source: { format: 'parquet', path: fact.pattern ?? params.path, ...fileScan(params.fileColumn, fact.partitions, place), ...(params.columns === 'union' ? { unionByName: true } : {}) }, schema: fact.schema } } };
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
      title: 'Several files: where a row comes from, and the value its folder stands for',
      params: { path: 'sales/**/*.parquet', fileColumn: 'source', partitions: true },
      files: { 'sales/year=2023/orders.parquet': plainParquet, 'sales/year=2024/orders.parquet': plainParquet },
      outputs: {
        out: table({ id: 'INTEGER', amount: 'DECIMAL(8,2)', day: 'DATE', year: 'BIGINT', source: 'VARCHAR' }, [
          [1, '12.50', '2024-02-29', 2023, 'sales/year=2023/orders.parquet'],
          [2, null, null, 2023, 'sales/year=2023/orders.parquet'],
          [1, '12.50', '2024-02-29', 2024, 'sales/year=2024/orders.parquet'],
          [2, null, null, 2024, 'sales/year=2024/orders.parquet'],
        ]),
      },
    },
    {
      title: 'A folder stands for all files that are in it',
      params: { path: 'sales', fileColumn: 'source' },
      files: { 'sales/north/orders.parquet': plainParquet, 'sales/north/more.parquet': plainParquet },
      outputs: {
        out: table({ id: 'INTEGER', amount: 'DECIMAL(8,2)', day: 'DATE', source: 'VARCHAR' }, [
          [1, '12.50', '2024-02-29', 'sales/north/orders.parquet'],
          [2, null, null, 'sales/north/orders.parquet'],
          [1, '12.50', '2024-02-29', 'sales/north/more.parquet'],
          [2, null, null, 'sales/north/more.parquet'],
        ]),
      },
    },
    {
      title: 'Files with other columns, matched by name',
      params: { path: '*.parquet', columns: 'union' },
      files: { 'a.parquet': plainParquet, 'b.parquet': emptyParquet, 'c.parquet': nestedParquet },
      outputs: {
        out: table({ id: 'BIGINT', amount: 'DECIMAL(8,2)', day: 'DATE', 'a "b".c 🎈': 'STRUCT(x INTEGER, y VARCHAR[])' }, [
          [1, '12.50', '2024-02-29', null],
          [2, null, null, null],
          [null, null, null, "{'x': 1, 'y': [p, q]}"],
          [null, null, null, null],
        ]),
      },
    },
    {
      title: 'No rows',
      params: { path: 'empty.parquet' },
      files: { 'empty.parquet': emptyParquet },
      outputs: { out: table({ id: 'BIGINT' }, []) },
    },
  ],
});
