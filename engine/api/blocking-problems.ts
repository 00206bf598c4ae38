import type { CheckedFlow } from '../check/checked-flow.ts';
import { problem, type Diagnostic } from '../core/diagnostic.ts';

/** What keeps a run from starting: any error when all of it runs, else errors of the node and what feeds it. */
export function blockingProblems(flow: CheckedFlow, to: string | null): readonly Diagnostic[] {
  if (to === null) return flow.diagnostics;
  const node = flow.nodes.find((n) => n.id === to);
  if (!node) return [problem('edge-unknown-end', `The flow has no node "${to}". Its nodes are ${flow.nodes.map((n) => n.id).join(', ')}.`)];
  const needed = new Set<string>();
  const visit = (id: string): void => {
    if (needed.has(id)) return;
    needed.add(id);
    for (const ends of Object.values(flow.nodes.find((n) => n.id === id)?.sources ?? {})) for (const end of ends) visit(end.node);
  };
  visit(to);
  return flow.diagnostics.filter((d) => d.at.node === undefined || needed.has(d.at.node));
}
