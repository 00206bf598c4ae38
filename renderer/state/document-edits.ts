import type { FlowChart, FlowDocument, FlowEdge, FlowNode, FlowParameter } from '../../engine/document/document.ts';
import { parseEnd } from '../../engine/document/document.ts';
import { isObject } from '../../engine/core/json.ts';

/** Pure changes of a document; parts that do not change keep their identity. */
export interface Position {
  readonly x: number;
  readonly y: number;
}

export const edgeKey = (edge: { readonly from: string; readonly to: string }): string => `${edge.from}->${edge.to}`;

/** An id of the form `filter-rows-2` that the document does not use. */
export function freshNodeId(document: FlowDocument, wanted: string): string {
  const stem = wanted.replace(/-\d+$/, '').replace(/[^A-Za-z0-9_-]/g, '-').replace(/^[^A-Za-z_]/, '_').slice(0, 70);
  if (!Object.hasOwn(document.nodes, stem)) return stem;
  let count = 2;
  while (Object.hasOwn(document.nodes, `${stem}-${count}`)) count++;
  return `${stem}-${count}`;
}

export const withNode = (document: FlowDocument, id: string, node: FlowNode, position: Position): FlowDocument => ({
  ...document,
  nodes: { ...document.nodes, [id]: node },
  layout: { ...document.layout, [id]: { x: Math.round(position.x), y: Math.round(position.y) } },
});

/** Takes out nodes with their edges and positions, and the named edges. */
export function withoutItems(document: FlowDocument, nodes: readonly string[], edges: readonly string[]): FlowDocument {
  const goneNodes = new Set(nodes);
  const goneEdges = new Set(edges);
  const kept = document.edges.filter(
    (e) => !goneEdges.has(edgeKey(e)) && !goneNodes.has(parseEnd(e.from).node) && !goneNodes.has(parseEnd(e.to).node),
  );
  const without = <V>(record: Readonly<Record<string, V>>): Record<string, V> =>
    Object.fromEntries(Object.entries(record).filter(([id]) => !goneNodes.has(id)));
  // A chart goes with the step that it draws.
  const charts = Object.keys(document.charts ?? {}).filter((id) => goneNodes.has(parseEnd(document.charts![id]!.of).node));
  const tiles = [...[...goneNodes].map((id) => `nodes.${id}`), ...charts.map((id) => `charts.${id}`)];
  return {
    ...(charts.length > 0 ? withCharts(document, Object.fromEntries(Object.entries(document.charts!).filter(([id]) => !charts.includes(id)))) : document),
    ...(document.dashboard && tiles.some((key) => document.dashboard![key]) ? { dashboard: Object.fromEntries(Object.entries(document.dashboard).filter(([key]) => !tiles.includes(key))) } : {}),
    nodes: goneNodes.size ? without(document.nodes) : document.nodes,
    layout: goneNodes.size ? without(document.layout) : document.layout,
    edges: kept.length === document.edges.length ? document.edges : kept,
  };
}

/** The charts of the flow are these; a flow without any says nothing of charts. */
export function withCharts(document: FlowDocument, charts: Readonly<Record<string, FlowChart>>): FlowDocument {
  const { charts: _old, ...rest } = document;
  return Object.keys(charts).length > 0 ? { ...rest, charts } : rest;
}

export const withEdge = (document: FlowDocument, edge: FlowEdge): FlowDocument =>
  document.edges.some((e) => e.from === edge.from && e.to === edge.to) ? document : { ...document, edges: [...document.edges, edge] };

/** Changes one node; `undefined` values take a key away. */
export function withNodeChange(document: FlowDocument, id: string, change: Partial<Record<keyof FlowNode, unknown>>): FlowDocument {
  const node = document.nodes[id];
  if (!node) throw new Error(`There is no node ${id} to change.`);
  const next = Object.fromEntries(Object.entries({ ...node, ...change }).filter(([, value]) => value !== undefined));
  return { ...document, nodes: { ...document.nodes, [id]: next as FlowNode } };
}

/** Sets the setting at a path such as `columns.2.expression`; `undefined` takes it away. */
export function withParam(document: FlowDocument, id: string, path: string, value: unknown): FlowDocument {
  const node = document.nodes[id];
  if (!node) throw new Error(`There is no node ${id} to set ${path} of.`);
  const params = set(node.params, path.split('.'), value) as Record<string, unknown>;
  return withNodeChange(document, id, { params });
}

function set(target: unknown, path: readonly string[], value: unknown): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return value;
  if (Array.isArray(target) || (target === undefined && /^\d+$/.test(key))) {
    const list: unknown[] = Array.isArray(target) ? [...(target as unknown[])] : [];
    list[Number(key)] = set(list[Number(key)], rest, value);
    return list;
  }
  const record: Record<string, unknown> = isObject(target) ? { ...target } : {};
  const next = set(Object.hasOwn(record, key) ? record[key] : undefined, rest, value);
  if (next === undefined) delete record[key];
  else record[key] = next;
  return record;
}

/** The value at a path such as `columns.2.expression`, or undefined. */
export function paramAt(params: Readonly<Record<string, unknown>>, path: string): unknown {
  let value: unknown = params;
  for (const key of path.split('.')) {
    if (Array.isArray(value)) value = (value as unknown[])[Number(key)];
    else if (isObject(value) && Object.hasOwn(value, key)) value = value[key];
    else return undefined;
  }
  return value;
}

export const withPositions = (document: FlowDocument, positions: Readonly<Record<string, Position>>): FlowDocument => ({
  ...document,
  layout: {
    ...document.layout,
    ...Object.fromEntries(Object.entries(positions).map(([id, p]) => [id, { ...document.layout[id], x: Math.round(p.x), y: Math.round(p.y) }])),
  },
});

export const withParameters = (document: FlowDocument, parameters: readonly FlowParameter[]): FlowDocument => ({ ...document, parameters: [...parameters] });

/** Puts a node between the ends of an edge, at the edge's place in the order. */
export function withEdgeSplit(document: FlowDocument, key: string, node: string, input: string, output: string): FlowDocument {
  return {
    ...document,
    edges: document.edges.flatMap((e) => (edgeKey(e) === key ? [{ ...e, to: `${node}.${input}` }, { from: `${node}.${output}`, to: e.to }] : [e])),
  };
}

/** Takes a node out and leads what came in at its first input on to what read its first output. */
export function withoutNodeReconnected(document: FlowDocument, id: string): FlowDocument {
  const incoming = document.edges.find((e) => parseEnd(e.to).node === id);
  const outgoing = document.edges.filter((e) => parseEnd(e.from).node === id);
  const first = outgoing[0]?.from;
  const bridged = incoming ? outgoing.filter((e) => e.from === first).map((e) => ({ ...e, from: incoming.from })) : [];
  return bridged.reduce(withEdge, withoutItems(document, [id], []));
}
