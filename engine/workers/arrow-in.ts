import { createReadStream } from 'node:fs';
import zlib from 'node:zlib';
import { DuckDBArrayValue, DuckDBBlobValue, DuckDBDataChunk, DuckDBDateValue, DuckDBDecimalValue, DuckDBIntervalValue, DuckDBListValue, DuckDBMapValue, DuckDBStructValue, DuckDBTimeNSValue, DuckDBTimeValue, DuckDBTimestampMillisecondsValue, DuckDBTimestampNanosecondsValue, DuckDBTimestampSecondsValue, DuckDBTimestampTZValue, DuckDBTimestampValue, type DuckDBConnection, type DuckDBValue } from '@duckdb/node-api';
import { CompressionType, DataType, DateUnit, IntervalUnit, RecordBatchReader, TimeUnit, Vector, compressionRegistry, type Data, type Schema as ArrowSchema } from 'apache-arrow';
import { unpackLz4 } from './lz4-frame.ts';
import { quotedIdentifier } from '../core/quoting.ts';
import type { Schema } from '../core/schema.ts';

compressionRegistry.set(CompressionType.LZ4_FRAME, { decode: unpackLz4 });
// Node has it from 22.15 on; without it the reader says that it lacks the codec.
const { zstdDecompressSync } = zlib as { zstdDecompressSync?: (bytes: Uint8Array) => Uint8Array };
if (zstdDecompressSync !== undefined) compressionRegistry.set(CompressionType.ZSTD, { decode: zstdDecompressSync });

/** Rows the database takes at once. */
const vector = 2048;

/** The schema of an Arrow file or stream, read from its start or end without its rows. */
export async function arrowSchemaOf(path: string): Promise<ArrowSchema> {
  const source = createReadStream(path);
  const reader = await RecordBatchReader.from(bytesOf(source));
  try {
    await reader.open();
    return reader.schema;
  } finally {
    await reader.cancel();
    source.destroy();
  }
}

/** Adds the rows of an Arrow file or stream to the temporary table `table`, which has the columns `schema`. */
export async function appendArrow(connection: DuckDBConnection, path: string, table: string, schema: Schema, signal: AbortSignal): Promise<void> {
  const types = (await connection.run(`SELECT * FROM temp.${quotedIdentifier(table)} LIMIT 0`)).columnTypes();
  const appender = await connection.createAppender(table, 'main', 'temp');
  const source = createReadStream(path, { highWaterMark: 1 << 20 });
  const reader = await RecordBatchReader.from(bytesOf(source));
  try {
    for await (const batch of reader) {
      const columns = schema.map((_c, i) => valuesOf(batch.data.children[i] as Data));
      for (let from = 0; from < batch.numRows; from += vector) {
        signal.throwIfAborted();
        const count = Math.min(vector, batch.numRows - from);
        const chunk = DuckDBDataChunk.create(types, count);
        for (const [i, value] of columns.entries()) chunk.setColumnValues(i, Array.from({ length: count }, (_, row) => value(from + row)));
        appender.appendDataChunk(chunk);
      }
    }
    appender.closeSync();
  } finally {
    source.destroy();
  }
}

/** What the reader takes in every build of the library; streams of Node it knows in one only. */
async function* bytesOf(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield* source;
}

type ValueAt = (row: number) => DuckDBValue;

/** Gives the values of a column as the database takes them, none of them through a JavaScript date or a rounded number. */
function valuesOf(data: Data): ValueAt {
  const value = presentValues(data);
  return data.nullCount === 0 ? value : (row) => (data.getValid(row) ? value(row) : null);
}

const perSecond = { [TimeUnit.SECOND]: 1n, [TimeUnit.MILLISECOND]: 1_000n, [TimeUnit.MICROSECOND]: 1_000_000n, [TimeUnit.NANOSECOND]: 1_000_000_000n };

const micros = (value: bigint, unit: TimeUnit): bigint => (unit === TimeUnit.NANOSECOND ? value / 1000n : value * (1_000_000n / perSecond[unit]));

function presentValues(data: Data): ValueAt {
  const type = data.type as DataType;
  const longs = data.values as unknown as BigInt64Array;
  const ints = data.values as unknown as Int32Array;
  if (DataType.isNull(type)) return () => null;
  if (DataType.isDecimal(type)) return (row) => new DuckDBDecimalValue(wideInteger(data.values as unknown as Uint32Array, row, type.bitWidth / 32), type.precision, type.scale);
  if (DataType.isDate(type)) return type.unit === DateUnit.DAY ? (row) => new DuckDBDateValue(ints[row]!) : (row) => new DuckDBDateValue(Number(longs[row]! / 86_400_000n));
  if (DataType.isTime(type)) {
    const raw = type.bitWidth === 32 ? (row: number) => BigInt(ints[row]!) : (row: number) => longs[row]!;
    return type.unit === TimeUnit.NANOSECOND ? (row) => new DuckDBTimeNSValue(raw(row)) : (row) => new DuckDBTimeValue(micros(raw(row), type.unit));
  }
  if (DataType.isTimestamp(type)) {
    if (type.timezone) return (row) => new DuckDBTimestampTZValue(micros(longs[row]!, type.unit));
    const make = { [TimeUnit.SECOND]: DuckDBTimestampSecondsValue, [TimeUnit.MILLISECOND]: DuckDBTimestampMillisecondsValue, [TimeUnit.MICROSECOND]: DuckDBTimestampValue, [TimeUnit.NANOSECOND]: DuckDBTimestampNanosecondsValue }[type.unit];
    return (row) => new make(longs[row]!);
  }
  if (DataType.isDuration(type)) return (row) => new DuckDBIntervalValue(0, 0, micros(longs[row]!, type.unit));
  if (DataType.isInterval(type)) {
    if (type.unit === IntervalUnit.YEAR_MONTH) return (row) => new DuckDBIntervalValue(ints[row]!, 0, 0n);
    if (type.unit === IntervalUnit.DAY_TIME) return (row) => new DuckDBIntervalValue(0, ints[row * 2]!, BigInt(ints[row * 2 + 1]!) * 1000n);
    const nanos = (row: number): bigint => (BigInt(ints[row * 4 + 3]!) << 32n) | BigInt(ints[row * 4 + 2]! >>> 0);
    return (row) => new DuckDBIntervalValue(ints[row * 4]!, ints[row * 4 + 1]!, nanos(row) / 1000n);
  }
  if (DataType.isDictionary(type)) {
    const words = data.dictionary!.data.map((part) => ({ length: part.length, value: valuesOf(part as Data) }));
    const keys = data.values as unknown as ArrayLike<number | bigint>;
    return (row) => {
      let at = Number(keys[row]);
      for (const part of words) {
        if (at < part.length) return part.value(at);
        at -= part.length;
      }
      return null;
    };
  }
  if (DataType.isMap(type)) {
    const [keys, values] = (data.children[0] as Data).children.map((child) => valuesOf(child as Data));
    return (row) => new DuckDBMapValue(span(data, row).map((i) => ({ key: keys!(i), value: values!(i) })));
  }
  if (DataType.isList(type) || DataType.isLargeList(type)) {
    const item = valuesOf(data.children[0] as Data);
    return (row) => new DuckDBListValue(span(data, row).map(item));
  }
  if (DataType.isFixedSizeList(type)) {
    const item = valuesOf(data.children[0] as Data);
    return (row) => new DuckDBArrayValue(Array.from({ length: type.listSize }, (_, i) => item(row * type.listSize + i)));
  }
  if (DataType.isStruct(type)) {
    const fields = type.children.map((field, i) => [field.name, valuesOf(data.children[i] as Data)] as const);
    return (row) => new DuckDBStructValue(Object.fromEntries(fields.map(([name, value]) => [name, value(row)])));
  }
  const plain = new Vector([data]);
  if (DataType.isBinary(type) || DataType.isLargeBinary(type) || DataType.isBinaryView(type) || DataType.isFixedSizeBinary(type)) return (row) => new DuckDBBlobValue(plain.get(row) as Uint8Array);
  return (row) => plain.get(row) as DuckDBValue;
}

function span(data: Data, row: number): number[] {
  const offsets = data.valueOffsets as unknown as ArrayLike<number | bigint>;
  const from = Number(offsets[row]);
  return Array.from({ length: Number(offsets[row + 1]) - from }, (_, i) => from + i);
}

/** A signed integer of several 32-bit words, the low ones first. */
function wideInteger(words: Uint32Array, row: number, count: number): bigint {
  let value = 0n;
  for (let i = count - 1; i >= 0; i--) value = (value << 32n) | BigInt(words[row * count + i]!);
  return BigInt.asIntN(count * 32, value);
}
