import type { DuckDBMaterializedResult } from '@duckdb/node-api';
import { Bool, DateDay, Field, Float32, Float64, Int16, Int32, Int64, Int8, RecordBatch, Schema as ArrowSchema, Struct, Table, TimestampMicrosecond, Uint16, Uint32, Uint64, Uint8, Utf8, makeData, tableToIPC, vectorFromArray, type Data, type DataType } from 'apache-arrow';
import type { Schema } from '../core/schema.ts';
import { arrowForm, type ArrowForm } from '../results/arrow-columns.ts';

const types: Readonly<Record<ArrowForm, () => DataType>> = {
  bool: () => new Bool(),
  int8: () => new Int8(),
  int16: () => new Int16(),
  int32: () => new Int32(),
  int64: () => new Int64(),
  uint8: () => new Uint8(),
  uint16: () => new Uint16(),
  uint32: () => new Uint32(),
  uint64: () => new Uint64(),
  float32: () => new Float32(),
  float64: () => new Float64(),
  date: () => new DateDay(),
  timestamp: () => new TimestampMicrosecond(),
  text: () => new Utf8(),
};

/**
 * One Arrow IPC stream with the rows of a materialised result whose columns are in their leaving form.
 * Values are copied out of each chunk before the next is fetched, since vector views do not keep their chunk alive (H8).
 */
export async function arrowStream(result: DuckDBMaterializedResult, schema: Schema): Promise<{ bytes: Uint8Array; rows: number }> {
  const fields = schema.map((c) => new Field(c.name, types[arrowForm(c.type)](), true));
  const arrowSchema = new ArrowSchema(fields);
  const batches: RecordBatch[] = [];
  let rows = 0;
  for (;;) {
    const chunk = await result.fetchChunk();
    if (!chunk || chunk.rowCount === 0) break;
    const count = chunk.rowCount;
    const children = schema.map((c, i) => columnData(chunk.getColumnValues(i), arrowForm(c.type)));
    batches.push(new RecordBatch(arrowSchema, makeData({ type: new Struct(fields), length: count, nullCount: 0, children })));
    rows += count;
  }
  const table = batches.length === 0 ? new Table(arrowSchema) : new Table(arrowSchema, batches);
  return { bytes: tableToIPC(table, 'stream'), rows };
}

function columnData(values: readonly unknown[], form: ArrowForm): Data {
  const type = types[form]();
  const plain = form === 'date' ? values.map((v) => (v === null ? null : new Date((v as { days: number }).days * 86_400_000))) : form === 'timestamp' ? null : values;
  if (plain === null) {
    // Microseconds since 1970, straight into the buffer: a detour through Date would cut them to milliseconds.
    const buffer = BigInt64Array.from(values, (v) => (v === null ? 0n : (v as { micros: bigint }).micros));
    return makeData({ type: new TimestampMicrosecond(), length: values.length, nullBitmap: bitmap(values), data: buffer });
  }
  if (form === 'text') return textData(values as readonly (string | null)[]);
  return vectorFromArray(plain as unknown[], type as Utf8).data[0]!;
}

/** Texts side by side in one buffer of exactly their length. */
function textData(values: readonly (string | null)[]): Data {
  const offsets = new Int32Array(values.length + 1);
  values.forEach((v, i) => (offsets[i + 1] = offsets[i]! + (v === null ? 0 : Buffer.byteLength(v))));
  const bytes = Buffer.allocUnsafeSlow(offsets[values.length]!);
  values.forEach((v, i) => {
    if (v !== null) bytes.write(v, offsets[i]!);
  });
  return makeData({ type: new Utf8(), length: values.length, nullBitmap: bitmap(values), valueOffsets: offsets, data: bytes });
}

function bitmap(values: readonly unknown[]): Uint8Array {
  const bits = new Uint8Array(Math.ceil(values.length / 8));
  values.forEach((v, i) => {
    if (v !== null) bits[i >> 3]! |= 1 << (i & 7);
  });
  return bits;
}
