import duckdb from '@duckdb/node-bindings';

import type { ModelCall, ModelOutputBinding } from '../inference/model-types.ts';
import type { ScoredColumn } from '../inference/scorer.ts';
import { arrayOf } from '../inference/tensor-values.ts';
import type { NumberArray, Values } from '../inference/tensor-values.ts';

/**
 * Writes the fields of a STRUCT vector of `count` rows. `rows` are the rows that were scored, in order (null = all); every
 * other row becomes NULL, in the struct and in each field, because DuckDB does not derive one from the other.
 */
export function writeResult(
  vector: duckdb.Vector,
  { outputs, told }: ModelCall,
  scored: ScoredColumn[],
  rows: Uint32Array | null,
  count: number,
): void {
  const validity = rows === null ? null : validityOf(rows, count);
  // A struct that also tells why a row was refused is there for every row.
  writeValidity(vector, told === null ? validity : null, count);
  for (const [index, output] of outputs.entries()) {
    const field = duckdb.struct_vector_get_child(vector, index);
    const column = scored[index]!;
    if (output.depth > 0) writeLists(field, column, rows, count);
    else if (output.elementType === 'string')
      writeStrings(field, strided(column.values as string[], column, rows, count));
    else writeNumbers(field, output, column, rows, count);
    writeValidity(field, validity, count);
  }
}

export function validityOf(rows: Uint32Array, count: number): Uint8Array<ArrayBuffer> {
  const validity = new Uint8Array(Math.ceil(count / 64) * 8);
  for (const row of rows) validity[row >> 3]! |= 1 << (row & 7);
  return validity;
}

export function writeValidity(vector: duckdb.Vector, validity: Uint8Array<ArrayBuffer> | null, count: number): void {
  const byteCount = Math.ceil(count / 64) * 8;
  const current: Uint8Array | null | undefined = duckdb.vector_get_validity(vector, byteCount);
  // A vector without a mask is all valid, and stays cheaper for what reads it next.
  if (validity === null && current == null) return;
  const mask = validity ?? new Uint8Array(byteCount).fill(255);
  duckdb.vector_ensure_validity_writable(vector);
  duckdb.copy_data_to_vector_validity(vector, 0, mask.buffer, 0, mask.byteLength);
}

function copyInto(vector: duckdb.Vector, values: NumberArray): void {
  duckdb.copy_data_to_vector(vector, 0, values.buffer as ArrayBuffer, values.byteOffset, values.byteLength);
}

function writeNumbers(
  field: duckdb.Vector,
  output: ModelOutputBinding,
  column: ScoredColumn,
  rows: Uint32Array | null,
  count: number,
): void {
  const values = column.values as Float32Array;
  if (rows === null && column.perRow === 1) return copyInto(field, values);
  const array = arrayOf(output.elementType as Exclude<ModelOutputBinding['elementType'], 'string'>);
  const result = new array(count) as Float32Array;
  const { perRow, first } = column;
  if (rows === null) for (let row = 0; row < count; row++) result[row] = values[row * perRow + first]!;
  else for (let index = 0; index < rows.length; index++) result[rows[index]!] = values[index * perRow + first]!;
  copyInto(field, result);
}

function strided(
  values: string[],
  column: ScoredColumn,
  rows: Uint32Array | null,
  count: number,
): (string | undefined)[] {
  if (rows === null && column.perRow === 1) return values;
  const result = Array<string | undefined>(count).fill(undefined);
  for (let index = 0; index < (rows?.length ?? count); index++) {
    result[rows?.[index] ?? index] = values[index * column.perRow + column.first]!;
  }
  return result;
}

const INLINE_BYTES = 12;
const CACHED_STRINGS = 4096;
const encoder = new TextEncoder();

interface EncodedString {
  words: Uint32Array;
  long: Uint8Array | null;
}

const encodedStrings = new Map<string, EncodedString>();

/** DuckDB's string: four bytes of length, then up to twelve bytes of text; a longer one is stored elsewhere. */
function encodedString(text: string): EncodedString {
  const known = encodedStrings.get(text);
  if (known !== undefined) return known;
  const bytes = encoder.encode(text);
  const words = new Uint32Array(4);
  const short = bytes.length <= INLINE_BYTES;
  if (short) {
    words[0] = bytes.length;
    new Uint8Array(words.buffer).set(bytes, 4);
  }
  const encoded = { words, long: short ? null : bytes };
  if (encodedStrings.size >= CACHED_STRINGS) encodedStrings.clear();
  encodedStrings.set(text, encoded);
  return encoded;
}

/** Writes short strings in one copy and long ones each by itself; undefined leaves an empty string under a NULL. */
export function writeStrings(vector: duckdb.Vector, texts: (string | undefined)[]): void {
  const block = new Uint32Array(texts.length * 4);
  const long: [number, Uint8Array][] = [];
  for (let index = 0; index < texts.length; index++) {
    const text = texts[index];
    if (text === undefined) continue;
    const encoded = encodedString(text);
    block.set(encoded.words, index * 4);
    if (encoded.long !== null) long.push([index, encoded.long]);
  }
  duckdb.copy_data_to_vector(vector, 0, block.buffer, 0, block.byteLength);
  for (const [index, bytes] of long) duckdb.vector_assign_string_element_len(vector, index, bytes);
}

/** Writes a column of texts; undefined is NULL. */
export function writeTexts(vector: duckdb.Vector, texts: (string | undefined)[]): void {
  writeStrings(vector, texts);
  writeValidity(vector, validityOf(Uint32Array.from(texts.flatMap((text, row) => (text === undefined ? [] : [row]))), texts.length), texts.length);
}

function writeLists(
  field: duckdb.Vector,
  column: ScoredColumn,
  rows: Uint32Array | null,
  count: number,
): void {
  const [length = 0] = column.inner;
  const scored = rows?.length ?? count;
  const entries = new BigUint64Array(count * 2);
  for (let index = 0; index < scored; index++) {
    const row = rows?.[index] ?? index;
    entries[row * 2] = BigInt(index * length);
    entries[row * 2 + 1] = BigInt(length);
  }
  writeLevel(field, entries, scored * length, (child) => {
    writeInner(child, column.inner.slice(1), scored * length, column.values);
  });
}

/** Fills a LIST vector: where its elements lie, then the elements. */
export function writeLevel(vector: duckdb.Vector, entries: BigUint64Array<ArrayBuffer>, size: number, fill: (child: duckdb.Vector) => void): void {
  duckdb.list_vector_reserve(vector, size);
  duckdb.list_vector_set_size(vector, size);
  if (size > 0) fill(duckdb.list_vector_get_child(vector));
  copyInto(vector, entries);
}

/** The levels below, each of lists of one length. */
function writeInner(vector: duckdb.Vector, inner: readonly number[], count: number, values: Values): void {
  if (inner.length === 0) return writeLeaves(vector, values);
  const [length = 0, ...rest] = inner;
  const entries = BigUint64Array.from({ length: count * 2 }, (_, i) => BigInt(i % 2 === 0 ? (i / 2) * length : length));
  writeLevel(vector, entries, count * length, (child) => writeInner(child, rest, count * length, values));
}

export function writeLeaves(vector: duckdb.Vector, values: Values): void {
  if (values.length === 0) return;
  if (Array.isArray(values)) writeStrings(vector, values);
  else copyInto(vector, values);
}
