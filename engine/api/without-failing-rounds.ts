import type { CheckedFlow } from '../check/checked-flow.ts';
import type { RunScope } from '../check/run-scope.ts';
import { withRounds } from '../check/iterate-rounds.ts';
import type { FailedRounds, RoundsAsked } from '../check/rounds.ts';
import { hasErrors, type Diagnostic } from '../core/diagnostic.ts';
import type { RunReport } from '../core/run-report.ts';
import { findFailingRounds, type RoundsHost } from './failing-rounds.ts';
import { blockingProblems } from './blocking-problems.ts';

interface Host extends RoundsHost {
  once(flow: CheckedFlow): Promise<RunReport>;
  check(rounds: RoundsAsked): Promise<CheckedFlow>;
  refused(flow: CheckedFlow, problems: readonly Diagnostic[]): RunReport;
}

/**
 * Runs a flow, and when that fails by rounds of an Iterate component that goes on without them, again without these. Nothing is written by a run that
 * fails, so nothing is written twice. Where no round fails by itself, a run is done again as often as the nodes try a round.
 */
export async function withoutFailingRounds(flow: CheckedFlow, to: RunScope, host: Host): Promise<RunReport> {
  let failed: FailedRounds = new Map();
  let now = flow;
  for (let again = 0; ; ) {
    const report = await host.once(now);
    const rounds = [...(now.rounds ?? [])];
    if (report.status !== 'failed' || rounds.length === 0 || host.signal.aborted) return report;
    let found: FailedRounds;
    try {
      found = await findFailingRounds(now, to, host);
    } catch (error) {
      // The run has failed already; what comes after is no longer wanted.
      if (host.signal.aborted) return report;
      throw error;
    }
    if (found.size === 0 && again++ >= Math.max(...rounds.map(([, { retries }]) => retries))) return report;
    failed = withRounds(failed, found);
    // Rounds are told by their number, so the rows they are made of are not asked for anew.
    now = await host.check({ failed, ...(flow.given ? { given: flow.given } : {}) });
    const blocking = blockingProblems(now, to);
    if (hasErrors(blocking)) return host.refused(now, blocking);
  }
}
