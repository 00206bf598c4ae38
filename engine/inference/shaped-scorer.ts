import { fetchedParts, partOf } from './container-ports.ts';
import { containerFeeds, containerResult } from './container-values.ts';
import { isItems } from './row-values.ts';
import type { RowTensor, RowValue } from './row-values.ts';
import { misfit } from './scorer.ts';
import { levelsOfContainer } from './model-types.ts';
import type { ModelCall, ModelInputBinding, ModelOutputBinding } from './model-types.ts';
import { openSession } from './onnx-session.ts';
import type { FeedTensor, ResultTensor } from './onnx-session.ts';
import { prepareModel } from './prepare-model.ts';
import { blankValues, copyValues, valuesBetween } from './tensor-values.ts';
import type { Values } from './tensor-values.ts';

/** Scores rows whose tensors may each have a shape of their own. */
export interface ShapedScorer {
  /** `columns` has the tensors of all rows for each input, without NULLs; the answer those of each output binding. Throws ModelError. */
  run(columns: readonly (readonly RowValue[])[], rows: number): RowValue[][];
  release(): void;
}

/** Values laid together for one run; more rows than fit are run one after the other. */
export const valuesPerRun = 4_194_304;

/** Prepares and loads a model for the calls of one step: whole tensors row by row, or entries of the batch in groups of one shape. */
export function createShapedScorer(bytes: Uint8Array, call: ModelCall): ShapedScorer {
  const prepared = prepareModel(bytes, call.inputs, call.outputs);
  const session = openSession(prepared.bytes, call.session);
  const fetches = [...new Set(call.outputs.flatMap((output) => namesOf(output, prepared.fetches.get(output.output)!)))];
  const feedNames = call.inputs.map((input) => prepared.feeds.get(input.name)!);
  const run = (tensors: FeedTensor[]): ResultTensor[] => {
    const results = session.run(Object.fromEntries(tensors.map((tensor, i) => [feedNames[i]!, tensor])), fetches);
    return call.outputs.map((output) => results[prepared.fetches.get(output.output)!]!);
  };
  const wholeRow = (values: readonly RowValue[]): RowValue[] => {
    const feeds: Record<string, FeedTensor> = {};
    for (const [i, value] of values.entries()) {
      const input = call.inputs[i]!;
      if (isItems(value)) Object.assign(feeds, containerFeeds({ ...input, container: input.container! }, feedNames[i]!, value, prepared.opset));
      else feeds[feedNames[i]!] = { elementType: input.elementType, values: value.values, dims: [...Array<number>(input.lift).fill(1), ...value.dims] };
    }
    const results = session.run(feeds, fetches);
    return call.outputs.map((output) => {
      const fetch = prepared.fetches.get(output.output)!;
      if (output.container === undefined) return wholeResult(output, results[fetch]!);
      const found = containerResult({ ...output, container: output.container }, fetch, results);
      const depth = output.depth - levelsOfContainer(output.container);
      return { given: found.given, items: found.items.map((item) => fitting({ ...output, depth }, item.values, item.dims)) };
    });
  };
  let open = true;
  return {
    run(columns, rows) {
      if (!open) throw new Error('The scorer was released.');
      const answer = call.outputs.map(() => Array<RowValue>(rows));
      const put = (row: number, output: number, tensor: RowValue): void => void (answer[output]![row] = tensor);
      if (call.whole) {
        for (let row = 0; row < rows; row++) wholeRow(columns.map((column) => column[row]!)).forEach((tensor, i) => put(row, i, tensor));
        return answer;
      }
      // Containers make every row a call of its own.
      const tensors = columns as readonly (readonly RowTensor[])[];
      for (const group of rowsByShape(tensors, rows)) {
        const perRow = Math.max(1, ...tensors.map((column) => column[group[0]!]!.values.length));
        const size = call.fixedBatch ?? Math.max(1, Math.floor(valuesPerRun / perRow));
        for (let start = 0; start < group.length; start += size) {
          const part = group.slice(start, start + size);
          // A model of a fixed batch gets the last row again where there are no more.
          const fed = call.fixedBatch === null ? part : Array.from({ length: size }, (_, i) => part[Math.min(i, part.length - 1)]!);
          const results = run(call.inputs.map((input, i) => laidTogether(input, fed.map((row) => tensors[i]![row]!))));
          for (const [i, output] of call.outputs.entries()) {
            for (const [at, row] of part.entries()) put(row, i, entryOf(output, results[i]!, at, fed.length));
          }
        }
      }
      return answer;
    },
    release() {
      if (open) session.release();
      open = false;
    },
  };
}

/** Names of the tensors to read for an output. */
const namesOf = ({ container }: ModelOutputBinding, fetch: string): string[] => (container === undefined ? [fetch] : fetchedParts({ container }).map((part) => partOf(fetch, part)));

/** Rows whose tensors have the same shapes, so that they can be laid together. */
function rowsByShape(columns: readonly (readonly RowTensor[])[], rows: number): number[][] {
  const groups = new Map<string, number[]>();
  for (let row = 0; row < rows; row++) {
    const key = columns.map((column) => column[row]!.dims.join()).join(';');
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [row]);
    else group.push(row);
  }
  return [...groups.values()];
}

function laidTogether(input: ModelInputBinding, tensors: readonly RowTensor[]): FeedTensor {
  const [first] = tensors;
  const perRow = first!.values.length;
  const values = blankValues(input.elementType, perRow * tensors.length);
  for (const [i, tensor] of tensors.entries()) copyValues(values, tensor.values, i * perRow);
  // Single values and rows laid flat take the dimensions of the model.
  const flat = input.depth < 2 && input.inner.every((size) => size > 0) && input.inner.reduce((a, b) => a * b, 1) === perRow;
  return { elementType: input.elementType, values, dims: [tensors.length, ...(flat ? input.inner : first!.dims)] };
}

function wholeResult(output: ModelOutputBinding, { values, dims }: ResultTensor): RowTensor {
  if (output.first && dims[0] !== 1) throw misfit(output, `has the shape [${dims.join(', ')}] for one row`);
  return fitting(output, values, output.first ? dims.slice(1) : dims);
}

function entryOf(output: ModelOutputBinding, { values, dims }: ResultTensor, at: number, rows: number): RowTensor {
  if (dims[0] !== rows) throw misfit(output, `has the shape [${dims.join(', ')}] for ${rows} rows`);
  const perRow = values.length / rows;
  return fitting(output, valuesBetween(values, at * perRow, (at + 1) * perRow), dims.slice(1));
}

/** The part of a row's result that its column holds. */
function fitting(output: ModelOutputBinding, values: Values, dims: readonly number[]): RowTensor {
  if (output.depth === 0) {
    const index = output.index ?? 0;
    if (index >= values.length || (output.index === null && values.length !== 1)) throw misfit(output, `has the shape [${dims.join(', ')}] for one row, which is not ${output.index === null ? 'one value' : `as many classes as it names`}`);
    return { values: valuesBetween(values, index, index + 1), dims: [] };
  }
  if (!output.ranked) return { values, dims: [values.length] };
  if (dims.length !== output.depth) throw misfit(output, `has ${dims.length} dimensions for one row where it is to have ${output.depth}`);
  return { values, dims };
}
