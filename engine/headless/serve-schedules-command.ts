import { DiagnosticError, problem, type Diagnostic } from '../core/diagnostic.ts';
import { defaultRecordFolder } from '../record/record-folder.ts';
import { describeSchedules } from '../schedule/describe-schedules.ts';
import { holdSchedules } from '../schedule/schedule-memory.ts';
import { Scheduler } from '../schedule/scheduler.ts';
import { childRun } from './child-run.ts';
import { exit, type Console } from './console.ts';
import { projectSchedules } from './project-schedules.ts';
import { visibleText } from './visible-text.ts';

/** `millrace serve DIR --schedules`: runs the flows of a folder as its schedules say until it is interrupted, each run in a process of its own. */
export async function serveSchedulesCommand(target: string | undefined, options: { readonly atOnce: number; readonly trustScripts: boolean }, entry: URL, console: Console, onSignal: (stop: () => void) => void): Promise<number> {
  const { folder, schedules } = await projectSchedules(target);
  if (process.env['MILLRACE_RECORDS'] === 'off') throw new DiagnosticError(problem('schedule-busy', 'Schedules have to remember what has run, and MILLRACE_RECORDS is off. Set it to a folder, or leave it out.'));
  const memory = await holdSchedules(folder, defaultRecordFolder());
  const say = (text: string): void => console.out(`${new Date().toISOString().slice(0, 19)}Z ${visibleText(text)}\n`);
  const { entries } = await describeSchedules(folder, schedules, Date.now(), 1);
  say(`Millrace runs the schedules of ${folder}; Ctrl+C ends it`);
  for (const e of entries) say(`${e.name}: ${e.flow}, ${e.starts}${e.enabled ? (e.next[0] ? `, next ${e.next[0].local}` : '') : ', switched off'}`);
  let failure: Diagnostic | null = null;
  let end: () => void = () => undefined;
  const ended = new Promise<void>((done) => (end = done));
  onSignal(end);
  const scheduler = new Scheduler(folder, memory, { run: (run, signal) => childRun(entry, run, options, signal), now: () => Date.now(), say, failed: (d) => ((failure = d), end()) }, options.atOnce);
  try {
    await scheduler.start();
    await ended;
    if (scheduler.running.length > 0) say(`stopping: ${scheduler.running.join(', ')} is cancelled`);
  } finally {
    await scheduler.stop();
  }
  if (failure !== null) throw new DiagnosticError(failure);
  say('stopped');
  return exit.done;
}
