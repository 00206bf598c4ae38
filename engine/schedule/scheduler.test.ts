import { mkdir, mkdtemp, readdir, readFile, rename, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { problem, warning, type Diagnostic } from '../core/diagnostic.ts';
import type { RunReport } from '../core/run-report.ts';
import type { Schedules } from '../document/schedules.ts';
import { holdSchedules } from './schedule-memory.ts';
import type { ScheduledRun } from './scheduled-run.ts';
import { Scheduler } from './scheduler.ts';

let base: string;
let now: number;
let said: string[];
let failures: Diagnostic[];
let ran: ScheduledRun[];
let open: Scheduler[];
/** What becomes of a run; by default it succeeds at once. */
let outcome: (run: ScheduledRun, signal: AbortSignal) => Promise<Partial<RunReport>>;

beforeEach(async () => {
  base = await mkdtemp(join(tmpdir(), 'millrace-schedule-'));
  await writeFile(join(base, 'flow.json'), '{}');
  await writeFile(join(base, 'other.json'), '{}');
  now = Date.parse('2026-11-27T05:59:50Z');
  [said, failures, ran, open] = [[], [], [], []];
  outcome = async () => ({});
});
afterEach(async () => {
  await Promise.all(open.map((s) => s.stop()));
  await rm(base, { recursive: true, force: true });
});

const write = (schedules: Schedules): Promise<void> => writeFile(join(base, 'schedules.json'), JSON.stringify(schedules));
const records = (): string => join(base, 'records');

async function scheduler(atOnce = 1): Promise<Scheduler> {
  const memory = await holdSchedules(base, records());
  const run = async (request: ScheduledRun, signal: AbortSignal): Promise<RunReport> => {
    ran.push(request);
    const report = await outcome(request, signal);
    return { status: 'succeeded', flow: request.flow, started: new Date(now).toISOString(), milliseconds: 1, nodes: {}, rules: [], diagnostics: [], ...report };
  };
  const made = new Scheduler(base, memory, { run, now: () => now, say: (text) => void said.push(text), failed: (d) => void failures.push(d) }, atOnce);
  open.push(made);
  await made.start();
  await made.look();
  return made;
}

/** Lets `seconds` pass, looking at their end, and waits for what runs. */
async function pass(by: Scheduler, seconds: number): Promise<void> {
  now += seconds * 1000;
  await by.look();
  await by.idle();
}
const stop = async (one: Scheduler): Promise<void> => {
  await one.stop();
  open = open.filter((s) => s !== one);
};
const triggers = (): readonly string[] => ran.map((r) => r.trigger);

const daily = { flow: 'flow.json', cron: '0 6 * * *', timeZone: 'UTC' } as const;

test('a run starts at its time, once, and says what started it', async () => {
  await write({ nightly: { ...daily, environment: 'live', parameters: { least: 3 } } });
  const one = await scheduler();
  await pass(one, 9);
  expect(ran).toEqual([]);
  await pass(one, 2);
  await pass(one, 1);
  expect(ran).toEqual([{ schedule: 'nightly', flow: join(base, 'flow.json'), environment: 'live', parameters: { least: '3' }, trigger: 'nightly: 2026-11-27 06:00 UTC' }]);
});

test('times that passed while nothing ran are left out, or made up for once', async () => {
  await write({ skips: daily, runs: { ...daily, flow: 'other.json', missed: 'run' } });
  await stop(await scheduler());
  now += 3 * 86_400_000 + 3_600_000;
  const again = await scheduler();
  await again.idle();
  expect(triggers()).toEqual(['runs: missed 2026-11-30 06:00 UTC']);
  expect(said.filter((s) => s.includes('missed'))).toEqual(expect.arrayContaining([expect.stringMatching(/^skips: 4 times were missed, the last one 2026-11-30 06:00 UTC$/), expect.stringMatching(/^runs: 4 times were missed.*runs now, once$/)]));
  await stop(again);
  const third = await scheduler();
  await pass(third, 1);
  expect(ran).toHaveLength(1);
});

test('a machine that slept through a time has missed it, and a minute is still in time', async () => {
  await write({ nightly: daily });
  const one = await scheduler();
  await pass(one, 69);
  expect(ran).toHaveLength(1);
  await pass(one, 86_400 + 600);
  expect(ran).toHaveLength(1);
  expect(said.at(-1)).toContain('missed');
});

test('nothing counts as missed of a schedule that is new, was switched off, or has another pattern', async () => {
  await write({ nightly: { ...daily, missed: 'run' } });
  const one = await scheduler();
  await write({ nightly: { ...daily, missed: 'run', enabled: false } });
  await pass(one, 86_400);
  await write({ nightly: { ...daily, missed: 'run' } });
  await pass(one, 3_600);
  await write({ nightly: { ...daily, cron: '30 5 * * *', missed: 'run' } });
  await pass(one, 60);
  expect(ran).toEqual([]);
});

test('a clock that is set back does not keep a schedule from running', async () => {
  await write({ nightly: daily });
  const one = await scheduler();
  await pass(one, -30 * 86_400);
  expect(said.at(-1)).toContain('the clock was set back');
  await pass(one, 11);
  expect(triggers()).toEqual(['nightly: 2026-10-28 06:00 UTC']);
});

test('a run that lasts until the next time keeps it from running twice: left out, or after it', async () => {
  const minutely = { flow: 'flow.json', cron: '* * * * *', timeZone: 'UTC' } as const;
  for (const overlap of ['skip', 'wait'] as const) {
    [ran, said, now] = [[], [], Date.parse('2026-11-27T05:59:50Z')];
    await write({ each: { ...minutely, overlap } });
    let release: () => void = () => undefined;
    outcome = () => new Promise((done) => (release = () => done({})));
    const one = await scheduler();
    for (const seconds of [11, 60, 60]) {
      now += seconds * 1000;
      await one.look();
      await vi.waitFor(() => expect(ran).toHaveLength(1));
    }
    expect([ran.length, one.running]).toEqual([1, ['each']]);
    expect(said.filter((s) => s.includes('left out, since'))).toHaveLength(overlap === 'skip' ? 2 : 1);
    outcome = async () => ({});
    release();
    await one.idle();
    expect(ran).toHaveLength(overlap === 'skip' ? 1 : 2);
    await stop(one);
    await rm(records(), { recursive: true });
  }
});

test('runs of other flows take their turn, and one flow never runs twice at once', async () => {
  await write({ a: daily, b: { ...daily, flow: 'other.json' }, c: { ...daily, overlap: 'wait' } });
  let most = 0;
  const flows = new Set<string>();
  outcome = async ({ flow }) => {
    expect(flows.has(flow)).toBe(false);
    flows.add(flow);
    most = Math.max(most, flows.size);
    if (ran.length === 1) await vi.waitFor(() => expect(ran).toHaveLength(2));
    flows.delete(flow);
    return {};
  };
  await pass(await scheduler(2), 11);
  expect([ran.map((r) => r.schedule), most]).toEqual([['a', 'b', 'c'], 2]);
});

test('a file is run when it has come to rest, again when it has changed, and not under the name of what is half there', async () => {
  await mkdir(join(base, 'inbox'));
  await writeFile(join(base, 'inbox/old.csv'), 'x');
  await write({ inbox: { flow: 'flow.json', files: 'inbox/*.csv', parameter: 'file', settle: 4 } });
  const one = await scheduler();
  expect(said.at(-1)).toContain('1 file is there already');
  await writeFile(join(base, 'inbox/a.csv'), '1');
  await writeFile(join(base, 'inbox/b.csv.part'), '1');
  await writeFile(join(base, 'inbox/.c.csv'), '1');
  await writeFile(join(base, 'inbox/~$d.csv'), '1');
  await pass(one, 2);
  await writeFile(join(base, 'inbox/a.csv'), '12');
  await pass(one, 3);
  await pass(one, 2);
  expect(ran).toEqual([]);
  await pass(one, 3);
  expect(ran).toMatchObject([{ parameters: { file: 'inbox/a.csv' }, trigger: 'inbox: a.csv' }]);
  await rename(join(base, 'inbox/b.csv.part'), join(base, 'inbox/b.csv'));
  await writeFile(join(base, 'inbox/a.csv'), '123');
  await pass(one, 2);
  await pass(one, 5);
  await pass(one, 20);
  expect(triggers()).toEqual(['inbox: a.csv', 'inbox: a.csv', 'inbox: b.csv']);
});

test('files that arrived while nothing ran are run, and a folder that is away for a while makes none new', async () => {
  await write({ inbox: { flow: 'flow.json', files: 'inbox/*', settle: 1 } });
  await stop(await scheduler());
  await mkdir(join(base, 'inbox'));
  for (const name of ['a', 'b', 'c']) await writeFile(join(base, 'inbox', name), '1');
  const one = await scheduler();
  await pass(one, 3);
  expect(ran.map((r) => [r.trigger, r.parameters])).toEqual([['inbox: a and 2 more', {}]]);
  await rename(join(base, 'inbox'), join(base, 'away'));
  await pass(one, 3);
  await mkdir(join(base, 'inbox'));
  await pass(one, 3);
  await rm(join(base, 'inbox'), { recursive: true });
  await rename(join(base, 'away'), join(base, 'inbox'));
  for (const seconds of [3, 3, 3]) await pass(one, seconds);
  expect(ran).toHaveLength(1);
});

test('a file whose run was stopped is run again by the next process; one whose run failed is not', async () => {
  await mkdir(join(base, 'inbox'));
  await write({ inbox: { flow: 'flow.json', files: 'inbox/*', settle: 1 } });
  const one = await scheduler();
  await writeFile(join(base, 'inbox/a'), '1');
  await pass(one, 2);
  outcome = (_run, signal) => new Promise((done) => signal.addEventListener('abort', () => done({ status: 'cancelled' })));
  now += 3000;
  await one.look();
  await vi.waitFor(() => expect(ran).toHaveLength(1));
  await stop(one);
  outcome = async () => ({ status: 'failed', diagnostics: [problem('run-failed', 'no')] });
  const two = await scheduler();
  for (const seconds of [3, 3, 3]) await pass(two, seconds);
  expect(triggers()).toEqual(['inbox: a', 'inbox: a']);
});

test('what comes after a run does so by how it ended', async () => {
  await write({ nightly: daily, good: { flow: 'other.json', after: 'nightly' }, bad: { flow: 'other.json', after: 'nightly', when: 'failed' }, always: { flow: 'other.json', after: 'nightly', when: 'ended' }, then: { flow: 'flow.json', after: 'good' } });
  const one = await scheduler();
  await pass(one, 11);
  expect(triggers().slice(1)).toEqual(['good: after nightly', 'always: after nightly', 'then: after good']);
  ran = [];
  outcome = async () => ({ status: 'failed' });
  await pass(one, 86_400);
  expect(triggers().slice(1)).toEqual(['bad: after nightly', 'always: after nightly']);
});

test('a run that a killed process left behind is told of and not begun again', async () => {
  await write({ nightly: { ...daily, notify: [{ on: ['failed'], log: 'runs.log' }] } });
  const one = await scheduler();
  outcome = () => new Promise(() => undefined);
  now += 11_000;
  await one.look();
  await vi.waitFor(() => expect(ran).toHaveLength(1));
  // As after a kill: what is remembered stays, and so does the lock of a process that is gone.
  open = [];
  const place = join(records(), 'schedules');
  const lock = (await readdir(place)).find((n) => n.endsWith('.lock'));
  await utimes(join(place, lock!), new Date(0), new Date(0));
  outcome = async () => ({});
  const two = await scheduler();
  await pass(two, 5);
  expect(ran).toHaveLength(1);
  const told = JSON.parse(await readFile(join(base, 'runs.log'), 'utf8')) as Record<string, unknown>;
  expect(told).toMatchObject({ schedule: 'nightly', status: 'failed', trigger: 'nightly: 2026-11-27 06:00 UTC', errors: 1 });
  // The one that was taken for gone finds out, and stops.
  await one.look();
  now += 60_000;
  await one.look();
  expect(failures).toMatchObject([{ code: 'schedule-busy' }]);
});

test('two processes do not run the same schedules', async () => {
  await write({ nightly: daily });
  await scheduler();
  await expect(holdSchedules(base, records())).rejects.toMatchObject({ diagnostic: { code: 'schedule-busy' } });
});

test('a file that is damaged while it is in use is told, and the schedules of before hold until it is mended', async () => {
  await write({ nightly: daily });
  const one = await scheduler();
  await writeFile(join(base, 'schedules.json'), '{"nightly": ');
  await pass(one, 11);
  expect([ran.length, said.some((s) => s.includes('not complete JSON') && s.includes('of before hold'))]).toEqual([1, true]);
  await write({ nightly: { ...daily, cron: '1 6 * * *' }, wrong: { ...daily, cron: '99 * * * *' } });
  await pass(one, 1);
  await pass(one, 60);
  expect([ran.length, said.filter((s) => s.includes('"wrong"')).length]).toEqual([2, 1]);
});

test('receivers hear of what they asked for', async () => {
  const to = (on: 'succeeded' | 'warnings' | 'failed') => ({ on: [on], log: `${on}.log` });
  await write({ nightly: { ...daily, notify: [to('succeeded'), to('warnings'), to('failed')] } });
  const one = await scheduler();
  const lines = async (name: string) => (await readFile(join(base, `${name}.log`), 'utf8').catch(() => '')).split('\n').length - 1;
  await pass(one, 11);
  outcome = async () => ({ diagnostics: [warning('quality-warning', 'look')] });
  await pass(one, 86_400);
  outcome = async () => ({ status: 'failed', diagnostics: [problem('quality-failed', 'no')] });
  await pass(one, 86_400);
  expect([await lines('succeeded'), await lines('warnings'), await lines('failed')]).toEqual([2, 1, 1]);
});
