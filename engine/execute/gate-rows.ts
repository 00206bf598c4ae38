import type { Diagnostic } from '../core/diagnostic.ts';
import { problem, warning } from '../core/diagnostic.ts';
import type { GateRow } from '../plan/job.ts';

/** One row of a gate's statement, whose columns are gateColumns in their order. */
export function gateRow(node: string, [rule, severity, message, success, broken, rows]: readonly unknown[]): GateRow {
  return { node, rule: String(rule), severity: String(severity), message: String(message), success: success === true, broken: Number(broken ?? 0), rows: Number(rows ?? 0) };
}

/** What a broken rule means for the run: an error stops it, a warning is told; `untouched` says in the message what became of the outputs. */
export function gateTrouble(row: GateRow, untouched: string): Diagnostic | null {
  if (row.success) return null;
  const message = row.message.replace(/\.$/, '');
  if (row.severity === 'fail') return problem('quality-failed', `Node "${row.node}" stopped the run: ${message}. ${untouched}; look at ${row.rule === 'condition' ? 'the rows that arrive there, or change the condition' : 'its rejected rows, or change the rule'}.`, { node: row.node });
  return row.severity === 'warn' ? warning('quality-warning', `Node "${row.node}": ${message}.`, { node: row.node }) : null;
}
