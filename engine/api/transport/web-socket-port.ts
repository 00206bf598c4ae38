import { decodeFrame, encodeFrame } from './frame-codec.ts';
import type { Port } from './port.ts';

/** A browser's WebSocket or that of the `ws` package, with `binaryType` "arraybuffer". */
export interface WebSocketLike {
  readonly readyState: number;
  binaryType: string;
  send(data: Uint8Array<ArrayBuffer>): void;
  close(code?: number, reason?: string): void;
  addEventListener(type: 'message', listener: (event: { data: unknown }) => void): void;
  addEventListener(type: 'close' | 'error', listener: () => void): void;
}

const OPEN = 1;
const CLOSING = 2;
const UNSUPPORTED_DATA = 1003;

/** A port over an open WebSocket, one frame per message; a frame that cannot be read ends the connection. */
export function webSocketPort(socket: WebSocketLike): Port {
  socket.binaryType = 'arraybuffer';
  let closed = socket.readyState >= CLOSING;
  const closeListeners: (() => void)[] = [];
  const early: unknown[] = [];
  let receive: ((message: unknown) => void) | null = null;
  const end = () => {
    if (closed) return;
    closed = true;
    for (const listener of closeListeners.splice(0)) listener();
  };
  socket.addEventListener('close', end);
  socket.addEventListener('error', () => socket.close());
  socket.addEventListener('message', ({ data }) => {
    const frame = data instanceof ArrayBuffer ? new Uint8Array(data) : null;
    let message: unknown;
    try {
      if (frame === null) throw new RangeError('Only binary frames are understood.');
      message = decodeFrame(frame);
    } catch (error) {
      socket.close(UNSUPPORTED_DATA, error instanceof Error ? error.message.slice(0, 100) : '');
      return;
    }
    if (receive === null) early.push(message);
    else receive(message);
  });
  return {
    send(message) {
      if (!closed && socket.readyState === OPEN) socket.send(encodeFrame(message));
    },
    onMessage(listener) {
      receive = listener;
      for (const message of early.splice(0)) listener(message);
    },
    onClose(listener) {
      if (closed) queueMicrotask(listener);
      else closeListeners.push(listener);
    },
    close: () => socket.close(),
  };
}
