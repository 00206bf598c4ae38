import { stat } from 'node:fs/promises';
import { isAbsolute, join, relative, resolve, sep } from 'node:path';
import { nearestName } from '../core/schema.ts';
import { problem, type Diagnostic } from '../core/diagnostic.ts';
import { scheduleFile } from '../core/schedule-file.ts';
import type { Schedules } from '../document/schedules.ts';
import { arrivalProblem } from './arrived-files.ts';
import { cronProblem } from './cron-times.ts';

/** The flow file that a schedule names, a folder standing for its flow.json; null where it leads out of `folder`. */
export async function flowFile(folder: string, flow: string): Promise<string | null> {
  const path = resolve(folder, flow);
  const way = relative(folder, path);
  if (isAbsolute(flow) || isAbsolute(way) || way === '..' || way.startsWith(`..${sep}`)) return null;
  return (await stat(path).then((info) => info.isDirectory(), () => false)) ? join(path, 'flow.json') : path;
}

/** What keeps schedules from being run, each with the place `name.setting`; one that is switched off may be unfinished. */
export async function checkSchedules(folder: string, schedules: Schedules, now: number): Promise<readonly Diagnostic[]> {
  const found: Diagnostic[] = [];
  for (const [name, schedule] of Object.entries(schedules)) {
    if (schedule.enabled === false) continue;
    const wrong = (setting: string, message: string) => void found.push(problem('schedule-invalid', `${scheduleFile}, "${name}": ${message}`, { param: `${name}.${setting}` }));
    const path = await flowFile(folder, schedule.flow);
    if (path === null) wrong('flow', `the flow "${schedule.flow}" leads out of the folder of the schedules. Name one inside it.`);
    else if (!(await stat(path).then((info) => info.isFile(), () => false))) wrong('flow', `there is no flow at "${schedule.flow}". Name a flow file or its folder, relative to ${scheduleFile}.`);
    if ('cron' in schedule) {
      const trouble = cronProblem(schedule, now);
      if (trouble) wrong(trouble.param, trouble.message);
    } else if ('files' in schedule) {
      const trouble = arrivalProblem(schedule.files);
      if (trouble !== null) wrong('files', trouble);
    } else {
      const trouble = chainProblem(name, schedules);
      if (trouble !== null) wrong('after', trouble);
    }
    for (const [i, told] of (schedule.notify ?? []).entries()) {
      if ('webhook' in told && !/^https?:$/.test(urlOf(told.webhook)?.protocol ?? '')) wrong(`notify.${i}.webhook`, `"${told.webhook}" is no web address. Write one that begins with https:// or http://.`);
      else if ('webhook' in told && urlOf(told.webhook)!.username + urlOf(told.webhook)!.password !== '') wrong(`notify.${i}.webhook`, 'the address of a webhook holds a password, which would stand in the file. Take it out, and name a secret with "secret".');
      if ('log' in told && (await flowFile(folder, told.log)) === null) wrong(`notify.${i}.log`, `the log "${told.log}" leads out of the folder of the schedules. Name a file inside it.`);
    }
  }
  return found;
}

const urlOf = (text: string): URL | null => (URL.canParse(text) ? new URL(text) : null);

/** Why a schedule never comes after the one it names; null when it does. */
function chainProblem(name: string, schedules: Schedules): string | null {
  const seen = new Set<string>();
  for (let at = name; ; ) {
    const one = Object.hasOwn(schedules, at) ? schedules[at]! : null;
    if (one === null || !('after' in one)) return null;
    if (seen.has(at)) return `it waits for itself, by way of ${[...seen].map((n) => `"${n}"`).join(', ')}. Let one of them start by "cron" or "files".`;
    seen.add(at);
    if (!Object.hasOwn(schedules, one.after)) {
      if (at !== name) return null;
      const near = nearestName(one.after, Object.keys(schedules));
      return `there is no schedule "${one.after}" to come after.${near ? ` Did you mean "${near}"?` : ' Name another schedule of this file.'}`;
    }
    at = one.after;
  }
}
