import { fetchedParts, partOf } from './container-ports.ts';
import { ModelError } from './model-error.ts';
import type { ElementType, ModelContainer, ModelInputBinding, ModelOutputBinding } from './model-types.ts';
import type { FeedTensor, ResultTensor } from './onnx-session.ts';
import type { RowItems, RowTensor } from './row-values.ts';
import { blankValues, copyValues, valuesBetween } from './tensor-values.ts';

export const integersOf = (values: readonly number[], dims: number[]): FeedTensor => ({ elementType: 'int64', values: BigInt64Array.from(values, BigInt), dims });

/** The tensors to feed for a container, by name. `opset` is that of the model: before 13 the items of a sequence may differ in their first dimension alone. */
export function containerFeeds(input: ModelInputBinding & { readonly container: ModelContainer }, base: string, { given, items }: RowItems, opset: number): Record<string, FeedTensor> {
  const { elementType, container } = input;
  const feeds: Record<string, FeedTensor> = {};
  if (container !== 'sequence') feeds[partOf(base, 'given')] = { elementType: 'bool', values: Uint8Array.of(given ? 1 : 0), dims: [] };
  const [first] = items;
  if (container === 'optional') {
    feeds[partOf(base, 'values')] = first === undefined ? blank(elementType, [0]) : { elementType, values: first.values, dims: [...first.dims] };
    return feeds;
  }
  const values = blankValues(elementType, items.reduce((sum, item) => sum + item.values.length, 0));
  let at = 0;
  for (const item of items) {
    copyValues(values, item.values, at);
    at += item.values.length;
  }
  if (opset < 13) {
    const rest = first?.dims.slice(1) ?? Array<number>(Math.max(0, input.depth - 2)).fill(1);
    if (items.some((item) => item.dims.slice(1).join() !== rest.join())) throw unlike(input);
    const sizes = items.map((item) => item.dims[0] ?? 1);
    feeds[partOf(base, 'values')] = { elementType, values, dims: [sizes.reduce((sum, size) => sum + size, 0), ...rest] };
    if (input.depth > 1) feeds[partOf(base, 'sizes')] = integersOf(sizes, [sizes.length]);
    return feeds;
  }
  // An empty sequence cannot be split: one item of nothing stands there, and none is taken.
  const dims = first === undefined ? [[0]] : items.map((item) => [...item.dims]);
  feeds[partOf(base, 'values')] = { elementType, values, dims: [values.length] };
  feeds[partOf(base, 'sizes')] = integersOf(first === undefined ? [0] : items.map((item) => item.values.length), [dims.length]);
  feeds[partOf(base, 'shapes')] = integersOf(dims.flat(), [dims.length, dims[0]!.length]);
  feeds[partOf(base, 'count')] = integersOf([items.length], []);
  return feeds;
}

const blank = (elementType: ElementType, dims: number[]): FeedTensor => ({ elementType, values: blankValues(elementType, 0), dims });

function unlike(input: ModelInputBinding): ModelError {
  return new ModelError(
    'model-run-failed',
    `Column "${input.columns[0]?.column ?? ''}" has tensors in one row that differ in more than their first dimension, which input "${input.name}" of a model of this age cannot take.`,
    'Export the model with opset 13 or later, or give items that differ in nothing else.',
    { column: input.columns[0]?.column },
  );
}

/** The items of a container a model gave. */
export function containerResult(output: ModelOutputBinding & { readonly container: ModelContainer }, base: string, results: Readonly<Record<string, ResultTensor>>): RowItems {
  const parts = Object.fromEntries(fetchedParts(output).map((part) => [part, results[partOf(base, part)]!]));
  const given = parts['given'] === undefined || Number(parts['given'].values[0]) === 1;
  const { values, dims } = parts['values']!;
  if (output.container === 'optional') return { given, items: given ? [{ values, dims }] : [] };
  const sizes = Array.from(parts['dims']!.values as BigInt64Array, Number);
  const items: RowTensor[] = [];
  let [place, at] = [0, 0];
  for (const rank of Array.from(parts['ranks']!.values as BigInt64Array, Number)) {
    const shape = sizes.slice(place, (place += rank));
    const length = shape.reduce((product, size) => product * size, 1);
    items.push({ values: valuesBetween(values, at, (at += length)), dims: shape });
  }
  return { given, items };
}
