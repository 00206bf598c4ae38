import type { Diagnostic } from '../core/diagnostic.ts';
import { problem } from '../core/diagnostic.ts';
import type { Schema } from '../core/schema.ts';
import type { Catalog } from '../definition/index.ts';
import type { FlowDocument } from '../document/document.ts';
import { parseEnd } from '../document/document.ts';
import type { Binder, Seek } from './binder.ts';
import type { CheckedFlow, CheckedNode } from './checked-flow.ts';
import { atComponent, expandComponents } from './expand-components.ts';
import { failingRounds, withRounds } from './iterate-rounds.ts';
import { seekRounds } from './given-rounds.ts';
import type { FailedRounds, GivenRounds, RoundsAsked } from './rounds.ts';
import { checkNode } from './check-node.ts';
import { NodeMemo } from './node-memo.ts';
import { blockedByDisabled, passThrough } from './disabled-nodes.ts';
import { tellStoresApart } from './store-conflicts.ts';
import { targetConflicts } from './target-conflicts.ts';
import { resolveParameters } from './flow-parameters.ts';

/** Validates a document against the catalogue and finds the schema of every port that can be known without running. What an earlier check asked the same binder is remembered. */
export async function checkFlow(document: FlowDocument, base: string, parameters: Readonly<Record<string, string>>, catalog: Catalog, binder: Binder, seek: Seek = seekNothing, asked: RoundsAsked = {}): Promise<CheckedFlow> {
  let given: GivenRounds = asked.given ?? new Map();
  for (let known: FailedRounds = asked.failed ?? new Map(); ; ) {
    const { waiting, ...checked } = await checkOnce(document, base, parameters, catalog, binder, seek, { ...asked, failed: known, given });
    const more = failingRounds(checked.nodes, checked.rounds);
    if (more.size > 0) {
      known = withRounds(known, more);
      continue;
    }
    const arrived = await seekRounds(checked, waiting, seek);
    if (arrived.size === 0) return { ...checked, diagnostics: checked.diagnostics.map(atComponent) };
    given = new Map([...given, ...arrived]);
  }
}

/** The check with some rounds of Iterate components left out, and without those that are not known. */
async function checkOnce(document: FlowDocument, base: string, parameters: Readonly<Record<string, string>>, catalog: Catalog, binder: Binder, seek: Seek, { failed = new Map(), given = new Map(), atMost = null }: { readonly failed?: FailedRounds; readonly given?: GivenRounds; readonly atMost?: number | null }) {
  const { values, diagnostics: parameterTrouble } = resolveParameters(document, parameters);
  const whole = await expandComponents(document, values, { base, catalog, binder, around: [], failed, given, atMost });
  const { nodes: written } = whole.document;
  const known = whole.catalog;
  const memo = memoOf(binder);
  const graph = memo.checkGraph(whole.document, known);
  const checked = new Map<string, CheckedNode>();
  const connected = connectedPorts(whole.document);
  const cyclic = new Set(graph.cyclic);
  for (const id of [...graph.order, ...graph.cyclic]) {
    const node = written[id]!;
    const definition = known.get(node.type);
    const sources = graph.sources[id]!;
    if (!definition || cyclic.has(id)) {
      checked.set(id, { id, title: node.title ?? node.type, definition: definition ?? null, params: node.params, caption: '', sources, inputs: {}, built: null, outputs: {}, diagnostics: [] });
      continue;
    }
    if (node.disabled === true) {
      checked.set(id, passThrough(id, node, definition, sources, arrivingSchemas(sources, checked) ?? arrivingSchemas(firstOnly(sources, definition.inputs[0]?.name), checked)));
      continue;
    }
    const found = await memo.check({ id, node, definition, sources, inputs: arrivingSchemas(sources, checked), connected: connected.get(id) ?? none, base, values: whole.values.get(id) ?? values, binder, seek: (own, sought) => seek({ ...sought, node: id, flow: { document, base, nodes: tellStoresApart([...checked.values(), own]).nodes, diagnostics: [] } }) }, checkNode);
    checked.set(id, whole.waiting.has(id) ? { ...found, built: null, outputs: {} } : found);
  }
  const { nodes, diagnostics: tooManyWays } = tellStoresApart([...graph.order, ...graph.cyclic].map((id) => checked.get(id)!));
  const diagnostics: Diagnostic[] = [...whole.diagnostics, ...graph.diagnostics, ...parameterTrouble, ...(graph.cyclic.length > 0 ? [] : blockedByDisabled(whole.document, graph.sources, known)), ...nodes.flatMap((n) => n.diagnostics), ...targetConflicts(nodes), ...tooManyWays];
  if (nodes.length === 0) diagnostics.push(problem('flow-empty', 'The flow has no nodes. Drag one from the palette, or add one to the file.'));
  return { document, base, nodes, diagnostics, faces: whole.faces, arrivals: whole.arrivals, rounds: whole.rounds, given, cuts: whole.cuts, waiting: whole.waiting };
}

/** Where nobody looks at rows. */
const seekNothing: Seek = async ({ about }) => ({ ok: false, problem: { code: 'values-unknown', severity: 'info', message: about === 'rounds' ? 'The rows that are the rounds are not looked for here. Write the table in the node, or run the flow.' : 'The values that become columns are not looked for here. List them, or run the flow.', at: {} } });

const memos = new WeakMap<Binder, NodeMemo>();

function memoOf(binder: Binder): NodeMemo {
  let memo = memos.get(binder);
  if (!memo) {
    memo = new NodeMemo();
    memos.set(binder, memo);
  }
  return memo;
}

const none: ReadonlySet<string> = new Set();

/** The outputs of each node that an edge leaves. */
function connectedPorts(document: FlowDocument): ReadonlyMap<string, ReadonlySet<string>> {
  const ports = new Map<string, Set<string>>();
  for (const { from } of document.edges) {
    const { node, port } = parseEnd(from);
    const known = ports.get(node);
    if (known) known.add(port);
    else ports.set(node, new Set([port]));
  }
  return ports;
}

const firstOnly = (sources: CheckedNode['sources'], port = ''): CheckedNode['sources'] => (sources[port]?.[0] ? { [port]: [sources[port][0]] } : {});

function arrivingSchemas(sources: CheckedNode['sources'], checked: ReadonlyMap<string, CheckedNode>): Record<string, Schema[]> | null {
  const inputs: Record<string, Schema[]> = {};
  for (const [port, ends] of Object.entries(sources)) {
    const schemas = ends.map((end) => checked.get(end.node)?.outputs[end.port]);
    if (schemas.some((s) => s === undefined)) return null;
    inputs[port] = schemas as Schema[];
  }
  return inputs;
}
