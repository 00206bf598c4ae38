/** How far a training is. */
export interface TrainingProgress {
  readonly done: number;
  readonly of: number;
  /** What is counted: trees, rounds of a search that may end before all are done, or starts of one that is begun anew. */
  readonly unit: 'trees' | 'rounds' | 'starts';
  /** What is being made small, over the rows learned from: mean squared error, mean log loss, or mean squared distance. */
  readonly loss?: number;
  /** Which of several trainings it is, from 1. */
  readonly part?: { readonly at: number; readonly of: number };
}

/** How much of the work is done, from 0 to 1. */
export const shareDone = ({ done, of, part }: Pick<TrainingProgress, 'done' | 'of' | 'part'>): number => {
  const share = of > 0 ? done / of : 0;
  return part === undefined ? share : (part.at - 1 + share) / part.of;
};

/** A loss with as many digits as move while one watches. */
export const lossText = (loss: number): string => (loss !== 0 && (Math.abs(loss) < 1e-4 || Math.abs(loss) >= 1e6) ? loss.toExponential(2) : String(Number(loss.toPrecision(4))));
