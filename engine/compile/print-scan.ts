import { quotedIdentifier, quotedText } from '../core/quoting.ts';
import type { Schema } from '../core/schema.ts';
import type { DelimitedOptions, ScanSource } from '../relation/relation.ts';
import type { CompileContext } from './compile-context.ts';

/** SQL that gives exactly `schema`, with no rows. */
export const emptyTable = (schema: Schema): string =>
  `SELECT ${schema.map((c) => `CAST(NULL AS ${c.type}) AS ${quotedIdentifier(c.name)}`).join(', ')} LIMIT 0`;

/** Names of the tables in which a scan of `node` records the lines it could not read. */
export const rejectTables = (node: string): { readonly errors: string; readonly scans: string } => ({ errors: `_bad_lines_${node}`, scans: `_bad_scans_${node}` });

/** A SELECT over a file; every option is pinned, so nothing is guessed when it runs. */
export function printScan(source: ScanSource, schema: Schema, context: CompileContext): string {
  if (context.schemaOnly) return emptyTable(schema);
  const limit = context.sampleRows === null || source.format === 'bad-lines' ? '' : ` LIMIT ${context.sampleRows}`;
  return scanSelect(source, schema, context) + limit;
}

function scanSelect(source: ScanSource, schema: Schema, context: CompileContext): string {
  switch (source.format) {
    case 'parquet':
      return `SELECT ${columnList(schema)} FROM read_parquet(${quotedText(context.resolvePath(source.path))})`;
    case 'delimited':
      return `SELECT ${columnList(schema)} FROM ${printReadCsv(context.resolvePath(source.path), schema, source.options, source.keepBadLines ? context.node : null)}`;
    case 'json':
      return `SELECT ${columnList(schema)} FROM read_json(${quotedText(context.resolvePath(source.path))}, format = ${quotedText(source.layout === 'array' ? 'array' : 'newline_delimited')}, columns = ${columnTypes(schema)}, records = true, maximum_object_size = 67108864)`;
    case 'bad-lines': {
      const tables = rejectTables(context.node);
      return `SELECT DISTINCT line AS _line, csv_line AS _text, lower(CAST(error_type AS VARCHAR)) AS _error_code, column_name AS _error_column, error_message AS _error_message FROM ${quotedIdentifier(tables.errors)} ORDER BY line`;
    }
    case 'appended':
      return source.encoding === 'json'
        ? scanSelect({ format: 'json', path: source.path, layout: 'newline', keepBadLines: false }, schema, context)
        : scanSelect({ format: 'delimited', path: source.path, options: source.options!, keepBadLines: false }, schema, context);
  }
}

const columnList = (schema: Schema): string => (schema.length === 0 ? 'NULL' : schema.map((c) => quotedIdentifier(c.name)).join(', '));

const columnTypes = (schema: Schema): string => `{${schema.map((c) => `${quotedText(c.name)}: ${quotedText(c.type)}`).join(', ')}}`;

/** A `read_csv` call with every option given; bad lines are kept in the reject tables of `rejectsOf`, or fail the statement when null. */
export function printReadCsv(path: string, schema: Schema, options: DelimitedOptions, rejectsOf: string | null): string {
  const o = options;
  const settings = [
    quotedText(path),
    'auto_detect = false',
    `columns = ${columnTypes(schema)}`,
    `delim = ${quotedText(o.delimiter)}`,
    `quote = ${quotedText(o.quote)}`,
    `escape = ${quotedText(o.escape)}`,
    `header = ${o.header}`,
    `skip = ${o.skip}`,
    `nullstr = [${o.nulls.map(quotedText).join(', ')}]`,
    `decimal_separator = ${quotedText(o.decimal)}`,
    `encoding = ${quotedText(o.encoding)}`,
    `compression = ${quotedText(o.compression)}`,
    ...(o.dateFormat === null ? [] : [`dateformat = ${quotedText(o.dateFormat)}`]),
    ...(o.timestampFormat === null ? [] : [`timestampformat = ${quotedText(o.timestampFormat)}`]),
    ...(o.comment === '' ? [] : [`comment = ${quotedText(o.comment)}`]),
    ...(o.quotedNulls === false ? ['allow_quoted_nulls = false'] : []),
    ...(o.newLine === null ? [] : [`new_line = ${quotedText(o.newLine)}`]),
    ...(rejectsOf === null
      ? []
      : ['store_rejects = true', 'rejects_limit = 0', `rejects_table = ${quotedText(rejectTables(rejectsOf).errors)}`, `rejects_scan = ${quotedText(rejectTables(rejectsOf).scans)}`]),
  ];
  return `read_csv(${settings.join(', ')})`;
}
