import { diffDocuments, type FlowDiff, type NodeChange } from '../../engine/document/diff-documents.ts';
import type { FlowDocument } from '../../engine/document/document.ts';
import { nodePlaces } from '../state/node-places.ts';

export type ChangeKind = 'same' | 'added' | 'removed' | 'changed';

export interface MergedNode {
  readonly id: string;
  readonly kind: ChangeKind;
  readonly type: string;
  readonly title: string | null;
  readonly change: NodeChange | null;
  readonly x: number;
  readonly y: number;
}

export interface MergedEdge {
  readonly from: string;
  readonly to: string;
  readonly kind: 'same' | 'added' | 'removed';
}

/** Two versions of a flow as one graph: all of the second, and what only the first has. */
export interface MergedFlow {
  readonly diff: FlowDiff;
  readonly nodes: readonly MergedNode[];
  readonly edges: readonly MergedEdge[];
}

/** Joins two versions; nodes stand where the second has them, removed ones where they stood, moved down until they lie on no other. */
export function mergeFlows(before: FlowDocument, after: FlowDocument): MergedFlow {
  const diff = diffDocuments(before, after);
  const changes = new Map(diff.nodes.map((change) => [change.id, change]));
  const now = nodePlaces(after);
  const then = nodePlaces(before);
  const kept = Object.entries(after.nodes).map(([id, node]): MergedNode => {
    const change = changes.get(id) ?? null;
    return { id, kind: change?.kind ?? 'same', type: node.type, title: node.title ?? null, change, x: now[id]!.x, y: now[id]!.y };
  });
  const nodes = [...kept];
  for (const change of diff.nodes) {
    if (change.kind !== 'removed') continue;
    const { x, y } = then[change.id]!;
    let free = y;
    while (nodes.some((n) => Math.abs(n.x - x) < 210 && Math.abs(n.y - free) < 94)) free += 20;
    nodes.push({ id: change.id, kind: 'removed', type: change.type, title: change.title, change, x, y: free });
  }
  const added = new Set(diff.edges.added);
  const edges = [
    ...after.edges.map(({ from, to }): MergedEdge => ({ from, to, kind: added.has(`${from} -> ${to}`) ? 'added' : 'same' })),
    ...diff.edges.removed.map((text): MergedEdge => {
      const [from = '', to = ''] = text.split(' -> ');
      return { from, to, kind: 'removed' };
    }),
  ];
  return { diff, nodes, edges };
}
