import { BIGINT, BLOB, BOOLEAN, DATE, DECIMAL, DOUBLE, DuckDBStructType, FLOAT, HUGEINT, INTEGER, LIST, MAP, SMALLINT, TIME, TIMESTAMP, TIMESTAMPTZ, TIMESTAMP_MS, TIMESTAMP_NS, TIMESTAMP_S, TINYINT, UBIGINT, UINTEGER, USMALLINT, UTINYINT, VARCHAR, type DuckDBType } from '@duckdb/node-api';
import { Binary, Bool, DateDay, Decimal, Field, Float32, Float64, Int16, Int32, Int64, Int8, List, Map_, Struct, TimeMicrosecond, TimestampMicrosecond, TimestampMillisecond, TimestampNanosecond, TimestampSecond, Uint16, Uint32, Uint64, Uint8, Utf8, type DataType } from 'apache-arrow';
import type { Schema } from '../core/schema.ts';
import { tableType, type FixedType, type TableType } from '../relation/table-type.ts';

const fixed: Readonly<Record<FixedType, { readonly arrow: () => DataType; readonly duckdb: DuckDBType }>> = {
  TINYINT: { arrow: () => new Int8(), duckdb: TINYINT },
  UTINYINT: { arrow: () => new Uint8(), duckdb: UTINYINT },
  SMALLINT: { arrow: () => new Int16(), duckdb: SMALLINT },
  USMALLINT: { arrow: () => new Uint16(), duckdb: USMALLINT },
  INTEGER: { arrow: () => new Int32(), duckdb: INTEGER },
  UINTEGER: { arrow: () => new Uint32(), duckdb: UINTEGER },
  BIGINT: { arrow: () => new Int64(), duckdb: BIGINT },
  UBIGINT: { arrow: () => new Uint64(), duckdb: UBIGINT },
  FLOAT: { arrow: () => new Float32(), duckdb: FLOAT },
  DOUBLE: { arrow: () => new Float64(), duckdb: DOUBLE },
  DATE: { arrow: () => new DateDay(), duckdb: DATE },
  TIME: { arrow: () => new TimeMicrosecond(), duckdb: TIME },
  TIMESTAMP: { arrow: () => new TimestampMicrosecond(), duckdb: TIMESTAMP },
  TIMESTAMP_S: { arrow: () => new TimestampSecond(), duckdb: TIMESTAMP_S },
  TIMESTAMP_MS: { arrow: () => new TimestampMillisecond(), duckdb: TIMESTAMP_MS },
  TIMESTAMP_NS: { arrow: () => new TimestampNanosecond(), duckdb: TIMESTAMP_NS },
  'TIMESTAMP WITH TIME ZONE': { arrow: () => new TimestampMicrosecond('UTC'), duckdb: TIMESTAMPTZ },
};

/** The type as the database calls it. */
export function duckdbTableType(type: TableType): DuckDBType {
  switch (type.kind) {
    case 'fixed':
      return fixed[type.sql].duckdb;
    case 'decimal':
      return type.huge ? HUGEINT : DECIMAL(38, type.scale);
    case 'boolean':
      return BOOLEAN;
    case 'text':
      return VARCHAR;
    case 'bytes':
      return BLOB;
    case 'list':
      return LIST(duckdbTableType(type.item));
    case 'map':
      return MAP(duckdbTableType(type.key), duckdbTableType(type.value));
    case 'struct':
      // Not from an object, which would put a field called 2024 before the others.
      return new DuckDBStructType(type.fields.map((f) => f.name), type.fields.map((f) => duckdbTableType(f.type)));
  }
}

/** The type as Arrow calls it. */
export function arrowTableType(type: TableType): DataType {
  switch (type.kind) {
    case 'fixed':
      return fixed[type.sql].arrow();
    case 'decimal':
      return new Decimal(type.scale, type.width, 128);
    case 'boolean':
      return new Bool();
    case 'text':
      return new Utf8();
    case 'bytes':
      return new Binary();
    case 'list':
      return new List(new Field('item', arrowTableType(type.item), true));
    case 'map': {
      const entry = new Struct<{ key: DataType; value: DataType }>([new Field('key', arrowTableType(type.key), false), new Field('value', arrowTableType(type.value), true)]);
      return new Map_(new Field('entries', entry, false));
    }
    case 'struct':
      return new Struct(type.fields.map((f) => new Field(f.name, arrowTableType(f.type), true)));
  }
}

/** A table is a struct of its columns. */
export const rowTypeOf = (schema: Schema): Extract<TableType, { kind: 'struct' }> => ({ kind: 'struct', fields: schema.map((c) => ({ name: c.name, type: tableType(c.type) })) });
