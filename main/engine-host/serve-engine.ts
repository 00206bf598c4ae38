import type { EngineCalls, EngineEvent } from '../../engine/api/contract.ts';
import { answeringDeltas } from '../../engine/api/transport/delta-ports.ts';
import { engineValidators } from '../../engine/api/transport/engine-validators.ts';
import type { Port } from '../../engine/api/transport/port.ts';
import type { Serving } from '../../engine/api/transport/serve-calls.ts';
import { serveCalls } from '../../engine/api/transport/serve-calls.ts';
import type { EngineToHost, HostToEngine } from './control.ts';
import { WaitingRuns } from './waiting-runs.ts';
import { WorkingNodes } from './working-nodes.ts';

/** What the engine process needs of the engine. */
export interface ServedEngine {
  readonly calls: EngineCalls;
  onEvent(listener: (event: EngineEvent) => void): () => void;
  left(viewer: string): void;
  close(): Promise<void>;
}

/** The line to the process that started this one. */
export interface HostLink {
  post(message: EngineToHost): void;
  /** `port` comes with `connect` where ports can be handed over. */
  onMessage(listener: (message: HostToEngine, port: Port | null) => void): void;
}

/** Answers every window the host connects, sends all of them the engine's events, and tells the host what is worked on. */
export function serveEngine(engine: ServedEngine, link: HostLink, exit: () => void): void {
  const windows = new Map<number, { readonly serving: Serving<EngineEvent>; readonly port: Port }>();
  const relayed = new Map<number, RelayedPort>();
  const working = new WorkingNodes((nodes, suspect) => link.post({ type: 'working', nodes, ...(suspect === undefined ? {} : { suspect }) }));
  const calls = working.watch(engine.calls);
  const waiting = new WaitingRuns((run) => void calls.cancel({ run }));
  engine.onEvent((event) => {
    working.event(event);
    waiting.event(event);
    for (const { serving } of windows.values()) serving.event(event);
  });
  const connect = (client: number, handed: Port | null) => {
    const port = handed ?? new RelayedPort((message) => link.post({ type: 'message', client, message }));
    if (port instanceof RelayedPort) relayed.set(client, port);
    windows.set(client, { port, serving: serveCalls(answeringDeltas(port), seenBy(calls, client, waiting), engineValidators, (method, error) => console.error(`bug in ${method}:`, error)) });
    port.onClose(() => {
      windows.delete(client);
      waiting.left(client);
      engine.left(String(client));
    });
  };
  link.onMessage((message, port) => {
    if (message.type === 'ping') link.post({ type: 'pong' });
    else if (message.type === 'connect') connect(message.client, port);
    else if (message.type === 'message') relayed.get(message.client)?.deliver(message.message);
    else if (message.type === 'disconnect') {
      windows.get(message.client)?.port.close();
      windows.delete(message.client);
      relayed.delete(message.client);
    } else if (message.type === 'close') void engine.close().finally(exit);
  });
  link.post({ type: 'ready' });
}

/** The calls of one window, which says who looks. */
function seenBy(calls: EngineCalls, client: number, waiting: WaitingRuns): EngineCalls {
  const viewer = String(client);
  return {
    ...calls,
    preview: (a) => calls.preview({ ...a, viewer }),
    trace: (a) => calls.trace({ ...a, viewer }),
    follow: (a) => calls.follow({ ...a, viewer }),
    stepRows: (a) => calls.stepRows({ ...a, viewer }),
    giveUp: (a) => calls.giveUp({ ...a, viewer }),
    openRows: (a) => calls.openRows({ ...a, viewer }),
    rowsProgress: (a) => calls.rowsProgress({ ...a, viewer }),
    arrangeRows: (a) => calls.arrangeRows({ ...a, viewer }),
    readRows: (a) => calls.readRows({ ...a, viewer }),
    profileRows: (a) => calls.profileRows({ ...a, viewer }),
    closeRows: (a) => calls.closeRows({ ...a, viewer }),
    evaluate: (a) => calls.evaluate({ ...a, viewer }),
    run: async (a) => {
      const started = await calls.run(a);
      waiting.started(started.run, client);
      return started;
    },
    schedules: (a) => calls.schedules({ ...a, viewer }),
    runSchedules: (a) => calls.runSchedules({ ...a, viewer }),
  };
}

/** A window's port whose messages pass through the host. */
class RelayedPort implements Port {
  readonly #post: (message: unknown) => void;
  #listener: ((message: unknown) => void) | null = null;
  #closeListener: (() => void) | null = null;

  constructor(post: (message: unknown) => void) {
    this.#post = post;
  }
  deliver(message: unknown): void {
    this.#listener?.(message);
  }
  send(message: unknown): void {
    this.#post(message);
  }
  onMessage(listener: (message: unknown) => void): void {
    this.#listener = listener;
  }
  onClose(listener: () => void): void {
    this.#closeListener = listener;
  }
  close(): void {
    this.#listener = null;
    this.#closeListener?.();
  }
}
