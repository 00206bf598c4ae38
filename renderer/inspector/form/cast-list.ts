import { sameName } from '../../../engine/core/schema.ts';
import { isObject } from '../../../engine/core/json.ts';

export type CastRecord = Readonly<Record<string, unknown>>;

/** The records of a list of conversions; a file written by hand may hold anything, the check says what is wrong with it. */
export const castRecords = (value: unknown): readonly CastRecord[] => (Array.isArray(value) ? value.map((item): CastRecord => (isObject(item) ? item : {})) : []);

/** Place of the record of a column, or -1. */
export const castIndex = (records: readonly CastRecord[], column: string): number => records.findIndex((r) => typeof r['column'] === 'string' && sameName(r['column'], column));

/** Whether texts of a type can be read by a format of times. */
export const takesFormat = (type: string): boolean => /^(DATE|TIME)/i.test(type.trim());

/** The records once a column becomes another type; without a type it stays as it is and its record goes. */
export function withCast(records: readonly CastRecord[], column: string, type: string): readonly CastRecord[] {
  const at = castIndex(records, column);
  if (type.trim() === '') return records.filter((_, i) => i !== at);
  if (at < 0) return [...records, { column, type }];
  const { format, ...rest } = records[at]!;
  return records.map((r, i) => (i === at ? { ...rest, type, ...(takesFormat(type) && format !== undefined ? { format } : {}) } : r));
}
