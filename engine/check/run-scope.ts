import type { CheckedNode } from './checked-flow.ts';
import { neededFor, sheetMates } from './sheet-mates.ts';

/** What a run is of: the whole flow (null), a node and what feeds it, or a node and all that comes after it, with what feeds these. */
export type RunScope = string | null | { readonly from: string };

/** The scope that a request for a run names. */
export const scopeOf = ({ to, from }: { readonly to?: string | undefined; readonly from?: string | undefined }): RunScope => (from === undefined ? (to ?? null) : { from });

/** The node a scope begins or ends at; null for the whole flow. */
export const nodeOf = (scope: RunScope): string | null => (scope === null || typeof scope === 'string' ? scope : scope.from);

/** The nodes whose files and tables a run writes; null for all. A sheet of a workbook brings the others along, since the file is written as a whole. */
export function endsOf(nodes: readonly CheckedNode[], scope: RunScope): ReadonlySet<string> | null {
  if (scope === null) return null;
  const ends = typeof scope === 'string' ? [scope] : [...behind(nodes, scope.from)];
  return new Set(ends.flatMap((id) => [id, ...sheetMates(nodes, id)]));
}

/** The nodes that take part in a run; null for all. */
export function neededIn(nodes: readonly CheckedNode[], scope: RunScope): ReadonlySet<string> | null {
  const ends = endsOf(nodes, scope);
  return ends === null ? null : new Set([...ends].flatMap((id) => [...neededFor(nodes, id)]));
}

/** A node and all that reads it, directly or through others; nodes come after what feeds them. */
function behind(nodes: readonly CheckedNode[], from: string): ReadonlySet<string> {
  const found = new Set([from]);
  for (const { id, sources } of nodes) if (Object.values(sources).some((ends) => ends.some((end) => found.has(end.node)))) found.add(id);
  return found;
}
