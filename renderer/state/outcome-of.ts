import type { NodeReport } from '../../engine/core/run-report.ts';
import type { NodeOutcome } from './workbench.ts';

/** What a run found at a node whose settings have the key; null while it is under way. */
export function outcomeOf(report: NodeReport, key: string): NodeOutcome | null {
  switch (report.state) {
    case 'waiting':
    case 'running':
      return null;
    case 'done':
    case 'warning':
    case 'failed':
    case 'skipped':
    case 'cancelled':
      return { state: report.state, key, rowsIn: report.rowsIn, rowsOut: report.rowsOut, milliseconds: report.milliseconds, ...(report.cache ? { cache: report.cache } : {}), written: report.written ?? null, ...(report.cursor ? { cursor: report.cursor } : {}) };
  }
}
