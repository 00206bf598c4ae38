import type { CallFailure } from '../../engine/api/contract.ts';
import { callMessage } from '../../engine/api/transport/message.ts';
import type { Port } from '../../engine/api/transport/port.ts';
import { DiagnosticError } from '../../engine/core/diagnostic.ts';
import type { AllowedFolders } from '../files/allowed-folders.ts';

/** The same port for the engine, with calls refused whose flow does not lie in an allowed folder; paths become absolute. */
export function guardBases(port: Port, allowed: AllowedFolders): Port {
  const refuse = (id: number, failure: CallFailure) => port.send({ kind: 'failure', id, failure });
  return {
    send: (message) => port.send(message),
    onClose: (listener) => port.onClose(listener),
    close: () => port.close(),
    onMessage(listener) {
      // One after the other, so that calls keep their order.
      let last: Promise<void> = Promise.resolve();
      port.onMessage((message) => {
        last = last.then(async () => {
          const call = callMessage.safeParse(message);
          const argument = call.success ? call.data.argument : undefined;
          if (!call.success || !hasBase(argument)) return listener(message);
          try {
            listener({ ...call.data, argument: await checked(argument, allowed) });
          } catch (error) {
            refuse(call.data.id, error instanceof DiagnosticError ? { diagnostic: error.diagnostic } : { bug: String(error) });
          }
        });
      });
    },
  };
}

/** With the folder of the flow, and the one it lay in before it was saved, as they are allowed. */
async function checked(argument: { readonly base: string; readonly once?: unknown }, allowed: AllowedFolders): Promise<object> {
  const base = await allowed.check(argument.base);
  return { ...argument, base, ...(hasBase(argument.once) ? { once: await checked(argument.once, allowed) } : {}) };
}

const hasBase = (argument: unknown): argument is { readonly base: string } =>
  typeof argument === 'object' && argument !== null && 'base' in argument && typeof argument.base === 'string';
