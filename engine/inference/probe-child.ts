import { ModelError } from './model-error.ts';
import type { ModelErrorCode } from './model-error.ts';
import { tryModel } from './probe-trial.ts';
import type { ProbeReport, ProbeRequest } from './probe-trial.ts';
import { tryRanks } from './try-ranks.ts';
import type { TriedRanks } from './model-types.ts';

/** What the child answers; it ends afterwards. */
export type ProbeAnswer =
  | { kind: 'opened'; report: ProbeReport }
  | { kind: 'ranks'; ranks: TriedRanks[] }
  | { kind: 'refused'; code: ModelErrorCode; message: string; advice: string };

interface MainPort {
  postMessage(message: unknown): void;
  once(event: 'message', listener: (event: { data: unknown }) => void): void;
  start(): void;
}
interface ParentPort {
  once(event: 'message', listener: (event: { ports: MainPort[] }) => void): void;
}

const { parentPort } = process as unknown as { parentPort?: ParentPort };
if (parentPort) {
  // A utility process of Electron: the engine's port comes by way of main, which ends this process when it is told to.
  parentPort.once('message', ({ ports: [port] }) => {
    if (!port) throw new Error('The probe was started without a port.');
    port.once('message', ({ data }) => port.postMessage(answer(data as ProbeRequest)));
    port.start();
  });
} else {
  process.once('message', (request) => {
    process.send?.(answer(request as ProbeRequest), () => process.disconnect());
  });
}

function answer(request: ProbeRequest): ProbeAnswer {
  try {
    return request.ranks ? { kind: 'ranks', ranks: tryRanks(request.bytes, request.description) } : { kind: 'opened', report: tryModel(request) };
  } catch (cause) {
    // Anything else is a fault of the probe: let it end the process with its stack.
    if (!(cause instanceof ModelError)) throw cause;
    return { kind: 'refused', code: cause.code, message: cause.message, advice: cause.advice };
  }
}
