import type { TrainingProgress } from '../core/training-progress.ts';

/** Told between steps of the work how much is done; throws when the work is to stop. The loss is asked for only when somebody is told. */
export type Pulse = (done: number, of: number, unit: TrainingProgress['unit'], loss?: () => number) => Promise<void>;

/** How far a training is between two steps of its work. */
export interface Step extends Omit<TrainingProgress, 'loss'> {
  /** Costs a pass over the rows. */
  readonly loss?: () => number;
}

/** A training that rests between its steps, so that whoever drives it may let others have their turn or end it. */
export type Steps<Result> = Generator<Step, Result, void>;

/** Does all steps with a pulse between them. */
export async function paced<Result>(steps: Steps<Result>, pulse: Pulse): Promise<Result> {
  for (;;) {
    const next = steps.next();
    if (next.done === true) return next.value;
    const { done, of, unit, loss } = next.value;
    await pulse(done, of, unit, loss);
  }
}
