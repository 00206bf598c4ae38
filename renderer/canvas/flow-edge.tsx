import { BaseEdge, getBezierPath, type EdgeProps } from '@xyflow/react';
import { memo } from 'react';
import { useShallow } from 'zustand/react/shallow';
import { edgeView } from '../state/edge-view.ts';
import { heatOf, isOnLongest } from '../state/heat.ts';
import { useWorkbench } from '../state/workbench.ts';
import type { CanvasEdge } from './canvas-node.ts';
import { useCanvasState } from './canvas-state.ts';

/** Pill sizes: near, and from afar so that counts can still be read. */
const near = { digit: 6.7, height: 18, padding: 14 };
const afar = { digit: 10.9, height: 26, padding: 18 };

/** An edge with the count of rows that went along it. */
export const FlowEdge = memo(function FlowEdge(props: EdgeProps<CanvasEdge>) {
  const { id, source, target: reader, sourceHandleId, sourceX, sourceY, targetX, targetY, sourcePosition, targetPosition, selected } = props;
  const view = useWorkbench(useShallow((state) => edgeView(state, `${source}.${sourceHandleId}`)));
  const target = useCanvasState((state) => state.dropEdge === id);
  const longest = useWorkbench((state) => state.preferences.heat && !state.run && isOnLongest(heatOf(state), source, reader));
  const far = useCanvasState((state) => state.level !== 'near');
  const [path, labelX, labelY] = getBezierPath({ sourceX: sourceX - 4, sourceY, sourcePosition, targetX: targetX + 4, targetY, targetPosition });
  const pill = far ? afar : near;
  const text = far ? view.short : view.count;
  const width = text.length * pill.digit + pill.padding;
  return (
    <g className="edge" data-kind={view.kind} {...(selected ? { 'data-selected': '' } : {})} {...(target ? { 'data-target': '' } : {})} {...(longest ? { 'data-longest': '' } : {})}>
      <BaseEdge id={id} path={path} interactionWidth={18} />
      {text ? (
        <g className="edge-count" transform={`translate(${labelX}, ${labelY})`} {...(view.stale ? { 'data-stale': '' } : {})} {...(far ? { 'data-far': '' } : {})}>
          <rect x={-width / 2} y={-pill.height / 2} width={width} height={pill.height} rx={pill.height / 2} />
          <text textAnchor="middle" dominantBaseline="central" y={0.5}>
            {text}
          </text>
        </g>
      ) : null}
    </g>
  );
});
