import type { Command } from 'commander';
import { wholeNumber } from './call-arguments.ts';
import { diagnosticLine, exit, type Console } from './console.ts';
import { visibleText } from './visible-text.ts';

interface Host {
  readonly console: Console;
}

/** Adds `millrace schedule`: what the schedules of a folder are, and when they run next. */
export function addScheduleCommand(program: Command, host: Host, done: (code: number) => void): void {
  program
    .command('schedule [DIR]')
    .description('list the schedules of a folder with their next times; "serve DIR --schedules" runs them')
    .option('--count <n>', 'how many of the next times', '3')
    .option('--from <time>', 'times after this one instead of now, such as 2026-03-28T12:00:00Z')
    .option('--json', 'as JSON')
    .action(async (folder: string | undefined, options: { count: string; from?: string; json?: boolean }) => done(await scheduleCommand(folder, { ...options, count: wholeNumber('--count', options.count, 1, 1000) }, host.console)));
}

async function scheduleCommand(target: string | undefined, options: { readonly count: number; readonly from?: string; readonly json?: boolean }, console: Console): Promise<number> {
  const [{ projectSchedules }, { describeSchedules }, { DiagnosticError, problem }] = await Promise.all([import('./project-schedules.ts'), import('../schedule/describe-schedules.ts'), import('../core/diagnostic.ts')]);
  const from = options.from === undefined ? Date.now() : Date.parse(options.from);
  if (Number.isNaN(from)) throw new DiagnosticError(problem('param-invalid', `--from ${options.from} is no time. Write one such as 2026-03-28T12:00:00Z.`));
  const { folder, schedules } = await projectSchedules(target);
  const { entries, diagnostics } = await describeSchedules(folder, schedules, from, options.count);
  if (options.json === true) console.out(`${JSON.stringify({ schedules: entries, diagnostics }, null, 2)}\n`);
  else {
    const lines = (label: string, values: readonly string[]): string => values.map((value, i) => `  ${(i === 0 ? label : '').padEnd(8)}${value}\n`).join('');
    for (const e of entries) console.out(visibleText(`${e.name}  ${e.flow}${e.enabled ? '' : '  (switched off)'}`) + `\n${lines('starts', [visibleText(e.starts)])}${lines('next', e.next.map((n) => n.local))}${lines('tells', e.notifies.map(visibleText))}`);
  }
  for (const d of diagnostics) console.error(diagnosticLine(d));
  return diagnostics.length > 0 ? exit.wrongCall : exit.done;
}
