import type { RunHead } from '../../engine/api/contract.ts';

/** How a run on record ended. */
export const stateWords: Readonly<Record<RunHead['state'], string>> = { succeeded: 'Succeeded', failed: 'Failed', cancelled: 'Cancelled', running: 'Running', interrupted: 'Interrupted' };

const when = new Intl.DateTimeFormat(undefined, { year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' });

/** A time on record in the clock of this machine. */
export const startedText = (started: string): string => when.format(new Date(started));
