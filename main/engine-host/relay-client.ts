import type { EngineEvent } from '../../engine/api/contract.ts';
import type { AnswerMessage } from '../../engine/api/transport/message.ts';
import type { Port } from '../../engine/api/transport/port.ts';
import type { EngineChild } from './control.ts';
import type { EngineSupervisor } from './engine-supervisor.ts';

/** Joins a window's port to the engine process message by message, where ports cannot be handed over. */
export function relayToEngine(supervisor: EngineSupervisor, port: Port): void {
  let engine: EngineChild | null = null;
  let client = 0;
  const waiting: unknown[] = [];
  const tell = (message: AnswerMessage<EngineEvent>) => port.send(message);
  const disconnect = supervisor.connect({
    attach(child, id) {
      engine = child;
      client = id;
      child.post({ type: 'connect', client });
      for (const message of waiting.splice(0)) child.post({ type: 'message', client, message });
    },
    received: (message) => port.send(message),
    gone(problem) {
      engine = null;
      waiting.length = 0;
      tell({ kind: 'gone', problem });
    },
    restarted: (problem) => tell({ kind: 'event', event: { type: 'restarted', problem } }),
  });
  port.onMessage((message) => {
    if (engine) engine.post({ type: 'message', client, message });
    else waiting.push(message);
  });
  port.onClose(disconnect);
}
