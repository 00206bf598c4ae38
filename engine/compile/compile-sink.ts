import { quotedIdentifier, quotedText } from '../core/quoting.ts';
import { isFolder, type DelimitedFormat, type SinkFormat } from '../definition/index.ts';
import type { WriteFinish } from '../plan/job.ts';

/** A COPY that writes the rows of `select` to the file `path`. */
export const compileCopy = (select: string, path: string, format: SinkFormat): string => `COPY (${select}\n) TO ${quotedText(path)} (${copyOptions(format).join(', ')})`;

/** The COPY to `staging`; where the database cannot write the file as it is wanted, to `raw` with what is left to do. */
export function copyTo(select: string, format: SinkFormat, node: string, staging: string, raw: string): { readonly sql: string; readonly finish?: WriteFinish } {
  if (format.kind === 'arrow') {
    const table = `_arrow_${node}`;
    return { sql: `CREATE OR REPLACE TEMP TABLE ${quotedIdentifier(table)} AS ${select}`, finish: { kind: 'arrow', table, layout: format.layout } };
  }
  if (format.kind !== 'delimited' || !needsFinish(format)) return { sql: compileCopy(select, staging, format) };
  const text = { encoding: format.encoding ?? 'utf-8', lineEnd: format.lineEnd ?? 'lf', quote: format.quote };
  return { sql: compileCopy(select, raw, { ...format, compression: 'none' }), finish: { kind: 'text', raw, text, compression: format.compression === 'gzip' ? 'gzip' : 'none' } };
}

/** Whether a text file is to be something else than UTF-8 with line feeds, which is all that the database writes. */
export const needsFinish = ({ encoding, lineEnd }: DelimitedFormat): boolean => (encoding ?? 'utf-8') !== 'utf-8' || lineEnd === 'crlf';

function copyOptions(format: SinkFormat): string[] {
  switch (format.kind) {
    case 'parquet':
      return ['FORMAT parquet', `COMPRESSION ${quotedText(format.compression === 'none' ? 'uncompressed' : format.compression)}`, `ROW_GROUP_SIZE ${format.rowGroupSize}`, ...(isFolder(format) ? [`PARTITION_BY (${format.partitionBy!.map(quotedIdentifier).join(', ')})`] : [])];
    case 'delimited':
      return [
        'FORMAT csv',
        `DELIMITER ${quotedText(format.delimiter)}`,
        `QUOTE ${quotedText(format.quote)}`,
        `ESCAPE ${quotedText(format.quote)}`,
        `HEADER ${format.header}`,
        `NULLSTR ${quotedText(format.nullText)}`,
        `COMPRESSION ${quotedText(format.compression)}`,
        ...(format.quoteAll === true ? ['FORCE_QUOTE *'] : []),
        ...(format.dateFormat === undefined ? [] : [`DATEFORMAT ${quotedText(format.dateFormat)}`]),
        ...(format.timestampFormat === undefined ? [] : [`TIMESTAMPFORMAT ${quotedText(format.timestampFormat)}`]),
      ];
    case 'json':
      return ['FORMAT json', `ARRAY ${format.layout === 'array'}`, `COMPRESSION ${quotedText(format.compression)}`];
    case 'model':
      throw new Error('A model is learned by the engine, not written by a statement.');
    case 'arrow':
      throw new Error('An Arrow file is written by the worker, not by a statement.');
    case 'excel':
      return ['FORMAT xlsx', `SHEET ${quotedText(format.sheet)}`, `HEADER ${format.header}`];
  }
}
