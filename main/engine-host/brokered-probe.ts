import type { MessagePortMainLike } from '../../engine/api/transport/electron-port.ts';
import { electronPort } from '../../engine/api/transport/electron-port.ts';
import type { EngineOptions } from '../../engine/api/engine.ts';
import type { EngineToHost, HostToEngine } from './control.ts';
import { electronParentPort } from './electron-parent-port.ts';

type StartProbe = NonNullable<EngineOptions['startProbe']>;
type Probe = ReturnType<StartProbe>;
type Exit = Parameters<Parameters<Probe['onExit']>[0]>[0];

/** Starts probes by way of Electron's main process, which hands over a port to each; undefined where there is no Electron. */
export function brokeredProbe(): StartProbe | undefined {
  const parent = electronParentPort();
  if (!parent) return undefined;
  const probes = new Map<number, BrokeredProbe>();
  let next = 1;
  const tell = (message: EngineToHost) => {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- not a window
    parent.postMessage(message);
  };
  parent.on('message', ({ data, ports: [port] }) => {
    const message = data as HostToEngine;
    if (message.type === 'probe-started' && port) probes.get(message.probe)?.started(port);
    if (message.type !== 'probe-ended') return;
    probes.get(message.probe)?.ended({ code: message.code, signal: null, output: message.output });
    probes.delete(message.probe);
  });
  return () => {
    const id = next++;
    const probe = new BrokeredProbe(() => tell({ type: 'stop-probe', probe: id }));
    probes.set(id, probe);
    tell({ type: 'start-probe', probe: id });
    return probe;
  };
}

class BrokeredProbe implements Probe {
  readonly #stop: () => void;
  #request: { readonly value: unknown } | null = null;
  #port: ReturnType<typeof electronPort> | null = null;
  #answered = false;
  #onAnswer: (answer: unknown) => void = () => undefined;
  #onExit: (exit: Exit) => void = () => undefined;

  constructor(stop: () => void) {
    this.#stop = stop;
  }

  started(port: MessagePortMainLike): void {
    this.#port = electronPort(port);
    this.#port.onMessage((answer) => {
      this.#answered = true;
      this.#onAnswer(answer);
      // A utility process does not end by itself.
      this.#stop();
    });
    if (this.#request) this.#port.send(this.#request.value);
  }

  /** One that was ended because it had answered did what it should. */
  ended(exit: Exit): void {
    this.#onExit(this.#answered ? { ...exit, code: 0 } : exit);
  }

  send(request: unknown): void {
    this.#request = { value: request };
    this.#port?.send(request);
  }
  onAnswer(listener: (answer: unknown) => void): void {
    this.#onAnswer = listener;
  }
  onExit(listener: (exit: Exit) => void): void {
    this.#onExit = listener;
  }
  /** Main reports a process that could not start as one that ended. */
  onError(): void {}
  kill(): void {
    this.#stop();
  }
}
