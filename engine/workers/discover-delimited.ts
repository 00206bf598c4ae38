import type { DuckDBConnection } from '@duckdb/node-api';
import { quotedText } from '../core/quoting.ts';
import type { Fact, Need } from '../definition/need.ts';
import type { DelimitedOptions } from '../relation/relation.ts';

interface Sniffed {
  readonly Delimiter: string;
  readonly Quote: string;
  readonly Escape: string;
  readonly NewLineDelimiter: string;
  readonly Comment: string;
  readonly SkipRows: number | string;
  readonly HasHeader: boolean;
  readonly Columns: readonly { readonly name: string; readonly type: string }[];
  readonly DateFormat: string | null;
  readonly TimestampFormat: string | null;
}

/** How a file is packed, by its name. */
export const packedAs = (path: string): DelimitedOptions['compression'] => (path.endsWith('.gz') ? 'gzip' : path.endsWith('.zst') ? 'zstd' : 'none');

const orEmpty = (text: string): string => (text === '(empty)' ? '' : text);

/** Finds out how a delimited file is written; what the person set is taken as it is, the rest is sniffed from the first 20,480 rows. Throws DuckDB's error. */
export async function discoverDelimited(connection: DuckDBConnection, need: Extract<Need, { kind: 'delimited' }>, path: string): Promise<Extract<Fact, { kind: 'delimited' }>> {
  const { given } = need;
  const compression = given.compression ?? packedAs(path);
  const types = Object.entries(need.types);
  const options = [
    `encoding = ${quotedText(given.encoding ?? 'utf-8')}`,
    `compression = ${quotedText(compression)}`,
    ...text('delim', given.delimiter),
    ...text('quote', given.quote),
    ...text('escape', given.escape),
    ...text('decimal_separator', given.decimal),
    ...text('dateformat', given.dateFormat ?? undefined),
    ...text('timestampformat', given.timestampFormat ?? undefined),
    ...text('comment', given.comment === '' ? undefined : given.comment),
    ...(given.header === undefined ? [] : [`header = ${given.header}`]),
    ...(given.skip === undefined ? [] : [`skip = ${given.skip}`]),
    ...(given.nulls === undefined || given.nulls.length === 0 ? [] : [`nullstr = [${given.nulls.map(quotedText).join(', ')}]`]),
    ...(need.allText ? ['all_varchar = true'] : []),
    // A column named here that the file lacks is the node's diagnostic, not DuckDB's.
    'ignore_errors = true',
    'hive_partitioning = false',
  ];
  const reply = await connection.runAndReadAll(`FROM sniff_csv(${quotedText(path)}, ${options.join(', ')})`);
  const sniffed = reply.getRowObjectsJson()[0] as unknown as Sniffed;
  const quote = given.quote ?? (orEmpty(sniffed.Quote) || '"');
  return {
    kind: 'delimited',
    schema: sniffed.Columns.map((c) => ({ name: c.name, type: types.find(([name]) => name.toLowerCase() === c.name.toLowerCase())?.[1] ?? c.type })),
    options: {
      delimiter: given.delimiter ?? sniffed.Delimiter,
      // A sample without quotes says nothing about the rest of the file.
      quote,
      escape: given.escape ?? (orEmpty(sniffed.Escape) || quote),
      header: given.header ?? sniffed.HasHeader,
      skip: given.skip ?? Number(sniffed.SkipRows),
      nulls: given.nulls ?? [''],
      decimal: given.decimal ?? '.',
      dateFormat: given.dateFormat ?? sniffed.DateFormat,
      timestampFormat: given.timestampFormat ?? sniffed.TimestampFormat,
      encoding: given.encoding ?? 'utf-8',
      compression,
      comment: given.comment ?? orEmpty(sniffed.Comment),
      newLine: /^(\\r|\\n)+$/.test(sniffed.NewLineDelimiter) ? sniffed.NewLineDelimiter : null,
      ...(need.allText ? { quotedNulls: false } : {}),
    } satisfies DelimitedOptions,
  };
}

const text = (name: string, value: string | undefined): string[] => (value === undefined ? [] : [`${name} = ${quotedText(value)}`]);
