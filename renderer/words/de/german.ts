import { commandWords } from './commands.ts';
import { componentWords } from './components.ts';
import { flowWords } from './flow.ts';
import { windowWords } from './window.ts';

/** All texts of the window in German, by their English. */
export const german = { ...commandWords, ...componentWords, ...flowWords, ...windowWords };

export type German = typeof german;
