export type TypeKind =
  | 'integer'
  | 'decimal'
  | 'float'
  | 'boolean'
  | 'text'
  | 'date'
  | 'timestamp'
  | 'instant'
  | 'time'
  | 'interval'
  | 'list'
  | 'struct'
  | 'map'
  | 'bytes'
  | 'json'
  | 'other';

const plain: Readonly<Record<string, TypeKind>> = {
  TINYINT: 'integer',
  SMALLINT: 'integer',
  INTEGER: 'integer',
  BIGINT: 'integer',
  HUGEINT: 'integer',
  UTINYINT: 'integer',
  USMALLINT: 'integer',
  UINTEGER: 'integer',
  UBIGINT: 'integer',
  UHUGEINT: 'integer',
  FLOAT: 'float',
  DOUBLE: 'float',
  BOOLEAN: 'boolean',
  VARCHAR: 'text',
  UUID: 'text',
  DATE: 'date',
  TIMESTAMP: 'timestamp',
  TIMESTAMP_S: 'timestamp',
  TIMESTAMP_MS: 'timestamp',
  TIMESTAMP_NS: 'timestamp',
  'TIMESTAMP WITH TIME ZONE': 'instant',
  TIMESTAMPTZ: 'instant',
  TIME: 'time',
  'TIME WITH TIME ZONE': 'time',
  INTERVAL: 'interval',
  BLOB: 'bytes',
  BIT: 'text',
  JSON: 'json',
};

/** The family of a DuckDB type, which decides how its values look. */
export function typeKind(type: string): TypeKind {
  if (type.endsWith(']')) return 'list';
  const head = type.split('(', 1)[0]!.trim();
  if (head === 'DECIMAL') return 'decimal';
  if (head === 'STRUCT' || head === 'UNION') return 'struct';
  if (head === 'MAP') return 'map';
  if (head === 'ENUM') return 'text';
  return plain[type] ?? plain[head] ?? 'other';
}

export const isNumberKind = (kind: TypeKind): boolean => kind === 'integer' || kind === 'decimal' || kind === 'float';

export const isNestedKind = (kind: TypeKind): boolean => kind === 'list' || kind === 'struct' || kind === 'map' || kind === 'json';

/** A type for a narrow place: lower case, `timestamptz` for the long name, members of enums and structs counted. */
export function shortType(type: string): string {
  if (type === 'TIMESTAMP WITH TIME ZONE') return 'timestamptz';
  if (type === 'TIME WITH TIME ZONE') return 'timetz';
  const suffix = /(\[\d*\])+$/.exec(type)?.[0] ?? '';
  const bare = type.slice(0, type.length - suffix.length);
  const head = bare.split('(', 1)[0]!;
  if (head === 'ENUM' || head === 'STRUCT' || head === 'UNION') return `${head.toLowerCase()}(${countMembers(bare)})${suffix}`;
  if (head === 'MAP') return `map${suffix}`;
  return `${bare.toLowerCase()}${suffix}`;
}

function countMembers(type: string): number {
  let depth = 0;
  let members = type.includes('()') ? 0 : 1;
  let quote: string | null = null;
  for (const char of type) {
    if (quote !== null) quote = char === quote ? null : quote;
    else if (char === "'" || char === '"') quote = char;
    else if (char === '(') depth++;
    else if (char === ')') depth--;
    else if (char === ',' && depth === 1) members++;
  }
  return members;
}
