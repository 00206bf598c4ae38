import type { CheckedFlow } from '../check/checked-flow.ts';
import { neededIn, nodeOf, type RunScope } from '../check/run-scope.ts';
import { serverNeeded } from './server-read.ts';
import { problem, type Diagnostic } from '../core/diagnostic.ts';

/** What is to be said before a run: everything when all of it runs, else what is about the nodes that take part, or no node. An error among it keeps the run from starting; without `network` that is one for a server that would be asked. */
export function blockingProblems(flow: CheckedFlow, to: RunScope, network = true): readonly Diagnostic[] {
  const said = problemsOf(flow, to);
  const server = network ? null : serverNeeded(flow, to, said);
  return server === null ? said : [...said.filter((d) => d.code !== 'network-unasked'), server];
}

function problemsOf(flow: CheckedFlow, to: RunScope): readonly Diagnostic[] {
  const at = nodeOf(to);
  if (at === null) return flow.diagnostics;
  const node = flow.nodes.find((n) => n.id === at);
  if (!node) return [problem('edge-unknown-end', `The flow has no node "${at}". Its nodes are ${flow.nodes.map((n) => n.id).join(', ')}.`)];
  const needed = neededIn(flow.nodes, to);
  return flow.diagnostics.filter((d) => d.at.node === undefined || needed === null || needed.has(d.at.node));
}
