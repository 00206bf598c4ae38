import duckdb from '@duckdb/node-bindings';

import { ModelError } from '../inference/model-error.ts';
import type { ElementType, ModelInputBinding, NullPolicy } from '../inference/model-types.ts';
import { arrayOf, blankValues } from '../inference/tensor-values.ts';
import type { Values } from '../inference/tensor-values.ts';

/** One argument of one chunk. `missing[row]` is 1 for NULL, null when there is none; NULLs come out of `all` as zeros. */
export interface ArgumentColumn {
  missing: Uint8Array | null;
  all(): Values;
  some(rows: Uint32Array): Values;
}

export type ArgumentReader = (vector: duckdb.Vector, count: number, nulls: NullPolicy) => ArgumentColumn;

/** Makes the reader of one argument: a column, an ARRAY of the columns of one tensor, or a LIST column. */
export function createArgumentReader(input: ModelInputBinding): ArgumentReader {
  const sqlType = input.columns[0]?.sqlType ?? '';
  if (sqlType.endsWith('[]')) return listReader(input);
  return sqlType.endsWith(']') ? arrayReader(input) : flatReader(input.elementType);
}

function flatReader(elementType: ElementType): ArgumentReader {
  return (vector, count) => {
    const missing = missingRows(vector, count);
    const values = readValues(vector, elementType, count, missing);
    return {
      missing,
      all: () => (missing === null || elementType === 'string' ? values : withZeros(values, missing, elementType)),
      some: (rows) => picked(values, rows, elementType, 1),
    };
  };
}

function arrayReader({ elementType, width }: ModelInputBinding): ArgumentReader {
  return (vector, count) => {
    const child = duckdb.array_vector_get_child(vector);
    const gaps = missingRows(child, count * width);
    const values = readValues(child, elementType, count * width, gaps);
    return {
      missing: gaps === null ? null : rowsWithGaps(gaps, width),
      all: () => (gaps === null || elementType === 'string' ? values : withZeros(values, gaps, elementType)),
      some: (rows) => picked(values, rows, elementType, width),
    };
  };
}

function rowsWithGaps(gaps: Uint8Array, width: number): Uint8Array {
  return Uint8Array.from({ length: gaps.length / width }, (_, row) =>
    gaps.subarray(row * width, (row + 1) * width).includes(1) ? 1 : 0,
  );
}

/** The NULL rows as one byte per row, or null when all are valid. */
function missingRows(vector: duckdb.Vector, count: number): Uint8Array | null {
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
function readValues(
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
  const data = duckdb.vector_get_data(vector, count * STRING_BYTES);
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  return Array.from({ length: count }, (_, row) => {
    if (missing?.[row]) return '';
    const at = row * STRING_BYTES;
    const length = view.getUint32(at, true);
    if (length <= INLINE_BYTES) return decoder.decode(data.subarray(at + 4, at + 4 + length));
    const buffer = data.buffer as ArrayBuffer;
    return decoder.decode(duckdb.get_data_from_pointer(buffer, data.byteOffset + at + 8, length));
  });
}

function withZeros(values: Values, missing: Uint8Array, elementType: ElementType): Values {
  const copy = values.slice() as Float32Array;
  const zero = blankValues(elementType, 1)[0] as number;
  for (const [row, isMissing] of missing.entries()) if (isMissing) copy[row] = zero;
  return copy;
}

function picked(values: Values, rows: Uint32Array, elementType: ElementType, width: number): Values {
  const result = blankValues(elementType, rows.length * width) as Float32Array;
  const source = values as Float32Array;
  let at = 0;
  for (const row of rows) {
    for (let index = row * width; index < (row + 1) * width; index++) result[at++] = source[index]!;
  }
  return result;
}

/** Reads a LIST argument: its elements one row after the other. A NULL element makes the row missing. */
function listReader(input: ModelInputBinding): ArgumentReader {
  const { elementType } = input;
  return (vector, count, nulls) => {
    const entries = readValues(vector, 'uint64', count * 2, null) as BigUint64Array;
    const child = duckdb.list_vector_get_child(vector);
    const size = duckdb.list_vector_get_size(vector);
    const gaps = missingRows(child, size);
    const elements = readValues(child, elementType, size, gaps);
    const missing = new Uint8Array(count);
    for (const [row, isMissing] of missingRows(vector, count)?.entries() ?? []) missing[row] = isMissing;
    const nullLists = missing.slice();
    if (gaps !== null)
      for (let row = 0; row < count; row++) if (!nullLists[row] && hasGap(gaps, entries, row)) missing[row] = 1;
    const gather = (rows: Iterable<number>, length: number): Values => {
      const width = input.width > 0 ? input.width : widthOf(entries, missing, count, nulls);
      const result = blankValues(elementType, length * width) as Float32Array;
      let at = 0;
      for (const row of rows) {
        if (!nullLists[row]) copyRow(result, at, row, width);
        at += width;
      }
      return result;
    };
    const copyRow = (result: Float32Array, at: number, row: number, width: number): void => {
      const start = Number(entries[row * 2]);
      const length = Number(entries[row * 2 + 1]);
      if (length !== width) throw wrongLength(input, length, width);
      for (let index = 0; index < width; index++) {
        if (!gaps?.[start + index]) result[at + index] = (elements as Float32Array)[start + index]!;
      }
    };
    return {
      missing: missing.includes(1) ? missing : null,
      all: () => gather(missing.keys(), count),
      some: (rows) => gather(rows, rows.length),
    };
  };
}

function hasGap(gaps: Uint8Array, entries: BigUint64Array, row: number): boolean {
  const start = Number(entries[row * 2]);
  return gaps.subarray(start, start + Number(entries[row * 2 + 1])).includes(1);
}

/** The model does not say how long its rows are: the first list of the chunk decides and the others must be the same. */
function widthOf(entries: BigUint64Array, missing: Uint8Array, count: number, nulls: NullPolicy): number {
  for (let row = 0; row < count; row++) if (nulls === 'zero' || !missing[row]) return Number(entries[row * 2 + 1]);
  return 0;
}

function wrongLength(input: ModelInputBinding, length: number, width: number): ModelError {
  return new ModelError(
    'model-run-failed',
    `Column "${input.columns[0]?.column ?? ''}" has a list of ${length} values where input "${input.name}" of the model takes ${width}.`,
    'Make every list the same length before the model.',
  );
}
