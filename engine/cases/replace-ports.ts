import { freshName } from '../core/schema.ts';
import { parseEnd, type FlowDocument } from '../document/document.ts';
import type { CaseTable } from './case-table.ts';

/** The flow with the rows of some ports given, cut down to what the ports asked about are made of. */
export function replacePorts(document: FlowDocument, inputs: ReadonlyMap<string, CaseTable>, asked: readonly string[]): FlowDocument {
  const nodes: Record<string, FlowDocument['nodes'][string]> = { ...document.nodes };
  const given = new Map<string, string>();
  for (const [port, table] of inputs) {
    const id = freshName(Object.keys(nodes), `given_${given.size + 1}`);
    nodes[id] = { type: 'inline-table', version: 1, title: port, params: { table: { columns: table.columns, rows: table.rows } } };
    given.set(port, `${id}.out`);
  }
  const edges = document.edges.map((edge) => ({ ...edge, from: given.get(edge.from) ?? edge.from }));
  const needed = new Set<string>();
  const visit = (id: string): void => {
    if (needed.has(id)) return;
    needed.add(id);
    for (const edge of edges) if (parseEnd(edge.to).node === id) visit(parseEnd(edge.from).node);
  };
  for (const port of asked) visit(parseEnd(port).node);
  return {
    ...document,
    nodes: Object.fromEntries(Object.entries(nodes).filter(([id]) => needed.has(id))),
    edges: edges.filter((edge) => needed.has(parseEnd(edge.from).node) && needed.has(parseEnd(edge.to).node)),
    layout: {},
  };
}
