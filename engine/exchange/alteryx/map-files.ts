import { NotMapped, pathBeside, type Columns } from '../parts.ts';
import { typeOf, type Mapper } from './mapping.ts';
import { attribute, child, children, isTrue, textOf, type Tool } from './read-workflow.ts';

const encodings: Readonly<Record<string, string>> = { '28591': 'latin-1', '65001': 'utf-8', '1252': 'windows-1252', '1200': 'utf-16' };

/** The columns that the file remembers at an output. */
const remembered = (tool: Tool, port = 'Output'): Columns => tool.fields[port]?.map((f) => ({ name: f.name, kind: typeOf(f.type, f.size)?.kind ?? 'unknown' })) ?? null;

const source = (type: string, params: Readonly<Record<string, unknown>>, columns: Columns, remarks: readonly string[]) => ({ steps: [{ type, params }], inputs: {}, outputs: { Output: { step: 0, port: 'out', columns } }, remarks });

export const fileInput: Mapper = (tool, context) => {
  const given = textOf(child(tool.config, 'File')).trim();
  const [file = '', sheet] = given.split('|||');
  const { path, remarks } = pathBeside(file);
  const ending = /\.([a-z0-9]+)(\.gz)?$/i.exec(path)?.[1]?.toLowerCase() ?? '';
  const options = child(tool.config, 'FormatSpecificOptions');
  if (/^(aka:|odbc:|oci:|.*connection)/i.test(given) || given === '') throw new NotMapped('it reads a database; use "Read database" with a connection of your own');
  const columns = remembered(tool);
  if (['xlsx', 'xlsm'].includes(ending) && context.offers('read-excel')) {
    const name = sheet?.replace(/^[`'"]|[`'"]$/g, '').replace(/\$$/, '');
    return source('read-excel', { path, ...(name !== undefined && name !== '' && !/^<list/i.test(name) ? { sheet: name } : {}) }, columns, remarks);
  }
  if (ending === 'json') return source('read-json', { path }, columns, remarks);
  if (!['csv', 'txt', 'tsv', 'dat', 'asc'].includes(ending)) throw new NotMapped(`files ending in .${ending} are not read; save it as CSV or Parquet first`);
  const sign = textOf(child(options, 'Delimeter'));
  const delimiter = sign === '\\t' ? '\t' : sign === '\\s' ? ' ' : sign;
  const wished = encodings[textOf(child(options, 'CodePage')).trim()] ?? 'utf-8';
  const encoding = context.offers('read-delimited', 'encoding', wished) ? wished : 'latin-1';
  const line = Number(textOf(child(options, 'ImportLine')) || '1');
  const params = {
    path,
    // Every value of such a file is a text there until a tool says otherwise.
    allText: true,
    ...(delimiter === '' || delimiter === '\\0' ? {} : { delimiter }),
    header: isTrue(child(options, 'HeaderRow')) ? 'yes' : 'no',
    ...(line > 1 ? { skip: line - 1 } : {}),
    ...(encoding === 'utf-8' ? {} : { encoding }),
    ...(isTrue(child(options, 'IgnoreErrors')) ? { onError: 'reject' } : {}),
  };
  return source('read-delimited', params, columns?.map((c) => ({ ...c, kind: 'text' })) ?? null, [...remarks, ...(encoding === wished ? [] : [`the code page ${wished} is read as ${encoding}`])]);
};

export const textInput: Mapper = (tool) => {
  const names = children(child(tool.config, 'Fields'), 'Field').map((f) => attribute(f, 'name'));
  const rows = children(child(tool.config, 'Data'), 'r').map((r) => names.map((_, i) => {
    const cell = children(r, 'c')[i];
    return cell === undefined || textOf(cell) === '' ? null : textOf(cell);
  }));
  if (names.length === 0) throw new NotMapped('it has no columns');
  const known = tool.fields['Output'] ?? [];
  const types = names.map((name, i) => {
    const field = known.find((f) => f.name === name);
    return (field && typeOf(field.type, field.size)) ?? guess(rows.map((r) => r[i] ?? null));
  });
  const table = { columns: names.map((name, i) => ({ name, type: types[i]!.type })), rows };
  return source('inline-table', { table }, names.map((name, i) => ({ name, kind: types[i]!.kind })), []);
};

/** What the tool itself takes a column for when the file does not say. */
function guess(values: readonly (string | null)[]): { readonly type: string; readonly kind: 'number' | 'date' | 'text' } {
  const all = (pattern: RegExp): boolean => values.some((v) => v !== null) && values.every((v) => v === null || pattern.test(v));
  if (all(/^-?(0|[1-9]\d{0,17})$/)) return { type: 'BIGINT', kind: 'number' };
  if (all(/^-?(0|[1-9]\d*)(\.\d+)?$/)) return { type: 'DOUBLE', kind: 'number' };
  if (all(/^\d{4}-\d{2}-\d{2}$/)) return { type: 'DATE', kind: 'date' };
  return { type: 'VARCHAR', kind: 'text' };
}

export const fileOutput: Mapper = (tool, context) => {
  const [file = '', sheet] = textOf(child(tool.config, 'File')).trim().split('|||');
  if (file === '' || /^(aka:|odbc:|oci:)/i.test(file)) throw new NotMapped('it writes to a database; use "Write database" with a connection of your own');
  const { path, remarks } = pathBeside(file);
  const ending = /\.([a-z0-9]+)$/i.exec(path)?.[1]?.toLowerCase() ?? '';
  const sink = (type: string, params: Readonly<Record<string, unknown>>, more: readonly string[] = []) => ({ steps: [{ type, params }], inputs: { Input: 'in' }, outputs: {}, remarks: [...remarks, ...more, ...(isTrue(child(tool.config, 'MultiFile')) ? ['one file per value of a column is one file now'] : [])] });
  if (ending === 'yxdb') return sink('write-parquet', { path: path.replace(/yxdb$/i, 'parquet') }, ['the format .yxdb is not written; it is Parquet now']);
  if (ending === 'xlsx' && context.offers('write-excel')) {
    const name = sheet?.replace(/^[`'"]|[`'"]$/g, '').replace(/\$$/, '');
    return sink('write-excel', { path, ...(name ? { sheet: name } : {}) });
  }
  if (ending === 'json') return sink('write-json', { path });
  if (!['csv', 'txt', 'tsv'].includes(ending)) throw new NotMapped(`files ending in .${ending} are not written; choose CSV, Parquet, JSON or Excel`);
  const sign = textOf(child(tool.config, 'FormatSpecificOptions', 'Delimeter'));
  return sink('write-delimited', { path, ...(sign !== '' && sign !== ',' ? { delimiter: sign === '\\t' ? '\t' : sign } : {}) });
};

export const browse: Mapper = () => ({ steps: [{ type: 'view-table', params: {} }], inputs: { Input: 'in' }, outputs: { Output: { step: 0, port: 'out', columns: null } }, remarks: [] });
