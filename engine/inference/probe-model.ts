import { ModelError } from './model-error.ts';
import { lacksRank } from './lacks-rank.ts';
import type { ExecutionProvider, ModelDescription, TriedRanks } from './model-types.ts';
import type { ProbeAnswer } from './probe-child.ts';
import type { StartProbe } from './probe-process.ts';
import { forkProbe } from './probe-process.ts';
import type { ProbeReport, ProbeRequest } from './probe-trial.ts';

export interface ProbeOptions {
  /** The file that `probe-child.ts` became. */
  probeEntry: string | URL;
  /** A child of this Node unless told. */
  startProbe?: StartProbe;
  timeoutMs?: number;
  /** What the model is to run on, the processor when left out. */
  provider?: ExecutionProvider;
}

const DEFAULT_TIMEOUT_MS = 20_000;

/**
 * Opens a model in a process of its own and runs it on blank rows, because some models end the process they are opened
 * in. Throws ModelError: `model-aborts` when that process dies or hangs, `model-unsupported` when the runtime refuses.
 */
export async function probeModel(
  bytes: Uint8Array,
  description: ModelDescription,
  options: ProbeOptions,
): Promise<ProbeReport> {
  const timeoutMs = options.timeoutMs ?? DEFAULT_TIMEOUT_MS;
  const end = await runProbe({ bytes, description, ...(options.provider === undefined ? {} : { provider: options.provider }) }, options, timeoutMs);
  if (end.timedOut) throw aborts(`did not open within ${timeoutMs / 1000} seconds`, end.output);
  if (end.code !== 0)
    throw aborts(`ended the process that opened it (${end.signal ?? `exit code ${end.code}`})`, end.output);
  if (end.answer === null) throw aborts('ended the process that opened it without an answer', end.output);
  if (end.answer.kind === 'refused') throw new ModelError(end.answer.code, end.answer.message, end.answer.advice);
  if (end.answer.kind !== 'opened') throw new TypeError(`A probe asked to open a model answered "${end.answer.kind}".`);
  return end.answer.report;
}

const RANKS_TIMEOUT_MS = 10_000;

/**
 * Runs a model that opens, in a process of its own, to see how many dimensions the outputs have that state none. Values and sizes are made up
 * for it, so what goes wrong says nothing of the model: nothing is known then, and there are no ranks.
 */
export async function probeRanks(bytes: Uint8Array, description: ModelDescription, options: Omit<ProbeOptions, 'provider'>): Promise<readonly TriedRanks[]> {
  if (!description.outputs.some(lacksRank)) return [];
  const { answer } = await runProbe({ bytes, description, ranks: true }, options, options.timeoutMs ?? RANKS_TIMEOUT_MS);
  return answer?.kind === 'ranks' ? answer.ranks : [];
}

function aborts(what: string, output: string): ModelError {
  return new ModelError(
    'model-aborts',
    `The model ${what}.`,
    'Export it again with another opset or without 4-bit types, or use another model; opening it here would stop the engine.',
    { cause: output },
  );
}

interface ProbeEnd {
  answer: ProbeAnswer | null;
  code: number | null;
  signal: string | null;
  timedOut: boolean;
  output: string;
}

async function runProbe(
  request: ProbeRequest,
  { probeEntry, startProbe = forkProbe }: ProbeOptions,
  timeoutMs: number,
): Promise<ProbeEnd> {
  const probe = startProbe(probeEntry);
  return new Promise((resolve, reject) => {
    let answer: ProbeAnswer | null = null;
    let timedOut = false;
    const timer = setTimeout(() => {
      timedOut = true;
      probe.kill();
    }, timeoutMs);
    probe.onAnswer((message) => {
      answer = message as ProbeAnswer;
    });
    // Not the model's fault.
    probe.onError((cause) => {
      clearTimeout(timer);
      reject(cause);
    });
    probe.onExit((exit) => {
      clearTimeout(timer);
      resolve({ ...exit, answer, timedOut });
    });
    probe.send(request);
  });
}
