import type { Port } from './port.ts';

/** A DOM MessagePort or the one of Node's worker threads. */
interface EventPort {
  postMessage(message: unknown): void;
  addEventListener(type: string, listener: (event: Event) => void): void;
  start(): void;
  close(): void;
}

/** A port over a DOM or worker MessagePort; started when its first listener is set, so nothing is lost. */
export function messageChannelPort(port: EventPort): Port {
  let closed = false;
  const closeListeners: (() => void)[] = [];
  const end = () => {
    if (closed) return;
    closed = true;
    for (const listener of closeListeners.splice(0)) listener();
  };
  port.addEventListener('close', end);
  return {
    send: (message) => {
      if (!closed) port.postMessage(message);
    },
    onMessage(listener) {
      port.addEventListener('message', (event) => listener((event as MessageEvent<unknown>).data));
      port.start();
    },
    onClose(listener) {
      if (closed) queueMicrotask(listener);
      else closeListeners.push(listener);
    },
    close() {
      port.close();
      end();
    },
  };
}
