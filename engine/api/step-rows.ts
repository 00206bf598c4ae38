import { performance } from 'node:perf_hooks';
import type { CheckedFlow, CheckedNode } from '../check/checked-flow.ts';
import { DiagnosticError, problem } from '../core/diagnostic.ts';
import { unrepeatableNode } from '../lineage/mark-flow.ts';
import { markStep } from '../lineage/step-relations.ts';
import { asText } from '../lineage/trace-relations.ts';
import { outputKey, TableIndex } from '../plan/table-key.ts';
import type { FlowRef, StepChoice, StepRows } from './contract.ts';
import type { ExactRows, Question } from './exact-rows.ts';
import { untilFound } from './seek-values.ts';
import type { Session } from './session.ts';

/** Finds the rows that were lost, added or duplicated at a step. */
export async function stepRows(request: FlowRef & StepChoice, session: Session, exact: ExactRows, question: Question): Promise<StepRows> {
  const started = performance.now();
  const flow = await session.check(request, undefined, untilFound);
  const { node, input, edge, outputs } = place(flow, request);
  const step = markStep(flow, node, input, edge, outputs);
  if (step.blind !== null) throw new DiagnosticError(problem('trace-impossible', `Which rows of node "${node.id}" come from which cannot be told: ${step.blind}. Ask about a node before or after it.`, { node: node.id }));
  return exact.during(flow, request.network === true, async (ask, look) => {
    const counted = new Map((await ask(step.flow, node.id, asText(step.counts, ['what', 'n']), 10_000)).map(([what, n]) => [what!, Number(n)]));
    const number = (what: string): number => counted.get(what) ?? 0;
    const port = request.kind === 'added' ? (outputs.find((o) => number(`added ${o}`) > 0) ?? outputs[0]!) : null;
    const result = await look(step.flow, node.id, step.rows(request.kind, port ?? outputs[0]!), request.rows, true);
    const total = number(port === null ? request.kind : `added ${port}`);
    const source = node.sources[input]![edge]!;
    return {
      node: node.id,
      title: node.title,
      input: { port: input, edge, from: `${source.node}.${source.port}` },
      rowsIn: number('in'),
      lost: number('lost'),
      duplicated: number('duplicated'),
      joined: number('joined'),
      outputs: Object.fromEntries(outputs.map((o) => [o, { rows: number(`out ${o}`), added: number(`added ${o}`) }])),
      kind: request.kind,
      port,
      shown: { schema: result.schema, arrow: result.arrow, rows: result.rows, coverage: result.more ? 'first' : 'all', total, note: result.more ? `The first ${result.rows.toLocaleString('en-US')} of ${total.toLocaleString('en-US')} rows.` : `All ${result.rows.toLocaleString('en-US')} rows.`, profile: result.profile, milliseconds: Math.round(performance.now() - started), taken: new Date().toISOString() },
      remarks: step.remarks,
    };
  }, question);
}

interface Place {
  readonly node: CheckedNode;
  readonly input: string;
  readonly edge: number;
  readonly outputs: readonly string[];
}

/** The node with one of its inputs and the outputs to follow; throws a DiagnosticError that says what there is instead. */
function place(flow: CheckedFlow, choice: StepChoice): Place {
  const node = flow.nodes.find((n) => n.id === choice.node);
  if (!node) throw new DiagnosticError(problem('edge-unknown-end', `The flow has no node "${choice.node}". Its nodes are ${flow.nodes.map((n) => n.id).join(', ')}.`));
  if (!node.built) throw new DiagnosticError(flow.diagnostics.find((d) => d.severity === 'error' && d.at.node === node.id) ?? flow.diagnostics.find((d) => d.severity === 'error') ?? problem('input-missing', `Node "${node.id}" cannot be looked into until its problems are mended.`, { node: node.id }));
  const at = { node: node.id };
  const ports = Object.keys(node.built.outputs);
  if (ports.length === 0) throw new DiagnosticError(problem('edge-unknown-end', `Node "${node.id}" has no output, so every row that arrives is written. Ask about the node that feeds it.`, at));
  if (choice.port !== '' && !ports.includes(choice.port)) throw new DiagnosticError(problem('edge-unknown-end', `Node "${node.id}" has no output "${choice.port}". Its outputs are ${ports.join(', ')}.`, at));
  const inputs = Object.entries(node.sources).filter(([, ends]) => ends.length > 0);
  const input = choice.input ?? inputs[0]?.[0];
  const edge = choice.edge ?? 0;
  if (input === undefined) throw new DiagnosticError(problem('edge-unknown-end', `Node "${node.id}" is a source: no rows arrive there that could be lost. Ask about a node after it.`, at));
  if (!node.sources[input]?.[edge]) throw new DiagnosticError(problem('edge-unknown-end', `Nothing arrives at input "${input}"${edge > 0 ? ` (edge ${edge + 1})` : ''} of node "${node.id}". Its inputs are ${inputs.map(([p, ends]) => (ends.length > 1 ? `${p} (${ends.length} edges)` : p)).join(', ')}.`, at));
  // A report tells of rows: that one is counted there makes no copy of it.
  const told = node.definition?.outputs.filter((o) => o.kind === 'report').map((o) => o.name) ?? [];
  const carried = ports.filter((port) => !told.includes(port));
  const outputs = choice.port === '' ? (carried.length > 0 ? carried : ports) : [choice.port];
  const index = new TableIndex(flow.nodes.filter((n) => n.built !== null));
  const unrepeatable = unrepeatableNode(index, index.closure(outputs.map((port) => outputKey(node.id, port))));
  if (unrepeatable !== null) throw new DiagnosticError(problem('trace-impossible', `The rows of node "${unrepeatable}" may be others each time they are computed (a random value, the time, or an order that is not said), so those of a run cannot be found again. Give it an order or a seed.`, { node: unrepeatable }));
  return { node, input, edge, outputs };
}
