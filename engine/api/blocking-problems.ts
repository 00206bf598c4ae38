import type { CheckedFlow } from '../check/checked-flow.ts';
import { neededFor } from '../check/sheet-mates.ts';
import { serverNeeded } from './server-read.ts';
import { problem, type Diagnostic } from '../core/diagnostic.ts';

/** What is to be said before a run: everything when all of it runs, else what is about `to`, what feeds it, or no node. An error among it keeps the run from starting; without `network` that is one for a server that would be asked. */
export function blockingProblems(flow: CheckedFlow, to: string | null, network = true): readonly Diagnostic[] {
  const said = problemsOf(flow, to);
  const server = network ? null : serverNeeded(flow, to, said);
  return server === null ? said : [...said.filter((d) => d.code !== 'network-unasked'), server];
}

function problemsOf(flow: CheckedFlow, to: string | null): readonly Diagnostic[] {
  if (to === null) return flow.diagnostics;
  const node = flow.nodes.find((n) => n.id === to);
  if (!node) return [problem('edge-unknown-end', `The flow has no node "${to}". Its nodes are ${flow.nodes.map((n) => n.id).join(', ')}.`)];
  const needed = neededFor(flow.nodes, to);
  return flow.diagnostics.filter((d) => d.at.node === undefined || needed.has(d.at.node));
}
