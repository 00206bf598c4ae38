import duckdb from '@duckdb/node-bindings';

import { ModelError } from '../inference/model-error.ts';
import type { ElementType, MissingValue, ModelInputBinding } from '../inference/model-types.ts';
import { arrayOf, blankValues, missingNumber } from '../inference/tensor-values.ts';
import type { Values } from '../inference/tensor-values.ts';

/** One argument of one chunk. `missing[row]` is 1 for a NULL that keeps its row from the model, null when there is none; other NULLs come out as what stands for them. */
export interface ArgumentColumn {
  missing: Uint8Array | null;
  all(): Values;
  some(rows: Uint32Array): Values;
}

export type ArgumentReader = (vector: duckdb.Vector, count: number) => ArgumentColumn;

/** Makes the reader of one argument: a column, or a LIST (of its own, or of the columns of one tensor). */
export function createArgumentReader(input: ModelInputBinding): ArgumentReader {
  return input.depth > 0 ? listReader(input) : flatReader(input);
}

function flatReader({ elementType, missing: policy }: ModelInputBinding): ArgumentReader {
  return (vector, count) => {
    const gaps = missingRows(vector, count);
    const read = readValues(vector, elementType, count, gaps);
    const values = gaps === null || elementType === 'string' || policy === 'skip' ? read : withoutGaps(read, gaps, policy);
    return { missing: policy === 'skip' ? gaps : null, all: () => values, some: (rows) => picked(values, rows, elementType) };
  };
}

/** The NULL rows as one byte per row, or null when all are valid. */
export function missingRows(vector: duckdb.Vector, count: number): Uint8Array | null {
  const validity: Uint8Array | null = duckdb.vector_get_validity(vector, Math.ceil(count / 64) * 8);
  if (validity === null || validity === undefined) return null;
  const missing = new Uint8Array(count);
  let any = false;
  for (let row = 0; row < count; row++) {
    if ((validity[row >> 3]! >> (row & 7)) & 1) continue;
    missing[row] = 1;
    any = true;
  }
  return any ? missing : null;
}

/** A copy of DuckDB's numbers (what lies at a NULL is undefined), or its strings decoded, '' for NULL. */
export function readValues(
  vector: duckdb.Vector,
  elementType: ElementType,
  count: number,
  missing: Uint8Array | null,
): Values {
  if (elementType === 'string') return readStrings(vector, count, missing);
  const array = arrayOf(elementType);
  if (count === 0) return new array(0);
  const data = duckdb.vector_get_data(vector, count * array.BYTES_PER_ELEMENT);
  return new array(data.buffer, data.byteOffset, count);
}

const STRING_BYTES = 16;
const INLINE_BYTES = 12;
const decoder = new TextDecoder();

function readStrings(vector: duckdb.Vector, count: number, missing: Uint8Array | null): string[] {
  if (count === 0) return [];
  const bytesOf = stringBytes(vector, count);
  return Array.from({ length: count }, (_, row) => (missing?.[row] ? '' : decoder.decode(bytesOf(row))));
}

/** Gives the bytes of a text or BLOB that is not NULL, copied when they are asked for. */
export function stringBytes(vector: duckdb.Vector, count: number): (row: number) => Uint8Array {
  const data = duckdb.vector_get_data(vector, count * STRING_BYTES);
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  return (row) => {
    const at = row * STRING_BYTES;
    const length = view.getUint32(at, true);
    if (length <= INLINE_BYTES) return data.subarray(at + 4, at + 4 + length);
    return duckdb.get_data_from_pointer(data.buffer as ArrayBuffer, data.byteOffset + at + 8, length);
  };
}

/** What lies at a NULL is undefined. */
export function withoutGaps(values: Values, gaps: Uint8Array, policy: MissingValue): Values {
  const copy = values.slice() as Float32Array;
  const stand = missingNumber(copy, policy);
  for (let at = 0; at < gaps.length; at++) if (gaps[at]) copy[at] = stand;
  return copy;
}

function picked(values: Values, rows: Uint32Array, elementType: ElementType): Values {
  const result = blankValues(elementType, rows.length) as Float32Array;
  const source = values as Float32Array;
  for (let index = 0; index < rows.length; index++) result[index] = source[rows[index]!]!;
  return result;
}

/** Where the elements of each LIST lie: pairs of 64-bit start and length, of which only the low halves are ever used. */
export class ListEntries {
  private readonly words: Uint32Array;

  constructor(vector: duckdb.Vector, count: number) {
    this.words = readValues(vector, 'uint32', count * 4, null) as Uint32Array;
  }

  start(row: number): number {
    return this.words[row * 4]!;
  }

  length(row: number): number {
    return this.words[row * 4 + 2]!;
  }

  /** Whether the elements are the tensor as they lie: what `list_value` over whole columns gives. `inRow` is made by `entriesInRow` for this width. */
  areInRow(size: number, width: number, inRow: (words: number) => Uint8Array): boolean {
    const { words } = this;
    if (width === 0 || size * 4 !== words.length * width) return false;
    // Comparing bytes takes a tenth of the time of a loop over the words.
    return Buffer.compare(new Uint8Array(words.buffer, words.byteOffset, words.byteLength), inRow(words.length)) === 0;
  }
}

/** Gives the bytes of the entries of lists of one width that lie one after the other; they are made once for the longest chunk. */
function entriesInRow(width: number): (words: number) => Uint8Array {
  let made = new Uint32Array(0);
  return (words) => {
    if (made.length < words) {
      made = new Uint32Array(words);
      for (let at = 0, start = 0; at < words; at += 4, start += width) {
        made[at] = start;
        made[at + 2] = width;
      }
    }
    return new Uint8Array(made.buffer, 0, words * 4);
  };
}

/** Reads a LIST argument as rows of the tensor. */
function listReader(input: ModelInputBinding): ArgumentReader {
  const { elementType, missing: policy } = input;
  const usual = entriesInRow(input.width);
  return (vector, count) => {
    const entries = new ListEntries(vector, count);
    const child = duckdb.list_vector_get_child(vector);
    const size = duckdb.list_vector_get_size(vector);
    const gaps = missingRows(child, size);
    const read = readValues(child, elementType, size, gaps);
    const elements = gaps === null || policy === 'skip' || Array.isArray(read) ? read : withoutGaps(read, gaps, policy);
    const nullLists = missingRows(vector, count);
    const missing = policy === 'skip' ? rowsWithGaps(entries, gaps, nullLists, count) : null;
    const inRow = nullLists === null && entries.areInRow(size, input.width, usual);
    const gather = (rows: Iterable<number>, length: number): Values => {
      const { width } = input;
      const result = blankValues(elementType, length * width) as Float32Array;
      const stand = missingNumber(result, policy);
      let at = 0;
      for (const row of rows) {
        if (!nullLists?.[row]) copyList(input, result, at, { elements, entries, row });
        else if (stand !== 0) result.fill(stand, at, at + width);
        at += width;
      }
      return result;
    };
    return {
      missing: missing?.includes(1) ? missing : null,
      all: () => (inRow ? elements : gather(Array(count).keys(), count)),
      some: (rows) => gather(rows, rows.length),
    };
  };
}

function rowsWithGaps(entries: ListEntries, gaps: Uint8Array | null, nullLists: Uint8Array | null, count: number): Uint8Array | null {
  if (gaps === null && nullLists === null) return null;
  return Uint8Array.from({ length: count }, (_, row) => {
    if (nullLists?.[row]) return 1;
    const start = entries.start(row);
    return gaps?.subarray(start, start + entries.length(row)).includes(1) ? 1 : 0;
  });
}

interface ListRow {
  elements: Values;
  entries: ListEntries;
  row: number;
}

function copyList(input: ModelInputBinding, result: Float32Array, at: number, { elements, entries, row }: ListRow): void {
  const { width } = input;
  const start = entries.start(row);
  const length = entries.length(row);
  if (length !== width) throw wrongLength(input, length, width);
  for (let index = 0; index < width; index++) result[at + index] = (elements as Float32Array)[start + index]!;
}

function wrongLength(input: ModelInputBinding, length: number, width: number): ModelError {
  return new ModelError(
    'model-run-failed',
    `Column "${input.columns[0]?.column ?? ''}" has a list of ${length} values where input "${input.name}" of the model takes ${width}.`,
    'Make every list the same length before the model.',
    { column: input.columns[0]?.column },
  );
}
