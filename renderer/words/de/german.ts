import { commandWords } from './commands.ts';
import { componentWords } from './components.ts';
import { flowWords } from './flow.ts';
import { inspectorWords } from './inspector.ts';
import { pagesWords } from './pages.ts';
import { resultsWords } from './results.ts';
import { runsWords } from './runs.ts';
import { scheduleWords } from './schedules.ts';
import { templateWords } from './templates.ts';
import { windowWords } from './window.ts';

/** All texts of the window in German, by their English. */
export const german = { ...commandWords, ...componentWords, ...flowWords, ...inspectorWords, ...pagesWords, ...resultsWords, ...runsWords, ...scheduleWords, ...templateWords, ...windowWords };

export type German = typeof german;
