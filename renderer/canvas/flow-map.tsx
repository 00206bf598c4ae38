import { MiniMap, useStore } from '@xyflow/react';
import { nodeView } from '../state/node-view.ts';
import { workbench } from '../state/workbench.ts';
import type { CanvasNode } from './canvas-node.ts';

/** A map of the flow while a part of it is out of sight; else it would only cover nodes. */
export function FlowMap() {
  const needed = useStore(({ nodes, transform: [x, y, zoom], width, height }) =>
    nodes.some((n) => {
      const left = n.position.x * zoom + x;
      const top = n.position.y * zoom + y;
      return left < 0 || top < 0 || left + (n.width ?? 0) * zoom > width || top + (n.height ?? 0) * zoom > height;
    }),
  );
  return needed ? <MiniMap<CanvasNode> ariaLabel="Map of the flow" pannable zoomable nodeColor={mapColour} nodeBorderRadius={12} style={{ width: 150, height: 92 }} /> : null;
}

function mapColour(node: CanvasNode): string {
  if (node.type === 'frame') return 'var(--line)';
  if (node.selected) return 'var(--accent)';
  return node.type === 'step' && nodeView(workbench(), node.id).tone === 'failed' ? 'var(--danger)' : 'var(--edge)';
}
