import type { CallSet, Validators } from './answer-call.ts';
import { answerCall } from './answer-call.ts';
import type { AnswerMessage } from './message.ts';
import { callMessage } from './message.ts';
import type { Port } from './port.ts';

export interface Serving<E> {
  /** Sends an event to the other end. */
  event(event: E): void;
}

/** Answers the calls that arrive on a port; a message that is not a call is refused, never run. */
export function serveCalls<T extends CallSet<T>, E = never>(
  port: Port,
  calls: T,
  validators: Validators<T>,
  onBug: (method: string, error: unknown) => void = () => undefined,
): Serving<E> {
  const send = (message: AnswerMessage<E>) => port.send(message);
  port.onMessage((message) => {
    const parsed = callMessage.safeParse(message);
    if (!parsed.success) return refuse(message, send);
    const { id, method, argument } = parsed.data;
    void answerCall(calls, validators, method, argument, onBug).then((outcome) =>
      send('failure' in outcome ? { kind: 'failure', id, failure: outcome.failure } : { kind: 'value', id, value: outcome.value }),
    );
  });
  return { event: (event) => send({ kind: 'event', event }) };
}

function refuse<E>(message: unknown, send: (message: AnswerMessage<E>) => void): void {
  const id = typeof message === 'object' && message !== null && 'id' in message ? message.id : null;
  if (typeof id === 'number' && Number.isSafeInteger(id) && id >= 0) {
    send({ kind: 'failure', id, failure: { bug: 'The message is not a call.' } });
  }
}
