import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { DuckDBTypeId, type DuckDBArrayType, type DuckDBArrayValue, type DuckDBBlobValue, type DuckDBConnection, type DuckDBDateValue, type DuckDBDecimalType, type DuckDBDecimalValue, type DuckDBIntervalValue, type DuckDBListType, type DuckDBListValue, type DuckDBMapType, type DuckDBMapValue, type DuckDBStructType, type DuckDBStructValue, type DuckDBTimeNSValue, type DuckDBTimeValue, type DuckDBTimestampMillisecondsValue, type DuckDBTimestampNanosecondsValue, type DuckDBTimestampSecondsValue, type DuckDBTimestampTZValue, type DuckDBTimestampValue, type DuckDBType, type DuckDBValue } from '@duckdb/node-api';
import { Binary, Bool, DateDay, Decimal, Field, FixedSizeList, Float32, Float64, Int16, Int32, Int64, Int8, IntervalMonthDayNano, List, Map_, RecordBatch, RecordBatchFileWriter, RecordBatchStreamWriter, Schema, Struct, TimeMicrosecond, TimeNanosecond, TimestampMicrosecond, TimestampMillisecond, TimestampNanosecond, TimestampSecond, Uint16, Uint32, Uint64, Uint8, Utf8, makeData, type Data, type DataType } from 'apache-arrow';
import { quotedIdentifier } from '../core/quoting.ts';

/** Rows of one record batch. */
const batchRows = 65_536;

/** Writes the rows of a temporary table, in their order, as an Arrow file or stream; values keep their exact types, those Arrow lacks (UUID, BIT, ENUM, UNION, …) become their text. */
export async function writeArrow(connection: DuckDBConnection, table: string, to: string, layout: 'file' | 'stream', signal: AbortSignal): Promise<void> {
  const from = `temp.${quotedIdentifier(table)}`;
  const empty = await connection.run(`SELECT * FROM ${from} LIMIT 0`);
  const types = empty.columnTypes();
  const fields = empty.columnNames().map((name, i) => new Field(name, arrowType(types[i]!), true));
  const schema = new Schema(fields);
  async function* batches(): AsyncGenerator<RecordBatch> {
    for (let start = 0; ; start += batchRows) {
      signal.throwIfAborted();
      // Rows of a table that was just filled are numbered from 0 without gaps.
      const reply = await connection.runAndReadAll(`SELECT * FROM ${from} WHERE rowid >= ${start} AND rowid < ${start + batchRows} ORDER BY rowid`);
      const columns = reply.getColumns();
      const length = columns[0]?.length ?? 0;
      if (length === 0) return;
      yield new RecordBatch(schema, makeData({ type: new Struct(fields), length, nullCount: 0, children: columns.map((values, i) => dataOf(types[i]!, values)) }));
    }
  }
  const writer = layout === 'file' ? new RecordBatchFileWriter({ autoDestroy: false }) : new RecordBatchStreamWriter({ autoDestroy: false });
  writer.reset(undefined, schema);
  const written = pipeline(writer as AsyncIterable<Uint8Array>, createWriteStream(to), { signal });
  const fill = async (): Promise<void> => {
    for await (const batch of batches()) writer.write(batch);
    writer.close();
  };
  await Promise.all([written, fill()]);
}

const asText = new Set([DuckDBTypeId.UUID, DuckDBTypeId.ENUM, DuckDBTypeId.BIT, DuckDBTypeId.TIME_TZ, DuckDBTypeId.UNION, DuckDBTypeId.BIGNUM]);

function arrowType(type: DuckDBType): DataType {
  if (asText.has(type.typeId)) return new Utf8();
  switch (type.typeId) {
    case DuckDBTypeId.BOOLEAN:
      return new Bool();
    case DuckDBTypeId.TINYINT:
      return new Int8();
    case DuckDBTypeId.SMALLINT:
      return new Int16();
    case DuckDBTypeId.INTEGER:
      return new Int32();
    case DuckDBTypeId.BIGINT:
      return new Int64();
    case DuckDBTypeId.UTINYINT:
      return new Uint8();
    case DuckDBTypeId.USMALLINT:
      return new Uint16();
    case DuckDBTypeId.UINTEGER:
      return new Uint32();
    case DuckDBTypeId.UBIGINT:
      return new Uint64();
    case DuckDBTypeId.FLOAT:
      return new Float32();
    case DuckDBTypeId.DOUBLE:
      return new Float64();
    case DuckDBTypeId.HUGEINT:
    case DuckDBTypeId.UHUGEINT:
      return new Decimal(0, 38, 128);
    case DuckDBTypeId.DECIMAL:
      return new Decimal((type as DuckDBDecimalType).scale, (type as DuckDBDecimalType).width, 128);
    case DuckDBTypeId.DATE:
      return new DateDay();
    case DuckDBTypeId.TIME:
      return new TimeMicrosecond();
    case DuckDBTypeId.TIME_NS:
      return new TimeNanosecond();
    case DuckDBTypeId.TIMESTAMP_S:
      return new TimestampSecond();
    case DuckDBTypeId.TIMESTAMP_MS:
      return new TimestampMillisecond();
    case DuckDBTypeId.TIMESTAMP:
      return new TimestampMicrosecond();
    case DuckDBTypeId.TIMESTAMP_NS:
      return new TimestampNanosecond();
    case DuckDBTypeId.TIMESTAMP_TZ:
      return new TimestampMicrosecond('UTC');
    case DuckDBTypeId.INTERVAL:
      return new IntervalMonthDayNano();
    case DuckDBTypeId.BLOB:
      return new Binary();
    case DuckDBTypeId.LIST:
      return new List(new Field('item', arrowType((type as DuckDBListType).valueType), true));
    case DuckDBTypeId.ARRAY:
      return new FixedSizeList((type as DuckDBArrayType).length, new Field('item', arrowType((type as DuckDBArrayType).valueType), true));
    case DuckDBTypeId.STRUCT:
      return new Struct((type as DuckDBStructType).entryNames.map((name, i) => new Field(name, arrowType((type as DuckDBStructType).entryTypes[i]!), true)));
    case DuckDBTypeId.MAP:
      return new Map_(new Field('entries', new Struct(mapFields(type as DuckDBMapType)), false) as never);
    default:
      return new Utf8();
  }
}

const mapFields = (type: DuckDBMapType): Field[] => [new Field('key', arrowType(type.keyType), false), new Field('value', arrowType(type.valueType), true)];

type Values = readonly (DuckDBValue | undefined)[];

function dataOf(type: DuckDBType, values: Values): Data {
  const arrow = arrowType(type);
  const common = { type: arrow, length: values.length, ...validity(values) };
  const data = (props: object): Data => makeData({ ...common, ...props } as never);
  const longs = (of: (value: never) => bigint): Data => data({ data: BigInt64Array.from(values, (v) => (v == null ? 0n : of(v as never))) });
  switch (type.typeId) {
    case DuckDBTypeId.BOOLEAN:
      return data({ data: bits(values, (v) => v === true) });
    case DuckDBTypeId.TINYINT:
      return data({ data: Int8Array.from(values, Number) });
    case DuckDBTypeId.SMALLINT:
      return data({ data: Int16Array.from(values, Number) });
    case DuckDBTypeId.INTEGER:
      return data({ data: Int32Array.from(values, Number) });
    case DuckDBTypeId.UTINYINT:
      return data({ data: Uint8Array.from(values, Number) });
    case DuckDBTypeId.USMALLINT:
      return data({ data: Uint16Array.from(values, Number) });
    case DuckDBTypeId.UINTEGER:
      return data({ data: Uint32Array.from(values, Number) });
    case DuckDBTypeId.BIGINT:
      return longs((v: bigint) => v);
    case DuckDBTypeId.UBIGINT:
      return data({ data: BigUint64Array.from(values, (v) => (v == null ? 0n : (v as bigint))) });
    case DuckDBTypeId.FLOAT:
      return data({ data: Float32Array.from(values, (v) => (v == null ? 0 : Number(v))) });
    case DuckDBTypeId.DOUBLE:
      return data({ data: Float64Array.from(values, (v) => (v == null ? 0 : Number(v))) });
    case DuckDBTypeId.HUGEINT:
    case DuckDBTypeId.UHUGEINT:
      return data({ data: words(values, (v) => v as bigint) });
    case DuckDBTypeId.DECIMAL:
      return data({ data: words(values, (v) => (v as DuckDBDecimalValue).value) });
    case DuckDBTypeId.DATE:
      return data({ data: Int32Array.from(values, (v) => (v == null ? 0 : (v as DuckDBDateValue).days)) });
    case DuckDBTypeId.TIME:
      return longs((v: DuckDBTimeValue) => v.micros);
    case DuckDBTypeId.TIME_NS:
      return longs((v: DuckDBTimeNSValue) => v.nanos);
    case DuckDBTypeId.TIMESTAMP_S:
      return longs((v: DuckDBTimestampSecondsValue) => v.seconds);
    case DuckDBTypeId.TIMESTAMP_MS:
      return longs((v: DuckDBTimestampMillisecondsValue) => v.millis);
    case DuckDBTypeId.TIMESTAMP:
    case DuckDBTypeId.TIMESTAMP_TZ:
      return longs((v: DuckDBTimestampValue | DuckDBTimestampTZValue) => v.micros);
    case DuckDBTypeId.TIMESTAMP_NS:
      return longs((v: DuckDBTimestampNanosecondsValue) => v.nanos);
    case DuckDBTypeId.INTERVAL: {
      const parts = new Int32Array(values.length * 4);
      const wide = new BigInt64Array(parts.buffer);
      values.forEach((v, i) => {
        if (v == null) return;
        const { months, days, micros } = v as DuckDBIntervalValue;
        parts[i * 4] = months;
        parts[i * 4 + 1] = days;
        wide[i * 2 + 1] = micros * 1000n;
      });
      return data({ data: parts });
    }
    case DuckDBTypeId.BLOB:
      return data(bytesOf(values, (v) => (v as DuckDBBlobValue).bytes));
    case DuckDBTypeId.LIST: {
      const { offsets, items } = flat(values, (v) => (v as DuckDBListValue).items);
      return data({ valueOffsets: offsets, child: dataOf((type as DuckDBListType).valueType, items) });
    }
    case DuckDBTypeId.ARRAY: {
      const { length, valueType } = type as DuckDBArrayType;
      return data({ child: dataOf(valueType, values.flatMap((v) => (v == null ? Array.from({ length }, () => null) : [...(v as DuckDBArrayValue).items]))) });
    }
    case DuckDBTypeId.STRUCT: {
      const { entryNames, entryTypes } = type as DuckDBStructType;
      return data({ children: entryNames.map((name, i) => dataOf(entryTypes[i]!, values.map((v) => (v == null ? null : (v as DuckDBStructValue).entries[name])))) });
    }
    case DuckDBTypeId.MAP: {
      const map = type as DuckDBMapType;
      const { offsets, items } = flat(values, (v) => (v as DuckDBMapValue).entries);
      const children = [dataOf(map.keyType, items.map((e) => e.key)), dataOf(map.valueType, items.map((e) => e.value))];
      return data({ valueOffsets: offsets, child: makeData({ type: new Struct(mapFields(map)), length: items.length, nullCount: 0, children }) });
    }
    default:
      return data(bytesOf(values, (v) => Buffer.from(String(v))));
  }
}

function validity(values: Values): { nullCount: number; nullBitmap?: Uint8Array } {
  const nullCount = values.reduce<number>((n, v) => (v == null ? n + 1 : n), 0);
  return nullCount === 0 ? { nullCount } : { nullCount, nullBitmap: bits(values, (v) => v != null) };
}

function bits(values: Values, is: (value: DuckDBValue | undefined) => boolean): Uint8Array {
  const map = new Uint8Array(Math.ceil(values.length / 64) * 8);
  values.forEach((v, i) => {
    if (is(v)) map[i >> 3]! |= 1 << (i & 7);
  });
  return map;
}

/** 128-bit integers as four words each, the low ones first. Throws for those that do not fit 38 digits. */
function words(values: Values, of: (value: DuckDBValue) => bigint): Uint32Array {
  const all = new Uint32Array(values.length * 4);
  values.forEach((v, i) => {
    if (v == null) return;
    const value = of(v);
    if (value >= 10n ** 38n || value <= -(10n ** 38n)) throw new RangeError(`${value} has more than the 38 digits that Arrow can hold`);
    const whole = BigInt.asUintN(128, value);
    for (let word = 0; word < 4; word++) all[i * 4 + word] = Number((whole >> BigInt(word * 32)) & 0xffffffffn);
  });
  return all;
}

function bytesOf(values: Values, of: (value: DuckDBValue) => Uint8Array): { valueOffsets: Int32Array; data: Uint8Array } {
  const parts = values.map((v) => (v == null ? null : of(v)));
  const valueOffsets = new Int32Array(values.length + 1);
  parts.forEach((part, i) => (valueOffsets[i + 1] = valueOffsets[i]! + (part?.length ?? 0)));
  const data = new Uint8Array(valueOffsets[values.length]!);
  parts.forEach((part, i) => {
    if (part !== null) data.set(part, valueOffsets[i]!);
  });
  return { valueOffsets, data };
}

function flat<T>(values: Values, of: (value: DuckDBValue) => readonly T[]): { offsets: Int32Array; items: T[] } {
  const offsets = new Int32Array(values.length + 1);
  const items: T[] = [];
  values.forEach((v, i) => {
    if (v != null) for (const item of of(v)) items.push(item);
    offsets[i + 1] = items.length;
  });
  return { offsets, items };
}
