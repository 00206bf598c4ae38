import { ViewportPortal } from '@xyflow/react';
import { memo, useMemo } from 'react';
import { failedNodes } from '../state/node-view.ts';
import { useWorkbench } from '../state/workbench.ts';
import type { CanvasNode } from './canvas-node.ts';
import { nodeDrawings } from './node-drawings.ts';

const border = 4;

/** All boxes, one drawing per colour, where not even names can be read: a thousand boxes each have to be found, layered and painted with every frame. The nodes themselves stay in their places and can be chosen and reached. */
export const FaintNodes = memo(function FaintNodes({ nodes }: { readonly nodes: readonly CanvasNode[] }) {
  const failed = useWorkbench(failedNodes);
  const drawings = useMemo(() => nodeDrawings(nodes, failed, border / 2), [nodes, failed]);
  return (
    <ViewportPortal>
      <svg className="faint-nodes" aria-hidden="true">
        {[...drawings].map(([look, path]) => (
          <path key={look} data-look={look} d={path} strokeWidth={border} />
        ))}
      </svg>
    </ViewportPortal>
  );
});
