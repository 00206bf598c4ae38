import type { Diagnostic } from '../core/diagnostic.ts';
import { problem } from '../core/diagnostic.ts';
import { nearestName } from '../core/schema.ts';
import { topologicalOrder } from '../core/topology.ts';
import type { Catalog } from '../definition/index.ts';
import type { End, FlowDocument } from '../document/document.ts';
import { parseEnd } from '../document/document.ts';

export interface GraphCheck {
  readonly order: readonly string[];
  readonly cyclic: readonly string[];
  /** Node → input port → the ends that feed it. */
  readonly sources: Readonly<Record<string, Readonly<Record<string, readonly End[]>>>>;
  readonly diagnostics: readonly Diagnostic[];
}

/** Checks nodes and edges against the catalogue without looking at settings. */
export function checkGraph(document: FlowDocument, catalog: Catalog): GraphCheck {
  const diagnostics: Diagnostic[] = [];
  const ids = Object.keys(document.nodes);
  const sources: Record<string, Record<string, End[]>> = Object.fromEntries(ids.map((id) => [id, {}]));
  for (const id of ids) {
    const type = document.nodes[id]!.type;
    if (!catalog.has(type) && document.nodes[id]!.disabled !== true) {
      const near = nearestName(type, [...catalog.keys()]);
      diagnostics.push(problem('node-unknown-type', `Node "${id}" has the type "${type}", which this Millrace does not have.${near ? ` Did you mean "${near}"?` : ''} The node is kept as it is; update Millrace or replace the node.`, { node: id }));
    }
  }
  for (const edge of document.edges) {
    const from = parseEnd(edge.from);
    const to = parseEnd(edge.to);
    const trouble = edgeProblem(from, to, document, catalog) ?? (Object.hasOwn(sources, to.node) ? duplicateProblem(to, sources, document, catalog) : undefined);
    if (trouble) {
      diagnostics.push(trouble);
      continue;
    }
    (sources[to.node]![to.port] ??= []).push(from);
  }
  const { order, cyclic } = topologicalOrder(ids, (id) => Object.values(sources[id]!).flatMap((ends) => ends.map((end) => end.node)));
  if (cyclic.length > 0) {
    const circle = cyclic.filter((id) => reaches(id, id, sources));
    for (const id of circle) {
      diagnostics.push(problem('flow-cycle', `Node "${id}" feeds itself through ${circle.map((c) => `"${c}"`).join(', ')}. Remove one edge of that circle.`, { node: id }));
    }
  }
  return { order, cyclic, sources, diagnostics };
}

function edgeProblem(from: End, to: End, document: FlowDocument, catalog: Catalog): Diagnostic | undefined {
  for (const [end, side] of [[from, 'outputs'], [to, 'inputs']] as const) {
    // A node may not be looked up by a name every object has, such as "constructor".
    const node = Object.hasOwn(document.nodes, end.node) ? document.nodes[end.node] : undefined;
    if (!node) {
      const at = side === 'outputs' ? to.node : from.node;
      return problem('edge-unknown-end', `An edge names the node "${end.node}", which is not in the flow. Remove the edge or add the node.`, Object.hasOwn(document.nodes, at) ? { node: at } : {});
    }
    const definition = catalog.get(node.type);
    if (!definition) continue;
    const names = definition[side].map((p) => p.name);
    if (!names.includes(end.port)) {
      const kind = side === 'outputs' ? 'output' : 'input';
      const advice = names.length === 0 ? `It has no ${kind}s; remove the edge.` : `Its ${kind}s are ${names.map((n) => `"${n}"`).join(', ')}.`;
      return problem('edge-unknown-end', `Node "${end.node}" has no ${kind} "${end.port}". ${advice}`, { node: end.node });
    }
  }
  return undefined;
}

function duplicateProblem(to: End, sources: Readonly<Record<string, Readonly<Record<string, readonly End[]>>>>, document: FlowDocument, catalog: Catalog): Diagnostic | undefined {
  const port = catalog.get(document.nodes[to.node]!.type)?.inputs.find((p) => p.name === to.port);
  const taken = (sources[to.node]?.[to.port]?.length ?? 0) > 0;
  if (!port || port.many === true || !taken) return undefined;
  return problem('edge-duplicate', `Input "${to.port}" of node "${to.node}" takes one edge but has two. Remove one, or put a union before it.`, { node: to.node, port: to.port });
}

function reaches(start: string, goal: string, sources: GraphCheck['sources']): boolean {
  const seen = new Set<string>();
  const stack = Object.values(sources[start] ?? {}).flatMap((ends) => ends.map((e) => e.node));
  while (stack.length > 0) {
    const id = stack.pop()!;
    if (id === goal) return true;
    if (seen.has(id)) continue;
    seen.add(id);
    stack.push(...Object.values(sources[id] ?? {}).flatMap((ends) => ends.map((e) => e.node)));
  }
  return false;
}
