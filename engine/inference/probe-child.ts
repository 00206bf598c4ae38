import { ModelError } from './model-error.ts';
import type { ModelErrorCode } from './model-error.ts';
import { tryModel } from './probe-trial.ts';
import type { ProbeReport, ProbeRequest } from './probe-trial.ts';

/** What the child answers; it ends afterwards. */
export type ProbeAnswer =
  { kind: 'opened'; report: ProbeReport } | { kind: 'refused'; code: ModelErrorCode; message: string; advice: string };

process.once('message', (request) => {
  process.send?.(answer(request as ProbeRequest), () => process.disconnect());
});

function answer(request: ProbeRequest): ProbeAnswer {
  try {
    return { kind: 'opened', report: tryModel(request) };
  } catch (cause) {
    // Anything else is a fault of the probe: let it end the process with its stack.
    if (!(cause instanceof ModelError)) throw cause;
    return { kind: 'refused', code: cause.code, message: cause.message, advice: cause.advice };
  }
}
