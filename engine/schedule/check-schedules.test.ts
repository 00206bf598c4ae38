import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readSchedules, writeSchedules, type Schedules } from '../document/schedules.ts';
import { checkSchedules } from './check-schedules.ts';

let base: string;
beforeAll(async () => {
  base = await mkdtemp(join(tmpdir(), 'millrace-schedule-'));
  await writeFile(join(base, 'flow.json'), '{}');
});
afterAll(() => rm(base, { recursive: true, force: true }));

const daily = { flow: 'flow.json', cron: '0 6 * * *', timeZone: 'UTC' } as const;
const places = async (schedules: Schedules): Promise<readonly unknown[]> => (await checkSchedules(base, schedules, 0)).map((d) => d.at.param);

test('good schedules have no trouble, and one that is switched off may be unfinished', async () => {
  expect(await places({ a: daily, folder: { ...daily, flow: '.' }, b: { flow: 'flow.json', files: 'in/*.csv' }, c: { flow: 'flow.json', after: 'b' }, off: { ...daily, cron: 'x', enabled: false } })).toEqual([]);
});

test('each trouble is told at its setting', async () => {
  expect(await places({ a: { ...daily, flow: '../flow.json' } })).toEqual(['a.flow']);
  expect(await places({ a: { ...daily, flow: join(base, 'flow.json') } })).toEqual(['a.flow']);
  expect(await places({ a: { ...daily, flow: 'gone.json' } })).toEqual(['a.flow']);
  expect(await places({ a: { ...daily, cron: '99 * * * *' } })).toEqual(['a.cron']);
  expect(await places({ a: { flow: 'flow.json', files: 'in*/x.csv' } })).toEqual(['a.files']);
  expect(await places({ a: { ...daily, notify: [{ on: ['failed'], webhook: 'file:///etc/passwd' }] } })).toEqual(['a.notify.0.webhook']);
  expect(await places({ a: { ...daily, notify: [{ on: ['failed'], webhook: 'https://me:secret@example.org/' }] } })).toEqual(['a.notify.0.webhook']);
  expect(await places({ a: { ...daily, notify: [{ on: ['failed'], log: '../../x.log' }] } })).toEqual(['a.notify.0.log']);
});

test('a circle and a name that is not there are told', async () => {
  const after = (name: string) => ({ flow: 'flow.json', after: name });
  expect(await places({ a: after('a') })).toEqual(['a.after']);
  expect(await places({ a: after('b'), b: after('a'), c: after('a') })).toEqual(['a.after', 'b.after', 'c.after']);
  const [problem] = await checkSchedules(base, { nightly: daily, a: after('nightle') }, 0);
  expect(problem?.message).toContain('Did you mean "nightly"?');
});

test.each([
  ['{', 'not complete JSON'],
  ['[]', 'by name'],
  ['{"a b": {}}', 'no name of a schedule'],
  ['{"a": {"flow": "x"}}', 'has none of'],
  ['{"a": {"flow": "x", "cron": "", "files": "y"}}', '"cron" and "files"'],
  ['{"a": {"flow": "x", "cron": "0 6 * * *"}}', 'lacks "timeZone"'],
  ['{"a": {"flow": "x", "files": "y", "missed": "run"}}', '"missed"'],
  ['{"a": {"flow": "x", "files": "y", "settle": "long"}}', 'at "settle"'],
])('%s is refused with what is wrong', (text, words) => {
  const read = readSchedules(text, 'schedules.json');
  expect('problem' in read ? read.problem.message : '').toContain(words);
});

test('what is written is read as it was', () => {
  const schedules: Schedules = { a: { ...daily, missed: 'run', notify: [{ on: ['failed', 'warnings'], webhook: 'https://example.org/x', secret: 'hook' }] } };
  expect(readSchedules(writeSchedules(schedules), '')).toEqual({ schedules });
});
