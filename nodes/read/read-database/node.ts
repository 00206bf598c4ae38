import { typeFamily } from '../../../engine/core/type-family.ts';
import { contractParams, databaseOf, databaseParams, defineNode, inputColumn, quoted, table } from '../../../engine/definition/index.ts';
import type { DatabaseSource } from '../../../engine/relation/database-ref.ts';
import { oddDatabase, shopDatabase } from './example-files.ts';

/** What is asked of the database, or the setting that is missing or wrong. */
function sourceOf(params: { readonly system: string; readonly schema: string | null; readonly table: string | null; readonly query: string | null; readonly snapshot: number | null; readonly asOf: string | null }): DatabaseSource | null {
  if ((params.system === 'postgres' || params.system === 'mysql') && params.query !== null && params.query.trim() !== '') return { query: params.query };
  if (params.table === null || params.table === '') return null;
  const table = { schema: params.schema, name: params.table };
  if (params.system !== 'ducklake') return { table };
  const time = params.asOf === null ? null : timeWithZone(params.asOf);
  return params.snapshot !== null ? { table, at: { version: params.snapshot } } : time !== null ? { table, at: { time } } : { table };
}

/** A time as a lake compares it, in UTC where it states no zone; null where it is none. */
function timeWithZone(text: string): string | null {
  const [, day, clock = '00:00', seconds = ':00', zone = '+00'] = /^(\d{4}-\d\d-\d\d)(?:[ T](\d\d:\d\d)(:\d\d(?:\.\d{1,6})?)?)?(Z|[+-]\d\d(?::?\d\d)?)?$/.exec(text.trim()) ?? [];
  return day === undefined || Number.isNaN(Date.parse(`${day}T${clock}${seconds}Z`)) ? null : `${day} ${clock}${seconds}${zone === 'Z' ? '+00' : zone}`;
}

const inLake = { param: 'system', in: ['ducklake'] } as const;

export const readDatabase = defineNode({
  type: 'read-database',
  version: 1,
  title: 'Database table',
  category: 'read',
  icon: 'Db',
  summary: 'Reads a table or view of a DuckDB, SQLite, DuckLake, PostgreSQL, MySQL or MariaDB database, or the rows of a query on a server.',
  keywords: ['sql', 'postgres', 'postgresql', 'mysql', 'mariadb', 'sqlite', 'duckdb', 'ducklake', 'lakehouse', 'time travel', 'snapshot', 'db reader', 'odbc', 'incremental', 'query', 'input data', 'load', 'import', 'connect'],
  inputs: [],
  outputs: [{ name: 'out', title: 'Rows', kind: 'rows' }],
  params: {
    ...databaseParams('read'),
    table: { kind: 'text', label: 'Table or view', default: null },
    query: { kind: 'text', label: 'Query', help: 'In the language of the server, in place of a table; it can only read.', default: null, multiline: true, showIf: { param: 'system', in: ['postgres', 'mysql'] } },
    snapshot: { kind: 'integer', label: 'Snapshot', help: 'The number of an earlier state of the lake; the latest when empty.', default: null, min: 0, showIf: inLake },
    asOf: { kind: 'text', label: 'As it was at', help: 'A time such as 2024-02-29 12:00, in UTC where no zone is stated; now when empty.', default: null, placeholder: '2024-02-29 12:00', showIf: inLake },
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
    if (params.system === 'ducklake' && (params.snapshot !== null || params.asOf !== null)) {
      if (params.snapshot !== null && params.asOf !== null) context.report('param-invalid', 'Both a snapshot and a time are named. Leave one of them empty.', { param: 'asOf' });
      if (params.asOf !== null && timeWithZone(params.asOf) === null) context.report('param-invalid', `${quoted(params.asOf)} is no time. Write it as 2024-02-29 12:00, with a zone such as +01:00 if it is not UTC.`, { param: 'asOf' });
      if (params.cursor !== null && params.cursor !== '') context.report('param-invalid', 'An earlier state gets no new rows, so it is not read onward. Leave the column empty, or the snapshot.', { param: 'cursor' });
    }
    if ('lacks' in found || !from || fact?.kind !== 'table' || fact.schema === null) return { outputs: {} };
    const cursor = params.cursor === null || params.cursor === '' ? null : inputColumn(context, fact.schema, params.cursor, 'cursor', 'the table');
    // A file is compared by DuckDB alone, byte by byte, in which order texts such as 2024-02-29 12:00 grow, as SQLite keeps times.
    const orders = ['number', 'time', ...(params.system === 'duckdb' || params.system === 'sqlite' ? ['text'] : [])];
    if (cursor && !orders.includes(typeFamily(cursor.type))) context.report('param-invalid', `The column "${cursor.name}" is of type ${cursor.type}, in whose order two databases may differ. Choose a number, a date or a timestamp.`, { param: 'cursor' });
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
