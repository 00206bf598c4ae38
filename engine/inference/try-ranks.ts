import { bindOutputs } from '../relation/bind-outputs.ts';
import { fetchedParts, partOf } from './container-ports.ts';
import { containerFeeds, containerResult } from './container-values.ts';
import { directInput } from './direct-input.ts';
import { lacksRank } from './lacks-rank.ts';
import { ModelError } from './model-error.ts';
import { plainSession } from './model-types.ts';
import type { ElementType, ModelDescription, ModelInputBinding, ModelOutputBinding, ModelPort, TriedRank, TriedRanks } from './model-types.ts';
import { openSession } from './onnx-session.ts';
import type { FeedTensor, OnnxSession } from './onnx-session.ts';
import { prepareModel } from './prepare-model.ts';
import type { PreparedModel } from './prepare-model.ts';
import { blankValues } from './tensor-values.ts';

/** What free dimensions and values are taken as in one run; sequences have `size` items. */
interface Fill {
  readonly rows: number;
  readonly size: number;
  readonly valueAt: (index: number) => number;
}

/** Runs that differ in all that a rank might wrongly follow: sizes of 1 that a Squeeze takes away, conditions, sizes that are themselves values. */
const fills: readonly Fill[] = [
  { rows: 2, size: 1, valueAt: () => 0 },
  { rows: 3, size: 2, valueAt: () => 1 },
  { rows: 2, size: 3, valueAt: (index) => (index % 7) + 1 },
];

/** The ranks that inputs without a stated one are tried with. */
const givenRanks = [0, 1, 2, 3, 4, 5];
/** No run begins later than this after the first. */
const patienceMs = 4_000;

/**
 * Runs a model to see how many dimensions the outputs have for which it states none. An output is left out where no run came to an end or two
 * disagree. May take the process down.
 */
export function tryRanks(bytes: Uint8Array, description: ModelDescription): TriedRanks[] {
  const until = performance.now() + patienceMs;
  const open = description.inputs.some((input) => !input.ranked);
  const tried: TriedRanks[] = [];
  for (const given of open ? givenRanks : [null]) {
    if (performance.now() > until) break;
    const outputs = ranksSeen(bytes, description, given, until);
    if (Object.keys(outputs).length > 0) tried.push({ given, outputs });
  }
  return tried;
}

function ranksSeen(bytes: Uint8Array, description: ModelDescription, given: number | null, until: number): Record<string, TriedRank> {
  const wanted = new Set(description.outputs.filter(lacksRank).map((output) => output.tensor));
  const outputs = bindOutputs(description, '', { whole: true, lifted: false }).outputs.filter((output) => wanted.has(output.output));
  const inputs = description.inputs.map((port) => directInput(port, given ?? 0));
  const prepared = prepareModel(bytes, inputs, outputs);
  let session: OnnxSession;
  try {
    session = openSession(prepared.bytes, plainSession);
  } catch (cause) {
    // Not with tensors of this rank.
    if (!(cause instanceof ModelError)) throw cause;
    return {};
  }
  const seen = new Map<string, TriedRank | null>();
  try {
    for (const fill of fills) {
      if (performance.now() > until) break;
      const rows = description.fixedBatch ?? fill.rows;
      for (const [output, shape] of shapesOf(session, prepared, { ports: description.inputs, inputs, outputs }, { ...fill, rows }, given ?? 0)) {
        const rank = { rank: shape.length, rows: shape[0] === rows };
        const before = seen.get(output);
        if (before === undefined) seen.set(output, rank);
        else if (before !== null) seen.set(output, before.rank === rank.rank ? { ...rank, rows: before.rows && rank.rows } : null);
      }
    }
  } finally {
    session.release();
  }
  return Object.fromEntries([...seen].flatMap(([output, rank]) => (rank === null ? [] : [[output, rank]])));
}

interface Bound {
  readonly ports: readonly ModelPort[];
  readonly inputs: readonly ModelInputBinding[];
  readonly outputs: readonly ModelOutputBinding[];
}

/** The shapes one run gave, those of all items of a sequence; none where the model does not take such values, which real ones need not be. */
function shapesOf(session: OnnxSession, prepared: PreparedModel, { ports, inputs, outputs }: Bound, fill: Fill, given: number): [output: string, shape: readonly number[]][] {
  const feeds: Record<string, FeedTensor> = {};
  for (const [index, port] of ports.entries()) {
    const { container, ...input } = inputs[index]!;
    const feed = prepared.feeds.get(port.name)!;
    if (container === undefined) feeds[feed] = filledTensor(port, fill, given);
    else {
      const items = Array.from({ length: container === 'optional' ? 1 : fill.size }, () => filledTensor(port, { ...fill, rows: fill.size }, given));
      Object.assign(feeds, containerFeeds({ ...input, container }, feed, { given: true, items }, prepared.opset));
    }
  }
  const fetches = outputs.flatMap(({ output, container }) => {
    const fetch = prepared.fetches.get(output)!;
    return container === undefined ? [fetch] : fetchedParts({ container }).map((part) => partOf(fetch, part));
  });
  let results;
  try {
    results = session.run(feeds, [...new Set(fetches)]);
  } catch (cause) {
    if (!(cause instanceof ModelError)) throw cause;
    return [];
  }
  return outputs.flatMap((output): [string, readonly number[]][] => {
    const fetch = prepared.fetches.get(output.output)!;
    if (output.container === undefined) return [[output.output, results[fetch]!.dims]];
    return containerResult({ ...output, container: output.container }, fetch, results).items.map(({ dims }) => [output.output, dims]);
  });
}

function filledTensor({ elementType, ranked, shape }: ModelPort, { rows, size, valueAt }: Fill, given: number): FeedTensor {
  const stated = ranked ? shape : Array<null>(given).fill(null);
  const dims = stated.map((fixed, index) => (typeof fixed === 'number' ? fixed : index === 0 ? rows : size));
  const values = blankValues(elementType, dims.reduce((product, length) => product * length, 1));
  for (let index = 0; index < values.length; index++) values[index] = like(values[index]!, elementType, valueAt(index));
  return { elementType, values, dims };
}

/** Types of one or two bits hold nothing beyond 1. */
function like(blank: number | bigint | string, elementType: ElementType, value: number): never {
  const held = /^(bool|u?int2)$/.test(elementType) ? Math.min(1, value) : value;
  return (typeof blank === 'bigint' ? BigInt(held) : typeof blank === 'string' ? (held === 0 ? '' : String(held)) : held) as never;
}
