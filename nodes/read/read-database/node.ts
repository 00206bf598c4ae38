import { typeFamily } from '../../../engine/core/type-family.ts';
import { contractParams, databaseOf, databaseParams, defineNode, inputColumn, table } from '../../../engine/definition/index.ts';
import type { DatabaseSource } from '../../../engine/relation/database-ref.ts';
import { oddDatabase, shopDatabase } from './example-files.ts';

/** What is asked of the database, or the setting that is missing or wrong. */
function sourceOf(params: { readonly system: string; readonly schema: string | null; readonly table: string | null; readonly query: string | null }): DatabaseSource | null {
  if ((params.system === 'postgres' || params.system === 'mysql') && params.query !== null && params.query.trim() !== '') return { query: params.query };
  return params.table === null || params.table === '' ? null : { table: { schema: params.schema, name: params.table } };
}

export const readDatabase = defineNode({
  type: 'read-database',
  version: 1,
  title: 'Database table',
  category: 'read',
  icon: 'Db',
  summary: 'Reads a table or view of a DuckDB, SQLite, PostgreSQL, MySQL or MariaDB database, or the rows of a query on a server.',
  keywords: ['sql', 'postgres', 'postgresql', 'mysql', 'mariadb', 'sqlite', 'duckdb', 'db reader', 'odbc', 'incremental', 'query', 'input data', 'load', 'import', 'connect'],
  inputs: [],
  outputs: [{ name: 'out', title: 'Rows', kind: 'rows' }],
  params: {
    ...databaseParams('read'),
    table: { kind: 'text', label: 'Table or view', default: null },
    query: { kind: 'text', label: 'Query', help: 'In the language of the server, in place of a table; it can only read.', default: null, multiline: true, showIf: { param: 'system', in: ['postgres', 'mysql'] } },
    cursor: { kind: 'text', label: 'Only new rows, by column', help: 'A column whose values only grow: a run reads the rows above the highest value that the last run has read. Previews read all rows.', default: null, placeholder: 'id', advanced: true },
    ...contractParams,
  },
  caption: ({ path, host, database, table, system }) => [system === 'postgres' || system === 'mysql' ? [host, database].filter(Boolean).join('/') : path, table].filter(Boolean).join(' '),
  need(params) {
    const found = databaseOf(params);
    const from = sourceOf(params);
    return 'database' in found && from ? { kind: 'table', database: found.database, from, mayLack: false } : null;
  },
  build(context) {
    const { params, fact } = context;
    const found = databaseOf(params);
    const from = sourceOf(params);
    if ('lacks' in found) context.report('param-missing', `"${databaseParams('read')[found.lacks].label}" is empty. Fill it in.`, { param: found.lacks });
    if (!from) context.report('param-missing', '"Table or view" is empty. Name one of the database.', { param: 'table' });
    if ('lacks' in found || !from || fact?.kind !== 'table' || fact.schema === null) return { outputs: {} };
    const cursor = params.cursor === null || params.cursor === '' ? null : inputColumn(context, fact.schema, params.cursor, 'cursor', 'the table');
    if (cursor && !['number', 'time'].includes(typeFamily(cursor.type))) context.report('param-invalid', `The column "${cursor.name}" is of type ${cursor.type}, in whose order two databases may differ. Choose a number, a date or a timestamp.`, { param: 'cursor' });
    return { outputs: { out: { op: 'scan', source: { format: 'database', database: found.database, from, ...(cursor ? { cursor: cursor.name } : {}) }, schema: fact.schema } } };
  },
  examples: [
    {
      title: 'A table of a DuckDB file with its types; NULL stays NULL',
      params: { path: 'shop.duckdb', table: 'orders' },
      files: { 'shop.duckdb': shopDatabase },
      outputs: { out: table({ id: 'INTEGER', amount: 'DECIMAL(8,2)', day: 'DATE', tags: 'VARCHAR[]' }, [[1, '12.50', '2024-02-29', '[a, b]'], [2, null, null, null]]) },
      ordered: true,
    },
    {
      title: 'A table without rows',
      params: { path: 'shop.duckdb', table: 'nothing', schema: 'main' },
      files: { 'shop.duckdb': shopDatabase },
      outputs: { out: table({ id: 'BIGINT' }, []) },
    },
    {
      title: 'SQLite, with odd names',
      params: { system: 'sqlite', path: 'odd.db', table: 'odd "table" 🎈' },
      files: { 'odd.db': oddDatabase },
      outputs: { out: table({ 'a "b".c 🎈': 'VARCHAR', n: 'BIGINT' }, [['x', 1], [null, 2]]) },
      ordered: true,
    },
  ],
});
