import duckdb from '@duckdb/node-bindings';
import type { ScriptType } from '../relation/script-type.ts';
import { ListEntries, missingRows, readValues } from './model-function-input.ts';

/** A column as the sandbox takes it: numbers name a buffer, texts lie in the description itself. */
export interface ColumnPart {
  /** Rows, where it is not told by what lies in it. */
  readonly n?: number;
  /** Buffer with 1 for each NULL. */
  readonly m?: number;
  /** Buffer of values as they lie in the database. */
  readonly d?: number;
  /** Buffer of starts and lengths (lists, maps), or of ends (bytes). */
  readonly e?: number;
  readonly s?: readonly (string | null)[];
  readonly c?: readonly ColumnPart[];
}

export interface Feed {
  readonly text: string;
  readonly buffers: readonly ArrayBuffer[];
}

/** Copies the arguments of one call out of the database, in the form the sandbox takes. */
export function encodeInput(types: readonly ScriptType[], input: duckdb.DataChunk, count: number): Feed {
  const buffers: ArrayBuffer[] = [];
  const parts = types.map((type, i) => columnPart(type, duckdb.data_chunk_get_vector(input, i), count, buffers));
  return { text: JSON.stringify({ n: count, c: parts }), buffers };
}

const elementTypes = { boolean: 'bool', int8: 'int8', int16: 'int16', int32: 'int32', uint8: 'uint8', uint16: 'uint16', uint32: 'uint32', int64: 'int64', uint64: 'uint64', float32: 'float32', float64: 'float64' } as const;

function columnPart(type: ScriptType, vector: duckdb.Vector, count: number, buffers: ArrayBuffer[]): ColumnPart {
  const missing = missingRows(vector, count);
  const keep = (bytes: ArrayBufferView): number => buffers.push(new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength).slice().buffer) - 1;
  const rows = { n: count, ...(missing === null ? {} : { m: keep(missing) }) };
  switch (type.kind) {
    case 'text':
    case 'spelled':
    case 'decimal':
    case 'big': {
      const texts = readValues(vector, 'string', count, missing) as string[];
      return { s: missing === null ? texts : texts.map((text, i) => (missing[i] === 1 ? null : text)) };
    }
    case 'bytes': {
      const values = readBytes(vector, count, missing);
      const ends = new Uint32Array(count);
      let size = 0;
      for (const [i, bytes] of values.entries()) ends[i] = size += bytes.byteLength;
      const all = new Uint8Array(size);
      for (const [i, bytes] of values.entries()) all.set(bytes, i === 0 ? 0 : ends[i - 1]);
      return { ...rows, d: keep(all), e: keep(ends) };
    }
    case 'list':
    case 'map': {
      const places = placesOf(vector, count, missing);
      const size = duckdb.list_vector_get_size(vector);
      const child = duckdb.list_vector_get_child(vector);
      const inner = type.kind === 'list' ? [columnPart(type.item, child, size, buffers)] : [type.key, type.value].map((field, i) => columnPart(field, duckdb.struct_vector_get_child(child, i), size, buffers));
      return { ...rows, e: keep(places), c: inner };
    }
    case 'struct':
      return { ...rows, c: type.fields.map((field, i) => columnPart(field.type, duckdb.struct_vector_get_child(vector, i), count, buffers)) };
    default:
      return { ...rows, d: keep(readValues(vector, elementTypes[type.kind], count, missing) as Exclude<ReturnType<typeof readValues>, string[]>) };
  }
}

/** Start and length of each list; a NULL has none. */
function placesOf(vector: duckdb.Vector, count: number, missing: Uint8Array | null): Uint32Array {
  const entries = new ListEntries(vector, count);
  const places = new Uint32Array(count * 2);
  for (let row = 0; row < count; row++) {
    if (missing !== null && missing[row] === 1) continue;
    places[row * 2] = entries.start(row);
    places[row * 2 + 1] = entries.length(row);
  }
  return places;
}

const STRING_BYTES = 16;
const INLINE_BYTES = 12;

/** The bytes of each BLOB; none for NULL. */
function readBytes(vector: duckdb.Vector, count: number, missing: Uint8Array | null): Uint8Array[] {
  if (count === 0) return [];
  const data = duckdb.vector_get_data(vector, count * STRING_BYTES);
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  return Array.from({ length: count }, (_, row) => {
    if (missing !== null && missing[row] === 1) return new Uint8Array();
    const at = row * STRING_BYTES;
    const length = view.getUint32(at, true);
    if (length <= INLINE_BYTES) return data.subarray(at + 4, at + 4 + length);
    return duckdb.get_data_from_pointer(data.buffer as ArrayBuffer, data.byteOffset + at + 8, length);
  });
}
