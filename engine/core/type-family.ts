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

/** A moment in time and a timestamp of another precision than microseconds: DuckDB compares them but gives them no common type. */
const lackCommonType = (a: string, b: string): boolean => /^TIMESTAMP WITH TIME ZONE$/i.test(a) && /^TIMESTAMP_(S|MS|NS)$/i.test(b);

export const comparableTypes = (a: string, b: string): boolean => isNullType(a) || isNullType(b) || (typeFamily(a) === typeFamily(b) && !lackCommonType(a, b) && !lackCommonType(b, a));
