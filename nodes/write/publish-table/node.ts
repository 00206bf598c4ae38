import { dataSetName, publishedFolder, versionToken } from '../../../engine/core/published-version.ts';
import { defineNode, inputSchema, parquetRows, quoted, table } from '../../../engine/definition/index.ts';

const exact = { id: 'INTEGER', amount: 'DECIMAL(20,4)', at: 'TIMESTAMP WITH TIME ZONE', tags: 'VARCHAR[]' };

export const publishTable = defineNode({
  type: 'publish-table',
  version: 1,
  title: 'Publish',
  category: 'write',
  icon: 'Pb',
  summary: 'Publishes the rows as a new version of a named data set, which a server offers as Parquet, Arrow, CSV and JSON.',
  keywords: ['data set', 'dataset', 'data product', 'api', 'http', 'share', 'serve', 'version', 'output data', 'export'],
  inputs: [{ name: 'in', title: 'Rows', required: true }],
  outputs: [],
  params: {
    name: { kind: 'text', label: 'Name of the data set', help: 'Small letters, digits, - and _, as it stands in addresses.', placeholder: 'orders' },
    keep: { kind: 'integer', label: 'Versions to keep', help: 'The oldest beyond these are removed after a run; 0 keeps all.', default: 10, min: 0, max: 100_000 },
  },
  caption: ({ name }) => name ?? '',
  build(context) {
    const { name, keep } = context.params;
    const schema = inputSchema(context, 'in') ?? [];
    if (!dataSetName.test(name)) context.report('param-invalid', `${quoted(name)} cannot be the name of a data set. Use small letters, digits, - and _, at most 64, with a letter or digit first.`, { param: 'name' });
    for (const c of schema) {
      if (!/\bINTERVAL\b/.test(c.type)) continue;
      context.warn('type-mismatch', `Column ${quoted(c.name)} holds intervals, of which Parquet keeps whole milliseconds and none that go back in time. Convert the column to text or to a number of seconds if that is not enough.`, { param: 'name' });
    }
    return { outputs: {}, sink: { from: parquetRows(schema), path: `${publishedFolder}/${name}/${versionToken}.parquet`, versions: { keep }, format: { kind: 'parquet', compression: 'zstd', rowGroupSize: 122_880 } } };
  },
  examples: [
    {
      title: 'The first version of a data set: exact and nested types and NULLs survive',
      params: { name: 'orders' },
      inputs: { in: table(exact, [[1, '1234567890123456.7891', '2024-02-29 12:00:00+00', '[a, NULL]'], [null, null, null, null]]) },
      written: { 'published/orders/*.parquet': table(exact, [[1, '1234567890123456.7891', '2024-02-29 12:00:00+00', '[a, NULL]'], [null, null, null, null]]) },
    },
    {
      title: 'Odd column names, only the last version kept',
      params: { name: 'a-1_b', keep: 1 },
      inputs: { in: table({ 'a "b".c 🎈': 'INTEGER', 'größe in m²': 'VARCHAR' }, [[1, 'x']]) },
      written: { 'published/a-1_b/*.parquet': table({ 'a "b".c 🎈': 'INTEGER', 'größe in m²': 'VARCHAR' }, [[1, 'x']]) },
    },
    {
      title: 'No rows still are a version with the columns',
      params: { name: 'empty' },
      inputs: { in: table({ id: 'BIGINT' }, []) },
      written: { 'published/empty/*.parquet': table({ id: 'BIGINT' }, []) },
    },
  ],
});
