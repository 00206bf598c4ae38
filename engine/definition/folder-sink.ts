import type { SinkFormat } from './node-definition.ts';

/** Whether a sink makes a folder with a file per value instead of one file. */
export const isFolder = (format: SinkFormat): boolean => format.kind === 'parquet' && (format.partitionBy ?? []).length > 0;
