import { defineNode, fileScan, table, uniqueColumns } from '../../../engine/definition/index.ts';
import { and, binary, call, cast, choose, column, isNotTrue, isTrue, isNull, literal, or, type Expression } from '../../../engine/expression/expression.ts';
import { lenientCast } from '../../../engine/expression/json-misfit.ts';
import { badLineColumns, lineColumns, shared, type Relation } from '../../../engine/relation/relation.ts';

const badLines = Object.fromEntries(badLineColumns.map((c) => [c.name, c.type]));

const endings = ['txt', 'dat', 'fwf', 'asc', 'gz', 'zst'] as const;

export const readFixedWidth = defineNode({
  type: 'read-fixed-width',
  version: 1,
  title: 'Fixed-width file',
  category: 'read',
  icon: 'Fw',
  summary: 'Reads a text file whose columns stand at fixed places in each line, as mainframes and old programs write them.',
  keywords: ['flat file', 'mainframe', 'cobol', 'positional', 'ascii', 'load', 'import', 'open'],
  inputs: [],
  outputs: [
    { name: 'out', title: 'Rows', kind: 'rows' },
    { name: 'errors', title: 'Bad lines', kind: 'errors' },
  ],
  params: {
    path: { kind: 'file', label: 'File', help: 'Relative to the flow; * and ** match several files, and a folder stands for all that are in it.', access: 'read', extensions: endings, folders: true },
    columns: {
      kind: 'list',
      label: 'Columns',
      noun: 'column',
      min: 1,
      item: {
        name: { kind: 'text', label: 'Name' },
        start: { kind: 'integer', label: 'First character', help: 'The first one of a line is 1.', min: 1, max: 1_000_000 },
        length: { kind: 'integer', label: 'Characters', min: 1, max: 1_000_000 },
        type: { kind: 'type', label: 'Type', default: 'VARCHAR' },
        format: { kind: 'text', label: 'Date format', help: 'For dates and times, for example %Y%m%d.', default: null },
        decimals: { kind: 'integer', label: 'Decimals without a point', help: 'Digits of a number that count as decimals: 2 makes 1250 into 12.50.', default: null, min: 0, max: 30 },
      },
    },
    skip: { kind: 'integer', label: 'Lines to leave out at the start', default: 0, min: 0, max: 1_000_000 },
    trim: { kind: 'boolean', label: 'Take away blanks around values', default: true },
    nulls: { kind: 'texts', label: 'Texts that mean NULL', default: [''] },
    onError: {
      kind: 'choice',
      label: 'Lines that cannot be read',
      help: 'A line that is too short for a column gives NULL there.',
      default: 'fail',
      options: [
        { value: 'fail', label: 'Stop the run' },
        { value: 'reject', label: 'Go to the port for bad lines' },
      ],
    },
    encoding: { kind: 'choice', label: 'Encoding', default: 'utf-8', options: [{ value: 'utf-8', label: 'UTF-8' }, { value: 'utf-16', label: 'UTF-16' }, { value: 'latin-1', label: 'Latin-1' }] },
    compression: { kind: 'choice', label: 'Compression', default: 'auto', advanced: true, options: [{ value: 'auto', label: 'By the file name' }, { value: 'none', label: 'None' }, { value: 'gzip', label: 'gzip' }, { value: 'zstd', label: 'zstd' }] },
    fileColumn: { kind: 'text', label: 'Column for the file name', help: 'Gets the path of the file a row comes from; no column when empty.', default: null, placeholder: 'file', advanced: true },
  },
  caption: ({ path }) => path ?? '',
  need: ({ path, encoding, compression }) => ({ kind: 'lines', path, endings, encoding, compression: compression === 'auto' ? null : compression }),
  build(context) {
    const { params, fact } = context;
    if (fact?.kind !== 'lines') return { outputs: {} };
    const names = [...params.columns.map((c) => c.name), ...(params.fileColumn === null ? [] : [params.fileColumn])];
    uniqueColumns(context, names, (i) => (i < params.columns.length ? `columns.${i}.name` : 'fileColumn'));
    for (const [i, c] of params.columns.entries()) {
      if (c.decimals !== null && !/^(DECIMAL|DOUBLE|FLOAT)/.test(c.type)) context.report('param-invalid', `Column "${c.name}" is ${c.type}, which has no decimals. Make it DECIMAL, or leave the decimals empty.`, { param: `columns.${i}.decimals` });
      if (c.format !== null && !/^(DATE|TIMESTAMP|TIME)\b/.test(c.type)) context.report('param-invalid', `Column "${c.name}" is ${c.type}, for which a date format means nothing. Make it DATE or TIMESTAMP, or leave the format empty.`, { param: `columns.${i}.format` });
    }
    const beside = params.fileColumn === null ? [] : [{ name: params.fileColumn, type: 'VARCHAR' }];
    const scan: Relation = { op: 'scan', source: { format: 'lines', path: fact.pattern ?? params.path, ...fileScan(params.fileColumn, undefined), ...(fact.staged === undefined ? {} : { staged: fact.staged }), encoding: params.encoding, compression: fact.compression, skip: params.skip }, schema: [...lineColumns, ...beside] };
    const read = params.columns.map((c) => cells(c, params.trim, params.nulls));
    const valueOf = (cell: (typeof read)[number], lenient: boolean): Expression => (lenient ? cell.lenient : cell.strict);
    const columnsOf = (lenient: boolean) => [...params.columns.map((c, i) => ({ name: c.name, value: valueOf(read[i]!, lenient) })), ...beside.map((c) => ({ name: c.name, value: column(c.name) }))];
    // An empty line has no cells, so it is no row.
    const filled: Relation = { op: 'filter', from: scan, condition: binary(column('_text'), '<>', literal('')) };
    if (params.onError === 'fail') return { outputs: { out: { op: 'project', from: filled, columns: columnsOf(false) }, errors: { op: 'values', schema: badLineColumns, rows: [] } } };

    const numbered: Relation = { op: 'extend', from: scan, columns: [{ name: '_line', value: { op: 'window', name: 'row_number', args: [], partitionBy: beside.map((c) => column(c.name)), orderBy: [] } }] };
    const lines: Relation = { op: 'filter', from: numbered, condition: binary(column('_text'), '<>', literal('')) };
    const unfit = read.map((cell) => and({ op: 'is', item: cell.text, what: 'NOT NULL' }, isNull(cell.lenient)));
    const first = (then: (i: number) => string): Expression => unfit.reduceRight<Expression>((otherwise, bad, i) => choose(isTrue(bad), literal(then(i)), otherwise), literal(null, 'VARCHAR'));
    return {
      shared: { lines },
      outputs: {
        out: { op: 'project', from: { op: 'filter', from: shared('lines'), condition: isNotTrue(or(...unfit)) }, columns: columnsOf(true) },
        errors: {
          op: 'project',
          from: { op: 'filter', from: shared('lines'), condition: isTrue(or(...unfit)) },
          columns: [
            { name: '_line', value: cast(binary(column('_line'), '+', literal(params.skip)), 'UBIGINT') },
            { name: '_text', value: column('_text') },
            { name: '_error_code', value: literal('cast', 'VARCHAR') },
            { name: '_error_column', value: first((i) => params.columns[i]!.name) },
            { name: '_error_message', value: first((i) => `Not a value of type ${params.columns[i]!.type}`) },
          ],
        },
      },
    };
  },
  examples: [
    {
      title: 'Numbers with implied decimals, a date format, blanks taken away',
      params: { path: 'accounts.txt', columns: [{ name: 'id', start: 1, length: 4, type: 'INTEGER' }, { name: 'name', start: 5, length: 8 }, { name: 'amount', start: 13, length: 7, type: 'DECIMAL(9,2)', decimals: 2 }, { name: 'day', start: 20, length: 8, type: 'DATE', format: '%Y%m%d' }] },
      files: { 'accounts.txt': '0001Ada     000125020240229\n0002Grace        -520240301\n0003\n' },
      outputs: { out: table({ id: 'INTEGER', name: 'VARCHAR', amount: 'DECIMAL(9,2)', day: 'DATE' }, [[1, 'Ada', '12.50', '2024-02-29'], [2, 'Grace', '-0.05', '2024-03-01'], [3, null, null, null]]) },
      ordered: true,
    },
    {
      title: 'Lines that cannot be read go to their own port',
      params: { path: 'mixed.txt', skip: 1, onError: 'reject', columns: [{ name: 'n', start: 1, length: 3, type: 'INTEGER' }, { name: 'a "b".c 🎈', start: 4, length: 2 }] },
      files: { 'mixed.txt': 'HEADER\n001x\n0z2y\n\n003z\n' },
      outputs: { out: table({ n: 'INTEGER', 'a "b".c 🎈': 'VARCHAR' }, [[1, 'x'], [3, 'z']]), errors: table(badLines, [[3, '0z2y', 'cast', 'n', 'Not a value of type INTEGER']]) },
      ordered: true,
    },
    {
      title: 'Blanks kept, and no rows after the header',
      params: { path: 'empty.txt', skip: 1, trim: false, columns: [{ name: 'a', start: 1, length: 3 }] },
      files: { 'empty.txt': 'HEADER\n' },
      outputs: { out: table({ a: 'VARCHAR' }, []) },
    },
  ],
});

interface Cell {
  /** The characters of the cell, NULL where they mean NULL. */
  readonly text: Expression;
  /** Its value; a text that is none stops the run. */
  readonly strict: Expression;
  /** Its value, NULL where the text is none. */
  readonly lenient: Expression;
}

function cells(c: { readonly start: number; readonly length: number; readonly type: string; readonly format: string | null; readonly decimals: number | null }, trim: boolean, nulls: readonly string[]): Cell {
  const raw = call('substr', column('_text'), literal(c.start), literal(c.length));
  const bare = trim ? call('trim', raw) : raw;
  const text = nulls.length === 0 ? bare : choose({ op: 'in', item: bare, values: nulls.map((n) => literal(n)) }, literal(null, 'VARCHAR'), bare);
  if (c.format !== null) return { text, strict: cast(call('strptime', text, literal(c.format)), c.type), lenient: cast(call('try_strptime', text, literal(c.format)), c.type, true) };
  const value = c.decimals === null || c.decimals === 0 ? text : withPoint(text, c.decimals);
  return { text, strict: c.type === 'VARCHAR' ? value : cast(value, c.type), lenient: c.type === 'VARCHAR' ? value : lenientCast(value, 'VARCHAR', c.type) };
}

/** Digits with the point put where it is meant, as text so that no digit is lost; a text that has its own point is left alone. */
function withPoint(text: Expression, decimals: number): Expression {
  const sign = call('regexp_extract', text, literal('^[+-]'));
  const bare = call('regexp_replace', text, literal('^[+-]'), literal(''));
  const digits = call('lpad', bare, call('greatest', cast(call('length', bare), 'INTEGER'), literal(decimals + 1)), literal('0'));
  const whole = call('left', digits, binary(call('length', digits), '-', literal(decimals)));
  const joined = binary(binary(binary(sign, '||', whole), '||', literal('.')), '||', call('right', digits, literal(decimals)));
  return choose(call('regexp_full_match', text, literal('[+-]?[0-9]+')), joined, text);
}
