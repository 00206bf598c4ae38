import type { Connection, EdgeChange, FinalConnectionState, NodeChange, OnConnectStartParams } from '@xyflow/react';
import type { End } from '../../engine/document/document.ts';
import type { Position } from '../state/document-edits.ts';
import { connect, insertNodeOnEdge, reconnect } from '../state/edit-actions.ts';
import { nodePlaces } from '../state/node-places.ts';
import { carriedByFrames } from '../state/note-edits.ts';
import { acceptingNodes, connectionProblem, openInput } from '../state/graph.ts';
import { notify } from '../state/session.ts';
import { change, workbench } from '../state/workbench.ts';
import { useCanvasState } from './canvas-state.ts';
import { heightOf, noteOf, type CanvasEdge, type CanvasNode } from './canvas-node.ts';
import { toCanvas } from './canvas-view.ts';
import { nodeDefinition } from '../state/node-definition.ts';
import { t } from '../words/words.ts';

/** The ends of a connection, or null while one of them is open. */
function ends(connection: Pick<Connection, 'source' | 'sourceHandle' | 'target' | 'targetHandle'>): { from: End; to: End } | null {
  const { source, sourceHandle, target, targetHandle } = connection;
  if (!source || !sourceHandle || !target || !targetHandle) return null;
  return { from: { node: source, port: sourceHandle }, to: { node: target, port: targetHandle } };
}

let moving: string | null = null;

/** Refuses what cannot be while the edge is still in the hand. */
export function isPossible(connection: CanvasEdge | Connection): boolean {
  const pair = ends({ ...connection, sourceHandle: connection.sourceHandle ?? null, targetHandle: connection.targetHandle ?? null });
  if (!pair) return false;
  const flow = workbench();
  const { document } = flow;
  const edges = moving === null ? document.edges : document.edges.filter((e) => `${e.from}->${e.to}` !== moving);
  return connectionProblem({ ...flow, document: { ...document, edges } }, pair.from, pair.to) === null;
}

export function startConnection(params: OnConnectStartParams): void {
  if (params.handleType !== 'source' || !params.nodeId || !params.handleId) return;
  // The node it comes from is not dimmed either.
  useCanvasState.setState({ accepting: new Set([params.nodeId, ...acceptingNodes(workbench(), { node: params.nodeId, port: params.handleId })]) });
}

export function makeConnection(connection: Connection): void {
  const pair = ends(connection);
  const reason = pair ? connect(pair.from, pair.to) : null;
  if (reason) notify(reason);
}

const point = (event: MouseEvent | TouchEvent): Position => {
  const touch = 'changedTouches' in event ? event.changedTouches[0] : event;
  return { x: touch?.clientX ?? 0, y: touch?.clientY ?? 0 };
};

/** An edge let go over a node enters its first free input; over nothing, it asks what to add. */
export function endConnection(event: MouseEvent | TouchEvent, state: FinalConnectionState): void {
  useCanvasState.setState({ accepting: null });
  if (state.isValid || !state.fromHandle?.id || !state.fromNode) return;
  const here: End = { node: state.fromNode.id, port: state.fromHandle.id };
  const outward = state.fromHandle.type === 'source';
  const flow = workbench();
  if (state.toHandle?.id && state.toNode) {
    const there: End = { node: state.toNode.id, port: state.toHandle.id };
    const reason = state.toHandle.type === state.fromHandle.type ? t('An edge goes from an output to an input.') : outward ? connectionProblem(flow, here, there) : connectionProblem(flow, there, here);
    if (reason) notify(reason);
    return;
  }
  const screen = point(event);
  const under = document.elementFromPoint(screen.x, screen.y);
  const node = under?.closest<HTMLElement>('.react-flow__node')?.dataset['id'];
  if (node !== undefined) {
    if (node === here.node) return;
    const port = outward ? openInput(flow, node) : (nodeDefinition(flow, node)?.outputs[0]?.name ?? null);
    const reason = port === null ? t('All inputs of this node have their edge.') : outward ? connect(here, { node, port }) : connect({ node, port }, here);
    if (reason) notify(reason);
    return;
  }
  if (under?.closest('[data-testid="canvas"]')) {
    change({ adding: { screen, at: toCanvas(screen), from: outward ? here : null, to: outward ? null : here, edge: null } });
  }
}

export function startReconnect(edge: CanvasEdge): void {
  moving = edge.id;
}

export function moveEdge(edge: CanvasEdge, connection: Connection): void {
  const pair = ends(connection);
  const reason = pair ? reconnect(edge.id, pair.from, pair.to) : null;
  if (reason) notify(reason);
}

export function endReconnect(): void {
  moving = null;
}

/** The places of canvas nodes under the hand, told apart, with what frames among them carry along. */
export function withCarried(places: Readonly<Record<string, Position>>): { readonly nodes: Readonly<Record<string, Position>>; readonly notes: Readonly<Record<string, Position>> } {
  const flow = workbench();
  const { document } = flow;
  const entries = Object.entries(places);
  const nodes = Object.fromEntries(entries.filter(([id]) => noteOf(id) === null));
  const notes = Object.fromEntries(entries.flatMap(([id, at]) => (noteOf(id) === null ? [] : [[noteOf(id)!, at] as const])));
  const carried = carriedByFrames(document, nodePlaces(document), (id) => heightOf(nodeDefinition(flow, id)), { nodes, notes });
  return { nodes: { ...nodes, ...carried.nodes }, notes: { ...notes, ...carried.notes } };
}

/** Takes over what was selected on the canvas. */
export function applySelection(nodes: readonly NodeChange<CanvasNode>[], edges: readonly EdgeChange<CanvasEdge>[]): void {
  const { selection } = workbench();
  const steps = nodes.filter((n) => !('id' in n) || noteOf(n.id) === null);
  const notes = nodes.flatMap((n) => (n.type === 'select' && noteOf(n.id) !== null ? [{ ...n, id: noteOf(n.id)! }] : []));
  const next = { nodes: merged(selection.nodes, steps), edges: merged(selection.edges, edges), notes: merged(selection.notes, notes) };
  if (next.nodes !== selection.nodes || next.edges !== selection.edges || next.notes !== selection.notes) change({ selection: next });
}

function merged(now: readonly string[], changes: readonly (NodeChange<CanvasNode> | EdgeChange<CanvasEdge>)[]): readonly string[] {
  const set = new Set(now);
  for (const one of changes) {
    if (one.type !== 'select') continue;
    if (one.selected) set.add(one.id);
    else set.delete(one.id);
  }
  const same = set.size === now.length && now.every((id) => set.has(id));
  return same ? now : [...set];
}

/** The edge that lies under a point of the window. */
export const edgeUnder = (screen: Position): string | null =>
  document.elementsFromPoint(screen.x, screen.y).find((e) => e.closest('.react-flow__edge'))?.closest<HTMLElement>('.react-flow__edge')?.dataset['id'] ?? null;

/** Marks the edge an unconnected node would be inserted into while it is dragged. */
export function markDropEdge(event: MouseEvent | TouchEvent, node: string): void {
  const touched = workbench().document.edges.some((e) => e.from.startsWith(`${node}.`) || e.to.startsWith(`${node}.`));
  const dropEdge = touched ? null : edgeUnder(point(event));
  if (useCanvasState.getState().dropEdge !== dropEdge) useCanvasState.setState({ dropEdge });
}

/** Inserts a dropped node into the edge that was marked. */
export function dropOnEdge(node: string): void {
  const { dropEdge } = useCanvasState.getState();
  useCanvasState.setState({ dropEdge: null });
  if (dropEdge !== null) insertNodeOnEdge(dropEdge, node);
}

