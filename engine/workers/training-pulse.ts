import { setImmediate } from 'node:timers/promises';
import type { Pulse } from '../training/pulse.ts';

const every = 50;

/** Lets the thread hear its messages between steps of a training, tells the share done, and ends the training once it is cancelled. */
export function trainingPulse(onShare: (share: number) => void, isCancelled: () => boolean): Pulse {
  let last = performance.now();
  return async (done, of) => {
    if (performance.now() - last >= every) {
      onShare(of > 0 ? done / of : 0);
      await setImmediate();
      last = performance.now();
    }
    if (isCancelled()) throw new Error('Interrupt Error: training was cancelled');
  };
}
