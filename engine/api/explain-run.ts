import { explainFlow, type FlowExplanation } from '../compile/explain-flow.ts';
import { DiagnosticError } from '../core/diagnostic.ts';
import type { FlowRef } from './contract.ts';
import { pathFrom } from './flow-paths.ts';
import { blockingProblems } from './blocking-problems.ts';
import { untilFound } from './seek-values.ts';
import type { Session } from './session.ts';

/** What a run of the flow, or of `to` and what feeds it, would do; nothing is run. Throws the errors of a flow that cannot run. */
export async function explainRun(session: Session, request: FlowRef & { readonly to?: string }): Promise<FlowExplanation> {
  const flow = await session.check(request, undefined, untilFound);
  const errors = blockingProblems(flow, request.to ?? null).filter((d) => d.severity === 'error');
  if (errors[0]) throw new DiagnosticError(errors[0], errors.slice(1));
  return explainFlow(session.plan(flow, request.to ?? null, undefined, undefined, 'free'), (path) => pathFrom(flow.base, path));
}
