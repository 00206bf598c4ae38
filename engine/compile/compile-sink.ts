import { quotedText } from '../core/quoting.ts';
import type { SinkFormat } from '../definition/index.ts';

/** A COPY that writes the rows of `select` to the file `path`. */
export const compileCopy = (select: string, path: string, format: SinkFormat): string => `COPY (${select}\n) TO ${quotedText(path)} (${copyOptions(format).join(', ')})`;

function copyOptions(format: SinkFormat): string[] {
  switch (format.kind) {
    case 'parquet':
      return ['FORMAT parquet', `COMPRESSION ${quotedText(format.compression === 'none' ? 'uncompressed' : format.compression)}`, `ROW_GROUP_SIZE ${format.rowGroupSize}`];
    case 'delimited':
      return [
        'FORMAT csv',
        `DELIMITER ${quotedText(format.delimiter)}`,
        `QUOTE ${quotedText(format.quote)}`,
        `ESCAPE ${quotedText(format.quote)}`,
        `HEADER ${format.header}`,
        `NULLSTR ${quotedText(format.nullText)}`,
        `COMPRESSION ${quotedText(format.compression)}`,
      ];
    case 'json':
      return ['FORMAT json', `ARRAY ${format.layout === 'array'}`, `COMPRESSION ${quotedText(format.compression)}`];
    case 'model':
      throw new Error('A model is learned by the engine, not written by a statement.');
    case 'excel':
      return ['FORMAT xlsx', `SHEET ${quotedText(format.sheet)}`, `HEADER ${format.header}`];
  }
}
