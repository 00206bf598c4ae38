import type { ModelOutput } from './model-types.ts';

/** Whether how many dimensions an output has can only be seen in a run. */
export const lacksRank = ({ ranked, kind }: ModelOutput): boolean => !ranked && (kind === 'tensor' || kind === 'sequence');
