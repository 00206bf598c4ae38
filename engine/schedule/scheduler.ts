import { readFile } from 'node:fs/promises';
import { basename, dirname, join, relative } from 'node:path';
import { DiagnosticError, problem } from '../core/diagnostic.ts';
import type { RunReport } from '../core/run-report.ts';
import { scheduleFile } from '../core/schedule-file.ts';
import { readSchedules, type FileSchedule, type Schedule, type Schedules, type TimedSchedule } from '../document/schedules.ts';
import { withoutAnySecret } from '../io/secrets.ts';
import { Arrivals, filesThere, type SeenFile } from './arrived-files.ts';
import { checkSchedules, flowFile } from './check-schedules.ts';
import { timesBetween } from './cron-times.ts';
import { RunQueue, type QueuedRun } from './run-queue.ts';
import { isWanted, runNotice } from './run-notice.ts';
import { failedReport, type ScheduledRun, type SchedulerHost } from './scheduled-run.ts';
import type { Remembered, ScheduleMemory } from './schedule-memory.ts';
import { sendNotice } from './send-notice.ts';
import { startedBy, zonedTime } from './started-by.ts';

/** How late a time may be taken and still be that time, in milliseconds: what comes later was missed. */
const grace = 60_000;
const between = { looks: 1_000, files: 2_000, beats: 20_000 };
const usualSettle = 5;
/** Stamps of files that are kept of one schedule; those that were dealt with first go first. */
const mostFiles = 50_000;

/** Runs the flows of a folder as its schedule file says, from `start` to `stop`. The file is read again when it changes. */
export class Scheduler {
  private readonly folder: string;
  private readonly memory: ScheduleMemory;
  private readonly host: SchedulerHost;
  private readonly queue: RunQueue;
  private readonly arrivals = new Map<string, Arrivals>();
  /** Arrivals that wait for their run, or are in it. */
  private readonly taken = new Set<string>();
  private readonly ended = new AbortController();
  private readonly told = new Map<string, string>();
  private remembered: Record<string, Remembered>;
  private schedules: Schedules = {};
  private broken: ReadonlySet<string> = new Set();
  private text: string | null = null;
  private timer: NodeJS.Timeout | null = null;
  private looking: Promise<void> | null = null;
  private writing: Promise<void> = Promise.resolve();
  private lastLook = { files: -Infinity, beat: -Infinity };

  constructor(folder: string, memory: ScheduleMemory, host: SchedulerHost, atOnce = 1) {
    this.folder = folder;
    this.memory = memory;
    this.host = host;
    this.remembered = { ...memory.schedules };
    this.queue = new RunQueue(atOnce, (run) => this.carryOut(run));
  }

  /** Tells of runs that were cut off, then looks every second. */
  async start(): Promise<void> {
    await this.reload();
    for (const [name, { running }] of Object.entries(this.remembered)) {
      if (!running) continue;
      const cut: RunReport = { status: 'failed', flow: this.schedules[name]?.flow ?? name, started: running.started, milliseconds: 0, nodes: {}, rules: [], diagnostics: [problem('run-failed', `The run was cut off: the process that ran it has ended. Its outputs are as they were. ${this.schedules[name] && 'files' in this.schedules[name] ? 'It is done again.' : 'It is not done again by itself.'}`)] };
      this.host.say(`${name}: its run that began at ${running.started} was cut off`);
      await this.forgetRun(name);
      await this.tell(name, running.trigger, cut);
    }
    this.timer = setInterval(() => void this.look(), between.looks);
  }

  /** Looks once at what is due; the timer does so every second. One look at a time. */
  look(): Promise<void> {
    if (this.ended.signal.aborted) return Promise.resolve();
    return (this.looking ??= this.lookOnce()
      .catch((error: unknown) => this.giveUp(error))
      .finally(() => {
        this.looking = null;
      }));
  }

  /** Names of the schedules whose runs are under way. */
  get running(): readonly string[] {
    return this.queue.running;
  }

  /** Starts nothing more, cancels what runs, and answers when that has ended. */
  async stop(): Promise<void> {
    if (this.timer) clearInterval(this.timer);
    this.ended.abort();
    await this.looking;
    await this.queue.close();
    await this.memory.release();
  }

  /** Answers when nothing runs and nothing waits. */
  idle(): Promise<void> {
    return this.queue.idle();
  }

  private async lookOnce(): Promise<void> {
    const now = this.host.now();
    if (now - this.lastLook.beat >= between.beats || now < this.lastLook.beat) {
      this.lastLook.beat = now;
      await this.memory.beat();
    }
    await this.reload();
    const lookAtFiles = now - this.lastLook.files >= between.files || now < this.lastLook.files;
    if (lookAtFiles) this.lastLook.files = now;
    for (const [name, schedule] of Object.entries(this.schedules)) {
      if (schedule.enabled === false || this.broken.has(name)) continue;
      if ('cron' in schedule) await this.lookAtTime(name, schedule, now);
      else if ('files' in schedule && lookAtFiles) await this.lookAtFiles(name, schedule, now);
    }
  }

  private async lookAtTime(name: string, schedule: TimedSchedule, now: number): Promise<void> {
    const trigger = triggerOf(schedule);
    const known = this.remembered[name];
    const looked = known?.trigger === trigger ? known.looked : undefined;
    const note = (): Promise<void> => this.remember(name, { ...known, trigger, looked: now });
    if (looked === undefined) return note();
    if (looked - now > grace) {
      this.host.say(`${name}: the clock was set back; times count from now on`);
      return note();
    }
    const due = timesBetween(schedule, looked, now);
    if (due === null) return;
    // Before the run: a process that is killed in it does not begin it again and again.
    await note();
    const time = zonedTime(due.last, schedule.timeZone);
    const late = now - due.last > grace;
    const missed = late ? due.count : due.count - 1;
    if (missed > 0) this.host.say(`${name}: ${missed === 1 ? 'one time was' : `${missed} times were`} missed${late ? `, the last one ${time}${schedule.missed === 'run' ? '; it runs now, once' : ''}` : ''}`);
    if (!late) await this.enqueue(name, schedule, startedBy.time(name, time));
    else if (schedule.missed === 'run') await this.enqueue(name, schedule, startedBy.missed(name, time));
  }

  private async lookAtFiles(name: string, schedule: FileSchedule, now: number): Promise<void> {
    const trigger = triggerOf(schedule);
    let there: readonly SeenFile[] | null;
    try {
      there = await filesThere(schedule.files, this.folder);
      this.told.delete(`${name}.files`);
    } catch (error) {
      this.once(`${name}.files`, `${name}: ${schedule.files} cannot be looked at (${(error as NodeJS.ErrnoException).code ?? String(error)}); it is tried again`);
      return;
    }
    if (there === null) {
      // Nothing was there when the schedule was first looked at.
      if (this.remembered[name]?.trigger !== trigger) await this.remember(name, { trigger, files: {} });
      return;
    }
    const known = this.remembered[name];
    if (known?.trigger !== trigger || !known.files) {
      if (there.length > 0) this.host.say(`${name}: ${there.length} ${there.length === 1 ? 'file is' : 'files are'} there already and not run; those that arrive from now on are`);
      return this.remember(name, { trigger, files: Object.fromEntries(there.map((f) => [f.path, f.stamp])) });
    }
    const arrivals = this.arrivals.get(name) ?? new Arrivals();
    this.arrivals.set(name, arrivals);
    const fresh = arrivals.settled(there, known.files, schedule.settle ?? usualSettle, now).filter((f) => !this.taken.has(arrivalKey(name, f)));
    if (fresh.length === 0) return;
    for (const group of schedule.parameter === undefined ? [fresh] : fresh.map((f) => [f])) {
      for (const file of group) this.taken.add(arrivalKey(name, file));
      await this.enqueue(name, schedule, startedBy.files(name, group.map((f) => basename(f.path))), group);
    }
  }

  private async enqueue(name: string, schedule: Schedule, trigger: string, files: readonly SeenFile[] = []): Promise<void> {
    const flow = await flowFile(this.folder, schedule.flow);
    if (flow === null) return;
    const file = 'files' in schedule && schedule.parameter !== undefined && files[0] ? { [schedule.parameter]: pathFrom(dirname(flow), files[0].path) } : {};
    const given = Object.fromEntries(Object.entries(schedule.parameters ?? {}).map(([key, value]) => [key, String(value)]));
    const run: ScheduledRun = { schedule: name, flow, trigger, parameters: { ...given, ...file }, ...(schedule.environment === undefined ? {} : { environment: schedule.environment }) };
    const policy = 'files' in schedule ? 'always' : (schedule.overlap ?? ('cron' in schedule ? 'skip' : 'wait'));
    const refused = this.queue.add({ run, files }, policy);
    if (refused !== null) this.host.say(`${trigger}: left out, since ${refused}`);
  }

  private async carryOut({ run, files }: QueuedRun): Promise<void> {
    const { schedule: name, trigger } = run;
    const started = new Date(this.host.now()).toISOString();
    try {
      const before = this.remembered[name] ?? { trigger: '' };
      await this.remember(name, { ...before, running: { started, trigger } });
      if (this.ended.signal.aborted) return await this.forgetRun(name);
      this.host.say(`${trigger}: started`);
      const report = await this.host.run(run, this.ended.signal).catch((error: unknown) => failedReport(run, started, error));
      this.host.say(`${trigger}: ${report.status} in ${(report.milliseconds / 1000).toFixed(1)} s${report.diagnostics.filter((d) => d.severity !== 'info').map((d) => `; ${d.severity}: ${withoutAnySecret(d.message)}`).slice(0, 3).join('')}`);
      const stopped = report.status === 'cancelled' && this.ended.signal.aborted;
      // Only now are files dealt with: those of a run that is stopped or killed are run again.
      await this.forgetRun(name, stopped ? [] : files);
      if (stopped) return;
      await this.tell(name, trigger, report);
      await this.follow(name, report);
    } catch (error) {
      this.giveUp(error);
    } finally {
      for (const file of files) this.taken.delete(arrivalKey(name, file));
    }
  }

  private async follow(name: string, report: RunReport): Promise<void> {
    for (const [next, schedule] of Object.entries(this.schedules)) {
      if (!('after' in schedule) || schedule.after !== name || schedule.enabled === false || this.broken.has(next)) continue;
      const when = schedule.when ?? 'succeeded';
      if (when === 'ended' || when === report.status) await this.enqueue(next, schedule, startedBy.after(next, name));
    }
  }

  private async tell(name: string, trigger: string, report: RunReport): Promise<void> {
    const notice = runNotice(name, trigger, report);
    const wanted = (this.schedules[name]?.notify ?? []).filter((to) => isWanted(to, notice));
    const troubles = await Promise.all(wanted.map((to) => sendNotice(to, notice, this.folder, this.ended.signal)));
    for (const trouble of troubles) if (trouble) this.host.say(`warning: ${trouble.message}`);
  }

  /** Reads the schedules again where their file has changed; one that cannot be used is told, and those of before hold. */
  private async reload(): Promise<void> {
    const path = join(this.folder, scheduleFile);
    const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
      this.once('file', `${path} cannot be read (${error.code ?? String(error)}); ${Object.keys(this.schedules).length === 0 ? 'nothing is run until it can' : 'the schedules of before hold'}`);
      return null;
    });
    if (text === null || text === this.text) return;
    this.told.delete('file');
    const read = readSchedules(text, scheduleFile);
    this.text = text;
    if ('problem' in read) return this.host.say(`error: ${read.problem.message}${Object.keys(this.schedules).length === 0 ? '' : ' The schedules of before hold.'}`);
    const problems = await checkSchedules(this.folder, read.schedules, this.host.now());
    for (const { message } of problems) this.host.say(`error: ${message}`);
    this.schedules = read.schedules;
    // A flow that is missing may come; its runs say so until then.
    this.broken = new Set(problems.flatMap(({ at: { param = '' } }) => (param.endsWith('.flow') ? [] : Object.keys(read.schedules).filter((name) => param.startsWith(`${name}.`)))));
    const kept = Object.entries(this.remembered).filter(([name, { running }]) => running || (Object.hasOwn(read.schedules, name) && read.schedules[name]!.enabled !== false));
    if (kept.length < Object.keys(this.remembered).length) await this.write(Object.fromEntries(kept));
  }

  private async forgetRun(name: string, files: readonly SeenFile[] = []): Promise<void> {
    const { running: _, ...rest } = this.remembered[name] ?? { trigger: '' };
    if (files.length === 0) return this.remember(name, rest);
    const all = [...Object.entries(rest.files ?? {}).filter(([path]) => !files.some((f) => f.path === path)), ...files.map((f) => [f.path, f.stamp] as const)];
    await this.remember(name, { ...rest, files: Object.fromEntries(all.slice(-mostFiles)) });
  }

  private remember(name: string, what: Remembered): Promise<void> {
    return this.write({ ...this.remembered, [name]: what });
  }

  private async write(remembered: Record<string, Remembered>): Promise<void> {
    this.remembered = remembered;
    // One after the other, each with what is known by then.
    await (this.writing = this.writing.then(() => this.memory.write(this.remembered)));
  }

  private once(what: string, text: string): void {
    if (this.told.get(what) === text) return;
    this.told.set(what, text);
    this.host.say(text);
  }

  private giveUp(error: unknown): void {
    if (this.ended.signal.aborted) return;
    if (this.timer) clearInterval(this.timer);
    this.ended.abort();
    this.host.failed(error instanceof DiagnosticError ? error.diagnostic : problem('run-failed', `The schedules stopped on an internal error: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}. Please report it.`));
  }
}

const triggerOf = (schedule: TimedSchedule | FileSchedule): string => ('cron' in schedule ? `${schedule.cron} ${schedule.timeZone}` : schedule.files);
const arrivalKey = (name: string, { path, stamp }: SeenFile): string => `${name}\0${path}\0${stamp}`;

/** A path as a flow in the folder `base` writes it. */
const pathFrom = (base: string, path: string): string => relative(base, path).replaceAll('\\', '/');
