import type { CanvasNode } from './canvas-node.ts';

export type NodeLook = 'frame' | 'selected' | 'failed' | 'plain';

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export const rectangle = ({ x, y, width, height }: Box): string => `M${x} ${y}h${width}v${height}h${-width}z`;

/** The boxes of the nodes as one path per look, drawn in by `inset`; `failed` holds the ids of those that failed, with spaces between. */
export function nodeDrawings(nodes: readonly CanvasNode[], failed: string, inset = 0): ReadonlyMap<NodeLook, string> {
  const failing = new Set(failed.split(' '));
  const parts: Record<NodeLook, string[]> = { frame: [], plain: [], failed: [], selected: [] };
  for (const node of nodes) {
    const { position, width = 0, height = 0 } = node;
    parts[lookOf(node, failing)].push(rectangle({ x: position.x + inset, y: position.y + inset, width: width - 2 * inset, height: height - 2 * inset }));
  }
  return new Map(Object.entries(parts).flatMap(([look, list]) => (list.length > 0 ? [[look as NodeLook, list.join('')] as const] : [])));
}

function lookOf(node: CanvasNode, failing: ReadonlySet<string>): NodeLook {
  if (node.type === 'frame') return 'frame';
  if (node.selected) return 'selected';
  return node.type === 'step' && failing.has(node.id) ? 'failed' : 'plain';
}
