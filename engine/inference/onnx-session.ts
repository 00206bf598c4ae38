import { Tensor } from 'onnxruntime-node';
import { binding, initOrt } from 'onnxruntime-node/dist/binding.js';

import { ModelError, providerMissing } from './model-error.ts';
import { carrierOf, plainSession } from './model-types.ts';
import type { ElementType, ExecutionProvider, ModelSession } from './model-types.ts';
import { withLocale } from './text-locale.ts';
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
  run(feeds: Record<string, FeedTensor>, outputs: string[]): Record<string, ResultTensor>;
  release(): void;
}

const backends = (): string[] => binding.listSupportedBackends().map(({ name }) => name);

/** Whether the runtime was built with a provider; what it needs of the system may lack all the same. */
const supportsProvider = (provider: ExecutionProvider): boolean => backends().includes(provider);

/**
 * Loads a model into ONNX Runtime. The public API answers in promises and so cannot be called inside a DuckDB function;
 * the binding below it is synchronous. Throws ModelError `model-unsupported` with the runtime's reason.
 */
export function openSession(bytes: Uint8Array<ArrayBuffer>, { provider, threads, branches, optimisation, arena }: ModelSession = plainSession): OnnxSession {
  initOrt();
  if (!supportsProvider(provider)) throw providerMissing(provider, `ONNX Runtime has no such provider on this system, but ${backends().join(', ')}`);
  const session = new binding.InferenceSession();
  const load = (model: Uint8Array<ArrayBuffer>): void =>
    session.loadModel(model.buffer, model.byteOffset, model.byteLength, {
      intraOpNumThreads: threads,
      interOpNumThreads: branches,
      graphOptimizationLevel: optimisation,
      enableCpuMemArena: arena,
      enableMemPattern: arena,
      executionMode: branches > 1 ? 'parallel' : 'sequential',
      // A thread that waits for the next call by spinning takes the core that the database makes that call's rows on.
      ...(threads > 1 ? { extra: { session: { intra_op: { allow_spinning: '0' } } } } : {}),
      // Only what is asked for: without this line the processor is what is left.
      ...(provider === 'cpu' ? {} : { executionProviders: [provider] }),
      // A failure is thrown and shown; the runtime's own copy on standard error helps nobody.
      logSeverityLevel: 4,
    });
  try {
    try {
      load(bytes);
    } catch (cause) {
      // The runtime wants the system to have en_US, which small ones have not; how letters change case is the same in C.UTF-8.
      if (!/failed to construct locale/i.test(reasonOf(cause))) throw cause;
      load(withLocale(bytes, 'C.UTF-8'));
    }
  } catch (cause) {
    // That the processor opens it was seen before.
    if (provider !== 'cpu') throw providerMissing(provider, reasonOf(cause).split('\n')[0]!.replace(/[.\s]+$/, ''), cause);
    throw new ModelError(
      'model-unsupported',
      `ONNX Runtime refuses the model: ${reasonOf(cause)}`,
      'Export the model with operators and types that ONNX Runtime has on this machine.',
      { cause },
    );
  }
  return {
    run(feeds, outputs) {
      const tensors: Record<string, Tensor> = {};
      for (const name in feeds) tensors[name] = tensorOf(feeds[name]!);
      const fetches: Record<string, null> = {};
      for (const output of outputs) fetches[output] = null;
      const results = runBinding(() => session.run(tensors, fetches, {}));
      const read: Record<string, ResultTensor> = {};
      for (const name of outputs) read[name] = resultOf(name, results[name]);
      return read;
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

/** What the runtime says, without the place in its own source that it may say first. */
function reasonOf(cause: unknown): string {
  const text = cause instanceof Error ? cause.message : String(cause);
  return text.replace(/\/onnxruntime_src\/\S+:\d+ [^()]*(?:\([^()]*\)[^()A-Z]*)+/, '').trim();
}

/** Types that no column has get here as their carriers: the prepared model takes and gives those. */
function tensorOf({ elementType, values, dims }: FeedTensor): Tensor {
  const type = carrierOf(elementType);
  if (type === 'string') return new Tensor('string', withoutNul(values as string[]), dims);
  return new Tensor(type, values as Float32Array, dims);
}

/** The runtime takes a text up to its first NUL; a silently shortened one would be scored as something else. */
function withoutNul(texts: string[]): string[] {
  if (!texts.some((text) => text.includes('\0'))) return texts;
  throw new ModelError(
    'model-run-failed',
    'A text for the model holds a NUL character, where ONNX Runtime would cut it.',
    "Take it out before the model, for example with replace(name, chr(0), '').",
  );
}

function resultOf(name: string, value: unknown): ResultTensor {
  if (!(value instanceof Tensor)) {
    throw new ModelError(
      'model-unsupported',
      `Output "${name}" of the model is not a tensor.`,
      'Export the model with tensor outputs.',
    );
  }
  return { values: value.data as Values, dims: value.dims };
}
