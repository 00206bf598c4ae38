import duckdb from '@duckdb/node-bindings';
import type { Data } from 'apache-arrow';
import type { TableType } from '../relation/table-type.ts';
import { writeLevel, writeValidity } from './model-function-output.ts';

/** Bits of the rows that are there, padded to whole words of 64; null where all are. */
type Validity = Uint8Array<ArrayBuffer> | null;

/** Fills a vector with the values of an Arrow column of exactly this type. `within` says which rows of the struct around it are there. */
export function writeData(vector: duckdb.Vector, type: TableType, data: Data, within: Validity = null): void {
  const count = data.length;
  // A struct that is NULL has fields that are NULL: the database does not derive one from the other.
  const validity = bothValid(validityOf(data), within);
  writeValidity(vector, validity, count);
  if (count === 0) return;
  switch (type.kind) {
    case 'fixed':
      return copyBytes(vector, data.values as ArrayBufferView, count * type.bytes);
    case 'decimal':
      return copyBytes(vector, data.values as ArrayBufferView, count * 16);
    case 'boolean': {
      const bits = data.values as unknown as Uint8Array;
      return copyBytes(vector, Uint8Array.from({ length: count }, (_, row) => ((bits[row >> 3]! >> (row & 7)) & 1)), count);
    }
    case 'text':
    case 'bytes':
      return writeBytes(vector, data, count);
    case 'list':
      return writeItems(vector, data, count, (child) => writeData(child, type.item, itemsOf(data)));
    case 'map':
      return writeItems(vector, data, count, (child) => {
        const entries = itemsOf(data);
        writeValidity(child, null, entries.length);
        for (const [i, part] of [type.key, type.value].entries()) writeData(duckdb.struct_vector_get_child(child, i), part, entries.children[i]!);
      });
    case 'struct':
      return type.fields.forEach((field, i) => writeData(duckdb.struct_vector_get_child(vector, i), field.type, data.children[i]!, validity));
  }
}

function copyBytes(vector: duckdb.Vector, values: ArrayBufferView, bytes: number): void {
  duckdb.copy_data_to_vector(vector, 0, values.buffer as ArrayBuffer, values.byteOffset, bytes);
}

const INLINE_BYTES = 12;

/** DuckDB's string: four bytes of length, then up to twelve of text; a longer one is stored elsewhere. */
function writeBytes(vector: duckdb.Vector, data: Data, count: number): void {
  const offsets = data.valueOffsets as Int32Array;
  const bytes = data.values as unknown as Uint8Array;
  const block = new Uint8Array(count * 16);
  const lengths = new Uint32Array(block.buffer);
  const long: number[] = [];
  for (let row = 0; row < count; row++) {
    const [start, end] = [offsets[row]!, offsets[row + 1]!];
    if (end - start > INLINE_BYTES) long.push(row);
    else {
      lengths[row * 4] = end - start;
      block.set(bytes.subarray(start, end), row * 16 + 4);
    }
  }
  copyBytes(vector, block, block.byteLength);
  for (const row of long) duckdb.vector_assign_string_element_len(vector, row, bytes.subarray(offsets[row], offsets[row + 1]));
}

/** The items from the first list's start to the last one's end. */
function itemsOf(data: Data): Data {
  const offsets = data.valueOffsets as Int32Array;
  const [first, last] = [offsets[0]!, offsets[data.length]!];
  const child = data.children[0] as Data;
  if (first !== 0 || last !== child.length) throw new Error('Lists in the answer of a script do not begin where their items do.');
  return child;
}

function writeItems(vector: duckdb.Vector, data: Data, count: number, fill: (child: duckdb.Vector) => void): void {
  const offsets = data.valueOffsets as Int32Array;
  const entries = new BigUint64Array(count * 2);
  for (let row = 0; row < count; row++) {
    entries[row * 2] = BigInt(offsets[row]!);
    entries[row * 2 + 1] = BigInt(offsets[row + 1]! - offsets[row]!);
  }
  writeLevel(vector, entries, offsets[count]!, fill);
}

function validityOf(data: Data): Validity {
  if (data.nullCount === 0) return null;
  const padded = new Uint8Array(Math.ceil(data.length / 64) * 8);
  padded.set(data.nullBitmap.subarray(0, Math.ceil(data.length / 8)));
  return padded;
}

const bothValid = (a: Validity, b: Validity): Validity => (a === null ? b : b === null ? a : a.map((bits, i) => bits & b[i]!));
