import type { Diagnostic } from '../../engine/core/diagnostic.ts';
import type { WorkbenchState } from '../state/workbench.ts';

const rank = { error: 0, warning: 1, info: 2 } as const;
let last: { readonly check: unknown; readonly runs: unknown; readonly keys: unknown; readonly restarted: unknown; readonly network: boolean; readonly list: readonly Diagnostic[] } | null = null;

/** What the check says now and what the last run said of nodes that have not changed since, errors first. */
export function listProblems(state: WorkbenchState): readonly Diagnostic[] {
  const { check, runs, keys, network, engineRestarted: restarted } = state;
  if (last && last.check === check && last.runs === runs && last.keys === keys && last.restarted === restarted && last.network === network) return last.list;
  const checked = check?.diagnostics ?? [];
  const told = new Set(checked.map((d) => d.message));
  const ran = (runs[0]?.report.diagnostics ?? []).filter((d) => {
    // What the person wanted is no trouble.
    if (d.code === 'run-cancelled') return false;
    const node = d.at.node;
    // Said of the run that it was; what is to be done is in the check, or done.
    if (d.code === 'network-unasked' && (state.network || checked.some((c) => c.code === d.code && c.at.node === node))) return false;
    return !told.has(d.message) && (node === undefined || state.outcomes[node]?.key === keys.get(node));
  });
  const list = [...(restarted ? [restarted] : []), ...checked, ...ran].sort((a, b) => rank[a.severity] - rank[b.severity]);
  last = { check, runs, keys, restarted, network, list };
  return list;
}
