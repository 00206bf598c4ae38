import duckdb from '@duckdb/node-bindings';

import { ModelError } from '../inference/model-error.ts';
import { modelArguments, tellsRefused } from '../inference/model-types.ts';
import type { ModelCall } from '../inference/model-types.ts';
import { missingRows, readValues } from './model-function-input.ts';
import { writeTexts } from './model-function-output.ts';

/** Why a row of a chunk was not scored. */
export interface Refusal {
  readonly code: 'value-unreadable' | 'model-failed';
  readonly column: string | null;
  readonly message: string;
}

export type Refusals = Map<number, Refusal>;

/** The rows of a chunk with a value that could not be converted, as the last argument of the function tells. */
export function unreadableRows(call: ModelCall, input: duckdb.DataChunk, count: number, argument: number): Refusals {
  const refusals: Refusals = new Map();
  if (!tellsRefused(call)) return refusals;
  const vector = duckdb.data_chunk_get_vector(input, argument);
  const none = missingRows(vector, count);
  const columns = modelArguments(call);
  for (const [row, text] of (readValues(vector, 'string', count, none) as string[]).entries()) {
    if (none?.[row]) continue;
    const at = text.indexOf(':');
    const { column, sqlType } = columns[Number(text.slice(0, at))]!;
    refusals.set(row, { code: 'value-unreadable', column, message: `"${column}" cannot be converted to ${sqlType}: ${text.slice(at + 1)}` });
  }
  return refusals;
}

export const refusalOf = (error: ModelError): Refusal => ({ code: 'model-failed', column: error.column, message: `${error.message} ${error.advice}` });

/** Finds the rows on which `attempt` fails by halving, and what it said of each. An error that is not about the values it was given is thrown. */
export function findRefused(rows: Uint32Array, attempt: (rows: Uint32Array) => void): Refusals {
  const refusals: Refusals = new Map();
  const look = (part: Uint32Array): void => {
    if (part.length === 0) return;
    try {
      attempt(part);
    } catch (error) {
      if (!(error instanceof ModelError) || error.code !== 'model-run-failed') throw error;
      if (part.length === 1) {
        refusals.set(part[0]!, refusalOf(error));
        return;
      }
      const middle = part.length >> 1;
      look(part.subarray(0, middle));
      look(part.subarray(middle));
    }
  };
  look(rows);
  return refusals;
}

/** Writes the three fields that tell why rows were refused, from field `first` of a STRUCT vector on. */
export function writeRefusals(vector: duckdb.Vector, first: number, refusals: Refusals, count: number): void {
  const tell = (index: number, of: (refusal: Refusal) => string | null): void => {
    const texts = Array<string | undefined>(count).fill(undefined);
    for (const [row, refusal] of refusals) texts[row] = of(refusal) ?? undefined;
    writeTexts(duckdb.struct_vector_get_child(vector, first + index), texts);
  };
  tell(0, (refusal) => refusal.code);
  tell(1, (refusal) => refusal.column);
  tell(2, (refusal) => refusal.message);
}
