import duckdb from '@duckdb/node-bindings';

import type { ModelCall, ModelOutputBinding } from '../inference/model-types.ts';
import { isItems } from '../inference/row-values.ts';
import type { RowItems, RowTensor, RowValue } from '../inference/row-values.ts';
import { blankValues, copyValues } from '../inference/tensor-values.ts';
import type { Values } from '../inference/tensor-values.ts';
import { validityOf, writeLeaves, writeLevel, writeValidity } from './model-function-output.ts';

/** Writes the fields of a STRUCT vector from a value for each row and output; rows that were not scored, and values that are not given, become NULL. */
export function writeRowValues(vector: duckdb.Vector, { outputs, told }: ModelCall, values: readonly (readonly RowValue[])[], rows: Uint32Array | null, count: number): void {
  const scored = rows ?? Uint32Array.from({ length: count }, (_, row) => row);
  writeValidity(vector, told === null && rows !== null ? validityOf(rows, count) : null, count);
  for (const [index, output] of outputs.entries()) {
    const field = duckdb.struct_vector_get_child(vector, index);
    const given = scored.filter((_, at) => isGiven(values[index]![at]!));
    const places = Array<RowValue | undefined>(count).fill(undefined);
    for (const [at, value] of values[index]!.entries()) if (isGiven(value)) places[scored[at]!] = value;
    if (output.container === undefined) writeRagged(field, output, places as RowTensor[]);
    else if (output.container === 'optional') writeRagged(field, output, (places as (RowItems | undefined)[]).map((value) => value?.items[0]));
    else writeSequences(field, output, places as (RowItems | undefined)[]);
    writeValidity(field, given.length === count ? null : validityOf(given, count), count);
  }
}

const isGiven = (value: RowValue): boolean => !isItems(value) || value.given;

/** The items of all sequences one after the other, below the lists that say whose they are. */
function writeSequences(field: duckdb.Vector, output: ModelOutputBinding, places: readonly (RowItems | undefined)[]): void {
  const items = places.flatMap((value) => value?.items ?? []);
  const entries = new BigUint64Array(places.length * 2);
  let at = 0;
  for (const [row, value] of places.entries()) {
    const length = value?.items.length ?? 0;
    entries[row * 2] = BigInt(at);
    entries[row * 2 + 1] = BigInt(length);
    at += length;
  }
  writeLevel(field, entries, items.length, (child) => writeRagged(child, { ...output, depth: output.depth - 1 }, items));
}

/** One level after the other: at each, the lists of all rows, then what is in them. */
function writeRagged(field: duckdb.Vector, output: ModelOutputBinding, places: readonly (RowTensor | undefined)[]): void {
  const leaves = joinedValues(output, places);
  const level = (vector: duckdb.Vector, depth: number, lists: number): void => {
    if (depth === output.depth) return writeLeaves(vector, leaves);
    const entries = new BigUint64Array(lists * 2);
    let at = 0;
    let size = 0;
    for (const tensor of places) {
      const here = tensor === undefined ? (depth === 0 ? 1 : 0) : tensor.dims.slice(0, depth).reduce((a, b) => a * b, 1);
      const length = tensor?.dims[depth] ?? 0;
      for (let i = 0; i < here; i++) {
        entries[at * 2] = BigInt(size);
        entries[at * 2 + 1] = BigInt(length);
        size += length;
        at += 1;
      }
    }
    writeLevel(vector, entries, size, (child) => level(child, depth + 1, size));
  };
  level(field, 0, places.length);
}

function joinedValues(output: ModelOutputBinding, places: readonly (RowTensor | undefined)[]): Values {
  // A single value has its place in the column even where it is NULL.
  const lengthOf = (tensor: RowTensor | undefined): number => tensor?.values.length ?? (output.depth === 0 ? 1 : 0);
  const values = blankValues(output.elementType, places.reduce((sum, tensor) => sum + lengthOf(tensor), 0));
  let at = 0;
  for (const tensor of places) {
    if (tensor !== undefined) copyValues(values, tensor.values, at);
    at += lengthOf(tensor);
  }
  return values;
}
