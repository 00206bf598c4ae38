import '@xyflow/react/dist/base.css';
import './compare-canvas.css';
import { Background, BackgroundVariant, Handle, Position, ReactFlow, type Edge, type Node, type NodeProps, type ReactFlowInstance } from '@xyflow/react';
import { useEffect, useMemo, useState } from 'react';
import { t } from '../words/words.ts';

/** A node of two versions of a flow, as it is drawn. */
export interface ComparedNode {
  readonly id: string;
  readonly kind: 'same' | 'added' | 'removed' | 'changed';
  readonly title: string;
  readonly type: string;
  /** Such as `2 settings changed`. */
  readonly words: string;
  readonly x: number;
  readonly y: number;
}

export interface ComparedEdge {
  readonly from: string;
  readonly to: string;
  readonly kind: 'same' | 'added' | 'removed';
}

export interface CompareCanvasProps {
  readonly nodes: readonly ComparedNode[];
  readonly edges: readonly ComparedEdge[];
  /** The node that is looked at. */
  readonly chosen: string | null;
  readonly onChoose: (node: string) => void;
}

type Drawn = Node<{ readonly node: ComparedNode; readonly inputs: readonly string[]; readonly outputs: readonly string[] }, 'compared'>;

const signs = { same: '', added: '+', removed: '−', changed: '~' } as const;
const width = 200;
const height = 84;

function ComparedStep({ data: { node, inputs, outputs }, selected }: NodeProps<Drawn>) {
  const top = (i: number, count: number) => `${(100 * (i + 1)) / (count + 1)}%`;
  return (
    <div className="compared" data-kind={node.kind} data-selected={selected ? '' : undefined} data-testid={`compared-${node.id}`} style={{ width, height }}>
      {inputs.map((port, i) => (
        <Handle key={port} id={port} type="target" position={Position.Left} isConnectable={false} style={{ top: top(i, inputs.length) }} />
      ))}
      <strong>{node.title}</strong>
      <span className="compared-type">{node.type}</span>
      <span className="compared-words">
        {signs[node.kind] === '' ? null : <b aria-hidden="true">{signs[node.kind]}</b>} {node.words}
      </span>
      {outputs.map((port, i) => (
        <Handle key={port} id={port} type="source" position={Position.Right} isConnectable={false} style={{ top: top(i, outputs.length) }} />
      ))}
    </div>
  );
}

const nodeTypes = { compared: ComparedStep };

const ends = (text: string): readonly [string, string] => {
  const dot = text.indexOf('.');
  return [text.slice(0, dot), text.slice(dot + 1)];
};

/** Two versions of a flow as one graph to look at. */
export function CompareCanvas({ nodes, edges, chosen, onChoose }: CompareCanvasProps) {
  const [flow, setFlow] = useState<ReactFlowInstance<Drawn, Edge> | null>(null);
  const drawn = useMemo(() => {
    const ports = (id: string, side: 'from' | 'to') => [...new Set(edges.map((e) => ends(e[side])).filter(([node]) => node === id).map(([, port]) => port))];
    return nodes.map((node): Drawn => ({ id: node.id, type: 'compared', position: { x: node.x, y: node.y }, data: { node, inputs: ports(node.id, 'to'), outputs: ports(node.id, 'from') }, width, height, selected: node.id === chosen }));
  }, [nodes, edges, chosen]);
  const lines = useMemo(
    () =>
      edges.map((edge): Edge => {
        const [source, sourceHandle] = ends(edge.from);
        const [target, targetHandle] = ends(edge.to);
        return { id: `${edge.kind} ${edge.from}->${edge.to}`, source, sourceHandle, target, targetHandle, className: `compared-edge compared-edge-${edge.kind}`, ...(edge.kind === 'same' ? {} : { label: signs[edge.kind] }) };
      }),
    [edges],
  );
  useEffect(() => {
    if (!flow) return;
    void flow.fitView({ maxZoom: 1, padding: 0.15, ...(chosen === null ? { nodes: nodes.map(({ id }) => ({ id })) } : { nodes: [{ id: chosen }], duration: 200 }) });
  }, [flow, chosen, nodes]);
  return (
    <div className="compare-canvas" data-testid="compare-canvas">
      <ReactFlow<Drawn, Edge>
        nodes={drawn}
        edges={lines}
        nodeTypes={nodeTypes}
        onInit={setFlow}
        onNodeClick={(_event, node) => onChoose(node.id)}
        nodesDraggable={false}
        nodesConnectable={false}
        nodesFocusable={false}
        edgesFocusable={false}
        deleteKeyCode={null}
        disableKeyboardA11y
        minZoom={0.08}
        maxZoom={2}
        proOptions={{ hideAttribution: true }}
        aria-label={t('Both versions')}
      >
        <Background variant={BackgroundVariant.Dots} gap={20} size={1.5} />
      </ReactFlow>
    </div>
  );
}
