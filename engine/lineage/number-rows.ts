import { freshName } from '../core/schema.ts';
import { binary, column, literal, type Expression } from '../expression/expression.ts';
import type { Relation } from '../relation/relation.ts';

/** A relation whose rows say which one they are: `row` counts from 1 within the file that `file` names, or within all rows where `file` is null. */
export interface NumberedRows {
  readonly relation: Relation;
  readonly row: string;
  readonly file: string | null;
  /** Columns that were added to tell rows apart. */
  readonly added: readonly string[];
}

const over = (name: string, args: readonly Expression[], partitionBy: readonly Expression[]): Expression => ({ op: 'window', name, args, partitionBy, orderBy: [], ...(partitionBy.length > 0 ? { frame: 'whole' as const } : {}) });

/** Numbers the rows of a source, or of anything that is taken as one, in the order in which it gives them. */
export function numberRows(from: Relation, names: readonly string[]): NumberedRows {
  const row = freshName(names, '_row_number');
  if (from.op !== 'scan' || !('path' in from.source)) return { relation: { op: 'extend', from, columns: [{ name: row, value: over('row_number', [], []) }] }, row, file: null, added: [row] };
  const { source } = from;
  const several = /[*?[]/.test(source.path) && source.format !== 'excel' && source.format !== 'appended';
  const given = 'fileColumn' in source ? source.fileColumn : undefined;
  const file = several ? (given ?? freshName([...names, row], '_file')) : null;
  const schema = file !== null && given === undefined ? [...from.schema, { name: file, type: 'VARCHAR' }] : from.schema;
  const scan = file === null ? from : { ...from, schema, source: { ...source, fileColumn: file } };
  const added = [row, ...(file !== null && given === undefined ? [file] : [])];
  if (source.format === 'parquet' && !names.some((name) => name.toLowerCase() === 'file_row_number')) {
    return { relation: { ...scan, schema: [...schema, { name: row, type: 'BIGINT' }], source: { ...source, ...(file === null ? {} : { fileColumn: file }), rowColumn: row } }, row, file, added };
  }
  const numbered: Relation = { op: 'extend', from: scan, columns: [{ name: row, value: over('row_number', [], []) }] };
  if (file === null) return { relation: numbered, row, file, added };
  // Files come one after the other, so the place within one is what is left after its first row.
  const first = over('min', [column(row)], [column(file)]);
  return { relation: { op: 'extend', from: numbered, columns: [{ name: row, value: binary(binary(column(row), '-', first), '+', literal(1)), replaces: true }] }, row, file, added };
}
