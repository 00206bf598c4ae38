export interface ListenerSet<E> {
  readonly emit: (event: E) => void;
  /** Returns the function that stops listening. */
  readonly add: (listener: (event: E) => void) => () => void;
}

export function listenerSet<E>(): ListenerSet<E> {
  const listeners = new Set<(event: E) => void>();
  return {
    emit: (event) => {
      for (const listener of listeners) listener(event);
    },
    add: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}
