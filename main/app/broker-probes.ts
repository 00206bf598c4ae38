import type { UtilityProcess } from 'electron';
import { MessageChannelMain, utilityProcess } from 'electron';
import type { EngineToHost, HostToEngine } from '../engine-host/control.ts';
import { outputTail } from '../engine-host/output-tail.ts';

export interface ProbeBroker {
  /** Handles a message about probes; false for any other. */
  take(message: EngineToHost): boolean;
  stopAll(): void;
}

/** Starts the throw-away processes that open a model first, on behalf of an engine process: a port joins the two, no data passes here. */
export function brokerProbes(engine: UtilityProcess, entry: string): ProbeBroker {
  const running = new Map<number, UtilityProcess>();
  const start = (probe: number) => {
    const child = utilityProcess.fork(entry, [], { serviceName: 'Millrace model probe', stdio: 'pipe' });
    const output = outputTail(child.stderr, () => undefined);
    running.set(probe, child);
    const { port1, port2 } = new MessageChannelMain();
    child.postMessage(null, [port1]);
    engine.postMessage({ type: 'probe-started', probe } satisfies HostToEngine, [port2]);
    child.once('exit', (code) => {
      running.delete(probe);
      // 0 without an answer is as bad as any other code; the engine knows whether there was one.
      if (engine.pid !== undefined) engine.postMessage({ type: 'probe-ended', probe, code, output: output() } satisfies HostToEngine);
    });
  };
  return {
    take(message) {
      if (message.type === 'start-probe') start(message.probe);
      else if (message.type === 'stop-probe') running.get(message.probe)?.kill();
      else return false;
      return true;
    },
    stopAll() {
      for (const child of running.values()) child.kill();
    },
  };
}
