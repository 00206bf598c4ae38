import { readFile, realpath, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { DiagnosticError, problem } from '../core/diagnostic.ts';
import { scheduleFile } from '../core/schedule-file.ts';
import { readSchedules, type Schedules } from '../document/schedules.ts';

/** The folder that a command names, as the disk knows it, and the schedules in it. Throws a DiagnosticError where there are none that can be read. */
export async function projectSchedules(target: string | undefined): Promise<{ readonly folder: string; readonly schedules: Schedules }> {
  const named = resolve(target ?? '.');
  if (!(await stat(named).then((info) => info.isDirectory(), () => false))) throw new DiagnosticError(problem('file-missing', `${target ?? named} is not a folder. Name the folder that holds ${scheduleFile}.`));
  const folder = await realpath(named);
  const path = join(folder, scheduleFile);
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new DiagnosticError(error.code === 'ENOENT' ? problem('file-missing', `There is no ${path}. Write it, such as {"nightly": {"flow": "flow.json", "cron": "0 6 * * *", "timeZone": "Europe/Berlin"}}.`) : problem('file-unreadable', `${path} cannot be read (${error.code ?? error.message}). Check that it is a file you may read.`));
  });
  const read = readSchedules(text, path);
  if ('problem' in read) throw new DiagnosticError(read.problem);
  return { folder, schedules: read.schedules };
}
