import { quotedIdentifier, quotedText } from '../core/quoting.ts';
import type { Schema } from '../core/schema.ts';
import { sameName } from '../core/schema.ts';
import type { DelimitedOptions, FileScan, JsonLayout, ScanSource } from '../relation/relation.ts';
import { addressIn } from '../relation/object-store.ts';
import { databaseAlias, resolvedDatabase, type DatabaseRef } from '../relation/database-ref.ts';
import { stagedName, stagedRows, stagedTable, stagedVariable } from '../plan/staging.ts';
import type { CompileContext } from './compile-context.ts';
import { lakehouseCall } from './print-lakehouse.ts';
import { queryCall, tableAt } from './compile-load.ts';

/** SQL that gives exactly `schema`, with no rows. */
export const emptyTable = (schema: Schema): string =>
  `SELECT ${schema.map((c) => `CAST(NULL AS ${c.type}) AS ${quotedIdentifier(c.name)}`).join(', ')} LIMIT 0`;

/** Names of the tables in which a scan of `node` records the lines it could not read. */
export const rejectTables = (node: string): { readonly errors: string; readonly scans: string } => ({ errors: `_bad_lines_${node}`, scans: `_bad_scans_${node}` });

/** A SELECT over a file; every option is pinned, so nothing is guessed when it runs. */
export function printScan(source: ScanSource, schema: Schema, context: CompileContext): string {
  if (context.schemaOnly) return emptyTable(schema);
  const most = typeof context.sampleRows === 'function' ? context.sampleRows(source) : context.sampleRows;
  const limit = most === null || source.format === 'bad-lines' ? '' : ` LIMIT ${most}`;
  return scanSelect(source, schema, context) + limit;
}

function scanSelect(source: ScanSource, schema: Schema, context: CompileContext): string {
  switch (source.format) {
    case 'parquet':
      return `SELECT ${parquetColumns(schema, source, context)} FROM read_parquet(${[quotedText(fileOf(source, context)), ...fileSettings(source), ...(source.unionByName === true ? ['union_by_name = true'] : []), ...(source.rowColumn === undefined ? [] : ['file_row_number = true'])].join(', ')})`;
    case 'delimited':
      return `SELECT ${columnList(schema, source, context)} FROM ${printReadCsv(pathText(source, context), ownColumns(schema, source), source.staged === undefined ? source.options : { ...source.options, encoding: 'utf-8', compression: 'none' }, source.keepBadLines ? context.node : null, [...fileSettings(source), ...(source.staged !== undefined && source.options.mixedEnds === true ? [rewrittenEnds] : [])])}`;
    case 'json': {
      const settings = [quotedText(fileOf(source, context)), `format = ${quotedText(jsonFormats[source.layout])}`, `columns = ${columnTypes(ownColumns(schema, source))}`, 'records = true', `maximum_object_size = ${longestObject}`, ...fileSettings(source)];
      return `SELECT ${columnList(schema, source, context)} FROM read_json(${settings.join(', ')})`;
    }
    case 'lines':
      // The reader takes an empty line for NULL.
      return `SELECT * REPLACE (coalesce(_text, '') AS _text) FROM (SELECT ${columnList(schema, source, context)} FROM ${printReadLines(pathText(source, context), source.staged === undefined ? source : { ...source, encoding: 'utf-8', compression: 'none' }, fileSettings(source))})`;
    case 'excel':
    case 'arrow':
      return `SELECT ${schema.map((c) => quotedIdentifier(c.name)).join(', ')} FROM temp.${quotedIdentifier(stagedTable(source.staged))}`;
    case 'xml':
    case 'rest':
      return `SELECT ${schema.map((c) => quotedIdentifier(c.name)).join(', ')} FROM read_json(getvariable(${quotedText(stagedVariable)}) || ${quotedText(stagedRows(source.staged))}, format = 'newline_delimited', columns = ${columnTypes(schema)}, records = true, maximum_object_size = ${longestObject}, hive_partitioning = false)`;
    case 'lakehouse':
      return `SELECT ${schema.map((c) => quotedIdentifier(c.name)).join(', ')} FROM ${lakehouseCall(fileOf(source, context), source.state)}`;
    case 'database': {
      const database = resolvedDatabase(source.database, context.resolvePath);
      const alias = databaseAlias(database);
      const from = 'table' in source.from ? tableAt(alias, source.from) : queryCall(queryKind(database), alias, source.from.query);
      return `SELECT ${schema.map((c) => quotedIdentifier(c.name)).join(', ')} FROM ${from}`;
    }
    case 'sequence':
      return `SELECT range AS _row FROM range(${source.count})`;
    case 'bad-lines': {
      const tables = rejectTables(context.node);
      // A line is told once, with the first thing that is wrong with it; with Windows line ends the reader gives part of the one before.
      return `SELECT line AS _line, trim(csv_line, chr(13) || chr(10)) AS _text, lower(CAST(error_type AS VARCHAR)) AS _error_code, column_name AS _error_column, error_message AS _error_message FROM ${quotedIdentifier(tables.errors)} QUALIFY row_number() OVER (PARTITION BY file_id, line ORDER BY column_idx, scan_id) = 1 ORDER BY file_id, line`;
    }
    case 'appended':
      return source.encoding === 'json'
        ? scanSelect({ format: 'json', path: source.path, layout: 'newline', keepBadLines: false }, schema, context)
        : scanSelect({ format: 'delimited', path: source.path, options: source.options!, keepBadLines: false }, schema, context);
  }
}

function queryKind({ kind }: DatabaseRef): 'postgres' | 'mysql' {
  if (kind === 'postgres' || kind === 'mysql') return kind;
  throw new Error(`A query is not asked of ${kind} but of its tables.`);
}

/** The reader's name of each layout. */
export const jsonFormats: Readonly<Record<JsonLayout, string>> = { array: 'array', newline: 'newline_delimited', objects: 'unstructured' };

/** Most bytes of one JSON value; DuckDB's own default stops at 16 MiB. */
export const longestObject = 67_108_864;

/** The columns by name; the path of a file is told the way the flow names it, the same on every machine. */
function columnList(schema: Schema, { path, fileColumn, staged, store }: FileScan, context: CompileContext): string {
  if (schema.length === 0) return 'NULL';
  const constant = path.split(/[*?[]/)[0]!;
  const folder = constant.slice(0, constant.lastIndexOf('/') + 1);
  const found = addressIn(context.resolvePath(folder === '' ? '.' : folder), store);
  const own = staged === undefined ? found : stagedName(staged, found);
  const length = own.length + (own.endsWith('/') ? 1 : 2);
  const from = staged === undefined ? String(length) : `length(getvariable(${quotedText(stagedVariable)})) + ${length}`;
  return schema.map(({ name }) => (name === fileColumn ? `${quotedText(folder)} || substr(${quotedIdentifier(name)}, ${from}) AS ${quotedIdentifier(name)}` : quotedIdentifier(name))).join(', ');
}

/** The file, or the address of the object as the database is told it. */
const fileOf = ({ path, store }: Pick<FileScan, 'path' | 'store'>, context: CompileContext): string => addressIn(context.resolvePath(path), store);

/** SQL for the path of what is read: the file itself, or the copy that the worker lays in a folder of the run. */
const pathText = ({ path, staged, store }: FileScan, context: CompileContext): string =>
  staged === undefined ? quotedText(fileOf({ path, ...(store ? { store } : {}) }, context)) : `getvariable(${quotedText(stagedVariable)}) || ${quotedText(stagedName(staged, context.resolvePath(path)))}`;

function parquetColumns(schema: Schema, source: Extract<ScanSource, { format: 'parquet' }>, context: CompileContext): string {
  const { rowColumn } = source;
  if (rowColumn === undefined) return columnList(schema, source, context);
  return `${columnList(schema.filter((c) => c.name !== rowColumn), source, context)}, file_row_number + 1 AS ${quotedIdentifier(rowColumn)}`;
}

const columnTypes = (schema: Schema): string => `{${schema.map((c) => `${quotedText(c.name)}: ${quotedText(c.type)}`).join(', ')}}`;

/** The columns that stand in the file itself. */
const ownColumns = (schema: Schema, source: FileScan): Schema => schema.filter((c) => c.name !== source.fileColumn && !(source.partitions ?? []).some((p) => sameName(p.name, c.name)));

/** What a reader is told about the names of files and folders; values of folders have pinned types. */
function fileSettings({ fileColumn, partitions = [] }: FileScan): string[] {
  return [
    ...(fileColumn === undefined ? [] : [`filename = ${quotedText(fileColumn)}`]),
    ...(partitions.length === 0 ? ['hive_partitioning = false'] : ['hive_partitioning = true', `hive_types = {${partitions.map((c) => `${quotedText(c.name)}: ${c.type}`).join(', ')}}`]),
  ];
}

/** A `read_csv` call that gives each line of the file that the SQL text `path` names as one value: no sign separates cells, and nothing is a quote. */
export const printReadLines = (path: string, source: Pick<Extract<ScanSource, { format: 'lines' }>, 'encoding' | 'compression' | 'skip'>, more: readonly string[] = []): string =>
  `read_csv(${[path, 'auto_detect = false', "columns = {'_text': 'VARCHAR'}", 'delim = chr(1)', "quote = ''", "escape = ''", 'header = false', 'strict_mode = false', `skip = ${source.skip}`, `encoding = ${quotedText(source.encoding)}`, `compression = ${quotedText(source.compression)}`, 'max_line_size = 16777216', ...more].join(', ')})`;

/** The reader wants at least one text for NULL: where nothing is NULL, one that no file holds. */
export const nullTexts = (nulls: readonly string[]): string => `[${(nulls.length === 0 ? ['\u0001nothing is NULL\u0001'] : nulls).map(quotedText).join(', ')}]`;

/** What was rewritten for its line ends has line feeds outside quotes, whatever stands between them. */
export const rewrittenEnds = "new_line = '\\n'";

/** Most bytes of a line. DuckDB's own limit is an eighth of it, for buffers of the same 32 MiB. */
export const usualLine = 16 * 1024 * 1024;

/** A `read_csv` call with every option given for the file that the SQL text `path` names; bad lines are kept in the reject tables of `rejectsOf`, or fail the statement when null. */
export function printReadCsv(path: string, schema: Schema, options: DelimitedOptions, rejectsOf: string | null, more: readonly string[] = []): string {
  const o = options;
  const settings = [
    path,
    'auto_detect = false',
    `columns = ${columnTypes(schema)}`,
    `delim = ${quotedText(o.delimiter)}`,
    `quote = ${quotedText(o.quote)}`,
    `escape = ${quotedText(o.escape)}`,
    `header = ${o.header}`,
    `skip = ${o.skip}`,
    `nullstr = ${nullTexts(o.nulls)}`,
    `decimal_separator = ${quotedText(o.decimal)}`,
    `encoding = ${quotedText(o.encoding)}`,
    `compression = ${quotedText(o.compression)}`,
    ...(o.dateFormat === null ? [] : [`dateformat = ${quotedText(o.dateFormat)}`]),
    ...(o.timestampFormat === null ? [] : [`timestampformat = ${quotedText(o.timestampFormat)}`]),
    ...(o.thousands === undefined ? [] : [`thousands = ${quotedText(o.thousands)}`]),
    ...(o.quotedNulls === false ? ['allow_quoted_nulls = false'] : []),
    // Its parallel reader cannot fill up lines beside line breaks between quotes.
    ...(o.padShort === true ? ['null_padding = true', 'parallel = false'] : []),
    `max_line_size = ${o.longestLine ?? usualLine}`,
    `buffer_size = ${2 * (o.longestLine ?? usualLine)}`,
    ...more,
    ...(rejectsOf === null
      ? []
      : ['store_rejects = true', 'rejects_limit = 0', `rejects_table = ${quotedText(rejectTables(rejectsOf).errors)}`, `rejects_scan = ${quotedText(rejectTables(rejectsOf).scans)}`]),
  ];
  return `read_csv(${settings.join(', ')})`;
}
