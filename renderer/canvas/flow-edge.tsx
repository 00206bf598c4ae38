import { BaseEdge, getBezierPath, getStraightPath, useStore, type EdgeProps } from '@xyflow/react';
import { memo } from 'react';
import { useShallow } from 'zustand/react/shallow';
import { edgeView } from '../state/edge-view.ts';
import { useWorkbench } from '../state/workbench.ts';
import type { CanvasEdge } from './canvas-node.ts';
import { useCanvasState } from './canvas-state.ts';

const digit = 6.7;

/** An edge with the count of rows that went along it. */
export const FlowEdge = memo(function FlowEdge(props: EdgeProps<CanvasEdge>) {
  const { id, source, sourceHandleId, sourceX, sourceY, targetX, targetY, sourcePosition, targetPosition, selected } = props;
  const view = useWorkbench(useShallow((state) => edgeView(state, `${source}.${sourceHandleId}`)));
  const target = useCanvasState((state) => state.dropEdge === id);
  const far = useStore((state) => state.transform[2] < 0.42);
  const [path, labelX, labelY] = far ? getStraightPath({ sourceX, sourceY, targetX, targetY }) : getBezierPath({ sourceX: sourceX - 4, sourceY, sourcePosition, targetX: targetX + 4, targetY, targetPosition });
  const width = view.count.length * digit + 14;
  return (
    <g className="edge" data-kind={view.kind} {...(selected ? { 'data-selected': '' } : {})} {...(target ? { 'data-target': '' } : {})}>
      <BaseEdge id={id} path={path} interactionWidth={far ? 0 : 18} />
      {view.count && !far ? (
        <g className="edge-count" transform={`translate(${labelX}, ${labelY})`} {...(view.stale ? { 'data-stale': '' } : {})}>
          <rect x={-width / 2} y={-9} width={width} height={18} rx={9} />
          <text textAnchor="middle" dominantBaseline="central" y={0.5}>
            {view.count}
          </text>
        </g>
      ) : null}
    </g>
  );
});
