import { bridge, failureText, notify } from './session.ts';

/** Tells the engine that nobody waits for an answer any more, so that it computes something else. */
export function giveUp(question: 'trace' | 'follow' | 'stepRows'): void {
  bridge()
    .engine.giveUp({ question })
    .catch((error: unknown) => notify(failureText(error), 'danger'));
}
