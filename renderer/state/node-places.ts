import { parseEnd, type FlowDocument } from '../../engine/document/document.ts';
import { topologicalOrder } from '../../engine/core/topology.ts';
import type { Position } from './document-edits.ts';
import { feeders } from './graph.ts';

export const nodeWidth = 200;
export const nodeGap = 80;
const rowHeight = 84;

/** The height of a node whose busier side has `ports` ports. */
export const nodeHeight = (ports: number): number => rowHeight + Math.max(0, ports - 3) * 20;

/** The place of every node: as saved, or in columns by depth for nodes that have none. */
export function nodePlaces(document: FlowDocument): Readonly<Record<string, Position>> {
  const ids = Object.keys(document.nodes);
  const homeless = ids.filter((id) => !document.layout[id]);
  if (homeless.length === 0) return document.layout;
  const fed = feeders(document);
  const depth = new Map<string, number>();
  const { order, cyclic } = topologicalOrder(ids, (id) => (fed.get(id) ?? []).filter((d) => Object.hasOwn(document.nodes, d)));
  for (const id of [...order, ...cyclic]) depth.set(id, Math.max(-1, ...(fed.get(id) ?? []).map((d) => depth.get(d) ?? -1)) + 1);
  const filled = new Map<number, number>();
  const top = Math.max(-40, ...Object.values(document.layout).map((p) => p.y + rowHeight)) + 40;
  const places = homeless.map((id) => {
    const column = depth.get(id)!;
    const row = filled.get(column) ?? 0;
    filled.set(column, row + 1);
    return [id, { x: column * (nodeWidth + nodeGap), y: top + row * (rowHeight + 40) }] as const;
  });
  return { ...document.layout, ...Object.fromEntries(places) };
}

/** A free place near `wanted`, moved down until no node lies under it. */
export function freePlace(document: FlowDocument, wanted: Position): Position {
  const taken = Object.values(nodePlaces(document));
  let { y } = wanted;
  while (taken.some((p) => Math.abs(p.x - wanted.x) < nodeWidth + 10 && Math.abs(p.y - y) < rowHeight + 10)) y += 20;
  return { x: wanted.x, y };
}

/** Where a node that reads `from` belongs: to the right of it, free of others. */
export function placeBehind(document: FlowDocument, from: string): Position {
  const place = nodePlaces(document)[from] ?? { x: 0, y: 0 };
  const siblings = document.edges.filter((e) => parseEnd(e.from).node === from).length;
  return freePlace(document, { x: place.x + nodeWidth + nodeGap, y: place.y + siblings * 20 });
}
