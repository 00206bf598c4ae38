import { DiagnosticError } from '../core/diagnostic.ts';
import { quotedIdentifier } from '../core/quoting.ts';
import { gateRow, gateTrouble } from '../execute/gate-rows.ts';
import type { GateRow } from '../plan/job.ts';
import { delivered, runAt, type StreamHost } from './stream-host.ts';
import type { StreamJob } from './stream-job.ts';
import type { Totals } from './stream-state.ts';

/** The figures of all epochs so far with those of the epoch whose tables are there. */
export async function addSummaries(job: StreamJob, before: Totals['summaries'], host: StreamHost): Promise<Totals['summaries']> {
  const after = new Map(before);
  for (const { key, sql, measures, node } of job.summaries) {
    const [row] = (await runAt(host, node, sql)).rows;
    after.set(key, Object.fromEntries(measures.map((m, i) => [m, (before.get(key)?.[m] ?? 0) + Number(row?.[i] ?? 0)])));
  }
  return after;
}

/** How the rules fare over all rows so far. */
export async function judge(job: StreamJob, summaries: Totals['summaries'], host: StreamHost): Promise<readonly GateRow[]> {
  for (const { key, measures } of job.summaries) {
    const values = measures.map((m) => `CAST(${summaries.get(key)?.[m] ?? 0} AS BIGINT) AS ${quotedIdentifier(m)}`);
    await host.database.run(`CREATE OR REPLACE TEMP TABLE ${quotedIdentifier(key)} AS SELECT ${values.join(', ')}`);
  }
  const rows: GateRow[] = [];
  for (const { node, sql } of job.gates) for (const values of (await runAt(host, node, sql)).rows) rows.push(gateRow(node, values));
  return rows;
}

/** Stops the epoch at hand when a rule that must hold is broken. */
export function demand(rows: readonly GateRow[]): void {
  for (const row of rows) {
    const trouble = gateTrouble(row, delivered);
    if (trouble?.severity === 'error') throw new DiagnosticError(trouble);
  }
}
