import { NotMapped, pathBeside, type Columns } from '../parts.ts';
import { typeOf } from './clean.ts';
import type { PartBuilder, Strand } from './part-builder.ts';
import { entriesAt, entryAt, textAt, type Entry, type PrepStep } from './read-flow.ts';

/** Where a file is put that comes inside the package, by its name; null for one that is not in there. */
export type Packed = (given: string) => string | null;

function located(given: string, packed: Packed, remarks: string[]): string {
  if (given === '') throw new NotMapped('its file is not named');
  const inside = packed(given);
  if (inside !== null) return inside;
  const { path, remarks: said } = pathBeside(given);
  for (const s of said) if (!remarks.includes(s)) remarks.push(s);
  return path;
}

const attributes = (step: PrepStep, node: Entry, name: string): string => textAt(entryAt(node, 'connectionAttributes'), name) || textAt(entryAt(step.connection, 'connectionAttributes'), name);
function fileOf(step: PrepStep, node: Entry): string {
  const [file, folder] = [attributes(step, node, 'filename'), attributes(step, node, 'directory')];
  return file === '' || folder === '' || /[\\/]/.test(file) ? file : `${folder.replace(/[\\/]$/, '')}/${file}`;
}

/** The columns that the file remembers. */
const fieldsOf = (node: Entry): Columns => (Array.isArray(node['fields']) && entriesAt(node, 'fields').length > 0 ? entriesAt(node, 'fields').map((f) => ({ name: textAt(f, 'name'), kind: typeOf(textAt(f, 'type'))?.kind ?? 'unknown' })) : null);

function decimalSign(locale: string): string {
  try {
    return new Intl.NumberFormat(locale.replace('_', '-')).formatToParts(1.5).find((p) => p.type === 'decimal')?.value ?? '.';
  } catch (error) {
    if (error instanceof RangeError) return '.';
    throw error;
  }
}

function delimited(node: Entry, path: string, columns: Columns, builder: PartBuilder): { readonly type: string; readonly params: Readonly<Record<string, unknown>> } {
  // One sign, except the letter A, which stands for "find out".
  const single = (name: string): string | null => (/^[^A-Za-z0-9]$/.test(textAt(node, name)) ? textAt(node, name) : textAt(node, name) === '\\t' ? '\t' : null);
  const delimiter = single('separator');
  const charSet = textAt(node, 'charSet').toLowerCase();
  const encoding = charSet === 'utf8' ? 'utf-8' : charSet;
  const known = encoding !== '' && builder.offers('read-delimited', 'encoding', encoding);
  if (encoding !== '' && !known) builder.remarks.push(`the character set ${textAt(node, 'charSet')} is not known here; it is found out from the file`);
  const header = node['containsHeaders'];
  if (header === false) builder.remarks.push('the columns are named by the reader, not F1, F2 and so on');
  const types = header === false ? [] : entriesAt(node, 'fields').flatMap((f) => (['string', 'integer', 'real'].includes(textAt(f, 'type')) && columns ? [{ column: textAt(f, 'name'), type: typeOf(textAt(f, 'type'))!.type }] : []));
  const decimal = decimalSign(textAt(node, 'locale'));
  return {
    type: 'read-delimited',
    params: { path, ...(delimiter === null ? {} : { delimiter }), ...(typeof header === 'boolean' ? { header: header ? 'yes' : 'no' } : {}), ...(known && encoding !== 'utf-8' ? { encoding } : {}), ...(decimal === ',' && delimiter !== ',' ? { decimal } : {}), ...(types.length > 0 ? { types } : {}) },
  };
}

function workbook(node: Entry, path: string): { readonly type: string; readonly params: Readonly<Record<string, unknown>> } {
  const [, sheet = '', range = ''] = /^\[?'?([^$]*)\$?'?([A-Z]+\d+:[A-Z]+\d+)?'?\]?$/.exec(textAt(entryAt(node, 'relation'), 'table')) ?? [];
  const name = sheet.replace(/['\]]+$/, '');
  return { type: 'read-excel', params: { path, ...(name === '' ? {} : { sheet: name }), ...(range === '' ? {} : { range }) } };
}

const refused: Readonly<Record<string, string>> = {
  LoadHyper: 'Hyper extracts cannot be read; save its rows as CSV or Parquet and use a node that reads those',
  LoadSqlProxy: 'it reads a data source of Tableau Server; save its rows as CSV or Parquet and use a node that reads those',
  LoadSql: 'it reads a database; use "Database table" with a connection of your own',
};

/** The rows of an input step, or null when it is none. */
export function input(step: PrepStep, packed: Packed, builder: PartBuilder): Strand | null {
  const { entry, kind } = step;
  if (Object.hasOwn(refused, kind)) {
    const relation = entryAt(entry, 'relation');
    const table = textAt(relation, 'table');
    const why = `${refused[kind]!}${table !== '' ? ` (it read ${table})` : textAt(relation, 'query') !== '' ? ` (its query was: ${textAt(relation, 'query').trim().replace(/\s+/g, ' ')})` : ''}`;
    return builder.gap(why, { from: null, columns: fieldsOf(entry) });
  }
  const excel = kind === 'LoadExcel' || kind === 'LoadExcelInputUnion';
  if (!excel && kind !== 'LoadCsv' && kind !== 'LoadCsvInputUnion') return null;
  const columns = fieldsOf(entry);
  const renames = entryAt(entry, 'userRenamedFields');
  if (renames !== null && Object.keys(renames).length > 0) builder.remarks.push(`its renamed fields are called as in the file: ${Object.keys(renames).join(', ')}`);
  const read = (node: Entry, given: string): Strand => {
    const path = located(given, packed, builder.remarks);
    return builder.add(excel ? workbook(node, path) : delimited(node, path, columns, builder), [], columns);
  };
  if (!kind.endsWith('InputUnion')) return read(entry, fileOf(step, entry));
  const parts = entriesAt(entry, 'generatedInputs').map((g) => ({ node: { ...entry, ...entryAt(g, 'inputNode') }, file: textAt(g, 'filePath') || fileOf(step, entryAt(g, 'inputNode') ?? entry) }));
  if (parts.length === 0) throw new NotMapped('the files it puts together are not listed');
  if (textAt(entry, 'filePattern') !== '') builder.remarks.push(`it reads the files that the pattern ${textAt(entry, 'filePattern')} found, not those that come later`);
  const strands = parts.map((p) => read(p.node, p.file));
  const source = textAt(entry, 'pathNameField');
  const after: Columns = columns && source !== '' && !columns.some((c) => c.name === source) ? [...columns, { name: source, kind: 'text' }] : columns;
  return builder.add({ type: 'union', params: { match: 'name', ...(source === '' ? {} : { sourceColumn: source, sourceNames: parts.map((p) => p.file) }) } }, strands.map((s) => ['in', s] as const), after);
}

/** Writes the rows of an output step; false when it is none. */
export function output(step: PrepStep, strand: Strand, builder: PartBuilder): boolean {
  const { entry, kind, properties } = step;
  const sink = (type: string, given: string, more: Readonly<Record<string, unknown>> = {}, change: (path: string) => string = (path) => path): true => {
    if (given === '') throw new NotMapped('its file is not named');
    const { path, remarks } = pathBeside(given);
    builder.remarks.push(...remarks);
    if (/append/i.test(JSON.stringify(properties ?? {}))) builder.remarks.push('it added rows to what was there; here the file is replaced');
    builder.then(type, { path: change(path), ...more }, strand);
    return true;
  };
  if (kind === 'WriteToCsv') return sink('write-delimited', textAt(entry, 'csvOutputFile'), /^[^A-Za-z0-9,]$/.test(textAt(entry, 'separator')) ? { delimiter: textAt(entry, 'separator') } : {});
  if (kind === 'WriteToExcel') {
    const sheet = textAt(entry, 'excelOutputSheetName').replace(/^\['?|\$?'?\]$/g, '');
    return sink('write-excel', textAt(entry, 'excelOutputFile'), sheet === '' ? {} : { sheet });
  }
  if (kind === 'WriteToHyper') {
    builder.remarks.push('Hyper extracts are not written; it is a Parquet file now');
    return sink('write-parquet', textAt(entry, 'hyperOutputFile'), {}, (path) => path.replace(/(\.hyper)?$/i, '.parquet'));
  }
  if (kind === 'PublishExtract') {
    const name = textAt(entry, 'datasourceName').replace(/[\\/:*?"<>|]/g, '_');
    builder.remarks.push(`it was published on Tableau Server as "${textAt(entry, 'datasourceName')}"; it is a Parquet file now`);
    return sink('write-parquet', name === '' ? '' : `data/${name}.parquet`);
  }
  if (kind === 'WriteToDatabase') throw new NotMapped('it writes to a database; use "Write database" with a connection of your own');
  return false;
}

/** Input steps may change their rows, too. */
export const changesOfInput = (entry: Entry): readonly Entry[] => [...entriesAt(entry, 'actions'), ...entriesAt(entry, 'filters')];
