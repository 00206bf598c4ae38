import { defineNode, singleByteEncodings, sinkStore, storeParams, table } from '../../../engine/definition/index.ts';
import { call, cast, column, literal } from '../../../engine/expression/expression.ts';
import { input } from '../../../engine/relation/relation.ts';

/** Types whose values are written with a decimal sign. */
const fractional = /^(FLOAT|DOUBLE|DECIMAL\(.*\))$/;

const encodings = [
  { value: 'utf-8', label: 'UTF-8' },
  { value: 'utf-8-bom', label: 'UTF-8 with byte order mark (for Excel)' },
  { value: 'utf-16', label: 'UTF-16' },
  ...singleByteEncodings,
] as const;

export const writeDelimited = defineNode({
  type: 'write-delimited',
  version: 1,
  title: 'Write delimited file',
  category: 'write',
  icon: 'Wd',
  summary: 'Writes the rows into a CSV or other delimited text file, which appears complete or not at all.',
  keywords: ['csv', 'tsv', 'text file', 'output data', 'export', 'save', 'sink', 'csv writer'],
  inputs: [{ name: 'in', title: 'Rows', required: true }],
  outputs: [],
  params: {
    path: { kind: 'file', label: 'File', help: 'Relative to the flow; an existing file is replaced. Or an address such as s3://bucket/orders.csv; gs:// for Google Cloud Storage, az:// for Azure.', access: 'write', extensions: ['csv', 'tsv', 'txt', 'gz', 'zst'] },
    ...storeParams,
    delimiter: { kind: 'text', label: 'Delimiter', default: ',' },
    header: { kind: 'boolean', label: 'Write the names as first line', default: true },
    nullText: { kind: 'text', label: 'Text for NULL', default: '' },
    quoting: { kind: 'choice', label: 'Quotes', default: 'needed', options: [{ value: 'needed', label: 'Where they are needed' }, { value: 'all', label: 'Around every cell' }], help: 'NULL is never quoted.' },
    decimal: { kind: 'choice', label: 'Decimal sign', default: '.', options: [{ value: '.', label: 'Point' }, { value: ',', label: 'Comma' }] },
    encoding: { kind: 'choice', label: 'Encoding', default: 'utf-8', help: 'A sign that it does not have stops the run.', options: encodings },
    lineEnd: { kind: 'choice', label: 'Line end', default: 'lf', advanced: true, options: [{ value: 'lf', label: 'Line feed (LF)' }, { value: 'crlf', label: 'Windows (CR LF)' }] },
    dateFormat: { kind: 'text', label: 'Date format', help: 'For example %d.%m.%Y.', default: null, placeholder: '%Y-%m-%d', advanced: true },
    timestampFormat: { kind: 'text', label: 'Timestamp format', help: 'For example %d.%m.%Y %H:%M.', default: null, placeholder: '%Y-%m-%d %H:%M:%S', advanced: true },
    quote: { kind: 'text', label: 'Quote sign', default: '"', advanced: true },
    compression: {
      kind: 'choice',
      label: 'Compression',
      default: 'none',
      options: [{ value: 'none', label: 'None' }, { value: 'gzip', label: 'gzip' }, { value: 'zstd', label: 'Zstandard' }],
    },
  },
  caption: ({ path }) => path ?? '',
  build(context) {
    const { path, delimiter, header, nullText, quote, compression, quoting, decimal, encoding, lineEnd, dateFormat, timestampFormat } = context.params;
    // DuckDB would write the first of several bytes only, or stop for good at one that is not ASCII.
    if (delimiter.length !== 1 || delimiter > '\u007E' || '\0\r\n'.includes(delimiter)) {
      context.report('param-invalid', `The delimiter ${JSON.stringify(delimiter)} cannot separate cells. Give one ASCII character, such as a comma, a semicolon or a tab.`, { param: 'delimiter' });
    }
    if (!/^[\x21-\x7E]$/.test(quote) || quote === delimiter) {
      context.report('param-invalid', `The quote sign ${JSON.stringify(quote)} has to be one ASCII character and another one than the delimiter. Use a double quote.`, { param: 'quote' });
    }
    if (delimiter !== '' && nullText.includes(delimiter)) {
      context.report('param-invalid', `The text for NULL ${JSON.stringify(nullText)} holds the delimiter, so it could not be read back. Choose another text.`, { param: 'nullText' });
    }
    if (quote !== '' && nullText.includes(quote)) {
      context.report('param-invalid', `The text for NULL ${JSON.stringify(nullText)} holds the quote sign, so it could not be read back. Choose another text.`, { param: 'nullText' });
    }
    if (compression === 'zstd' && (encoding !== 'utf-8' || lineEnd !== 'lf')) {
      context.report('param-invalid', 'Zstandard packs UTF-8 with line feeds only. Choose gzip, or no compression.', { param: 'compression' });
    }
    const columns = (context.inputs['in']?.[0] ?? []).map(({ name, type }) => ({ name, value: decimal === ',' && fractional.test(type) ? call('replace', cast(column(name), 'VARCHAR'), literal('.'), literal(',')) : column(name) }));
    const more = { ...(quoting === 'all' ? { quoteAll: true } : {}), ...(dateFormat === null ? {} : { dateFormat }), ...(timestampFormat === null ? {} : { timestampFormat }), ...(encoding === 'utf-8' ? {} : { encoding }), ...(lineEnd === 'lf' ? {} : { lineEnd }) };
    return { outputs: {}, sink: { from: decimal === '.' ? input('in') : { op: 'project', from: input('in'), columns }, path, ...sinkStore(context), format: { kind: 'delimited', delimiter, quote, header, nullText, compression, ...more } } };
  },
  examples: [
    {
      title: 'Quotes only where they are needed; NULL and an empty text stay apart',
      params: { path: 'out.csv' },
      inputs: { in: table({ id: 'INTEGER', text: 'VARCHAR' }, [[1, 'plain'], [2, 'a, "b"'], [3, null], [4, '']]) },
      written: { 'out.csv': 'id,text\n1,plain\n2,"a, ""b"""\n3,\n4,""\n' },
      ordered: true,
    },
    {
      title: 'Semicolons, a text for NULL, odd column names, exact decimals',
      params: { path: 'aus.csv', delimiter: ';', nullText: 'k. A.' },
      inputs: { in: table({ 'größe; "x" 🎈': 'DECIMAL(20,4)', day: 'DATE' }, [['1234567890123456.7891', '2024-02-29'], [null, null]]) },
      written: { 'aus.csv': '"größe; ""x"" 🎈";day\n1234567890123456.7891;2024-02-29\nk. A.;k. A.\n' },
      ordered: true,
    },
    {
      title: 'As Excel in many countries reads it: semicolons, decimal comma, day first, a mark at the start, Windows line ends',
      params: { path: 'excel.csv', delimiter: ';', decimal: ',', dateFormat: '%d.%m.%Y', timestampFormat: '%d.%m.%Y %H:%M', encoding: 'utf-8-bom', lineEnd: 'crlf' },
      inputs: { in: table({ day: 'DATE', at: 'TIMESTAMP', amount: 'DECIMAL(10,2)', share: 'DOUBLE', note: 'VARCHAR' }, [['2024-02-29', '2024-02-29 12:30:00', '1234.50', 0.25, 'two\nlines'], [null, null, null, null, null]]) },
      written: { 'excel.csv': '\uFEFFday;at;amount;share;note\r\n29.02.2024;29.02.2024 12:30;1234,50;0,25;"two\nlines"\r\n;;;;\r\n' },
      ordered: true,
    },
    {
      title: 'Every cell between quotes, NULL without',
      params: { path: 'quoted.csv', quoting: 'all' },
      inputs: { in: table({ a: 'INTEGER', b: 'VARCHAR' }, [[1, 'x'], [null, '']]) },
      written: { 'quoted.csv': '"a","b"\n"1","x"\n,""\n' },
      ordered: true,
    },
    {
      title: 'No rows leave the line with the names',
      params: { path: 'empty.tsv', delimiter: '\t' },
      inputs: { in: table({ a: 'INTEGER', b: 'INTEGER' }, []) },
      written: { 'empty.tsv': 'a\tb\n' },
    },
  ],
});
