import { quotedIdentifier } from '../core/quoting.ts';
import { itemType, structFields, topLevelParts } from '../core/type-parts.ts';

/** How values of a column type stand in a script, and what carries them there. */
export type ScriptType =
  | { readonly kind: 'boolean' | 'int8' | 'int16' | 'int32' | 'uint8' | 'uint16' | 'uint32' | 'int64' | 'uint64' | 'float32' | 'float64' | 'text' | 'bytes' }
  /** Whole numbers of more than 64 bits, carried as text. */
  | { readonly kind: 'big'; readonly bits: 128; readonly signed: boolean }
  /** Texts of a form that the database reads; `form` is null for types that a script may read and not give. */
  | { readonly kind: 'spelled'; readonly type: string; readonly form: SpelledForm | null }
  | { readonly kind: 'decimal'; readonly width: number; readonly scale: number }
  | { readonly kind: 'list'; readonly item: ScriptType }
  | { readonly kind: 'struct'; readonly fields: readonly { readonly name: string; readonly type: ScriptType }[] }
  | { readonly kind: 'map'; readonly key: ScriptType; readonly value: ScriptType };

export type SpelledForm = 'date' | 'time' | 'timestamp' | 'timestamptz' | 'uuid' | 'json';

const plain: Readonly<Record<string, ScriptType>> = {
  BOOLEAN: { kind: 'boolean' },
  TINYINT: { kind: 'int8' },
  SMALLINT: { kind: 'int16' },
  INTEGER: { kind: 'int32' },
  BIGINT: { kind: 'int64' },
  HUGEINT: { kind: 'big', bits: 128, signed: true },
  UTINYINT: { kind: 'uint8' },
  USMALLINT: { kind: 'uint16' },
  UINTEGER: { kind: 'uint32' },
  UBIGINT: { kind: 'uint64' },
  UHUGEINT: { kind: 'big', bits: 128, signed: false },
  FLOAT: { kind: 'float32' },
  DOUBLE: { kind: 'float64' },
  VARCHAR: { kind: 'text' },
  BLOB: { kind: 'bytes' },
};

const spelled: Readonly<Record<string, SpelledForm>> = {
  DATE: 'date',
  TIME: 'time',
  TIMESTAMP: 'timestamp',
  'TIMESTAMP WITH TIME ZONE': 'timestamptz',
  UUID: 'uuid',
  JSON: 'json',
};

/** How values of a type in DuckDB's spelling stand in a script. */
export function scriptType(type: string): ScriptType {
  const item = itemType(type);
  if (item !== null) return { kind: 'list', item: scriptType(item) };
  const fields = structFields(type);
  // A tuple has no names to ask by.
  if (fields !== null && fields.every((f) => f.name !== '')) return { kind: 'struct', fields: fields.map((f) => ({ name: f.name, type: scriptType(f.type) })) };
  const parts = /^MAP\((.*)\)$/s.exec(type);
  if (parts) {
    const [key = '', value = ''] = topLevelParts(parts[1]!);
    return { kind: 'map', key: scriptType(key), value: scriptType(value) };
  }
  const decimal = /^DECIMAL\((\d+),\s*(\d+)\)$/.exec(type);
  if (decimal) return { kind: 'decimal', width: Number(decimal[1]), scale: Number(decimal[2]) };
  return plain[type] ?? { kind: 'spelled', type, form: spelled[type] ?? null };
}

const carriers: Readonly<Partial<Record<ScriptType['kind'], string>>> = {
  boolean: 'BOOLEAN',
  int8: 'TINYINT',
  int16: 'SMALLINT',
  int32: 'INTEGER',
  int64: 'BIGINT',
  uint8: 'UTINYINT',
  uint16: 'USMALLINT',
  uint32: 'UINTEGER',
  uint64: 'UBIGINT',
  float32: 'FLOAT',
  float64: 'DOUBLE',
  bytes: 'BLOB',
};

/** The type that carries values between the database and a script, without loss in either direction. */
export function carrierType(type: ScriptType): string {
  switch (type.kind) {
    case 'list':
      return `${carrierType(type.item)}[]`;
    case 'struct':
      return `STRUCT(${type.fields.map((f) => `${quotedIdentifier(f.name)} ${carrierType(f.type)}`).join(', ')})`;
    case 'map':
      return `MAP(${carrierType(type.key)}, ${carrierType(type.value)})`;
    default:
      return carriers[type.kind] ?? 'VARCHAR';
  }
}

/** A type inside this one that no script can give, in DuckDB's spelling, or null. */
export function ungivable(type: ScriptType): string | null {
  switch (type.kind) {
    case 'list':
      return ungivable(type.item);
    case 'struct':
      return type.fields.map((f) => ungivable(f.type)).find((found) => found !== null) ?? null;
    case 'map':
      return ungivable(type.key) ?? ungivable(type.value);
    case 'spelled':
      return type.form === null ? type.type : null;
    default:
      return null;
  }
}
