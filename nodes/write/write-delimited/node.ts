import { defineNode, table } from '../../../engine/definition/index.ts';
import { input } from '../../../engine/relation/relation.ts';

export const writeDelimited = defineNode({
  type: 'write-delimited',
  version: 1,
  title: 'Write delimited file',
  category: 'write',
  icon: 'Wd',
  summary: 'Writes the rows into a CSV or other delimited text file in UTF-8, which appears complete or not at all.',
  inputs: [{ name: 'in', title: 'Rows', required: true }],
  outputs: [],
  params: {
    path: { kind: 'file', label: 'File', help: 'Relative to the flow; an existing file is replaced.', access: 'write', extensions: ['csv', 'tsv', 'txt', 'gz', 'zst'] },
    delimiter: { kind: 'text', label: 'Delimiter', default: ',' },
    header: { kind: 'boolean', label: 'Write the names as first line', default: true },
    nullText: { kind: 'text', label: 'Text for NULL', default: '' },
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
    const { path, delimiter, header, nullText, quote, compression } = context.params;
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
    return { outputs: {}, sink: { from: input('in'), path, format: { kind: 'delimited', delimiter, quote, header, nullText, compression } } };
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
      title: 'No rows leave the line with the names',
      params: { path: 'empty.tsv', delimiter: '\t' },
      inputs: { in: table({ a: 'INTEGER', b: 'INTEGER' }, []) },
      written: { 'empty.tsv': 'a\tb\n' },
    },
  ],
});
