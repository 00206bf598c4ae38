import type { Diagnostic } from '../../core/diagnostic.ts';
import { DiagnosticError, problem } from '../../core/diagnostic.ts';
import type { CallFailure } from '../contract.ts';
import type { CallSet } from './answer-call.ts';
import type { AnswerMessage, CallMessage, Outcome } from './message.ts';
import type { Port } from './port.ts';

export interface CallClient<T, E> {
  readonly calls: T;
  /** Sends calls over this port from now on, those that waited for one first; calls still open on an earlier port fail. */
  attach(port: Port): void;
  /** Fails every call that is open or waits for a port. */
  fail(reason: Diagnostic): void;
  onEvent(listener: (event: E) => void): () => void;
}

interface Waiting {
  readonly message: CallMessage;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
  sent: boolean;
}

const lost = () =>
  problem('engine-crashed', 'The connection to the engine was lost before it answered. The flow is intact; try again when the engine is back.');

/**
 * The calling side of `serveCalls`: outlives its ports, so that a restarted engine can be attached again. When a port
 * closes, its open calls fail after `grace` milliseconds: time for `fail` to bring the true reason by another way.
 */
export function callClient<T extends CallSet<T>, E = never>(methods: readonly (keyof T & string)[], grace = 0): CallClient<T, E> {
  const waiting = new Map<number, Waiting>();
  const listeners = new Set<(event: E) => void>();
  let current: Port | null = null;
  let nextId = 0;

  const fail = (reason: Diagnostic, which: (call: Waiting) => boolean) => {
    for (const [id, call] of waiting) {
      if (!which(call)) continue;
      waiting.delete(id);
      call.reject(new DiagnosticError(reason));
    }
  };
  const transmit = (call: Waiting) => {
    if (current === null) return;
    call.sent = true;
    current.send(call.message);
  };
  const receive = (message: AnswerMessage<E>) => {
    if (message.kind === 'event') for (const listener of listeners) listener(message.event);
    else if (message.kind === 'gone') fail(message.problem, () => true);
    else if (message.kind === 'value' || message.kind === 'failure') {
      const call = waiting.get(message.id);
      waiting.delete(message.id);
      if (message.kind === 'value') call?.resolve(message.value);
      else call?.reject(failureError(message.failure));
    }
  };
  const start = (method: string, argument: unknown) =>
    new Promise<unknown>((resolve, reject) => {
      const message: CallMessage = { kind: 'call', id: nextId++, method, ...(argument === undefined ? {} : { argument }) };
      const call: Waiting = { message, resolve, reject, sent: false };
      waiting.set(message.id, call);
      transmit(call);
    });

  return {
    calls: Object.fromEntries(methods.map((m) => [m, (argument: unknown) => start(m, argument)])) as unknown as T,
    attach(port) {
      const former = current;
      current = port;
      if (former !== null) {
        former.close();
        fail(lost(), (call) => call.sent);
      }
      port.onMessage((message) => {
        if (current === port) receive(message as AnswerMessage<E>);
      });
      port.onClose(() => {
        if (current !== port) return;
        current = null;
        const open = new Set([...waiting.values()].filter((call) => call.sent));
        const failOpen = () => fail(lost(), (call) => open.has(call));
        if (grace === 0) failOpen();
        else setTimeout(failOpen, grace);
      });
      for (const call of waiting.values()) if (!call.sent) transmit(call);
    },
    fail: (reason) => fail(reason, () => true),
    onEvent(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}

/** The calls of one port, as functions. */
export function callProxy<T extends CallSet<T>>(port: Port, methods: readonly (keyof T & string)[]): T {
  const client = callClient<T>(methods);
  client.attach(port);
  return client.calls;
}

/** Gives the value of an outcome or throws what the other side threw. */
export function outcomeValue(outcome: Outcome): unknown {
  if ('failure' in outcome) throw failureError(outcome.failure);
  return outcome.value;
}

const failureError = (failure: CallFailure): Error =>
  'diagnostic' in failure ? new DiagnosticError(failure.diagnostic) : new Error(failure.bug);
