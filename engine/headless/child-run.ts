import { fork } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { problem } from '../core/diagnostic.ts';
import type { RunReport } from '../core/run-report.ts';
import { failedReport, type ScheduledRun } from '../schedule/scheduled-run.ts';

/** A run that was asked to end has so long for it, in milliseconds. */
const longestEnd = 20_000;
/** As much of what a process says is kept. */
const mostWords = 4_000;

/**
 * Does a scheduled run in a process of its own, which `entry` starts: what ends or fills that process leaves the scheduler as it is. The process ends itself
 * when this one has gone.
 */
export async function childRun(entry: URL, run: ScheduledRun, options: { readonly trustScripts: boolean }, signal: AbortSignal): Promise<RunReport> {
  const started = new Date().toISOString();
  const folder = await mkdtemp(join(tmpdir(), 'millrace-scheduled-'));
  const file = join(folder, 'report.json');
  const parameters = Object.entries(run.parameters).flatMap(([name, value]) => ['--param', `${name}=${value}`]);
  const args = ['run', run.flow, '--report', file, '--trigger', run.trigger, ...parameters, ...(run.environment === undefined ? [] : ['--env', run.environment]), ...(options.trustScripts ? ['--trust-scripts'] : [])];
  try {
    // A group of its own, so that Ctrl+C reaches it by way of this process only.
    const child = fork(entry, args, { detached: process.platform !== 'win32', stdio: ['ignore', 'ignore', 'pipe', 'ipc'] });
    let said = '';
    child.stderr!.setEncoding('utf8').on('data', (text: string) => {
      said = (said + text).slice(-mostWords);
    });
    let killing: NodeJS.Timeout | null = null;
    const stop = (): void => {
      child.kill('SIGTERM');
      killing ??= setTimeout(() => child.kill('SIGKILL'), longestEnd);
    };
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
    const how = await new Promise<string>((done) => {
      child.once('error', (error) => done(error.message));
      child.once('close', (code, by) => done(by === null ? `exit code ${code}` : `signal ${by}`));
    });
    signal.removeEventListener('abort', stop);
    if (killing) clearTimeout(killing);
    const report = await readFile(file, 'utf8').then((text) => JSON.parse(text) as RunReport, () => null);
    if (report) return report;
    if (signal.aborted) return { ...failedReport(run, started, null), status: 'cancelled' };
    const words = said.trim().split('\n').filter((line) => line.startsWith('error')).at(-1)?.replace(/^error: /, '');
    const why = words ?? `The process of the run ended with ${how} and gave no account. Outputs are as they were. Run the flow by hand to see why.`;
    return { ...failedReport(run, started, null), diagnostics: [problem(words === undefined ? 'engine-crashed' : 'run-failed', why)] };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
