/** One end of a two-way message line; what is sent is plain data (JSON values, Uint8Array, undefined, bigint). */
export interface Port {
  /** Sends one message; on a closed port it is dropped, because the other end is told by `onClose`. */
  send(message: unknown): void;
  /** There is one listener; messages that came earlier are handed over when it is set. */
  onMessage(listener: (message: unknown) => void): void;
  /** Called once, also when the port was closed before. */
  onClose(listener: () => void): void;
  close(): void;
}

/** Two ports joined in this process: for tests and for an engine without a process of its own. */
export function portPair(): readonly [Port, Port] {
  const a = new MemoryPort();
  const b = new MemoryPort();
  a.other = b;
  b.other = a;
  return [a, b];
}

class MemoryPort implements Port {
  other: MemoryPort | null = null;
  #closed = false;
  #waiting: unknown[] = [];
  #listener: ((message: unknown) => void) | null = null;
  readonly #closeListeners: (() => void)[] = [];

  send(message: unknown): void {
    const other = this.other;
    if (this.#closed || other === null) return;
    const copy: unknown = structuredClone(message);
    queueMicrotask(() => other.#receive(copy));
  }

  onMessage(listener: (message: unknown) => void): void {
    this.#listener = listener;
    for (const message of this.#waiting.splice(0)) listener(message);
  }

  onClose(listener: () => void): void {
    if (this.#closed) queueMicrotask(listener);
    else this.#closeListeners.push(listener);
  }

  close(): void {
    this.#end();
    const other = this.other;
    if (other !== null) queueMicrotask(() => other.#end());
  }

  #receive(message: unknown): void {
    if (this.#closed) return;
    if (this.#listener === null) this.#waiting.push(message);
    else this.#listener(message);
  }

  #end(): void {
    if (this.#closed) return;
    this.#closed = true;
    for (const listener of this.#closeListeners.splice(0)) listener();
  }
}
