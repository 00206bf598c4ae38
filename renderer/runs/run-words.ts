import type { RunHead } from '../../engine/api/contract.ts';
import { timeFormat } from '../words/numbers.ts';
import { language, t, type PlainText } from '../words/words.ts';

/** How a run on record ended. */
export const stateWords: Readonly<Record<RunHead['state'], PlainText>> = { succeeded: 'Succeeded', failed: 'Failed', cancelled: 'Cancelled', running: 'Running', interrupted: 'Interrupted' };

/** A time on record in the clock of this machine. */
export const startedText = (started: string): string => timeFormat(language(), { year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' }).format(new Date(started));

/** The words for a state as a comparison names it. */
export const stateText = (state: string): string => (isState(state) ? t(stateWords[state]) : state);

const isState = (state: string): state is RunHead['state'] => Object.hasOwn(stateWords, state);
