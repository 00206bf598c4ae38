import type { ReactFlowInstance } from '@xyflow/react';
import { nodeWidth } from '../state/node-places.ts';
import { workbench } from '../state/workbench.ts';
import type { CanvasEdge, CanvasNode } from './canvas-node.ts';

let instance: ReactFlowInstance<CanvasNode, CanvasEdge> | null = null;
let pointer: { readonly x: number; readonly y: number } | null = null;

export const attachCanvas = (next: ReactFlowInstance<CanvasNode, CanvasEdge> | null): void => {
  instance = next;
};

/** Remembers where the pointer is over the canvas, in window coordinates. */
export const notePointer = (at: { readonly x: number; readonly y: number } | null): void => {
  pointer = at;
};

const still = () => document.documentElement.dataset['motion'] === 'none';
/** When the view has come to rest, in the page's milliseconds. */
let atRest = 0;
/** Counts moves of the view that were asked for: a node that still waits to be revealed gives way to a later one. */
let moves = 0;
const motion = () => {
  moves++;
  const duration = still() ? 0 : 160;
  atRest = performance.now() + duration;
  return { duration };
};

export const zoomIn = (): void => void instance?.zoomIn(motion());
export const zoomOut = (): void => void instance?.zoomOut(motion());
export const zoomToActualSize = (): void => void instance?.zoomTo(1, motion());
export const fitAll = (animated = true): void => void instance?.fitView({ padding: '40px', maxZoom: 1, ...(animated ? motion() : {}) });

export function fitSelection(): void {
  const { nodes } = workbench().selection;
  if (nodes.length === 0) fitAll();
  else void instance?.fitView({ nodes: nodes.map((id) => ({ id })), padding: 0.4, maxZoom: 1.2, ...motion() });
}

/** Window coordinates as canvas coordinates. */
export const toCanvas = (screen: { readonly x: number; readonly y: number }): { readonly x: number; readonly y: number } => instance?.screenToFlowPosition({ x: screen.x, y: screen.y }, { snapToGrid: false }) ?? screen;

function canvasRect(): DOMRect {
  return document.querySelector('[data-testid="canvas"]')?.getBoundingClientRect() ?? new DOMRect(0, 0, innerWidth, innerHeight);
}

/** Where something new should appear: at the pointer when it is over the canvas, else in the middle of what is seen. */
export function freshSpot(): { readonly screen: { x: number; y: number }; readonly at: { x: number; y: number } } {
  const rect = canvasRect();
  const screen = pointer ?? { x: rect.x + rect.width / 2, y: rect.y + rect.height / 3 };
  return { screen, at: toCanvas(screen) };
}

/** The middle of the canvas, in canvas coordinates, for a node's top left corner. */
export function middleOfView(): { readonly x: number; readonly y: number } {
  const rect = canvasRect();
  const middle = toCanvas({ x: rect.x + rect.width / 2, y: rect.y + rect.height / 2 });
  return { x: Math.round(middle.x - nodeWidth / 2), y: Math.round(middle.y - 42) };
}

/** How far a stretch has to be moved to lie between two edges, with some room where there is room. */
function intoSight(at: number, size: number, from: number, to: number): number {
  if (at >= from + 8 && at + size <= to - 8) return 0;
  const room = Math.min(40, Math.max(0, (to - from - size) / 2));
  return at < from + 8 || size > to - from ? from + room - at : to - room - size - at;
}

/** Scrolls a node into sight when it is not, and gives it the keyboard focus. One that was just added reaches the canvas frames later on a busy machine, and where the view will rest is known only then. */
export function revealNode(id: string, focus = true, asked = { moves, until: performance.now() + 5000 }): void {
  const node = instance?.getNode(id);
  if (!instance || !node || performance.now() < atRest) {
    if (instance && (node || id in workbench().document.nodes) && asked.moves === moves && performance.now() < asked.until) requestAnimationFrame(() => revealNode(id, focus, asked));
    return;
  }
  const rect = canvasRect();
  const { x, y, zoom } = instance.getViewport();
  const corner = instance.flowToScreenPosition(node.position);
  // No further than it must: what feeds the node stays in sight beside it. The buttons and the map lie over the foot of the canvas.
  const foot = Math.min(104, (rect.bottom - rect.top) / 4);
  const [right, down] = [intoSight(corner.x, nodeWidth * zoom, rect.left, rect.right), intoSight(corner.y, 84 * zoom, rect.top, rect.bottom - foot)];
  if (right !== 0 || down !== 0) void instance.setViewport({ x: x + right, y: y + down, zoom }, motion());
  if (focus) requestAnimationFrame(() => document.querySelector<HTMLElement>(`.react-flow__node[data-id="${CSS.escape(id)}"]`)?.focus({ preventScroll: true }));
}
