import { quotedIdentifier } from '../core/quoting.ts';
import { itemType, structFields, topLevelParts } from '../core/type-parts.ts';

/** How values of a column type lie in an Arrow table, and what carries them there without loss. */
export type TableType =
  /** Values of one width that lie in the database as they lie in Arrow; `sql` is the carrier. */
  | { readonly kind: 'fixed'; readonly sql: FixedType; readonly bytes: 1 | 2 | 4 | 8 | 16 }
  /** Decimals of 16 bytes; HUGEINT, which lies the same way, has 38 digits and no scale. */
  | { readonly kind: 'decimal'; readonly width: number; readonly scale: number; readonly huge: boolean }
  | { readonly kind: 'boolean' }
  /** `exact` is false where a text stands for a type that Arrow does not have, such as INTERVAL. */
  | { readonly kind: 'text'; readonly exact: boolean }
  | { readonly kind: 'bytes' }
  | { readonly kind: 'list'; readonly item: TableType }
  | { readonly kind: 'struct'; readonly fields: readonly { readonly name: string; readonly type: TableType }[] }
  | { readonly kind: 'map'; readonly key: TableType; readonly value: TableType };

const widths = {
  TINYINT: 1, UTINYINT: 1, SMALLINT: 2, USMALLINT: 2, INTEGER: 4, UINTEGER: 4, BIGINT: 8, UBIGINT: 8, FLOAT: 4, DOUBLE: 8,
  DATE: 4, TIME: 8, TIMESTAMP: 8, TIMESTAMP_S: 8, TIMESTAMP_MS: 8, TIMESTAMP_NS: 8, 'TIMESTAMP WITH TIME ZONE': 8,
} as const;

export type FixedType = keyof typeof widths;

const isFixed = (type: string): type is FixedType => Object.hasOwn(widths, type);

/** How values of a type in DuckDB's spelling lie in an Arrow table. */
export function tableType(type: string): TableType {
  const item = itemType(type);
  if (item !== null) return { kind: 'list', item: tableType(item) };
  const fields = structFields(type);
  // A tuple has no names to ask by.
  if (fields !== null && fields.every((f) => f.name !== '')) return { kind: 'struct', fields: fields.map((f) => ({ name: f.name, type: tableType(f.type) })) };
  const parts = /^MAP\((.*)\)$/s.exec(type);
  if (parts) {
    const [key = '', value = ''] = topLevelParts(parts[1]!);
    return { kind: 'map', key: tableType(key), value: tableType(value) };
  }
  const decimal = /^DECIMAL\((\d+),\s*(\d+)\)$/.exec(type);
  if (decimal) return { kind: 'decimal', width: Number(decimal[1]), scale: Number(decimal[2]), huge: false };
  if (type === 'HUGEINT') return { kind: 'decimal', width: 38, scale: 0, huge: true };
  if (type === 'BOOLEAN') return { kind: 'boolean' };
  if (type === 'BLOB') return { kind: 'bytes' };
  if (isFixed(type)) return { kind: 'fixed', sql: type, bytes: widths[type] };
  return { kind: 'text', exact: type === 'VARCHAR' };
}

/** The SQL type that carries values of a column type. */
export const tableCarrier = (type: string): string => carrierOf(tableType(type));

function carrierOf(type: TableType): string {
  switch (type.kind) {
    case 'fixed':
      return type.sql;
    case 'decimal':
      // Of its widest form every decimal has 16 bytes.
      return type.huge ? 'HUGEINT' : `DECIMAL(38,${type.scale})`;
    case 'boolean':
      return 'BOOLEAN';
    case 'text':
      return 'VARCHAR';
    case 'bytes':
      return 'BLOB';
    case 'list':
      return `${carrierOf(type.item)}[]`;
    case 'struct':
      return `STRUCT(${type.fields.map((f) => `${quotedIdentifier(f.name)} ${carrierOf(f.type)}`).join(', ')})`;
    case 'map':
      return `MAP(${carrierOf(type.key)}, ${carrierOf(type.value)})`;
  }
}

/** Whether every value of the type has a place of its own in Arrow, so that a script can give it. */
export function isTableType(type: TableType): boolean {
  switch (type.kind) {
    case 'fixed':
    case 'decimal':
    case 'boolean':
    case 'bytes':
      return true;
    case 'text':
      return type.exact;
    case 'list':
      return isTableType(type.item);
    case 'struct':
      return type.fields.every((f) => isTableType(f.type));
    case 'map':
      return isTableType(type.key) && isTableType(type.value);
  }
}
