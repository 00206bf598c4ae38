import type { Notification, Schedule, Schedules } from '../../engine/document/schedules.ts';
import { t } from '../words/words.ts';

export type Ending = 'succeeded' | 'warnings' | 'failed';
export const endings: readonly Ending[] = ['succeeded', 'warnings', 'failed'];

/** A receiver as it is typed. */
export interface ReceiverDraft {
  readonly key: number;
  readonly kind: 'webhook' | 'log';
  /** Web address or file. */
  readonly to: string;
  readonly secret: string;
  readonly on: readonly Ending[];
}

/** A schedule as it is typed, with the settings of every way to start. */
export interface ScheduleDraft {
  readonly key: number;
  readonly name: string;
  readonly flow: string;
  readonly enabled: boolean;
  readonly starts: 'cron' | 'files' | 'after';
  readonly cron: string;
  readonly timeZone: string;
  readonly missed: 'skip' | 'run';
  readonly overlap: 'skip' | 'wait';
  readonly files: string;
  readonly parameter: string;
  readonly settle: string;
  readonly after: string;
  readonly when: 'succeeded' | 'failed' | 'ended';
  readonly environment: string;
  /** A line `name=value` for each. */
  readonly parameters: string;
  readonly notify: readonly ReceiverDraft[];
}

const usualSettle = 5;
/** What comes after another schedule would not come again, a time does. */
const usualOverlap = { cron: 'skip', after: 'wait' } as const;

/** A new schedule of a flow. */
export const newDraft = (key: number, flow: string, timeZone: string): ScheduleDraft => ({ key, name: '', flow, enabled: true, starts: 'cron', cron: '0 6 * * 1-5', timeZone, missed: 'skip', overlap: 'skip', files: '', parameter: '', settle: String(usualSettle), after: '', when: 'succeeded', environment: '', parameters: '', notify: [] });

export const draftsOf = (schedules: Schedules, timeZone: string): readonly ScheduleDraft[] =>
  Object.entries(schedules).map(([name, s], key) => ({
    ...newDraft(key, s.flow, timeZone),
    name,
    enabled: s.enabled !== false,
    environment: s.environment ?? '',
    parameters: Object.entries(s.parameters ?? {}).map(([parameter, value]) => `${parameter}=${value}`).join('\n'),
    notify: (s.notify ?? []).map((to, i): ReceiverDraft => ({ key: i, kind: 'log' in to ? 'log' : 'webhook', to: 'log' in to ? to.log : to.webhook, secret: 'log' in to ? '' : (to.secret ?? ''), on: to.on })),
    ...('cron' in s ? { starts: 'cron', cron: s.cron, timeZone: s.timeZone, missed: s.missed ?? 'skip', overlap: s.overlap ?? usualOverlap.cron } as const : {}),
    ...('files' in s ? { starts: 'files', files: s.files, parameter: s.parameter ?? '', settle: String(s.settle ?? usualSettle) } as const : {}),
    ...('after' in s ? { starts: 'after', after: s.after, when: s.when ?? 'succeeded', overlap: s.overlap ?? usualOverlap.after } as const : {}),
  }));

/** What is wrong with a schedule before anybody is asked, in one sentence, or null. */
export function draftProblem(draft: ScheduleDraft, all: readonly ScheduleDraft[]): string | null {
  const name = draft.name.trim();
  if (name === '') return t('Give the schedule a name.');
  const who = (text: string): string => `${name}: ${text}`;
  if (!/^[\w-]{1,100}$/.test(name)) return who(t('Use letters, digits, _ and - alone in its name.'));
  if (all.some((d) => d.key !== draft.key && d.name.trim() === name)) return t('Two schedules are called {name}. Rename one.', { name });
  if (draft.flow.trim() === '') return who(t('Say which flow runs.'));
  if (draft.starts === 'files' && draft.files.trim() === '') return who(t('Say which files start it.'));
  if (draft.starts === 'after' && draft.after === '') return who(t('Say what it comes after.'));
  const settle = Number(draft.settle);
  if (draft.starts === 'files' && !(settle >= 1 && settle <= 86_400)) return who(t('“{text}” is no number of seconds from 1 to 86400.', { text: draft.settle }));
  const line = linesOf(draft.parameters).find((l) => l.indexOf('=') < 1);
  if (line !== undefined) return who(t('“{line}” is not name=value.', { line }));
  if (draft.notify.some((r) => r.to.trim() === '')) return who(t('Say where it is told.'));
  return draft.notify.some((r) => r.on.length === 0) ? who(t('Say when it is told.')) : null;
}

const linesOf = (text: string): readonly string[] => text.split('\n').map((l) => l.trim()).filter((l) => l !== '');

/** The schedules as they are stored; what is as usual is left out. Call it only when none has a problem. */
export const schedulesOf = (drafts: readonly ScheduleDraft[], before: Schedules): Schedules => Object.fromEntries(drafts.map((d) => [d.name.trim(), scheduleOf(d, before[d.name.trim()])]));

function scheduleOf(d: ScheduleDraft, before: Schedule | undefined): Schedule {
  const parameters = Object.fromEntries(linesOf(d.parameters).map((l): [string, string | number | boolean] => {
    const [name, value] = [l.slice(0, l.indexOf('=')), l.slice(l.indexOf('=') + 1)];
    const kept = before?.parameters?.[name];
    // Untouched, a value stays the number it was.
    return [name, kept !== undefined && String(kept) === value ? kept : value];
  }));
  const notify = d.notify.map((r): Notification => (r.kind === 'log' ? { on: [...r.on], log: r.to.trim() } : { on: [...r.on], webhook: r.to.trim(), ...(r.secret.trim() === '' ? {} : { secret: r.secret.trim() }) }));
  const head = { flow: d.flow.trim(), ...(d.enabled ? {} : { enabled: false }) };
  const tail = {
    ...(d.environment.trim() === '' ? {} : { environment: d.environment.trim() }),
    ...(Object.keys(parameters).length === 0 ? {} : { parameters }),
    ...(notify.length === 0 ? {} : { notify }),
  };
  if (d.starts === 'cron') return { ...head, cron: d.cron.trim(), timeZone: d.timeZone.trim(), ...(d.missed === 'skip' ? {} : { missed: d.missed }), ...(d.overlap === usualOverlap.cron ? {} : { overlap: d.overlap }), ...tail };
  if (d.starts === 'after') return { ...head, after: d.after, ...(d.when === 'succeeded' ? {} : { when: d.when }), ...(d.overlap === usualOverlap.after ? {} : { overlap: d.overlap }), ...tail };
  return { ...head, files: d.files.trim(), ...(d.parameter.trim() === '' ? {} : { parameter: d.parameter.trim() }), ...(Number(d.settle) === usualSettle ? {} : { settle: Number(d.settle) }), ...tail };
}

/** The draft with another way to start, and what is usual for it. */
export const startingBy = (draft: ScheduleDraft, starts: ScheduleDraft['starts']): ScheduleDraft => ({ ...draft, starts, ...(starts === 'files' ? {} : { overlap: usualOverlap[starts] }) });
