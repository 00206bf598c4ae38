import { quotedIdentifier } from '../core/quoting.ts';
import type { Column } from '../core/schema.ts';

/** How a column leaves the database: as an Arrow type of its own, or as exact text. */
export type ArrowForm = 'bool' | 'int8' | 'int16' | 'int32' | 'int64' | 'uint8' | 'uint16' | 'uint32' | 'uint64' | 'float32' | 'float64' | 'date' | 'timestamp' | 'text';

const forms: Readonly<Record<string, ArrowForm>> = {
  BOOLEAN: 'bool',
  TINYINT: 'int8',
  SMALLINT: 'int16',
  INTEGER: 'int32',
  BIGINT: 'int64',
  UTINYINT: 'uint8',
  USMALLINT: 'uint16',
  UINTEGER: 'uint32',
  UBIGINT: 'uint64',
  FLOAT: 'float32',
  DOUBLE: 'float64',
  DATE: 'date',
  TIMESTAMP: 'timestamp',
};

/** DECIMAL, HUGEINT, nested and other types have no form that JavaScript reads without loss: they go as text. */
export const arrowForm = (type: string): ArrowForm => forms[type] ?? 'text';

export const isNested = (type: string): boolean => /^(STRUCT|MAP|UNION)\(|\]$/.test(type);

/** The column as SQL in the form in which it leaves. */
export function leavingExpression(column: Column): string {
  const name = quotedIdentifier(column.name);
  if (arrowForm(column.type) !== 'text' || column.type === 'VARCHAR') return name;
  return `${isNested(column.type) ? `CAST(to_json(${name}) AS VARCHAR)` : `CAST(${name} AS VARCHAR)`} AS ${name}`;
}
