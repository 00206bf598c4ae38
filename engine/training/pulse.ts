import type { TrainingProgress } from '../core/training-progress.ts';

/** Told between steps of the work how much is done; throws when the work is to stop. The loss is asked for only when somebody is told. */
export type Pulse = (done: number, of: number, unit: TrainingProgress['unit'], loss?: () => number) => Promise<void>;
