import type { Diagnostic } from '../core/diagnostic.ts';
import type { Schedule, Schedules } from '../document/schedules.ts';
import { checkSchedules } from './check-schedules.ts';
import { cronProblem, nextTimes } from './cron-times.ts';
import { zonedTime } from './started-by.ts';

/** A schedule as a list shows it. */
export interface ScheduleEntry {
  readonly name: string;
  readonly flow: string;
  readonly enabled: boolean;
  /** One phrase: the pattern and its zone, the files, or what it comes after. */
  readonly starts: string;
  /** The next times, where it has any that can be told: UTC in ISO 8601, and as the clocks of its zone show it. */
  readonly next: readonly { readonly time: string; readonly local: string }[];
  /** Who is told, and when. */
  readonly notifies: readonly string[];
}

/** What the schedules of a folder are, with `count` times of each after `from`, in milliseconds since 1970, and what is wrong with them. */
export async function describeSchedules(folder: string, schedules: Schedules, from: number, count: number): Promise<{ readonly entries: readonly ScheduleEntry[]; readonly diagnostics: readonly Diagnostic[] }> {
  const entries = Object.entries(schedules).map(([name, schedule]): ScheduleEntry => ({
    name,
    flow: schedule.flow,
    enabled: schedule.enabled !== false,
    starts: startsText(schedule),
    next: 'cron' in schedule && schedule.enabled !== false && cronProblem(schedule, from) === null ? nextTimes(schedule, from, count).map((time) => ({ time: new Date(time).toISOString(), local: zonedTime(time, schedule.timeZone) })) : [],
    // The path of a webhook is often what lets one in.
    notifies: (schedule.notify ?? []).map((to) => `${'log' in to ? to.log : URL.canParse(to.webhook) ? new URL(to.webhook).host : 'webhook'} when ${to.on.join(', ')}`),
  }));
  return { entries, diagnostics: await checkSchedules(folder, schedules, from) };
}

function startsText(schedule: Schedule): string {
  if ('cron' in schedule) return `${schedule.cron} ${schedule.timeZone}`;
  if ('files' in schedule) return `when ${schedule.files} arrive`;
  return `after ${schedule.after}${schedule.when === undefined || schedule.when === 'succeeded' ? '' : ` has ${schedule.when}`}`;
}
