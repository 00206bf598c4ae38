/** One thing the person did, and what the value was before it. */
export interface Step<T> {
  readonly label: string;
  readonly before: T;
  readonly after: T;
  /** Milliseconds since 1970. */
  readonly time: number;
  /** Steps with the same key that follow each other at once are one intent. */
  readonly key: string | null;
  /** What the step changed outside of the value, such as a file beside it; both reject, with nothing changed, where that cannot be. */
  readonly beside?: { readonly back: () => Promise<void>; readonly again: () => Promise<void> };
}

export interface History<T> {
  readonly done: readonly Step<T>[];
  /** The next step to redo comes last. */
  readonly undone: readonly Step<T>[];
}

const pause = 1500;
const longest = 500;

export const emptyHistory = <T>(): History<T> => ({ done: [], undone: [] });

/** Adds a step; one with the key of the last step, within a second and a half, becomes part of it. */
export function record<T>(history: History<T>, step: Step<T>): History<T> {
  const last = history.done.at(-1);
  if (last && step.key !== null && last.key === step.key && step.time - last.time < pause && history.undone.length === 0) {
    return { done: [...history.done.slice(0, -1), { ...last, after: step.after, time: step.time }], undone: [] };
  }
  return { done: [...history.done.slice(-(longest - 1)), step], undone: [] };
}

/** The next change starts a step of its own, whatever its key. */
export function seal<T>(history: History<T>): History<T> {
  const last = history.done.at(-1);
  return last && last.key !== null ? { ...history, done: [...history.done.slice(0, -1), { ...last, key: null }] } : history;
}

/** The step taken back, or null at the start. */
export function stepBack<T>(history: History<T>): { readonly history: History<T>; readonly step: Step<T> } | null {
  const step = history.done.at(-1);
  return step ? { step, history: { done: history.done.slice(0, -1), undone: [...history.undone, { ...step, key: null }] } } : null;
}

/** The step done again, or null at the end. */
export function stepForward<T>(history: History<T>): { readonly history: History<T>; readonly step: Step<T> } | null {
  const step = history.undone.at(-1);
  return step ? { step, history: { done: [...history.done, step], undone: history.undone.slice(0, -1) } } : null;
}
