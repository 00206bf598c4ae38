import type { Port } from './port.ts';

interface Envelope {
  readonly channel: string;
  readonly message: unknown;
}

/** Divides one port into named ones, so that one WebSocket carries several sets of calls; unknown channels are dropped. */
export function channelPorts<const N extends string>(port: Port, names: readonly N[]): Readonly<Record<N, Port>> {
  const listeners = new Map<string, (message: unknown) => void>();
  const early = new Map<string, unknown[]>(names.map((name) => [name, []]));
  port.onMessage((message) => {
    if (!isEnvelope(message)) return;
    const listener = listeners.get(message.channel);
    if (listener) listener(message.message);
    else early.get(message.channel)?.push(message.message);
  });
  const channel = (name: N): Port => ({
    send: (message) => port.send({ channel: name, message } satisfies Envelope),
    onMessage(listener) {
      listeners.set(name, listener);
      for (const message of early.get(name)?.splice(0) ?? []) listener(message);
    },
    onClose: (listener) => port.onClose(listener),
    close: () => port.close(),
  });
  return Object.fromEntries(names.map((name) => [name, channel(name)])) as Record<N, Port>;
}

const isEnvelope = (message: unknown): message is Envelope =>
  typeof message === 'object' && message !== null && 'channel' in message && typeof message.channel === 'string' && 'message' in message;
