import type { Binder } from '../check/binder.ts';
import type { CheckedFlow, CheckedNode } from '../check/checked-flow.ts';
import { DiagnosticError, problem } from '../core/diagnostic.ts';
import type { Schema } from '../core/schema.ts';
import type { Expression } from '../expression/expression.ts';
import { unrepeatableNode } from '../lineage/mark-flow.ts';
import { outputKey, TableIndex } from '../plan/table-key.ts';
import type { RowChoice } from './contract.ts';
import { rowCondition } from './row-condition.ts';

/** A port whose rows can be asked about, and which of them. */
export interface TraceTarget {
  readonly node: CheckedNode;
  readonly port: string;
  readonly schema: Schema;
  readonly where: Expression | null;
  readonly row: number;
  /** Keys the port is made of, each after what it reads. */
  readonly keys: readonly string[];
}

/** Finds the port and reads the condition of a choice; throws a DiagnosticError that says what is wrong with it. A node without outputs stands for the port that feeds it. */
export async function traceTarget(flow: CheckedFlow, choice: RowChoice, binder: Binder): Promise<TraceTarget> {
  const asked = flow.nodes.find((n) => n.id === choice.node);
  if (!asked) throw new DiagnosticError(problem('edge-unknown-end', `The flow has no node "${choice.node}". Its nodes are ${flow.nodes.map((n) => n.id).join(', ')}.`));
  const ends = Object.values(asked.sources).flat();
  const alone = asked.definition?.outputs.length === 0 && choice.port === '' && ends.length === 1 ? ends[0]! : null;
  const node = alone === null ? asked : flow.nodes.find((n) => n.id === alone.node)!;
  if (!node.built) throw new DiagnosticError(flow.diagnostics.find((d) => d.severity === 'error') ?? problem('input-missing', `Node "${node.id}" cannot be traced until its problems are mended.`, { node: node.id }));
  const ports = Object.keys(node.built.outputs);
  const port = alone?.port ?? (choice.port === '' ? ports[0] : choice.port);
  const schema = port === undefined ? undefined : node.outputs[port];
  if (port === undefined || !schema) throw new DiagnosticError(problem('edge-unknown-end', `Node "${node.id}" has no output "${choice.port}". ${ports.length > 0 ? `Its outputs are ${ports.join(', ')}.` : 'It has none.'}`, { node: node.id }));
  const index = new TableIndex(flow.nodes.filter((n) => n.built !== null));
  const keys = index.closure([outputKey(node.id, port)]);
  const unrepeatable = unrepeatableNode(index, keys);
  if (unrepeatable !== null) throw new DiagnosticError(problem('trace-impossible', `The rows of node "${unrepeatable}" may be others each time they are computed (a random value, the time, or an order that is not said), so there is nothing to trace. Trace a node before it, or give it an order or a seed.`, { node: unrepeatable }));
  return { node, port, schema, where: choice.where === undefined ? null : await rowCondition(choice.where, node.id, schema, binder, 'The condition that chooses a row'), row: choice.row ?? 1, keys };
}
