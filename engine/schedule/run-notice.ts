import type { RunReport } from '../core/run-report.ts';
import type { Notification } from '../document/schedules.ts';
import { withoutAnySecret } from '../io/secrets.ts';

/** What is told of a run that has ended: the body of a webhook, and a line of a log. No rows and no secrets. */
export interface RunNotice {
  readonly schedule: string;
  readonly flow: string;
  readonly status: RunReport['status'];
  /** What started the run. */
  readonly trigger: string;
  /** ISO 8601, UTC. */
  readonly started: string;
  readonly milliseconds: number;
  readonly rowsWritten: number;
  readonly rowsRejected: number;
  readonly errors: number;
  readonly warnings: number;
  /** The first of them, errors first. */
  readonly messages: readonly { readonly severity: string; readonly code: string; readonly node?: string; readonly message: string }[];
}

const mostMessages = 20;

export function runNotice(schedule: string, trigger: string, report: RunReport): RunNotice {
  const nodes = Object.values(report.nodes);
  const of = (severity: string) => report.diagnostics.filter((d) => d.severity === severity);
  const [errors, warnings] = [of('error'), of('warning')];
  return {
    schedule,
    flow: report.flow,
    status: report.status,
    trigger,
    started: report.started,
    milliseconds: report.milliseconds,
    rowsWritten: nodes.reduce((sum, n) => sum + (n.written?.rows ?? 0), 0),
    rowsRejected: nodes.reduce((sum, n) => sum + n.rejected, 0),
    errors: errors.length,
    warnings: warnings.length,
    messages: [...errors, ...warnings].slice(0, mostMessages).map((d) => ({ severity: d.severity, code: d.code, ...(d.at.node === undefined ? {} : { node: d.at.node }), message: withoutAnySecret(d.message) })),
  };
}

/** Whether somebody wants to hear of a run that ended so; of one that was stopped by hand nobody does. */
export function isWanted({ on }: Pick<Notification, 'on'>, { status, warnings }: Pick<RunNotice, 'status' | 'warnings'>): boolean {
  if (status === 'failed') return on.includes('failed');
  return status === 'succeeded' && (on.includes('succeeded') || (warnings > 0 && on.includes('warnings')));
}
