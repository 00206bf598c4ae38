import { isNumericType } from './schema.ts';

/** Types of one family compare with each other without a conversion that could fail; every other type is a family of its own. */
export function typeFamily(type: string): string {
  const upper = type.toUpperCase();
  if (isNumericType(upper)) return 'number';
  if (upper === 'VARCHAR' || (upper.startsWith('ENUM(') && upper.endsWith(')'))) return 'text';
  if (upper === 'DATE' || /^TIMESTAMP(_S|_MS|_NS| WITH TIME ZONE)?$/.test(upper)) return 'time';
  return type;
}

/** The type DuckDB gives to a bare NULL; it goes with every other. */
const isNullType = (type: string): boolean => type === '"NULL"' || type === 'NULL';

export const comparableTypes = (a: string, b: string): boolean => isNullType(a) || isNullType(b) || typeFamily(a) === typeFamily(b);
