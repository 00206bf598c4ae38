import { setImmediate } from 'node:timers/promises';
import type { TrainingProgress } from '../core/training-progress.ts';
import type { Pulse } from '../training/pulse.ts';

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
