/** What started a run, as it stands on record and in notices: the name of the schedule, then why. */
export const startedBy = {
  time: (schedule: string, time: string): string => `${schedule}: ${time}`,
  missed: (schedule: string, time: string): string => `${schedule}: missed ${time}`,
  files: (schedule: string, names: readonly string[]): string => `${schedule}: ${names[0]}${names.length === 1 ? '' : ` and ${names.length - 1} more`}`,
  after: (schedule: string, before: string): string => `${schedule}: after ${before}`,
};

/** A time as the clocks of a zone show it, such as `2026-03-29 03:00 Europe/Berlin`. */
export function zonedTime(time: number, timeZone: string): string {
  const parts = new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).formatToParts(time);
  const of = (type: string): string => parts.find((p) => p.type === type)?.value ?? '';
  return `${of('year')}-${of('month')}-${of('day')} ${of('hour')}:${of('minute')} ${timeZone}`;
}
