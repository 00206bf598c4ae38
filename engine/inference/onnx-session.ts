import { Tensor } from 'onnxruntime-node';
import { binding, initOrt } from 'onnxruntime-node/dist/binding.js';

import { floatFromHalf, halfFromFloat } from './half-float.ts';
import { ModelError } from './model-error.ts';
import type { ElementType } from './model-types.ts';
import type { Values } from './tensor-values.ts';

export interface FeedTensor {
  elementType: ElementType;
  values: Values;
  dims: number[];
}

export interface ResultTensor {
  values: Values;
  dims: readonly number[];
}

/** A loaded model that runs on the calling thread and returns when it is done. */
export interface OnnxSession {
  readonly inputNames: string[];
  run(feeds: Record<string, FeedTensor>, outputs: string[]): Record<string, ResultTensor>;
  release(): void;
}

/**
 * Loads a model into ONNX Runtime. The public API answers in promises and so cannot be called inside a DuckDB function;
 * the binding below it is synchronous. Throws ModelError `model-unsupported` with the runtime's reason.
 */
export function openSession(bytes: Uint8Array<ArrayBuffer>, threads: number): OnnxSession {
  initOrt();
  const session = new binding.InferenceSession();
  try {
    session.loadModel(bytes.buffer, bytes.byteOffset, bytes.byteLength, {
      intraOpNumThreads: threads,
      interOpNumThreads: 1,
      graphOptimizationLevel: 'all',
      executionMode: 'sequential',
    });
  } catch (cause) {
    throw new ModelError(
      'model-unsupported',
      `ONNX Runtime refuses the model: ${reasonOf(cause)}`,
      'Export the model with operators and types that ONNX Runtime has on this machine.',
      { cause },
    );
  }
  const inputNames = session.inputMetadata.map((input) => input.name);
  return {
    inputNames,
    run(feeds, outputs) {
      const tensors = Object.fromEntries(Object.entries(feeds).map(([name, feed]) => [name, tensorOf(feed)]));
      const fetches: Record<string, null> = {};
      for (const output of outputs) fetches[output] = null;
      const results = runBinding(() => session.run(tensors, fetches, {}));
      return Object.fromEntries(outputs.map((name) => [name, resultOf(name, results[name])]));
    },
    release() {
      session.dispose();
    },
  };
}

function runBinding<Result>(run: () => Result): Result {
  try {
    return run();
  } catch (cause) {
    throw new ModelError(
      'model-run-failed',
      `The model failed on the rows it was given: ${reasonOf(cause)}`,
      'Check that the columns mapped to the model are those it was trained on, in the same order and units.',
      { cause },
    );
  }
}

function reasonOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}

function tensorOf(feed: FeedTensor): Tensor {
  const { elementType, values, dims } = feed;
  if (elementType === 'float16') return new Tensor('float16', halfFromFloat(values as Float32Array), dims);
  if (elementType === 'string') return new Tensor('string', values as string[], dims);
  return new Tensor(elementType, values as Float32Array, dims);
}

function resultOf(name: string, value: unknown): ResultTensor {
  if (!(value instanceof Tensor)) {
    throw new ModelError(
      'model-unsupported',
      `Output "${name}" of the model is not a tensor.`,
      'Export the model with tensor outputs.',
    );
  }
  const data: unknown = value.data;
  const values = value.type === 'float16' ? floatFromHalf(halfBitsOf(data as ArrayBufferView)) : (data as Values);
  return { values, dims: value.dims };
}

/** Half numbers come as Uint16Array or, where the platform has it, Float16Array. */
function halfBitsOf(data: ArrayBufferView): Uint16Array {
  return new Uint16Array(data.buffer, data.byteOffset, data.byteLength / 2);
}
