import { bindOutputs } from '../relation/bind-outputs.ts';
import { plainSession } from './model-types.ts';
import type { ExecutionProvider, ModelDescription, ModelPort } from './model-types.ts';
import { fetchedParts, partOf } from './container-ports.ts';
import { containerFeeds } from './container-values.ts';
import type { RowTensor } from './row-values.ts';
import { directInput } from './direct-input.ts';
import { openSession } from './onnx-session.ts';
import type { FeedTensor } from './onnx-session.ts';
import { prepareModel } from './prepare-model.ts';
import { blankValues } from './tensor-values.ts';

/** What the child is told. */
export interface ProbeRequest {
  bytes: Uint8Array;
  description: ModelDescription;
  /** What it is to run on, the processor when left out. */
  provider?: ExecutionProvider;
  /** Only the ranks are wanted of outputs that state none. */
  ranks?: true;
}

/** The shapes a run on blank rows gave, by prepared output; or why that run failed, which real rows need not. */
export interface ProbeReport {
  rows: number;
  shapes: Record<string, number[]>;
  trialFailure: string | null;
}

const TRIAL_ROWS = 2;

/** Opens a model and runs it on a few blank rows; throws ModelError when it cannot be opened. May take the process down. */
export function tryModel({ bytes, description, provider = 'cpu' }: ProbeRequest): ProbeReport {
  const { outputs } = bindOutputs(description, '', { whole: true, lifted: false });
  const prepared = prepareModel(bytes, description.inputs.map((input) => directInput(input)), outputs);
  const session = openSession(prepared.bytes, { ...plainSession, provider });
  const rows = description.fixedBatch ?? TRIAL_ROWS;
  const report: ProbeReport = { rows, shapes: {}, trialFailure: null };
  try {
    const feeds: Record<string, FeedTensor> = {};
    for (const input of description.inputs) {
      const feed = prepared.feeds.get(input.name)!;
      if (input.container === undefined) feeds[feed] = blankFeed(input, rows);
      else Object.assign(feeds, containerFeeds({ ...directInput(input), container: input.container }, feed, { given: true, items: [blankItem(input)] }, prepared.opset));
    }
    const containers = new Map(outputs.map((output) => [output.output, output.container]));
    const names = (output: string, fetch: string): string[] => {
      const container = containers.get(output);
      return container === undefined ? [fetch] : fetchedParts({ container }).map((part) => partOf(fetch, part));
    };
    const results = session.run(feeds, [...prepared.fetches].flatMap(([output, fetch]) => names(output, fetch)));
    for (const [output, fetch] of prepared.fetches) if (containers.get(output) === undefined) report.shapes[output] = [...results[fetch]!.dims];
  } catch (cause) {
    report.trialFailure = cause instanceof Error ? cause.message : String(cause);
  } finally {
    session.release();
  }
  return report;
}

function blankItem(input: ModelPort): RowTensor {
  const { values, dims } = blankFeed(input, 1);
  return { values, dims };
}

/** A dimension without a size is taken as 1, the first as the rows. */
function blankFeed(input: ModelPort, rows: number): FeedTensor {
  const dims = input.ranked ? input.shape.map((size, index) => (typeof size === 'number' ? size : index === 0 ? rows : 1)) : [rows, 1];
  const length = dims.reduce((product, size) => product * size, 1);
  return { elementType: input.elementType, values: blankValues(input.elementType, length), dims };
}
