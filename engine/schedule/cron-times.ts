import { Cron } from 'croner';
import type { TimedSchedule } from '../document/schedules.ts';

type Pattern = Pick<TimedSchedule, 'cron' | 'timeZone'>;

/**
 * A time that is skipped when clocks go forward is made up for at the first moment after; one that comes twice when they go back is taken once. Patterns that
 * repeat within the hours (`*`, steps) follow the minutes as they pass.
 */
const cronOf = ({ cron, timeZone }: Pattern): Cron => new Cron(cron, { paused: true, timezone: timeZone, mode: '5-part', fixedTimeRule: 'no-wildcard' });

/** What is wrong with a pattern or its time zone, in a sentence with what to do; null when both are good and there is a time to come after `from`, in milliseconds since 1970. */
export function cronProblem(pattern: Pattern, from: number): { readonly param: 'cron' | 'timeZone'; readonly message: string } | null {
  try {
    Intl.DateTimeFormat('en', { timeZone: pattern.timeZone });
  } catch {
    return { param: 'timeZone', message: `"${pattern.timeZone}" is no time zone. Write its name, such as Europe/Berlin, America/New_York or UTC.` };
  }
  // A date would be read as a pattern of one time.
  if (/^\s*\d+-\d+-\d+T/.test(pattern.cron)) return { param: 'cron', message: `"${pattern.cron}" is a date and no cron pattern. Write five parts: minute, hour, day, month, weekday, such as 0 6 * * 1-5.` };
  try {
    if (cronOf(pattern).nextRun(new Date(from)) === null) return { param: 'cron', message: `"${pattern.cron}" names no time that ever comes. Write for example 0 6 * * 1-5, which is 6:00 from Monday to Friday.` };
    return null;
  } catch (error) {
    const parts = pattern.cron.trim() === '' ? 0 : pattern.cron.trim().split(/\s+/).length;
    const reason = parts === 5 ? (error as Error).message.replace(/^\w+: /, '').replace(/\.$/, '') : `it has ${parts} ${parts === 1 ? 'part' : 'parts'}`;
    return { param: 'cron', message: `"${pattern.cron}" is no cron pattern (${reason}). Write five parts: minute, hour, day, month, weekday, such as 0 6 * * 1-5.` };
  }
}

/** The next times of a schedule after `from`, at most `count`, in milliseconds since 1970. */
export const nextTimes = (pattern: Pattern, from: number, count: number): readonly number[] => cronOf(pattern).nextRuns(count, new Date(from)).map((time) => time.getTime());

/** Most times that are counted when a program was away for long. */
const mostCounted = 1000;

/** The times after `from` up to and with `to`: the last one and how many there were, at most 1000; null where there was none. */
export function timesBetween(pattern: Pattern, from: number, to: number): { readonly last: number; readonly count: number } | null {
  const cron = cronOf(pattern);
  let count = 0;
  let last: number | null = null;
  for (let next = cron.nextRun(new Date(from)); next !== null && next.getTime() <= to; next = cron.nextRun(next)) {
    last = next.getTime();
    if (++count < mostCounted) continue;
    last = cron.previousRuns(1, new Date(to + 1))[0]?.getTime() ?? last;
    break;
  }
  return last === null ? null : { last, count };
}
