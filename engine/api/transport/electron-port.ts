import type { Port } from './port.ts';

/** What this needs of Electron's MessagePortMain. */
export interface MessagePortMainLike {
  postMessage(message: unknown): void;
  on(event: 'message', listener: (event: { data: unknown }) => void): unknown;
  on(event: 'close', listener: () => void): unknown;
  start(): void;
  close(): void;
}

/** A port over Electron's MessagePortMain. */
export function electronPort(port: MessagePortMainLike): Port {
  let closed = false;
  const closeListeners: (() => void)[] = [];
  const end = () => {
    if (closed) return;
    closed = true;
    for (const listener of closeListeners.splice(0)) listener();
  };
  port.on('close', end);
  return {
    send: (message) => {
      if (!closed) port.postMessage(tightBytes(message));
    },
    onMessage(listener) {
      port.on('message', (event) => listener(event.data));
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

/** Structured clone copies the whole buffer behind a view: a page cut from a large buffer is copied out first. */
export function tightBytes(value: unknown): unknown {
  if (value instanceof Uint8Array) return value.byteLength === value.buffer.byteLength ? value : new Uint8Array(value);
  if (Array.isArray(value)) return value.map(tightBytes);
  if (typeof value === 'object' && value !== null) return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, tightBytes(v)]));
  return value;
}
