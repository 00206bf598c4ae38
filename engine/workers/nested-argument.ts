import duckdb from '@duckdb/node-bindings';

import { ModelError } from '../inference/model-error.ts';
import type { ModelInputBinding } from '../inference/model-types.ts';
import type { RowItems, RowTensor, RowValue } from '../inference/row-values.ts';
import { blankValues, missingNumber, valuesBetween } from '../inference/tensor-values.ts';
import type { Values } from '../inference/tensor-values.ts';
import { ListEntries, missingRows, readValues, withoutGaps } from './model-function-input.ts';

/** The tensors of one argument of one chunk; null for a row with a NULL that keeps it from the model, an error for one whose lists make no tensor. */
export type TensorReader<Value = RowTensor> = (vector: duckdb.Vector, count: number) => (Value | ModelError | null)[];

interface Level {
  readonly entries: ListEntries;
  readonly nulls: Uint8Array | null;
}

/** Makes the reader of an argument that is scored row by row. */
export function createValueReader(input: ModelInputBinding): TensorReader<RowValue> {
  const { container } = input;
  if (container === undefined) return createTensorReader(input);
  const none: RowItems = { given: false, items: [] };
  if (container === 'optional') {
    const read = createTensorReader(input);
    return (vector, count) => {
      const missing = missingRows(vector, count);
      return read(vector, count).map((tensor, row) => (missing?.[row] ? none : tensor === null || tensor instanceof ModelError ? tensor : { given: true, items: [tensor] }));
    };
  }
  const read = createTensorReader({ ...input, depth: input.depth - 1 });
  return (vector, count) => {
    const missing = missingRows(vector, count);
    const entries = new ListEntries(vector, count);
    const items = read(duckdb.list_vector_get_child(vector), duckdb.list_vector_get_size(vector));
    return Array.from({ length: count }, (_, row) => {
      if (missing?.[row]) return container === 'sequence' ? null : none;
      const own = items.slice(entries.start(row), entries.start(row) + entries.length(row));
      const wrong = own.find((item) => item instanceof ModelError);
      if (wrong !== undefined) return wrong;
      return own.includes(null) ? null : { given: true, items: own as RowTensor[] };
    });
  };
}

/** Makes the reader of an argument of lists, `depth` levels deep, each row of which is a tensor with a shape of its own. */
export function createTensorReader(input: ModelInputBinding): TensorReader {
  const skips = input.missing === 'skip';
  return (vector, count) => {
    const levels: Level[] = [];
    let current = vector;
    let size = count;
    for (let level = 0; level < input.depth; level++) {
      levels.push({ entries: new ListEntries(current, size), nulls: missingRows(current, size) });
      const next = duckdb.list_vector_get_size(current);
      current = duckdb.list_vector_get_child(current);
      size = next;
    }
    const gaps = missingRows(current, size);
    const read = readValues(current, input.elementType, size, gaps);
    const leaves = gaps === null || Array.isArray(read) ? read : withoutGaps(read, gaps, input.missing);
    if (input.depth === 0) return Array.from({ length: count }, (_, row) => (gaps?.[row] && skips ? null : { values: valuesBetween(leaves, row, row + 1), dims: [] }));
    return Array.from({ length: count }, (_, row) => tensorOf(input, levels, leaves, gaps, row));
  };
}

function tensorOf(input: ModelInputBinding, levels: readonly Level[], leaves: Values, gaps: Uint8Array | null, row: number): RowTensor | ModelError | null {
  let places: number[] = [row];
  let runs: { start: number; length: number }[] = [];
  const dims: number[] = [];
  for (const [level, { entries, nulls: missing }] of levels.entries()) {
    if (missing !== null && places.some((place) => missing[place])) {
      if (level === 0 && input.missing !== 'skip') return blankTensor(input);
      return null;
    }
    const length = places.length === 0 ? (input.shape[input.shape.length - levels.length + level] ?? 0) : entries.length(places[0]!);
    for (const place of places) if (entries.length(place) !== length) return ragged(input, length, entries.length(place));
    dims.push(length);
    runs = places.map((place) => ({ start: entries.start(place), length }));
    if (level < levels.length - 1) places = runs.flatMap(({ start }) => Array.from({ length }, (_, i) => start + i));
  }
  if (gaps !== null && input.missing === 'skip' && runs.some(({ start, length }) => gaps.subarray(start, start + length).includes(1))) return null;
  return { values: gathered(input, leaves, runs), dims };
}

function gathered(input: ModelInputBinding, leaves: Values, runs: readonly { start: number; length: number }[]): Values {
  const [first] = runs;
  if (runs.length === 1) return valuesBetween(leaves, first!.start, first!.start + first!.length);
  const values = blankValues(input.elementType, runs.reduce((sum, { length }) => sum + length, 0)) as Float32Array;
  let at = 0;
  for (const { start, length } of runs) {
    for (let i = 0; i < length; i++) values[at++] = (leaves as Float32Array)[start + i]!;
  }
  return values;
}

/** A NULL in the place of a whole tensor: what stands for it where the model says how many, else it stays missing. */
function blankTensor(input: ModelInputBinding): RowTensor | null {
  const dims = input.shape.slice(input.shape.length - input.depth);
  if (dims.length !== input.depth || dims.some((size) => size === null)) return null;
  const known = dims as number[];
  const values = blankValues(input.elementType, known.reduce((a, b) => a * b, 1));
  if (!Array.isArray(values)) (values as Float32Array).fill(missingNumber(values, input.missing));
  return { values, dims: known };
}

function ragged(input: ModelInputBinding, first: number, other: number): ModelError {
  return new ModelError(
    'model-run-failed',
    `Column "${input.columns[0]?.column ?? ''}" has lists of ${first} and of ${other} values side by side in one row, where input "${input.name}" of the model takes a tensor.`,
    'Make the lists within a row the same length before the model.',
    { column: input.columns[0]?.column },
  );
}
