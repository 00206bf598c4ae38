import { DiagnosticError, problem, type Diagnostic } from '../core/diagnostic.ts';
import type { RunReport } from '../core/run-report.ts';

/** A run that is due. */
export interface ScheduledRun {
  readonly schedule: string;
  /** Absolute path of the flow file. */
  readonly flow: string;
  readonly environment?: string;
  readonly parameters: Readonly<Record<string, string>>;
  /** What started it, for the record. */
  readonly trigger: string;
}

export interface SchedulerHost {
  /** Runs a flow; trouble is in the report. Aborted it ends soon, as `cancelled`. */
  run(request: ScheduledRun, signal: AbortSignal): Promise<RunReport>;
  /** Milliseconds since 1970. */
  now(): number;
  /** One sentence of what happens, for a log. */
  say(text: string): void;
  /** The scheduler has stopped by itself. */
  failed(problem: Diagnostic): void;
}

/** The account of a run that could not be begun, or ended in a way that gave none. */
export function failedReport(run: ScheduledRun, started: string, error: unknown): RunReport {
  const diagnostics = error === null ? [] : error instanceof DiagnosticError ? error.all : [problem('run-failed', `The run stopped on an internal error: ${error instanceof Error ? error.message : String(error)}. No output was changed; please report it.`)];
  return { status: 'failed', flow: run.flow, started, milliseconds: 0, nodes: {}, rules: [], diagnostics };
}
