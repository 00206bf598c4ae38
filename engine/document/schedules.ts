import { z } from 'zod';
import { problem, type Diagnostic } from '../core/diagnostic.ts';

const text = z.string().min(1).max(4096);
const whenEnded = z.enum(['succeeded', 'warnings', 'failed']);
const notification = z.union([
  z.strictObject({ on: z.array(whenEnded).min(1), webhook: text, secret: text.exactOptional() }),
  z.strictObject({ on: z.array(whenEnded).min(1), log: text }),
]);
const common = {
  flow: text,
  enabled: z.boolean().exactOptional(),
  environment: text.exactOptional(),
  parameters: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).exactOptional(),
  notify: z.array(notification).exactOptional(),
};
const overlap = z.enum(['skip', 'wait']).exactOptional();
const schedule = z.union([
  z.strictObject({ ...common, cron: text, timeZone: text, missed: z.enum(['skip', 'run']).exactOptional(), overlap }),
  z.strictObject({ ...common, files: text, parameter: text.exactOptional(), settle: z.number().min(1).max(86_400).exactOptional() }),
  z.strictObject({ ...common, after: text, when: z.enum(['succeeded', 'failed', 'ended']).exactOptional(), overlap }),
]);
const shape = z.record(z.string().regex(/^[\w-]{1,100}$/), schedule);

/** Whom to tell that a run has ended so: a web address that takes JSON, or a file that gets a line. `warnings` are runs that succeeded with something to say. */
export type Notification = z.infer<typeof notification>;

/**
 * When a flow runs by itself: at the times of a cron pattern in a time zone, when files have arrived, or after a run of another schedule. `flow` and
 * relative `files` start from the folder of the schedule file; `parameter` is a parameter of the flow that gets the path of a file that has arrived,
 * `settle` the seconds for which a file has to be as it is.
 */
export type Schedule = z.infer<typeof schedule>;
export type TimedSchedule = Extract<Schedule, { cron: string }>;
export type FileSchedule = Extract<Schedule, { files: string }>;
export type ChainedSchedule = Extract<Schedule, { after: string }>;

/** Schedules by name. */
export type Schedules = Readonly<Record<string, Schedule>>;

const kinds = ['cron', 'files', 'after'] as const;

/** Reads the text of a schedule file; a problem has the code 'schedule-invalid' and `path` in its message. */
export function readSchedules(source: string, path: string): { readonly schedules: Schedules } | { readonly problem: Diagnostic } {
  let raw: unknown;
  try {
    raw = JSON.parse(source.startsWith('\uFEFF') ? source.slice(1) : source);
  } catch {
    return { problem: problem('schedule-invalid', `${path} is not complete JSON. Mend it, or restore it from a copy.`) };
  }
  const parsed = shape.safeParse(raw);
  if (parsed.success) return { schedules: parsed.data };
  return { problem: problem('schedule-invalid', `${path} is not as it should be: ${faultOf(raw)}`) };
}

/** What is wrong first, in a person's words. */
function faultOf(raw: unknown): string {
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) return 'it holds schedules by name, such as {"nightly": {"flow": "flow.json", "cron": "0 6 * * *", "timeZone": "Europe/Berlin"}}.';
  for (const [name, one] of Object.entries(raw as Record<string, unknown>)) {
    if (!/^[\w-]{1,100}$/.test(name)) return `"${name}" is no name of a schedule. Use letters, digits, _ and - alone.`;
    if (typeof one !== 'object' || one === null || Array.isArray(one)) return `"${name}" is no object. Write {"flow": …} with "cron", "files" or "after".`;
    const given = kinds.filter((kind) => kind in one);
    if (given.length !== 1) return `"${name}" has ${given.length === 0 ? 'none' : given.map((kind) => `"${kind}"`).join(' and ')} of "cron", "files" and "after". Give one of them: what starts its runs.`;
    const parsed = schedule.options[kinds.indexOf(given[0]!)]!.safeParse(one);
    if (parsed.success) continue;
    const [issue] = parsed.error.issues;
    if (issue!.code === 'unrecognized_keys') return `"${name}" has the setting "${issue!.keys[0]}", which a schedule with "${given[0]}" does not know. Take it out.`;
    const place = issue!.path.map(String).join('.');
    const missing = issue!.code === 'invalid_type' && !(place in one);
    return missing ? `"${name}" lacks "${place}". Add it.` : `"${name}" has a value at "${place}" that cannot be (${issue!.message}). Change it.`;
  }
  return 'something in it is not known.';
}

/** The text of a schedule file, one setting per line, so that versions are easy to compare. */
export const writeSchedules = (schedules: Schedules): string => `${JSON.stringify(schedules, null, 2)}\n`;
