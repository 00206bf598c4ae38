import { sameName } from '../../../engine/core/schema.ts';
import { defineNode, inputColumn, quoted, table } from '../../../engine/definition/index.ts';
import { cast, column } from '../../../engine/expression/expression.ts';
import type { Relation } from '../../../engine/relation/relation.ts';

const times = /^(DATE|TIMESTAMP.*|VARCHAR)$/;

export const tailFile = defineNode({
  type: 'tail-file',
  version: 1,
  title: 'Appended file',
  category: 'stream',
  icon: 'Tf',
  summary: 'Follows a file that grows at its end and gives its lines as they are written; in a batch run it reads the file as it is.',
  keywords: ['stream', 'live', 'events', 'log', 'follow', 'real time', 'watch'],
  inputs: [],
  outputs: [{ name: 'out', title: 'Rows', kind: 'rows' }],
  params: {
    path: { kind: 'file', label: 'File', help: 'Relative to the flow. It must hold at least one line, which shows the columns.', access: 'read', extensions: ['jsonl', 'ndjson', 'json', 'csv', 'tsv', 'txt', 'log'] },
    encoding: {
      kind: 'choice',
      label: 'Lines are',
      default: 'json',
      options: [
        { value: 'json', label: 'JSON objects' },
        { value: 'delimited', label: 'Delimited' },
      ],
    },
    delimiter: { kind: 'text', label: 'Delimiter', help: 'Found out from the file when empty.', default: null, placeholder: ',', showIf: { param: 'encoding', in: ['delimited'] } },
    header: { kind: 'boolean', label: 'First line has the names', default: true, showIf: { param: 'encoding', in: ['delimited'] } },
    eventTime: { kind: 'text', label: 'Event time column', help: 'Holds when a row happened; it is given as TIMESTAMP.', default: null },
  },
  caption: ({ path }) => path ?? '',
  need: ({ path, encoding, delimiter, header }) =>
    encoding === 'json'
      ? { kind: 'json', path, layout: 'newline' }
      : { kind: 'delimited', path, allText: false, types: {}, given: { header, encoding: 'utf-8', ...(delimiter === null ? {} : { delimiter }) } },
  build(context) {
    const { params, fact } = context;
    if (fact?.kind !== 'json' && fact?.kind !== 'delimited') return { outputs: {} };
    const options = fact.kind === 'delimited' ? fact.options : null;
    const scan: Relation = { op: 'scan', source: { format: 'appended', path: params.path, encoding: params.encoding, options, eventTime: params.eventTime }, schema: fact.schema };
    if (!params.eventTime) return { outputs: { out: scan } };

    const time = inputColumn(context, fact.schema, params.eventTime, 'eventTime', 'the file');
    if (!time) return { outputs: {} };
    if (!times.test(time.type)) {
      context.report('type-mismatch', `The event time column ${quoted(time.name)} is ${time.type}, which is not a time. Choose a column with dates, timestamps or text that reads as one.`, { param: 'eventTime' });
    }
    const columns = fact.schema.filter((c) => sameName(c.name, time.name)).map((c) => ({ name: c.name, value: cast(column(c.name), 'TIMESTAMP'), replaces: true }));
    return { outputs: { out: time.type.startsWith('TIMESTAMP') ? scan : { op: 'extend', from: scan, columns } } };
  },
  streaming: true,
  examples: [
    {
      title: 'JSON lines; a day becomes a timestamp',
      params: { path: 'clicks.jsonl', eventTime: 'day' },
      files: { 'clicks.jsonl': '{"user":"ada","day":"2024-02-29","n":1}\n{"user":null,"day":"2024-03-01","n":null}\n' },
      outputs: { out: table({ user: 'VARCHAR', day: 'TIMESTAMP', n: 'BIGINT' }, [['ada', '2024-02-29 00:00:00', 1], [null, '2024-03-01 00:00:00', null]]) },
      ordered: true,
    },
    {
      title: 'Delimited lines with odd names',
      params: { path: 'log.csv', encoding: 'delimited', delimiter: ',' },
      files: { 'log.csv': 'at,"a ""b"".c 🎈"\n2024-02-29 12:00:00,7\n2024-02-29 12:00:01,\n' },
      outputs: { out: table({ at: 'TIMESTAMP', 'a "b".c 🎈': 'BIGINT' }, [['2024-02-29 12:00:00', 7], ['2024-02-29 12:00:01', null]]) },
      ordered: true,
    },
    {
      title: 'A header and no lines yet',
      params: { path: 'new.csv', encoding: 'delimited', delimiter: ';' },
      files: { 'new.csv': 'at;what\n' },
      outputs: { out: table({ at: 'VARCHAR', what: 'VARCHAR' }, []) },
    },
  ],
});
