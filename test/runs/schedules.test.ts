import { fork, type ChildProcess } from 'node:child_process';
import { createHash } from 'node:crypto';
import { realpathSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { isProcessAlive } from '../../engine/execute/process-alive.ts';
import { flowText } from '../bad-input/project.ts';
import { checkout } from '../millrace.ts';

let base: string;
const children: ChildProcess[] = [];

beforeAll(async () => {
  base = await mkdtemp(join(tmpdir(), 'millrace-schedules-'));
  await mkdir(join(base, 'inbox'));
  await mkdir(join(base, 'load'));
  await writeFile(join(base, 'load/flow.json'), flowText({ src: ['read-delimited', { path: '${file}' }], out: ['write-parquet', { path: 'rows.parquet' }] }, ['src.out > out.in'], { parameters: [{ name: 'file', type: 'text', default: '' }] }));
  await mkdir(join(base, 'slow'));
  await writeFile(join(base, 'slow/flow.json'), flowText({ rows: ['sql', { statement: 'SELECT sum(hash(range)) AS n FROM range(60000000000)' }], out: ['write-parquet', { path: 'slow.parquet' }] }, ['rows.out > out.in']));
});
afterAll(async () => {
  for (const child of children) child.kill('SIGKILL');
  await rm(base, { recursive: true, force: true });
});

function millrace(...args: readonly string[]): { readonly child: ChildProcess; readonly said: () => string; readonly ended: Promise<number | null> } {
  const child = fork(join(checkout, 'main/cli/cli.ts'), args, { cwd: base, stdio: ['ignore', 'pipe', 'pipe', 'ipc'], env: { ...process.env, MILLRACE_RECORDS: join(base, 'records') } });
  children.push(child);
  let said = '';
  for (const stream of [child.stdout!, child.stderr!]) stream.setEncoding('utf8').on('data', (text: string) => (said += text));
  return { child, said: () => said, ended: new Promise((done) => child.on('close', done)) };
}
const until = (what: () => unknown): Promise<unknown> => vi.waitFor(what, { timeout: 50_000, interval: 100 });

async function processOf(run: string): Promise<number> {
  for (const folder of await readdir(join(base, 'records'))) {
    const text = await readFile(join(base, 'records', folder, `${run}.json`), 'utf8').catch(() => null);
    if (text !== null) return (JSON.parse(text) as { readonly process: { readonly id: number } }).process.id;
  }
  throw new Error(`No record of ${run}.`);
}

/** What the schedules remember, as text. */
const remembered = (): Promise<string> => readFile(memoryFile(), 'utf8');
const memoryFile = (): string => join(base, 'records/schedules', `${createHash('sha256').update(realpathSync(base)).digest('hex').slice(0, 40)}.json`);

test('a file that arrives is loaded by a run of its own, what comes after follows, receivers are told, and the record says why', async () => {
  const told: unknown[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (text: string) => (body += text)).on('end', () => (told.push(JSON.parse(body)), response.end()));
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const webhook = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  await writeFile(
    join(base, 'schedules.json'),
    JSON.stringify({
      inbox: { flow: 'load', files: 'inbox/*.csv', parameter: 'file', settle: 1, notify: [{ on: ['succeeded', 'failed'], webhook }] },
      broken: { flow: 'load/gone.json', after: 'inbox', notify: [{ on: ['failed'], log: 'log/runs.ndjson' }] },
    }),
  );
  const serving = millrace('serve', base, '--schedules');
  await until(() => expect(serving.said()).toContain('inbox: load, when inbox/*.csv arrive'));
  // The first look takes what is there for seen.
  await until(async () => expect(await remembered()).toContain('inbox'));
  await writeFile(join(base, 'inbox/orders.csv'), 'a,b\n1,2\n3,4\n');
  await until(() => expect(serving.said()).toMatch(/broken: after inbox: failed/));
  expect(told).toMatchObject([{ schedule: 'inbox', status: 'succeeded', trigger: 'inbox: orders.csv', rowsWritten: 2 }]);
  await until(async () => expect(JSON.parse(await readFile(join(base, 'log/runs.ndjson'), 'utf8'))).toMatchObject({ schedule: 'broken', status: 'failed', messages: [{ code: 'flow-missing' }] }));
  const second = millrace('serve', base, '--schedules');
  expect([await second.ended, second.said()]).toEqual([2, expect.stringContaining('run by process')]);
  serving.child.kill('SIGTERM');
  expect(await serving.ended).toBe(0);
  server.close();
  const runs = millrace('runs', 'load', '--json');
  await runs.ended;
  expect(JSON.parse(runs.said())).toMatchObject([{ state: 'succeeded', trigger: 'inbox: orders.csv' }]);
});

test('a scheduler that is stopped cancels its run; one that is killed takes it along, and the next one tells of it', async () => {
  await writeFile(join(base, 'schedules.json'), JSON.stringify({ each: { flow: 'slow', cron: '* * * * *', timeZone: 'UTC', missed: 'run' } }));
  // As if it had been looked at an hour ago: one run is due at once, and no minute has to be waited for.
  const due = (): Promise<void> => writeFile(memoryFile(), JSON.stringify({ schedules: 1, remembered: { each: { trigger: '* * * * * UTC', looked: Date.now() - 3_600_000 } } }));
  await mkdir(join(base, 'records/schedules'), { recursive: true });
  await due();
  const stopped = millrace('serve', base, '--schedules');
  await until(() => expect(stopped.said()).toContain('started'));
  /** The process of the run that is under way. */
  const runningRun = async (): Promise<number> => {
    const runs = millrace('runs', 'slow', '--json');
    await runs.ended;
    const [newest] = JSON.parse(runs.said()) as { readonly id: string; readonly state: string }[];
    expect(newest?.state).toBe('running');
    return processOf(newest!.id);
  };
  await until(runningRun);
  stopped.child.kill('SIGTERM');
  expect([await stopped.ended, stopped.said()]).toEqual([0, expect.stringMatching(/each: .*: cancelled/)]);
  await due();
  const killed = millrace('serve', base, '--schedules');
  await until(() => expect(killed.said()).toContain('started'));
  const pid = (await until(runningRun)) as number;
  killed.child.kill('SIGKILL');
  await killed.ended;
  await until(() => expect(isProcessAlive(pid)).toBe(false));
  const next = millrace('serve', base, '--schedules');
  await until(() => expect(next.said()).toMatch(/each: its run that began at .* was cut off/));
  next.child.kill('SIGTERM');
  expect(await next.ended).toBe(0);
}, 120_000);

test('next times are listed across a change of clocks, and trouble is told with exit code 2', async () => {
  await writeFile(join(base, 'schedules.json'), JSON.stringify({ nightly: { flow: 'load', cron: '30 2 * * *', timeZone: 'Europe/Berlin', notify: [{ on: ['failed'], webhook: 'https://example.org/hook/s3cr3t' }] }, off: { flow: 'load', cron: '0 6 * * *', timeZone: 'UTC', enabled: false } }));
  const good = millrace('schedule', base, '--count', '2', '--from', '2026-03-28T12:00:00Z');
  expect(await good.ended).toBe(0);
  expect(good.said()).toMatch(/2026-03-29 03:00 Europe\/Berlin\n +2026-03-30 02:30 Europe\/Berlin/);
  expect(good.said()).toContain('example.org when failed');
  expect(good.said()).not.toContain('s3cr3t');
  await writeFile(join(base, 'schedules.json'), JSON.stringify({ nightly: { flow: 'load', cron: '30 25 * * *', timeZone: 'Europe/Berlin' } }));
  const bad = millrace('schedule', base, '--json');
  expect(await bad.ended).toBe(2);
  expect(bad.said()).toContain('schedule-invalid');
});
