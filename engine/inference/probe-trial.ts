import { bindOutputs } from '../relation/bind-outputs.ts';
import type { ModelDescription, ModelPort } from './model-types.ts';
import { openSession } from './onnx-session.ts';
import type { FeedTensor } from './onnx-session.ts';
import { prepareModel } from './prepare-model.ts';
import { blankValues } from './tensor-values.ts';

/** What the child is told. */
export interface ProbeRequest {
  bytes: Uint8Array;
  description: ModelDescription;
}

/** The shapes a run on blank rows gave, by prepared output; or why that run failed, which real rows need not. */
export interface ProbeReport {
  rows: number;
  shapes: Record<string, number[]>;
  trialFailure: string | null;
}

const TRIAL_ROWS = 2;

/** Opens a model and runs it on a few blank rows; throws ModelError when it cannot be opened. May take the process down. */
export function tryModel({ bytes, description }: ProbeRequest): ProbeReport {
  const outputs = [...new Set(bindOutputs(description, '').outputs.map((output) => output.output))];
  const session = openSession(prepareModel(bytes, [], outputs).bytes, 1);
  const rows = description.fixedBatch ?? TRIAL_ROWS;
  const report: ProbeReport = { rows, shapes: {}, trialFailure: null };
  try {
    const feeds = Object.fromEntries(description.inputs.map((input) => [input.name, blankFeed(input, rows)]));
    for (const [name, result] of Object.entries(session.run(feeds, outputs))) report.shapes[name] = [...result.dims];
  } catch (cause) {
    report.trialFailure = cause instanceof Error ? cause.message : String(cause);
  } finally {
    session.release();
  }
  return report;
}

/** A dimension without a size is taken as 1. */
function blankFeed(input: ModelPort, rows: number): FeedTensor {
  const inner = input.shape.slice(1).map((size) => (typeof size === 'number' ? size : 1));
  const dims = !input.ranked ? [rows, 1] : input.shape.length === 0 ? [] : [rows, ...inner];
  const length = dims.reduce((product, size) => product * size, 1);
  return { elementType: input.elementType, values: blankValues(input.elementType, length), dims };
}
