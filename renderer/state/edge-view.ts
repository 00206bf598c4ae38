import { parseEnd } from '../../engine/document/document.ts';
import { formatCount, formatCountShort, formatRate } from '../ui/format-figures.ts';
import type { WorkbenchState } from './workbench.ts';
import { nodeDefinition } from './node-definition.ts';

export interface EdgeView {
  /** `plain`, `rejects` for rows that did not make it, `live` while rows run through. */
  readonly kind: 'plain' | 'rejects' | 'live';
  readonly count: string;
  /** The count in three or four signs, for a drawing seen from afar. */
  readonly short: string;
  readonly stale: boolean;
}

/** What an edge shows: the rows that left its output, live or from the last run. */
export function edgeView(state: WorkbenchState, from: string): EdgeView {
  const { node, port } = parseEnd(from);
  const output = nodeDefinition(state, node)?.outputs.find((p) => p.name === port);
  const rejects = output?.kind === 'rejects' || output?.kind === 'errors';
  const live = state.run?.progress?.nodes[node];
  if (live?.state === 'running') {
    const rows = live.rowsOut?.[port];
    const perSecond = live.rates?.[port];
    const rate = perSecond ? { count: formatRate(perSecond), short: `${formatCountShort(perSecond)}/s` } : {};
    return { ...counted(rows), ...rate, kind: rejects ? 'rejects' : 'live', stale: false };
  }
  const kind = rejects ? 'rejects' : 'plain';
  const done = live?.rowsOut?.[port];
  if (done !== undefined) return { ...counted(done), kind, stale: false };
  const outcome = state.outcomes[node];
  const rows = outcome?.rowsOut[port];
  return { ...counted(rows), kind, stale: outcome !== undefined && outcome.key !== state.keys.get(node) };
}

const counted = (rows: number | undefined) => (rows === undefined ? { count: '', short: '' } : { count: formatCount(rows), short: formatCountShort(rows) });
