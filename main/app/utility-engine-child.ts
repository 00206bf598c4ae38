import { utilityProcess } from 'electron';
import type { MessagePortMain } from 'electron';
import type { EngineChild, EngineToHost } from '../engine-host/control.ts';
import { engineEnvironment } from '../engine-host/engine-environment.ts';
import { outputTail } from '../engine-host/output-tail.ts';
import { brokerProbes } from './broker-probes.ts';

/** Starts the engine in a process of Electron's own, which can be handed message ports. */
export function startUtilityEngine(entry: string, probeEntry: string, log: (line: string) => void): EngineChild {
  const child = utilityProcess.fork(entry, [], { env: engineEnvironment(), serviceName: 'Millrace engine', stdio: 'pipe' });
  const tail = outputTail(child.stderr, log);
  outputTail(child.stdout, log);
  const probes = brokerProbes(child, probeEntry);
  let how: string | null = null;
  const exitListeners: ((how: string, output: string) => void)[] = [];
  child.once('exit', (code) => {
    how = `exit code ${code}`;
    probes.stopAll();
    for (const listener of exitListeners.splice(0)) listener(how, tail());
  });
  return {
    get pid() {
      return child.pid;
    },
    post(message, transfer = []) {
      if (how === null) child.postMessage(message, [...transfer] as MessagePortMain[]);
    },
    onMessage: (listener) =>
      void child.on('message', (message: EngineToHost) => {
        if (!probes.take(message)) listener(message);
      }),
    onExit(listener) {
      if (how === null) exitListeners.push(listener);
      else listener(how, tail());
    },
    kill: () => void child.kill(),
  };
}
