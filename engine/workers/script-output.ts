import duckdb from '@duckdb/node-bindings';
import type { ScriptType } from '../relation/script-type.ts';
import type { Carried, CarriedMap } from '../scripting/fit-value.ts';
import { arrayOf } from '../inference/tensor-values.ts';
import { writeStrings, writeValidity } from './model-function-output.ts';

const elementTypes = { boolean: 'bool', int8: 'int8', int16: 'int16', int32: 'int32', uint8: 'uint8', uint16: 'uint16', uint32: 'uint32', int64: 'int64', uint64: 'uint64', float32: 'float32', float64: 'float64' } as const;

/** Fills a vector with carried values, a NULL where one is null. */
export function writeCarried(vector: duckdb.Vector, type: ScriptType, values: readonly Carried[]): void {
  const count = values.length;
  writeValidity(vector, validityOf(values), count);
  switch (type.kind) {
    case 'text':
    case 'spelled':
    case 'decimal':
    case 'big':
      return writeStrings(vector, values.map((value) => (value === null ? undefined : (value as string))));
    case 'bytes':
      return values.forEach((value, i) => duckdb.vector_assign_string_element_len(vector, i, (value as Uint8Array | null) ?? new Uint8Array()));
    case 'list':
      return writeNested(vector, values as readonly (readonly Carried[] | null)[], (list) => list.length, (child, lists) => writeCarried(child, type.item, lists.flat(1)));
    case 'map':
      return writeNested(vector, values as readonly (CarriedMap | null)[], (map) => map.keys.length, (child, maps) => {
        const size = maps.reduce((sum, map) => sum + map.keys.length, 0);
        writeValidity(child, null, size);
        writeCarried(duckdb.struct_vector_get_child(child, 0), type.key, maps.flatMap((map) => map.keys));
        writeCarried(duckdb.struct_vector_get_child(child, 1), type.value, maps.flatMap((map) => map.values));
      });
    case 'struct':
      // Where the whole is NULL its fields have to be as well: the database does not derive one from the other.
      return type.fields.forEach((field, i) => writeCarried(duckdb.struct_vector_get_child(vector, i), field.type, (values as readonly (readonly Carried[] | null)[]).map((fields) => fields?.[i] ?? null)));
    default: {
      const array = new (arrayOf(elementTypes[type.kind]))(count) as unknown as { [row: number]: unknown; readonly buffer: ArrayBuffer; readonly byteLength: number };
      for (let row = 0; row < count; row++) if (values[row] !== null) array[row] = type.kind === 'boolean' ? Number(values[row]) : values[row];
      duckdb.copy_data_to_vector(vector, 0, array.buffer, 0, array.byteLength);
    }
  }
}

function writeNested<T>(vector: duckdb.Vector, values: readonly (T | null)[], lengthOf: (value: T) => number, fill: (child: duckdb.Vector, values: readonly T[]) => void): void {
  const entries = new BigUint64Array(values.length * 2);
  let size = 0;
  for (const [row, value] of values.entries()) {
    const length = value === null ? 0 : lengthOf(value);
    entries[row * 2] = BigInt(size);
    entries[row * 2 + 1] = BigInt(length);
    size += length;
  }
  duckdb.list_vector_reserve(vector, size);
  duckdb.list_vector_set_size(vector, size);
  if (size > 0) fill(duckdb.list_vector_get_child(vector), values.filter((value) => value !== null));
  duckdb.copy_data_to_vector(vector, 0, entries.buffer, 0, entries.byteLength);
}

function validityOf(values: readonly Carried[]): Uint8Array<ArrayBuffer> | null {
  if (!values.includes(null)) return null;
  const validity = new Uint8Array(Math.ceil(values.length / 64) * 8);
  for (const [row, value] of values.entries()) if (value !== null) validity[row >> 3]! |= 1 << (row & 7);
  return validity;
}
