import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { EngineChild, EngineToHost } from './control.ts';
import { engineEnvironment } from './engine-environment.ts';
import { outputTail } from './output-tail.ts';

/** Starts the engine process as a child of plain Node; `more` is added to its environment. */
export function startNodeEngine(entry: URL, log: (line: string) => void, more: NodeJS.ProcessEnv = {}): EngineChild {
  const child = fork(fileURLToPath(entry), [], { env: { ...engineEnvironment(), ...more }, serialization: 'advanced', stdio: ['ignore', 'pipe', 'pipe', 'ipc'] });
  const tail = outputTail(child.stderr, log);
  outputTail(child.stdout, log);
  const exitListeners: ((how: string, output: string) => void)[] = [];
  let how: string | null = null;
  const ended = (text: string) => {
    if (how !== null) return;
    how = text;
    for (const listener of exitListeners.splice(0)) listener(text, tail());
  };
  // "close" comes after the last output, "error" when no process could be made.
  child.once('close', (code, signal) => ended(signal === null ? `exit code ${code}` : `signal ${signal}`));
  child.once('error', (error) => ended(error.message));
  return {
    get pid() {
      return child.pid;
    },
    post(message) {
      // A child that has just died reports it by "close".
      if (child.connected) child.send(message, () => undefined);
    },
    onMessage: (listener) => void child.on('message', (message) => listener(message as EngineToHost)),
    onExit(listener) {
      if (how === null) exitListeners.push(listener);
      else listener(how, tail());
    },
    kill: () => void child.kill('SIGKILL'),
  };
}
