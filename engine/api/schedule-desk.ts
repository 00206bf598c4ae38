import { readFile, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { DiagnosticError, problem, type Diagnostic } from '../core/diagnostic.ts';
import type { RunReport } from '../core/run-report.ts';
import { scheduleFile } from '../core/schedule-file.ts';
import { readSchedules } from '../document/schedules.ts';
import { givenParameters } from '../headless/environment.ts';
import { loadFlow } from '../headless/load-flow.ts';
import { describeSchedules } from '../schedule/describe-schedules.ts';
import { holdSchedules } from '../schedule/schedule-memory.ts';
import type { ScheduledRun } from '../schedule/scheduled-run.ts';
import { Scheduler } from '../schedule/scheduler.ts';
import type { ScheduleState } from './contract.ts';
import type { RunRequest } from './run-request.ts';
import type { Session } from './session.ts';

/** Lines of what happened that are kept of a folder. */
const mostLines = 200;

interface Running {
  readonly scheduler: Scheduler;
  readonly viewers: Set<string>;
}

/** The schedules that windows have switched on, folder by folder: they run as long as one of those windows is there. */
export class ScheduleDesk {
  private readonly session: Session;
  private readonly tell: (base: string, text: string) => void;
  private readonly running = new Map<string, Running>();
  private readonly lines = new Map<string, { readonly time: string; readonly text: string }[]>();
  private last: Promise<unknown> = Promise.resolve();

  constructor(session: Session, tell: (base: string, text: string) => void) {
    this.session = session;
    this.tell = tell;
  }

  /** What the schedules of a folder are, as its file has them or as `text` would. */
  async state(base: string, text: string | null, viewer: string): Promise<ScheduleState> {
    const found = text ?? (await readFile(join(base, scheduleFile), 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return '{}';
      throw new DiagnosticError(problem('file-unreadable', `${join(base, scheduleFile)} cannot be read (${error.code ?? error.message}). Check that it is a file you may read.`));
    }));
    const read = readSchedules(found, scheduleFile);
    const described = 'problem' in read ? { entries: [], diagnostics: [read.problem] } : await describeSchedules(base, read.schedules, Date.now(), 3);
    const here = this.running.get(base);
    return { ...described, on: here?.viewers.has(viewer) === true, running: here?.scheduler.running ?? [], lines: this.lines.get(base) ?? [] };
  }

  /** Switches the schedules of a folder on or off for a window. Throws 'schedule-busy' where another process has them. */
  switch(base: string, on: boolean, viewer: string): Promise<void> {
    return this.inTurn(() => (on ? this.begin(base, viewer) : this.end(base, viewer)));
  }

  /** A window has gone. */
  left(viewer: string): Promise<void> {
    return this.inTurn(async () => {
      for (const base of this.running.keys()) await this.end(base, viewer);
    });
  }

  close(): Promise<void> {
    return this.inTurn(async () => {
      await Promise.all([...this.running.values()].map(({ scheduler }) => scheduler.stop()));
      this.running.clear();
    });
  }

  /** One after the other: a folder is not taken again before it has been let go. */
  private inTurn(work: () => Promise<void>): Promise<void> {
    const next = this.last.then(work, work);
    this.last = next.catch(() => undefined);
    return next;
  }

  private async begin(base: string, viewer: string): Promise<void> {
    const there = this.running.get(base);
    if (there) return void there.viewers.add(viewer);
    const records = this.session.recordsFolder;
    if (records === null) throw new DiagnosticError(problem('schedule-busy', 'Schedules have to remember what has run, and MILLRACE_RECORDS is off. Set it to a folder, or leave it out.'));
    const memory = await holdSchedules(await realpath(base), records);
    const say = (text: string): void => this.say(base, text);
    const scheduler = new Scheduler(base, memory, { run: (run, signal) => this.run(run, signal), now: () => Date.now(), say, failed: (d) => this.failed(base, d) });
    this.running.set(base, { scheduler, viewers: new Set([viewer]) });
    await scheduler.start();
  }

  private async end(base: string, viewer: string): Promise<void> {
    const there = this.running.get(base);
    if (!there?.viewers.delete(viewer) || there.viewers.size > 0) return;
    this.running.delete(base);
    await there.scheduler.stop();
  }

  private async run(run: ScheduledRun, signal: AbortSignal): Promise<RunReport> {
    const flow = await loadFlow(run.flow);
    const given = Object.entries(run.parameters).map(([name, value]) => `${name}=${value}`);
    const parameters = await givenParameters(flow, { param: given, ...(run.environment === undefined ? {} : { env: run.environment }) });
    const request: RunRequest = { document: flow.document, base: flow.base, name: flow.name, parameters, trigger: run.trigger, counting: 'free', ...(run.environment === undefined ? {} : { environment: run.environment }) };
    let cancel = (): void => undefined;
    const stop = (): void => cancel();
    signal.addEventListener('abort', stop);
    try {
      return await this.session.run(request, () => undefined, (next) => {
        cancel = next;
        if (signal.aborted) next();
      });
    } finally {
      signal.removeEventListener('abort', stop);
    }
  }

  private failed(base: string, trouble: Diagnostic): void {
    this.say(base, trouble.message);
    void this.inTurn(async () => {
      const there = this.running.get(base);
      this.running.delete(base);
      await there?.scheduler.stop();
      this.say(base, 'The schedules are switched off.');
    });
  }

  private say(base: string, text: string): void {
    const lines = this.lines.get(base) ?? [];
    lines.push({ time: new Date().toISOString(), text });
    this.lines.set(base, lines.slice(-mostLines));
    this.tell(base, text);
  }
}
