import { ModelError } from './model-error.ts';
import type { ModelCall, ModelInputBinding, ModelOutputBinding } from './model-types.ts';
import { openSession } from './onnx-session.ts';
import type { FeedTensor, OnnxSession, ResultTensor } from './onnx-session.ts';
import { isColumnar } from './adapted-ports.ts';
import { prepareModel } from './prepare-model.ts';
import type { PreparedModel } from './prepare-model.ts';
import { blankValues, copyValues, valuesBetween } from './tensor-values.ts';
import type { Values } from './tensor-values.ts';

/** The values of one result column: row r has `values[r * perRow + first]`, or `perRow` values from there for a list with the dimensions `inner`. */
export interface ScoredColumn {
  values: Values;
  perRow: number;
  first: number;
  inner: readonly number[];
}

export interface Scorer {
  /**
   * Scores `rows` rows and returns one entry per output binding. `columns` are in the order of `modelArguments`, without
   * NULLs; a list column is flattened. The result may be overwritten by the next call. Throws ModelError.
   */
  run(columns: Values[], rows: number): ScoredColumn[];
  release(): void;
}

/** Prepares and loads a model for the calls of one step. */
export async function createScorer(bytes: Uint8Array, call: ModelCall): Promise<Scorer> {
  const prepared = prepareModel(bytes, call.inputs, call.outputs);
  const session = openSession(prepared.bytes, call.session);
  const batch = createBatch(session, prepared, call.inputs);
  let open = true;
  return {
    run(columns, rows) {
      if (!open) throw new Error('The scorer was released.');
      if (rows === 0)
        return call.outputs.map((output) => ({ values: blankValues(output.elementType, 0), perRow: 1, first: 0, inner: output.depth > 1 ? Array<number>(output.depth).fill(0) : [1] }));
      const results =
        call.fixedBatch === null ? batch(columns, rows) : inFixedBatches(batch, columns, rows, call.fixedBatch);
      return call.outputs.map((output) => scoredColumn(output, results[prepared.fetches.get(output.output)!]!, rows));
    },
    release() {
      if (open) session.release();
      open = false;
    },
  };
}

type Batch = (columns: Values[], rows: number) => Record<string, ResultTensor>;

function createBatch(session: OnnxSession, prepared: PreparedModel, inputs: readonly ModelInputBinding[]): Batch {
  const buffers = new Map<string, Values>();
  const fetches = [...prepared.fetches.values()];
  return (columns, rows) => {
    const feeds: Record<string, FeedTensor> = {};
    let next = 0;
    for (const input of inputs) {
      const feed = prepared.feeds.get(input.name)!;
      const own = columns.slice(next, (next += input.columns.length));
      feeds[feed] = isColumnar(input) ? sideBySide(buffers, input, own, rows) : asTheyAre(input, own[0]!, rows);
    }
    return session.run(feeds, fetches);
  };
}

function sideBySide(
  buffers: Map<string, Values>,
  input: ModelInputBinding,
  columns: Values[],
  rows: number,
): FeedTensor {
  const length = columns.length * rows;
  let buffer = buffers.get(input.name);
  if (buffer === undefined || buffer.length < length) {
    buffer = blankValues(input.elementType, length);
    buffers.set(input.name, buffer);
  }
  for (const [index, column] of columns.entries()) copyValues(buffer, column, index * rows);
  return { elementType: input.elementType, values: valuesBetween(buffer, 0, length), dims: [columns.length, rows] };
}

function asTheyAre(input: ModelInputBinding, values: Values, rows: number): FeedTensor {
  return { elementType: input.elementType, values, dims: [rows, ...input.inner] };
}

/** Runs a model that takes exactly `size` rows; the last batch is filled up with its last row. */
function inFixedBatches(batch: Batch, columns: Values[], rows: number, size: number): Record<string, ResultTensor> {
  const whole = new Map<string, { values: Values; dims: number[]; perRow: number }>();
  for (let start = 0; start < rows; start += size) {
    const count = Math.min(size, rows - start);
    const part = batch(
      columns.map((column) => filledPart(column, rows, start, count, size)),
      size,
    );
    for (const [name, result] of Object.entries(part)) {
      const perRow = result.values.length / size;
      let target = whole.get(name);
      if (target === undefined) {
        target = { values: blankLike(result.values, rows * perRow), dims: [rows, ...result.dims.slice(1)], perRow };
        if (result.dims[0] !== size) target.dims = [...result.dims];
        whole.set(name, target);
      }
      copyValues(target.values, valuesBetween(result.values, 0, count * perRow), start * perRow);
    }
  }
  return Object.fromEntries(whole);
}

function blankLike(values: Values, length: number): Values {
  if (Array.isArray(values)) return blankValues('string', length);
  return new (values.constructor as new (length: number) => Float32Array)(length);
}

function filledPart(column: Values, rows: number, start: number, count: number, size: number): Values {
  const perRow = column.length / rows;
  const part = valuesBetween(column, start * perRow, (start + count) * perRow);
  if (count === size) return part;
  const filled = blankLike(column, size * perRow);
  copyValues(filled, part, 0);
  const last = valuesBetween(part, (count - 1) * perRow, count * perRow);
  for (let row = count; row < size; row++) copyValues(filled, last, row * perRow);
  return filled;
}

function scoredColumn(output: ModelOutputBinding, result: ResultTensor, rows: number): ScoredColumn {
  const perRow = result.values.length / rows;
  const shape = `[${result.dims.join(', ')}]`;
  if (result.dims[0] !== rows) throw misfit(output, `has the shape ${shape} for ${rows} rows`);
  const inner = innerOf(output, result.dims.slice(1), perRow);
  if (output.depth > 0) return { values: result.values, perRow, first: 0, inner };
  if (output.index === null && perRow !== 1)
    throw misfit(output, `has the shape ${shape}, which is not one value per row`);
  if (output.index !== null && output.index >= perRow)
    throw misfit(output, `has the shape ${shape} and so no class ${output.index + 1}`);
  return { values: result.values, perRow, first: output.index ?? 0, inner };
}

/** The dimensions of one row of an output that becomes lists; any number of them where the model states none. */
function innerOf(output: ModelOutputBinding, dims: readonly number[], perRow: number): readonly number[] {
  if (output.depth === 0 || !output.ranked) return [perRow];
  if (dims.length !== output.depth) throw misfit(output, `has ${dims.length + 1} dimensions where it is to have ${output.depth + 1}`);
  return dims;
}

/** An output whose shape is not what the file made one expect. */
export function misfit(output: ModelOutputBinding, reason: string): ModelError {
  return new ModelError(
    'model-unsupported',
    `Output "${output.output}" of the model ${reason}.`,
    'Export the model with the batch as the first dimension of every output and the shapes written into the file.',
  );
}
