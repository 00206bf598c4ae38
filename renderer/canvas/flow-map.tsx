import { Panel, useReactFlow, useStore } from '@xyflow/react';
import { useMemo, useRef, type PointerEvent, type WheelEvent } from 'react';
import { useShallow } from 'zustand/react/shallow';
import { failedNodes } from '../state/node-view.ts';
import { useWorkbench } from '../state/workbench.ts';
import type { CanvasNode } from './canvas-node.ts';
import { nodeDrawings, rectangle, type Box } from './node-drawings.ts';
import { t } from '../words/words.ts';

const size = { width: 150, height: 92 };
const margin = 5;

/** A map of the flow while a part of it is out of sight; else it would only cover nodes. One drawing per colour: nodes of the library's own map each follow every move. */
export function FlowMap({ nodes }: { readonly nodes: readonly CanvasNode[] }) {
  const seen = useStore(useShallow(({ transform: [x, y, zoom], width, height }): Box => ({ x: -x / zoom, y: -y / zoom, width: width / zoom, height: height / zoom })));
  const bounds = useMemo(() => boundsOf(nodes), [nodes]);
  const inside = bounds.x >= seen.x && bounds.y >= seen.y && bounds.x + bounds.width <= seen.x + seen.width && bounds.y + bounds.height <= seen.y + seen.height;
  return inside ? null : <Drawn nodes={nodes} bounds={bounds} seen={seen} />;
}

function Drawn({ nodes, bounds, seen }: { readonly nodes: readonly CanvasNode[]; readonly bounds: Box; readonly seen: Box }) {
  const { setCenter, getZoom, zoomIn, zoomOut } = useReactFlow();
  const svg = useRef<SVGSVGElement>(null);
  const failed = useWorkbench(failedNodes);
  const paths = useMemo(() => nodeDrawings(nodes, failed), [nodes, failed]);
  const shown = around(union(bounds, seen));
  const go = (event: PointerEvent<SVGSVGElement>) => {
    if (event.type === 'pointermove' && (event.buttons & 1) === 0) return;
    const matrix = svg.current?.getScreenCTM();
    if (!matrix) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    const at = new DOMPoint(event.clientX, event.clientY).matrixTransform(matrix.inverse());
    void setCenter(at.x, at.y, { zoom: getZoom() });
  };
  const zoom = (event: WheelEvent) => void (event.deltaY < 0 ? zoomIn() : zoomOut());
  return (
    <Panel position="bottom-right" className="flow-map">
      <svg ref={svg} role="img" aria-label={t('Map of the flow')} {...size} viewBox={`${shown.x} ${shown.y} ${shown.width} ${shown.height}`} onPointerDown={go} onPointerMove={go} onWheel={zoom}>
        {[...paths].map(([look, path]) => (
          <path key={look} data-look={look} d={path} />
        ))}
        <path className="flow-map-mask" fillRule="evenodd" d={`${rectangle(shown)}${rectangle(seen)}`} />
      </svg>
    </Panel>
  );
}

function boundsOf(nodes: readonly CanvasNode[]): Box {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const { position, width = 0, height = 0 } of nodes) {
    left = Math.min(left, position.x);
    top = Math.min(top, position.y);
    right = Math.max(right, position.x + width);
    bottom = Math.max(bottom, position.y + height);
  }
  return { x: left, y: top, width: right - left, height: bottom - top };
}

function union(a: Box, b: Box): Box {
  const x = Math.min(a.x, b.x);
  const y = Math.min(a.y, b.y);
  return { x, y, width: Math.max(a.x + a.width, b.x + b.width) - x, height: Math.max(a.y + a.height, b.y + b.height) - y };
}

/** The box with a margin, in the map's proportions. */
function around(box: Box): Box {
  const scale = Math.max(box.width / (size.width - 2 * margin), box.height / (size.height - 2 * margin), 1);
  const [width, height] = [size.width * scale, size.height * scale];
  return { x: box.x - (width - box.width) / 2, y: box.y - (height - box.height) / 2, width, height };
}
