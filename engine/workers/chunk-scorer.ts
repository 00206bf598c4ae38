import duckdb from '@duckdb/node-bindings';

import { ModelError } from '../inference/model-error.ts';
import type { ModelCall } from '../inference/model-types.ts';
import { createScorer } from '../inference/scorer.ts';
import { createShapedScorer } from '../inference/shaped-scorer.ts';
import type { RowValue } from '../inference/row-values.ts';
import type { ChunkScorer, ScoringPlace } from './scoring-place.ts';
import { createArgumentReader } from './model-function-input.ts';
import { writeResult } from './model-function-output.ts';
import { writeRowValues } from './row-values-output.ts';
import { createValueReader } from './nested-argument.ts';
import { findRefused, refusalOf, unreadableRows, writeRefusals } from './refused-rows.ts';
import type { Refusals } from './refused-rows.ts';

/** The arguments of one chunk, read. */
interface Chunk<Scored> {
  /** One byte per row and argument, 1 for a row that is not to be scored; null for none. */
  readonly missing: readonly (Uint8Array | null)[];
  /** Rows whose values make no tensor. */
  readonly misshapen: Refusals;
  /** Scores these rows in order, null for all. Throws ModelError. */
  run(rows: Uint32Array | null): Scored;
  write(output: duckdb.Vector, scored: Scored, rows: Uint32Array | null): void;
}

/** `given` is how the model is called from SQL, `call` the same with the columns of a tensor packed into one argument. */
export async function createChunkScorer(bytes: Uint8Array, given: ModelCall, call: ModelCall, place: ScoringPlace): Promise<ChunkScorer> {
  if (call.inputs.some((input) => input.image !== undefined)) {
    const { imageScorer } = await import('./image-scorer.ts');
    return imageScorer(bytes, given, call, place.folder, place.pause);
  }
  return isUniform(call) ? uniformScorer(bytes, given, call) : shapedScorer(bytes, given, call);
}

/** Whether all rows of a chunk can be laid into one tensor for each input. */
const isUniform = (call: ModelCall): boolean => !call.whole && call.inputs.every((input) => input.depth === 0 || (input.depth === 1 && input.width > 0));

async function uniformScorer(bytes: Uint8Array, given: ModelCall, call: ModelCall): Promise<ChunkScorer> {
  const scorer = await createScorer(bytes, call);
  const readers = call.inputs.map(createArgumentReader);
  return {
    score(input, output, count) {
      const columns = readers.map((reader, index) => reader(duckdb.data_chunk_get_vector(input, index), count));
      return scoreChunk(given, input, output, count, {
        missing: columns.map((column) => column.missing),
        misshapen: new Map(),
        run: (rows) => scorer.run(columns.map((column) => (rows === null ? column.all() : column.some(rows))), rows?.length ?? count),
        write: (vector, scored, rows) => writeResult(vector, call, scored, rows, count),
      });
    },
    release: () => scorer.release(),
  };
}

function shapedScorer(bytes: Uint8Array, given: ModelCall, call: ModelCall): ChunkScorer {
  const scorer = createShapedScorer(bytes, call);
  const readers = call.inputs.map(createValueReader);
  return {
    score(input, output, count) {
      const columns = readers.map((reader, index) => reader(duckdb.data_chunk_get_vector(input, index), count));
      const misshapen: Refusals = new Map();
      for (const column of columns) {
        for (const [row, tensor] of column.entries()) {
          if (!(tensor instanceof ModelError)) continue;
          if (call.onFailure === 'fail') throw tensor;
          if (!misshapen.has(row)) misshapen.set(row, refusalOf(tensor));
        }
      }
      return scoreChunk(given, input, output, count, {
        missing: columns.map((column) => (column.includes(null) ? Uint8Array.from(column, (tensor) => (tensor === null ? 1 : 0)) : null)),
        misshapen,
        run: (rows) => scorer.run(columns.map((column) => (rows === null ? column : Array.from(rows, (row) => column[row]!)) as RowValue[]), rows?.length ?? count),
        write: (vector, scored, rows) => writeRowValues(vector, call, scored, rows, count),
      });
    },
    release: () => scorer.release(),
  };
}

function scoreChunk<Scored>(call: ModelCall, input: duckdb.DataChunk, output: duckdb.Vector, count: number, chunk: Chunk<Scored>): number {
  const unreadable = unreadableRows(call, input, count, call.inputs.length);
  const refused: Refusals = new Map([...chunk.misshapen, ...unreadable]);
  let rows = completeRows(chunk.missing, refused, count);
  let scored: Scored;
  try {
    scored = chunk.run(rows);
  } catch (error) {
    if (call.onFailure === 'fail') throw error;
    const found = findRefused(rows ?? Uint32Array.from({ length: count }, (_, row) => row), (part) => void chunk.run(part));
    for (const [row, refusal] of found) refused.set(row, refusal);
    rows = completeRows(chunk.missing, refused, count);
    scored = chunk.run(rows);
  }
  chunk.write(output, scored, rows);
  if (call.told !== null) writeRefusals(output, call.outputs.length, refused, count);
  return rows?.length ?? count;
}

/** The rows that have nothing missing and were not refused, or null when that is all of them. */
function completeRows(missing: readonly (Uint8Array | null)[], refused: Refusals, count: number): Uint32Array | null {
  const masks = missing.filter((mask) => mask !== null);
  if (masks.length === 0 && refused.size === 0) return null;
  const rows = new Uint32Array(count);
  let length = 0;
  for (let row = 0; row < count; row++) {
    if (masks.every((mask) => mask[row] === 0) && !refused.has(row)) rows[length++] = row;
  }
  return rows.subarray(0, length);
}
