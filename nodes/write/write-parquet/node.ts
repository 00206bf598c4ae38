import type { Schema } from '../../../engine/core/schema.ts';
import { defineNode, inputSchema, quoted, table } from '../../../engine/definition/index.ts';
import { cast, column } from '../../../engine/expression/expression.ts';
import { input, type Relation } from '../../../engine/relation/relation.ts';

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
  build(context) {
    const { path, compression, rowGroupSize } = context.params;
    const schema = inputSchema(context, 'in') ?? [];
    for (const c of schema) {
      if (!/\bINTERVAL\b/.test(c.type)) continue;
      context.warn('type-mismatch', `Column ${quoted(c.name)} holds intervals, of which Parquet keeps whole milliseconds and none that go back in time. Convert the column to text or to a number of seconds if that is not enough.`, { param: 'path' });
    }
    return { outputs: {}, sink: { from: exactly(schema), path, format: { kind: 'parquet', compression, rowGroupSize } } };
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
      title: 'No rows still makes a file with the columns',
      params: { path: 'empty.parquet' },
      inputs: { in: table({ id: 'BIGINT' }, []) },
      written: { 'empty.parquet': table({ id: 'BIGINT' }, []) },
    },
  ],
});

/** The rows with the integers Parquet does not have as decimals, which DuckDB would otherwise write as floats. */
function exactly(schema: Schema): Relation {
  const columns = schema.map((c) => ({ name: c.name, kept: keptType(c.type), type: c.type }));
  if (columns.every((c) => c.kept === c.type)) return input('in');
  return { op: 'project', from: input('in'), columns: columns.map((c) => ({ name: c.name, value: c.kept === c.type ? column(c.name) : cast(column(c.name), c.kept) })) };
}

/** The type with every HUGEINT and UHUGEINT in it replaced; quoted parts are names of fields and members of enums. */
const keptType = (type: string): string => type.replaceAll(/"(?:[^"]|"")*"|'(?:[^']|'')*'|\bU?HUGEINT(?=[,)[]|$)/g, (part) => (/^["']/.test(part) ? part : 'DECIMAL(38,0)'));
