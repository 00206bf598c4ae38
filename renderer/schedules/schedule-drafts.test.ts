import { expect, test } from 'vitest';
import type { Schedules } from '../../engine/document/schedules.ts';
import { draftProblem, draftsOf, newDraft, schedulesOf, startingBy } from './schedule-drafts.ts';

const schedules: Schedules = {
  nightly: { flow: 'flow.json', enabled: false, cron: '0 6 * * *', timeZone: 'Europe/Berlin', missed: 'run', overlap: 'wait', environment: 'live', parameters: { least: 3, day: 'Mon' }, notify: [{ on: ['failed'], webhook: 'https://example.org/x', secret: 'hook' }, { on: ['succeeded', 'warnings'], log: 'runs.log' }] },
  inbox: { flow: 'load', files: 'in/*.csv', parameter: 'file', settle: 9 },
  plain: { flow: 'load', files: 'in/*.csv' },
  then: { flow: 'flow.json', after: 'nightly', when: 'ended', overlap: 'skip' },
  simple: { flow: 'flow.json', after: 'nightly' },
};

test('schedules that were not touched are written as they were read', () => {
  expect(schedulesOf(draftsOf(schedules, 'UTC'), schedules)).toEqual(schedules);
});

test('a new schedule is complete but for its name, and another way to start takes what is usual for it', () => {
  const draft = { ...newDraft(0, 'flow.json', 'UTC'), name: 'a' };
  expect([draftProblem(draft, [draft]), schedulesOf([draft], {})]).toEqual([null, { a: { flow: 'flow.json', cron: '0 6 * * 1-5', timeZone: 'UTC' } }]);
  expect(schedulesOf([{ ...startingBy(draft, 'after'), after: 'b' }], {})).toEqual({ a: { flow: 'flow.json', after: 'b' } });
});

test('what cannot be stored is told', () => {
  const good = { ...newDraft(0, 'flow.json', 'UTC'), name: 'a' };
  const problem = (part: Partial<typeof good>): string | null => draftProblem({ ...good, ...part }, [good, { ...good, key: 1, name: 'b' }]);
  const receiver = { key: 0, kind: 'log', to: 'x', secret: '', on: ['failed'] } as const;
  for (const part of [{ name: ' ' }, { name: 'a b' }, { name: 'b' }, { flow: '' }, { starts: 'files' }, { starts: 'files', files: 'x', settle: 'no' }, { starts: 'after' }, { parameters: '=3' }, { notify: [{ ...receiver, to: '' }] }, { notify: [{ ...receiver, on: [] }] }] as const) expect(problem(part), JSON.stringify(part)).not.toBeNull();
  expect(problem({ notify: [receiver], parameters: 'a=1\n\n b=2=3' })).toBeNull();
});
