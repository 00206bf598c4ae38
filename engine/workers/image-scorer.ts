import duckdb from '@duckdb/node-bindings';

import { ModelError } from '../inference/model-error.ts';
import type { ModelCall } from '../inference/model-types.ts';
import { isItems } from '../inference/row-values.ts';
import type { RowValue } from '../inference/row-values.ts';
import { createShapedScorer, valuesPerRun } from '../inference/shaped-scorer.ts';
import { createImageArgument } from './image-argument.ts';
import { createValueReader } from './nested-argument.ts';
import { findRefused, refusalOf, unreadableRows, writeRefusals } from './refused-rows.ts';
import type { Refusals } from './refused-rows.ts';
import type { ChunkScorer } from './scoring-place.ts';
import { writeRowValues } from './row-values-output.ts';

/**
 * Scores rows with images in lots: the images of a chunk would take gigabytes once they are numbers, so they are decoded row by row and scored
 * as soon as `valuesPerRun` numbers are there. `folder` is where their paths start; `pause` throws once the scores are no longer wanted.
 */
export function imageScorer(bytes: Uint8Array, given: ModelCall, call: ModelCall, folder: string, pause: () => void): ChunkScorer {
  const scorer = createShapedScorer(bytes, call);
  const readers = call.inputs.map((input): ((vector: duckdb.Vector, count: number) => (row: number) => RowValue | ModelError | null) => {
    if (input.image !== undefined) return createImageArgument(input, folder);
    const read = createValueReader(input);
    return (vector, count) => {
      const values = read(vector, count);
      return (row) => values[row]!;
    };
  });
  return {
    score(input, output, count) {
      const columns = readers.map((reader, index) => reader(duckdb.data_chunk_get_vector(input, index), count));
      const refused: Refusals = unreadableRows(given, input, count, given.inputs.length);
      const lot = new Lot(call, scorer, refused);
      for (let row = 0; row < count; row++) {
        if (refused.has(row)) continue;
        pause();
        const values = columns.map((column) => column(row));
        const wrong = values.find((value) => value instanceof ModelError);
        if (wrong !== undefined && call.onFailure === 'fail') throw wrong;
        if (wrong !== undefined) refused.set(row, refusalOf(wrong));
        else if (!values.includes(null)) lot.add(row, values as RowValue[]);
      }
      lot.score();
      writeRowValues(output, call, lot.answers, lot.rows.length === count ? null : Uint32Array.from(lot.rows), count);
      if (call.told !== null) writeRefusals(output, call.outputs.length, refused, count);
      return lot.rows.length;
    },
    release: () => scorer.release(),
  };
}

/** Rows that wait for their run, and what the runs before gave. */
class Lot {
  /** The rows that were scored, in order, and their values by output. */
  readonly rows: number[] = [];
  readonly answers: RowValue[][];
  private readonly call: ModelCall;
  private readonly scorer: ReturnType<typeof createShapedScorer>;
  private readonly refused: Refusals;
  private waiting: { readonly row: number; readonly values: readonly RowValue[] }[] = [];
  private size = 0;

  constructor(call: ModelCall, scorer: ReturnType<typeof createShapedScorer>, refused: Refusals) {
    this.call = call;
    this.scorer = scorer;
    this.refused = refused;
    this.answers = call.outputs.map(() => []);
  }

  add(row: number, values: readonly RowValue[]): void {
    this.waiting.push({ row, values });
    this.size += values.reduce((sum, value) => sum + (isItems(value) ? 0 : value.values.length), 0);
    if (this.size >= valuesPerRun) this.score();
  }

  score(): void {
    const lot = this.waiting;
    this.waiting = [];
    this.size = 0;
    if (lot.length === 0) return;
    const run = (part: typeof lot): RowValue[][] => this.scorer.run(this.call.inputs.map((_, i) => part.map(({ values }) => values[i]!)), part.length);
    try {
      this.keep(lot, run(lot));
    } catch (error) {
      if (this.call.onFailure === 'fail') throw error;
      const found = findRefused(Uint32Array.from(lot, (_, at) => at), (places) => void run(Array.from(places, (at) => lot[at]!)));
      for (const [at, refusal] of found) this.refused.set(lot[at]!.row, refusal);
      const sound = lot.filter((_, at) => !found.has(at));
      if (sound.length > 0) this.keep(sound, run(sound));
    }
  }

  private keep(lot: readonly { readonly row: number }[], answers: readonly (readonly RowValue[])[]): void {
    for (const { row } of lot) this.rows.push(row);
    for (const [i, values] of answers.entries()) for (const value of values) this.answers[i]!.push(value);
  }
}
