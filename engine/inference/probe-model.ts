import { fork } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { ModelError } from './model-error.ts';
import type { ModelDescription } from './model-types.ts';
import type { ProbeAnswer } from './probe-child.ts';
import type { ProbeReport, ProbeRequest } from './probe-trial.ts';

export interface ProbeOptions {
  /** The file that `probe-child.ts` became; its process is started with the same Node or Electron. */
  probeEntry: string | URL;
  timeoutMs?: number;
}

const DEFAULT_TIMEOUT_MS = 20_000;
const KEPT_OUTPUT = 2_000;

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
  const end = await runProbe({ bytes, description }, options.probeEntry, timeoutMs);
  if (end.timedOut) throw aborts(`did not open within ${timeoutMs / 1000} seconds`, end.output);
  if (end.code !== 0)
    throw aborts(`ended the process that opened it (${end.signal ?? `exit code ${end.code}`})`, end.output);
  if (end.answer === null) throw aborts('ended the process that opened it without an answer', end.output);
  if (end.answer.kind === 'refused') throw new ModelError(end.answer.code, end.answer.message, end.answer.advice);
  return end.answer.report;
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

async function runProbe(request: ProbeRequest, probeEntry: string | URL, timeoutMs: number): Promise<ProbeEnd> {
  const entry = probeEntry instanceof URL || probeEntry.startsWith('file:') ? fileURLToPath(probeEntry) : probeEntry;
  if (!existsSync(entry)) throw new Error(`The probe ${entry} is not there.`);
  const child = fork(entry, [], {
    execArgv: [],
    // Under Electron `process.execPath` is Electron; this makes it behave as Node. Node itself ignores it.
    env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  return new Promise((resolve, reject) => {
    const end: ProbeEnd = { answer: null, code: null, signal: null, timedOut: false, output: '' };
    const timer = setTimeout(() => {
      end.timedOut = true;
      child.kill('SIGKILL');
    }, timeoutMs);
    child.stderr?.on('data', (chunk: Buffer) => {
      end.output = (end.output + chunk.toString()).slice(-KEPT_OUTPUT);
    });
    child.once('message', (message) => {
      end.answer = message as ProbeAnswer;
    });
    child.once('error', (cause) => {
      // No process at all: not the model's fault.
      if (child.pid !== undefined) return;
      clearTimeout(timer);
      reject(cause);
    });
    child.once('close', (code, signal) => {
      clearTimeout(timer);
      resolve({ ...end, code, signal });
    });
    // A child that dies before it has read the request is reported by `close`.
    child.send(request, () => undefined);
  });
}
