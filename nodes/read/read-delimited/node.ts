import { contractParams, defineNode, fileScan, inputColumn, needInStore, scanStore, singleByteEncodings, storeParams, uniqueColumns } from '../../../engine/definition/index.ts';
import type { DelimitedOptions } from '../../../engine/relation/relation.ts';
import { badLineColumns } from '../../../engine/relation/relation.ts';
import { examples } from './examples.ts';

const given = <T>(name: keyof DelimitedOptions, value: T | null): Partial<DelimitedOptions> => (value === null ? {} : { [name]: value });

const encodings = [
  { value: 'auto', label: 'Find out' },
  { value: 'utf-8', label: 'UTF-8' },
  { value: 'utf-16', label: 'UTF-16' },
  { value: 'utf-16le', label: 'UTF-16, little end first' },
  { value: 'utf-16be', label: 'UTF-16, big end first' },
  ...singleByteEncodings,
  { value: 'shift_jis', label: 'Shift JIS (Japanese)' },
  { value: 'euc-jp', label: 'EUC-JP (Japanese)' },
  { value: 'gb18030', label: 'GB 18030 (Chinese)' },
  { value: 'big5', label: 'Big5 (Chinese)' },
  { value: 'euc-kr', label: 'EUC-KR (Korean)' },
] as const;

const endings = ['csv', 'tsv', 'txt', 'gz', 'zst'] as const;

export const readDelimited = defineNode({
  type: 'read-delimited',
  version: 1,
  title: 'Delimited file',
  category: 'read',
  icon: 'Df',
  summary: 'Reads a CSV, TSV or other delimited text file, or every file a pattern with * matches.',
  keywords: ['csv', 'tsv', 'text file', 'input data', 'file reader', 'load', 'import', 'open', 'connect'],
  inputs: [],
  outputs: [
    { name: 'out', title: 'Rows', kind: 'rows' },
    { name: 'errors', title: 'Bad lines', kind: 'errors' },
  ],
  params: {
    path: { kind: 'file', label: 'File', help: 'Relative to the flow; * and ** match several files, and a folder stands for all that are in it. Or an address such as https://example.org/a.csv or s3://bucket/a.csv; gs:// for Google Cloud Storage, az:// for Azure.', access: 'read', extensions: endings, folders: true },
    ...storeParams,
    delimiter: { kind: 'text', label: 'Delimiter', help: 'Found out from the file when empty.', default: null, placeholder: ',' },
    header: {
      kind: 'choice',
      label: 'Header line',
      default: 'auto',
      options: [
        { value: 'auto', label: 'Find out' },
        { value: 'yes', label: 'First line has the names' },
        { value: 'no', label: 'No names in the file' },
      ],
    },
    onError: {
      kind: 'choice',
      label: 'Lines that cannot be read',
      default: 'fail',
      options: [
        { value: 'fail', label: 'Stop the run' },
        { value: 'reject', label: 'Go to the port for bad lines' },
      ],
    },
    allText: { kind: 'boolean', label: 'Read every column as text', help: 'Keeps each value exactly as the file spells it, leading zeros included.', default: false },
    types: {
      kind: 'list',
      label: 'Types',
      help: 'Only for columns whose type should not be found out from the file.',
      noun: 'type',
      default: [],
      item: { column: { kind: 'text', label: 'Column' }, type: { kind: 'type', label: 'Type' } },
    },
    nulls: { kind: 'texts', label: 'Texts that mean NULL', default: [''] },
    decimal: { kind: 'choice', label: 'Decimal sign', default: '.', options: [{ value: '.', label: 'Point' }, { value: ',', label: 'Comma' }] },
    thousands: { kind: 'text', label: 'Thousands sign', help: 'Left out of numbers, for example a point in 1.234,5.', default: null, placeholder: '.', advanced: true },
    dateFormat: { kind: 'text', label: 'Date format', help: 'For example %d.%m.%Y.', default: null, placeholder: '%Y-%m-%d', advanced: true },
    timestampFormat: { kind: 'text', label: 'Timestamp format', help: 'For example %d.%m.%Y %H:%M.', default: null, placeholder: '%Y-%m-%d %H:%M:%S', advanced: true },
    encoding: {
      kind: 'choice',
      label: 'Encoding',
      help: 'Signs that the encoding does not have stop the run.',
      default: 'auto',
      options: encodings,
    },
    lineEnds: {
      kind: 'choice',
      label: 'Line ends',
      default: 'auto',
      advanced: true,
      options: [
        { value: 'auto', label: 'Find out' },
        { value: 'mixed', label: 'Several kinds in one file' },
      ],
    },
    shortLines: {
      kind: 'choice',
      label: 'Lines with too few cells',
      default: 'bad',
      advanced: true,
      options: [
        { value: 'bad', label: 'Cannot be read' },
        { value: 'fill', label: 'Get NULL for what lacks' },
      ],
    },
    compression: {
      kind: 'choice',
      label: 'Compression',
      default: 'auto',
      advanced: true,
      options: [{ value: 'auto', label: 'By the file name' }, { value: 'none', label: 'None' }, { value: 'gzip', label: 'gzip' }, { value: 'zstd', label: 'zstd' }],
    },
    quote: { kind: 'text', label: 'Quote sign', help: 'Found out from the file when empty.', default: null, placeholder: '"', advanced: true },
    escape: { kind: 'text', label: 'Escape sign', help: 'Found out from the file when empty.', default: null, placeholder: '"', advanced: true },
    skip: { kind: 'integer', label: 'Lines to leave out at the start', help: 'Found out from the file when empty.', default: null, min: 0, max: 1_000_000, advanced: true },
    comment: { kind: 'text', label: 'Comment sign', help: 'Lines that start with it are left out. Where it is empty and the first lines start with #, the file is read without such lines if only then it has several columns.', default: '', advanced: true },
    fileColumn: { kind: 'text', label: 'Column for the file name', help: 'Gets the path of the file a row comes from; no column when empty.', default: null, placeholder: 'file', advanced: true },
    partitions: { kind: 'boolean', label: 'Columns from folder names', help: 'Folders called name=value give a column each.', default: false, advanced: true },
    ...contractParams,
  },
  caption: ({ path }) => path ?? '',
  need: (p) =>
    needInStore(p, {
      kind: 'delimited',
      path: p.path,
      endings,
      allText: p.allText,
      types: Object.fromEntries(p.types.map((t) => [t.column, t.type])),
      files: { fileColumn: p.fileColumn, partitions: p.partitions },
      given: {
        ...given('delimiter', p.delimiter),
        ...given('quote', p.quote),
        ...given('escape', p.escape),
        ...given('header', p.header === 'auto' ? null : p.header === 'yes'),
        ...given('skip', p.skip),
        ...given('dateFormat', p.dateFormat),
        ...given('timestampFormat', p.timestampFormat),
        ...given('compression', p.compression === 'auto' ? null : p.compression),
        nulls: p.nulls,
        decimal: p.decimal,
        ...given('thousands', p.thousands),
        ...given('encoding', p.encoding === 'auto' ? null : p.encoding),
        ...(p.lineEnds === 'mixed' ? { mixedEnds: true } : {}),
        ...(p.shortLines === 'fill' ? { padShort: true } : {}),
        comment: p.comment,
      },
    }),
  build(context) {
    const { params, fact } = context;
    const place = scanStore(context);
    if (fact?.kind !== 'delimited') return { outputs: {} };
    for (const [i, override] of params.types.entries()) inputColumn(context, fact.schema, override.column, `types.${i}.column`, 'the file');
    uniqueColumns(context, fact.schema.map((c) => c.name), () => 'fileColumn');
    for (const name of ['quote', 'escape', 'thousands'] as const) {
      const sign = params[name];
      if (sign !== null && [...sign].length > 1) {
        context.report('param-invalid', `The ${name} sign ${JSON.stringify(sign)} has more than one character. Give a single character.`, { param: name });
      }
    }
    if (params.thousands === params.decimal) context.report('param-invalid', `The thousands sign is the decimal sign too. Give another one, or none.`, { param: 'thousands' });
    if (/[\r\n]/.test(params.comment)) context.report('param-invalid', 'The comment sign holds a line break. Give the signs a line starts with.', { param: 'comment' });
    if (fact.note !== undefined) context.note('file-read-as', `"${params.path}" is read as found out from its start: ${fact.note}. Set it where that is wrong.`, { param: 'path' });
    const keepBadLines = params.onError === 'reject';
    return {
      outputs: {
        out: { op: 'scan', source: { format: 'delimited', path: fact.pattern ?? params.path, ...fileScan(params.fileColumn, fact.partitions, place), ...(fact.staged === undefined ? {} : { staged: fact.staged }), options: fact.options, keepBadLines }, schema: fact.schema },
        errors: keepBadLines ? { op: 'scan', source: { format: 'bad-lines', of: 'out' }, schema: badLineColumns } : { op: 'values', schema: badLineColumns, rows: [] },
      },
    };
  },
  examples,
});
