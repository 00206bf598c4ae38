import { defineNode, inputColumn, inputSchema, parquetRows, quoted, sinkStore, storeParams, table } from '../../../engine/definition/index.ts';

const exact = { id: 'INTEGER', amount: 'DECIMAL(20,4)', at: 'TIMESTAMP WITH TIME ZONE', tags: 'VARCHAR[]' };

export const writeParquet = defineNode({
  type: 'write-parquet',
  version: 1,
  title: 'Write Parquet',
  category: 'write',
  icon: 'Wp',
  summary: 'Writes the rows into a Parquet file, which appears complete or not at all.',
  keywords: ['output data', 'export', 'save', 'sink', 'data lake', 'partition'],
  inputs: [{ name: 'in', title: 'Rows', required: true }],
  outputs: [],
  params: {
    path: { kind: 'file', label: 'File', help: 'Relative to the flow; an existing file is replaced. Or an address such as s3://bucket/orders.parquet; gs:// for Google Cloud Storage, az:// for Azure.', access: 'write', extensions: ['parquet'] },
    ...storeParams,
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
    partitionBy: { kind: 'columns', label: 'Folders by', help: 'The path is a folder then, which is replaced: a folder called name=value in it for each value.', default: [], over: 'in', advanced: true },
    rowGroupSize: { kind: 'integer', label: 'Rows per row group', default: 122_880, min: 2_048, max: 100_000_000, advanced: true },
  },
  caption: ({ path }) => path ?? '',
  build(context) {
    const { path, compression, rowGroupSize, partitionBy } = context.params;
    const schema = inputSchema(context, 'in') ?? [];
    for (const c of schema) {
      if (!/\bINTERVAL\b/.test(c.type)) continue;
      context.warn('type-mismatch', `Column ${quoted(c.name)} holds intervals, of which Parquet keeps whole milliseconds and none that go back in time. Convert the column to text or to a number of seconds if that is not enough.`, { param: 'path' });
    }
    const folders = partitionBy.flatMap((name, i) => inputColumn(context, schema, name, `partitionBy.${i}`)?.name ?? []);
    for (const [i, name] of folders.entries()) {
      if (folders.indexOf(name) < i) context.report('column-duplicate', `Column ${quoted(name)} is named twice. Name it once.`, { param: `partitionBy.${i}` });
      const type = schema.find((c) => c.name === name)!.type;
      if (/[[(]/.test(type) && !type.startsWith('DECIMAL(')) context.report('type-mismatch', `Column ${quoted(name)} is ${type}, whose values cannot be names of folders. Choose a column of plain values.`, { param: `partitionBy.${i}` });
    }
    if (schema.length > 0 && folders.length === schema.length) context.report('param-invalid', 'All columns would become names of folders, and nothing would be left for the files. Name fewer.', { param: 'partitionBy' });
    const place = sinkStore(context);
    if (place.store && partitionBy.length > 0) context.report('param-invalid', 'An object store cannot exchange a folder of objects in one step, so a reader could see half of the old and half of the new one. Leave "Folders by" empty, or write the folder to this machine.', { param: 'partitionBy' });
    return { outputs: {}, sink: { from: parquetRows(schema), path, ...place, format: { kind: 'parquet', compression, rowGroupSize, ...(folders.length === 0 ? {} : { partitionBy: folders }) } } };
  },
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
      title: 'Large integers, such as sums, stay exact as decimals, nested ones too',
      params: { path: 'huge.parquet' },
      inputs: { in: table({ n: 'HUGEINT', 'a "HUGEINT".c': 'STRUCT(HUGEINT HUGEINT[], b INTEGER)' }, [['12345678901234567890123456789012345678', "{'HUGEINT': [99999999999999999999], 'b': 1}"], [null, null]]) },
      written: { 'huge.parquet': table({ n: 'DECIMAL(38,0)', 'a "HUGEINT".c': 'STRUCT(HUGEINT DECIMAL(38,0)[], b INTEGER)' }, [['12345678901234567890123456789012345678', "{'HUGEINT': [99999999999999999999], 'b': 1}"], [null, null]]) },
    },
    {
      title: 'A folder with a file per year',
      params: { path: 'sales', partitionBy: ['year'] },
      inputs: { in: table({ year: 'INTEGER', amount: 'DECIMAL(8,2)' }, [[2023, '1.50'], [2023, '2.50']]) },
      written: { 'sales/year=2023/*.parquet': table({ amount: 'DECIMAL(8,2)' }, [['1.50'], ['2.50']]) },
    },
    {
      title: 'No rows still makes a file with the columns',
      params: { path: 'empty.parquet' },
      inputs: { in: table({ id: 'BIGINT' }, []) },
      written: { 'empty.parquet': table({ id: 'BIGINT' }, []) },
    },
  ],
});
