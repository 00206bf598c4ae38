import { fork } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** How a probe's process ended; `output` is the end of its error output. */
export interface ProbeExit {
  readonly code: number | null;
  readonly signal: string | null;
  readonly output: string;
}

/** A process of its own that runs `probe-child.ts`: takes one request, gives one answer, ends. */
export interface ProbeProcess {
  send(request: unknown): void;
  onAnswer(listener: (answer: unknown) => void): void;
  onExit(listener: (exit: ProbeExit) => void): void;
  /** There could be no process at all. */
  onError(listener: (error: Error) => void): void;
  kill(): void;
}

/** Starts a probe; Electron's engine process has another way than Node's, because it cannot fork. */
export type StartProbe = (entry: string | URL) => ProbeProcess;

const KEPT_OUTPUT = 2_000;

/** Starts a probe as a child of plain Node. */
export const forkProbe: StartProbe = (entry) => {
  const path = entry instanceof URL || entry.startsWith('file:') ? fileURLToPath(entry) : entry;
  if (!existsSync(path)) throw new Error(`The probe ${path} is not there.`);
  const child = fork(path, [], { execArgv: [], serialization: 'advanced', stdio: ['ignore', 'ignore', 'pipe', 'ipc'] });
  let output = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    output = (output + chunk.toString()).slice(-KEPT_OUTPUT);
  });
  return {
    // A child that dies before it has read the request is reported by `close`.
    send: (request) => void child.send(request as object, () => undefined),
    onAnswer: (listener) => void child.once('message', listener),
    onExit: (listener) => void child.once('close', (code, signal) => listener({ code, signal, output })),
    onError: (listener) =>
      void child.once('error', (cause) => {
        if (child.pid === undefined) listener(cause);
      }),
    kill: () => void child.kill('SIGKILL'),
  };
};
