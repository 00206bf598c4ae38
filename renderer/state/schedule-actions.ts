import { writeSchedules, type Schedules } from '../../engine/document/schedules.ts';
import { bridge, failureText, notify } from './session.ts';
import { change, workbench } from './workbench.ts';
import { t } from '../words/words.ts';

/** Lets the schedules beside the open flow run while this window is open, or not; rejects where another process runs them. */
export async function switchSchedules(on: boolean): Promise<void> {
  const { base } = workbench();
  await bridge().engine.runSchedules({ base, on });
  change({ scheduling: on ? base : null });
}

/** Another folder is shown: what was switched on was so for the one before. */
export function leaveSchedules(base: string): void {
  const { scheduling } = workbench();
  if (scheduling === null || scheduling === base) return;
  change({ scheduling: null });
  void bridge().engine.runSchedules({ base: scheduling, on: false }).catch((error: unknown) => notify(failureText(error), 'danger'));
  notify(t('The schedules of the folder before are switched off.'));
}

/** The engine is another one: what was switched on goes on in it. */
export function resumeSchedules(): void {
  const { scheduling } = workbench();
  if (scheduling === null) return;
  bridge().engine.runSchedules({ base: scheduling, on: true }).catch((error: unknown) => {
    change({ scheduling: null });
    notify(t('The schedules are switched off: {why}', { why: failureText(error) }), 'danger');
  });
}

/** Writes the schedules beside the flow; `before` is the text that was read. Gives the text that is there now; rejects, with the file as it was, when that cannot be. */
export async function saveSchedules(base: string, before: string | null, schedules: Schedules): Promise<string> {
  const text = writeSchedules(schedules);
  await bridge().os.saveSchedules({ base, before, text });
  return text;
}
