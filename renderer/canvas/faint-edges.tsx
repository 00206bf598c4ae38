import { ViewportPortal } from '@xyflow/react';
import { memo, useMemo } from 'react';
import { edgeView, type EdgeView } from '../state/edge-view.ts';
import { useWorkbench, workbench } from '../state/workbench.ts';
import type { CanvasEdge, CanvasNode } from './canvas-node.ts';

type Kind = EdgeView['kind'] | 'selected';

/** All edges as straight lines, one drawing per kind: from afar none of them is told apart, and a thousand parts of the page would have to follow every move. */
export const FaintEdges = memo(function FaintEdges({ nodes, edges }: { readonly nodes: readonly CanvasNode[]; readonly edges: readonly CanvasEdge[] }) {
  const progress = useWorkbench((s) => s.run?.progress);
  const paths = useMemo(() => pathsOf(nodes, edges, progress), [nodes, edges, progress]);
  return (
    <ViewportPortal>
      <svg className="faint-edges" aria-hidden="true">
        {[...paths].map(([kind, path]) => (
          <g key={kind} className="edge" data-kind={kind} {...(kind === 'selected' ? { 'data-selected': '' } : {})}>
            <path className="react-flow__edge-path" d={path} />
          </g>
        ))}
      </svg>
    </ViewportPortal>
  );
});

function pathsOf(nodes: readonly CanvasNode[], edges: readonly CanvasEdge[], _progress: unknown): ReadonlyMap<Kind, string> {
  const byId = new Map(nodes.map((n) => [n.id, n]));
  const parts = new Map<Kind, string[]>();
  const point = (id: string, type: 'source' | 'target', port: string | null | undefined): string | null => {
    const node = byId.get(id);
    const handle = node?.handles?.find((h) => h.type === type && h.id === port);
    if (!node || !handle) return null;
    return `${node.position.x + handle.x + (handle.width ?? 0) / 2} ${node.position.y + handle.y + (handle.height ?? 0) / 2}`;
  };
  for (const edge of edges) {
    const from = point(edge.source, 'source', edge.sourceHandle);
    const to = point(edge.target, 'target', edge.targetHandle);
    if (from === null || to === null) continue;
    const kind: Kind = edge.selected ? 'selected' : edgeView(workbench(), `${edge.source}.${edge.sourceHandle}`).kind;
    const known = parts.get(kind);
    if (known) known.push(`M${from}L${to}`);
    else parts.set(kind, [`M${from}L${to}`]);
  }
  return new Map([...parts].map(([kind, list]) => [kind, list.join('')]));
}
