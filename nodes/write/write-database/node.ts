import { findColumn, sameName } from '../../../engine/core/schema.ts';
import { databaseOf, databaseParams, defineNode, inputColumn, inputSchema, quoted } from '../../../engine/definition/index.ts';
import { cast, column } from '../../../engine/expression/expression.ts';
import { input } from '../../../engine/relation/relation.ts';
import { examples } from './examples.ts';
import { storedType } from './stored-type.ts';

const byKey = ['upsert', 'delete-insert', 'history'];

export const writeDatabase = defineNode({
  type: 'write-database',
  version: 1,
  title: 'Write database table',
  category: 'write',
  icon: 'Dw',
  summary: 'Writes the rows into a table of a DuckDB or SQLite file or a DuckLake or on a PostgreSQL, MySQL or MariaDB server, in one transaction: all of them or none.',
  keywords: ['sql', 'upsert', 'merge', 'insert', 'update', 'load', 'incremental', 'postgres', 'postgresql', 'mysql', 'mariadb', 'sqlite', 'duckdb', 'ducklake', 'lakehouse', 'scd2', 'output data', 'export', 'save', 'sink', 'db writer', 'materialise'],
  inputs: [{ name: 'in', title: 'Rows', required: true }],
  outputs: [],
  params: {
    ...databaseParams('write'),
    table: { kind: 'text', label: 'Table', help: 'It is made with the columns of the flow where it is not there yet.', default: null, needed: true },
    mode: {
      kind: 'choice',
      label: 'Rows',
      default: 'append',
      options: [
        { value: 'append', label: 'Are added' },
        { value: 'create', label: 'Go into a new table', help: 'An existing one stops the run' },
        { value: 'replace', label: 'Replace the table', help: 'It is made anew with the columns of the flow' },
        { value: 'refill', label: 'Replace all rows', help: 'The table keeps its definition' },
        { value: 'upsert', label: 'Update rows of the same key, add the others' },
        { value: 'delete-insert', label: 'Take the place of rows of the same key' },
        { value: 'history', label: 'Keep history', help: 'A changed row ends the old one and starts a new one' },
      ],
    },
    keys: { kind: 'columns', label: 'Key columns', over: 'in', default: [], showIf: { param: 'mode', in: byKey } },
    validFrom: { kind: 'text', label: 'Column for the start', default: 'valid_from', showIf: { param: 'mode', in: ['history'] } },
    validTo: { kind: 'text', label: 'Column for the end', default: 'valid_to', showIf: { param: 'mode', in: ['history'] } },
    isCurrent: { kind: 'text', label: 'Column for "still true"', default: 'is_current', showIf: { param: 'mode', in: ['history'] } },
    newColumns: {
      kind: 'choice',
      label: 'Columns the table does not have',
      default: 'fail',
      advanced: true,
      options: [
        { value: 'fail', label: 'Stop the run' },
        { value: 'drop', label: 'Leave them out' },
      ],
    },
  },
  caption: ({ path, host, database, table, system }) => [system === 'postgres' || system === 'mysql' ? [host, database].filter(Boolean).join('/') : path, table].filter(Boolean).join(' '),
  need(params) {
    const found = databaseOf(params);
    return 'database' in found && params.table ? { kind: 'table', database: found.database, from: { table: { schema: params.schema, name: params.table } }, mayLack: true } : null;
  },
  build(context) {
    const { params, fact } = context;
    const found = databaseOf(params);
    if ('lacks' in found) context.report('param-missing', `"${databaseParams('write')[found.lacks].label}" is empty. Fill it in.`, { param: found.lacks });
    if (!params.table) context.report('param-missing', '"Table" is empty. Name the table to write.', { param: 'table' });
    const schema = inputSchema(context, 'in');
    if (!schema || 'lacks' in found || !params.table || fact?.kind !== 'table') return { outputs: {} };

    const table = { schema: params.schema, name: params.table };
    const { mode } = params;
    const target = fact.schema;
    if (mode === 'create' && target !== null) context.report('table-exists', `The table ${quoted(params.table)} is there already. Choose another name, or another way to write.`, { param: 'table' });
    if (params.system === 'mysql' && (target === null || mode === 'create' || mode === 'replace')) {
      context.report('table-missing', `MySQL cannot take back the making of a table, so a run that fails could leave one behind. Make the table ${quoted(params.table)} yourself first, and add to it or replace its rows.`, { param: target === null ? 'table' : 'mode' });
    }
    const keys = byKey.includes(mode) ? params.keys.flatMap((key, i) => inputColumn(context, schema, key, `keys.${i}`)?.name ?? []) : [];
    if (byKey.includes(mode) && params.keys.length === 0) context.report('param-missing', '"Key columns" is empty. Choose the columns that tell one row from another.', { param: 'keys' });

    const history = mode === 'history' ? { from: params.validFrom, to: params.validTo, current: params.isCurrent } : null;
    for (const [param, name] of history === null ? [] : ([['validFrom', history.from], ['validTo', history.to], ['isCurrent', history.current]] as const)) {
      if (name === '' || schema.some((c) => sameName(c.name, name))) context.report('column-duplicate', `The input has a column ${quoted(name)} already, or the name is empty. Give the column of the history another name.`, { param });
      else if (target !== null && !findColumn(target, name)) context.report('column-missing', `The table ${quoted(params.table)} has no column ${quoted(name)}, so it keeps no history. Add the column to it, or choose another.`, { param });
    }

    const fixed = target !== null && mode !== 'replace';
    const unknown = fixed ? schema.filter((c) => !findColumn(target, c.name)) : [];
    const taken = schema.filter((c) => !unknown.includes(c));
    if (params.newColumns === 'fail') for (const c of unknown) context.report('column-new', `The table ${quoted(params.table)} has no column ${quoted(c.name)}. Add it to the table, leave it out with Select columns, or let new columns be left out.`, { param: 'newColumns' });
    for (const key of keys) if (unknown.some((c) => c.name === key)) context.report('column-missing', `The key column ${quoted(key)} is not in the table ${quoted(params.table)}. Choose another key.`, { param: 'keys' });
    if (taken.length === 0) context.report('column-missing', `None of the columns is in the table ${quoted(params.table)}. Rename them to the names of the table.`, { param: 'table' });

    const columns = taken.map((c) => {
      const kept = storedType(params.system, c.type);
      return { name: c.name, value: kept === c.type ? column(c.name) : cast(column(c.name), kept) };
    });
    return { outputs: {}, load: { from: { op: 'project', from: input('in'), columns }, database: found.database, table, mode, columns: taken.map((c) => c.name), keys, history, exists: target !== null } };
  },
  examples,
});
