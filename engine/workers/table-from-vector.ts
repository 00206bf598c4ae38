import duckdb from '@duckdb/node-bindings';
import { Bool, Utf8, Binary, makeData, type Data, type DataType } from 'apache-arrow';
import type { TableType } from '../relation/table-type.ts';
import { ListEntries, missingRows } from './model-function-input.ts';
import { arrowTableType } from './table-types.ts';

/** Places in a vector, in the order in which they are wanted; a number stands for the first so many. */
type Places = number | Uint32Array;

/** Copies values out of a vector of the database into the buffers of an Arrow column. */
export function dataOfVector(type: TableType, vector: duckdb.Vector, places: Places, size = typeof places === 'number' ? places : places.reduce((most, place) => Math.max(most, place + 1), 0)): Data {
  const length = typeof places === 'number' ? places : places.length;
  const missing = taken(missingRows(vector, size), places);
  const nulls = bitmapOf(missing, length);
  const arrow = arrowTableType(type);
  switch (type.kind) {
    case 'fixed':
      return dataOf(arrow, length, nulls, { data: viewOf(arrow, fixedBytes(vector, type.bytes, places, size)) });
    case 'decimal':
      return dataOf(arrow, length, nulls, { data: new Uint32Array(fixedBytes(vector, 16, places, size).buffer) });
    case 'boolean': {
      const bytes = fixedBytes(vector, 1, places, size);
      return makeData({ type: new Bool(), length, ...nulls, data: bitsOf(length, (row) => bytes[row] !== 0) });
    }
    case 'text':
    case 'bytes': {
      const { offsets, data } = textBytes(vector, places, size, missing);
      return type.kind === 'text' ? makeData({ type: new Utf8(), length, ...nulls, valueOffsets: offsets, data }) : makeData({ type: new Binary(), length, ...nulls, valueOffsets: offsets, data });
    }
    case 'list':
    case 'map': {
      const { offsets, inner } = itemsOf(vector, places, size, missing);
      const child = duckdb.list_vector_get_child(vector);
      const below: TableType = type.kind === 'list' ? type.item : { kind: 'struct', fields: [{ name: 'key', type: type.key }, { name: 'value', type: type.value }] };
      return dataOf(arrow, length, nulls, { valueOffsets: offsets, child: dataOfVector(below, child, inner, duckdb.list_vector_get_size(vector)) });
    }
    case 'struct':
      return dataOf(arrow, length, nulls, { children: type.fields.map((field, i) => dataOfVector(field.type, duckdb.struct_vector_get_child(vector, i), places, size)) });
  }
}

interface Nulls {
  readonly nullCount: number;
  readonly nullBitmap?: Uint8Array;
}

interface Parts {
  readonly data?: ArrayBufferView;
  readonly valueOffsets?: Int32Array;
  readonly child?: Data;
  readonly children?: Data[];
}

/** The library's overloads go by the one type each takes, which is not known here before it runs. */
const dataOf = (type: DataType, length: number, nulls: Nulls, parts: Parts): Data => makeData({ type, length, ...nulls, ...parts } as unknown as Parameters<typeof makeData>[0]) as unknown as Data;

const viewOf = (type: DataType, bytes: Uint8Array<ArrayBuffer>): ArrayBufferView => new (type.ArrayType as new (buffer: ArrayBuffer) => ArrayBufferView)(bytes.buffer);

/** Bytes whose numbers stand at places they may stand at. */
function fixedBytes(vector: duckdb.Vector, width: number, places: Places, size: number): Uint8Array<ArrayBuffer> {
  const length = typeof places === 'number' ? places : places.length;
  const bytes = new Uint8Array(length * width);
  if (size === 0) return bytes;
  const data = duckdb.vector_get_data(vector, size * width);
  if (typeof places === 'number') bytes.set(data.subarray(0, bytes.length));
  else for (const [row, place] of places.entries()) bytes.set(data.subarray(place * width, (place + 1) * width), row * width);
  return bytes;
}

const STRING_BYTES = 16;
const INLINE_BYTES = 12;

/** Texts as UTF-8, or bytes, one after the other. */
function textBytes(vector: duckdb.Vector, places: Places, size: number, missing: Uint8Array | null): { readonly offsets: Int32Array; readonly data: Uint8Array } {
  const length = typeof places === 'number' ? places : places.length;
  const offsets = new Int32Array(length + 1);
  if (size === 0) return { offsets, data: new Uint8Array() };
  const words = duckdb.vector_get_data(vector, size * STRING_BYTES);
  const view = new DataView(words.buffer, words.byteOffset, words.byteLength);
  const at = (row: number): number => (typeof places === 'number' ? row : places[row]!) * STRING_BYTES;
  let total = 0;
  for (let row = 0; row < length; row++) {
    if (missing?.[row] !== 1) total += view.getUint32(at(row), true);
    if (total > 0x7fff_ffff) throw new RangeError('A column of texts has more than 2 GB, which is more than a script can be given at once.');
    offsets[row + 1] = total;
  }
  const data = new Uint8Array(total);
  for (let row = 0; row < length; row++) {
    const [start, end] = [offsets[row]!, offsets[row + 1]!];
    if (start === end) continue;
    const place = at(row);
    data.set(end - start <= INLINE_BYTES ? words.subarray(place + 4, place + 4 + end - start) : duckdb.get_data_from_pointer(words.buffer as ArrayBuffer, words.byteOffset + place + 8, end - start), start);
  }
  return { offsets, data };
}

/** Where lists end, and the places of their items one list after the other: in the database they may lie in any order. */
function itemsOf(vector: duckdb.Vector, places: Places, size: number, missing: Uint8Array | null): { readonly offsets: Int32Array; readonly inner: Places } {
  const length = typeof places === 'number' ? places : places.length;
  const entries = new ListEntries(vector, size);
  const offsets = new Int32Array(length + 1);
  const starts = new Uint32Array(length);
  let inRow = true;
  for (let row = 0; row < length; row++) {
    const place = typeof places === 'number' ? row : places[row]!;
    const count = missing?.[row] === 1 ? 0 : entries.length(place);
    starts[row] = count === 0 ? offsets[row]! : entries.start(place);
    inRow &&= starts[row] === offsets[row];
    offsets[row + 1] = offsets[row]! + count;
  }
  const total = offsets[length]!;
  if (inRow) return { offsets, inner: total };
  const inner = new Uint32Array(total);
  for (let row = 0; row < length; row++) for (let i = offsets[row]!; i < offsets[row + 1]!; i++) inner[i] = starts[row]! + i - offsets[row]!;
  return { offsets, inner };
}

function taken(missing: Uint8Array | null, places: Places): Uint8Array | null {
  return missing === null || typeof places === 'number' ? missing : Uint8Array.from(places, (place) => missing[place]!);
}

function bitmapOf(missing: Uint8Array | null, length: number): Nulls {
  const nullCount = missing === null ? 0 : missing.reduce((sum, one) => sum + one, 0);
  return missing === null || nullCount === 0 ? { nullCount: 0 } : { nullCount, nullBitmap: bitsOf(length, (row) => missing[row] !== 1) };
}

function bitsOf(length: number, isSet: (row: number) => boolean): Uint8Array {
  const bits = new Uint8Array(Math.ceil(length / 8));
  for (let row = 0; row < length; row++) if (isSet(row)) bits[row >> 3]! |= 1 << (row & 7);
  return bits;
}
