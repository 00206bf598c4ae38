import { setImmediate } from 'node:timers/promises';
import type { TrainingProgress } from '../core/training-progress.ts';
import type { Pulse, Steps } from '../training/pulse.ts';

const every = 50;

/** Lets the thread hear its messages between steps of a training, tells how far it is, and ends the training once it is cancelled. */
export function trainingPulse(onProgress: (progress: TrainingProgress) => void, isCancelled: () => boolean, now: () => number = () => performance.now()): Pulse {
  let last = now();
  return async (done, of, unit, loss) => {
    if (now() - last >= every) {
      onProgress({ done, of, unit, ...(loss === undefined ? {} : { loss: loss() }) });
      await setImmediate();
      last = now();
    }
    if (isCancelled()) throw new Error('Interrupt Error: training was cancelled');
  };
}

/** Does all steps at once, as a function that the database waits for has to: messages are handed out by `hear` meanwhile. Throws once the work is cancelled. */
export function doneAtOnce<Result>(steps: Steps<Result>, onProgress: (progress: TrainingProgress) => void, hear: () => void, isCancelled: () => boolean, now: () => number = () => performance.now()): Result {
  let last = now();
  for (;;) {
    const next = steps.next();
    if (next.done === true) return next.value;
    if (now() - last < every) continue;
    const { loss, ...step } = next.value;
    onProgress({ ...step, ...(loss === undefined ? {} : { loss: loss() }) });
    hear();
    if (isCancelled()) throw new Error('Interrupt Error: training was cancelled');
    last = now();
  }
}
