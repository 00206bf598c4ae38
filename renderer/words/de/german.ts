import { commandWords } from './commands.ts';
import { flowWords } from './flow.ts';
import { windowWords } from './window.ts';

/** All texts of the window in German, by their English. */
export const german = { ...commandWords, ...flowWords, ...windowWords };

export type German = typeof german;
