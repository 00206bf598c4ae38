import type { Edge, Node, NodeHandle } from '@xyflow/react';
import { Position } from '@xyflow/react';
import type { AnyNodeDefinition } from '../../engine/definition/index.ts';
import { parseEnd, type FlowDocument, type FlowEdge, type FlowNode, type FlowNote } from '../../engine/document/document.ts';
import { edgeKey, type Position as Place } from '../state/document-edits.ts';
import { nodeDefinition, type KnownFlow } from '../state/node-definition.ts';
import { nodeHeight, nodePlaces, nodeWidth } from '../state/node-places.ts';
import type { Selection } from '../state/workbench.ts';
import type { Language } from '../words/language.ts';
import { t } from '../words/words.ts';

export type CanvasNode = Node<Record<string, never>, 'step' | 'note' | 'frame'>;
export type CanvasEdge = Edge<Record<string, never>, 'flow'>;

const portSize = 12;

/** Height in canvas units; sizes are known without measuring, so nodes out of sight need not be drawn to place their edges. */
export const heightOf = (definition: AnyNodeDefinition | undefined): number => nodeHeight(Math.max(definition?.inputs.length ?? 0, definition?.outputs.length ?? 0));

/** Distance of a port's centre from the top of its node. */
export const portOffset = (height: number, index: number, count: number): number => Math.round((height * (index + 1)) / (count + 1));

const handleCache = new WeakMap<AnyNodeDefinition, NodeHandle[]>();

function handlesOf(definition: AnyNodeDefinition): NodeHandle[] {
  let handles = handleCache.get(definition);
  if (!handles) {
    const height = heightOf(definition);
    const handle = (type: 'source' | 'target', id: string, index: number, count: number): NodeHandle => ({
      id,
      type,
      position: type === 'source' ? Position.Right : Position.Left,
      x: (type === 'source' ? nodeWidth : 0) - portSize / 2,
      y: portOffset(height, index, count) - portSize / 2,
      width: portSize,
      height: portSize,
    });
    handles = [
      ...definition.inputs.map((p, i, all) => handle('target', p.name, i, all.length)),
      ...definition.outputs.map((p, i, all) => handle('source', p.name, i, all.length)),
    ];
    handleCache.set(definition, handles);
  }
  return handles;
}

const noData: Record<string, never> = {};

/** Turns documents into canvas nodes, keeping the identity of those that did not change. */
export function nodeMaker() {
  const cache = new Map<string, { readonly node: FlowNode; readonly definition: AnyNodeDefinition | undefined; readonly made: CanvasNode }>();
  let last: CanvasNode[] = [];
  return (flow: KnownFlow, selection: Selection, moved: Readonly<Record<string, Place>>): CanvasNode[] => {
    const { document } = flow;
    const places = nodePlaces(document);
    const selected = new Set(selection.nodes);
    for (const id of cache.keys()) if (!Object.hasOwn(document.nodes, id)) cache.delete(id);
    const made = Object.entries(document.nodes).map(([id, node]) => {
      const definition = nodeDefinition(flow, id);
      const place = moved[id] ?? places[id]!;
      const isSelected = selected.has(id);
      const known = cache.get(id);
      const old = known?.made;
      const inPlace = old && old.position.x === place.x && old.position.y === place.y && old.selected === isSelected;
      if (inPlace && known.node === node && known.definition === definition) return old;
      const height = heightOf(definition);
      const handles = definition ? handlesOf(definition) : [];
      const ariaLabel = node.title && definition ? `${node.title}, ${definition.title}` : (node.title ?? definition?.title ?? node.type);
      if (inPlace && old.handles === handles && old.height === height && old.ariaLabel === ariaLabel) {
        cache.set(id, { node, definition, made: old });
        return old;
      }
      const next: CanvasNode = {
        id,
        type: 'step',
        position: { x: place.x, y: place.y },
        data: noData,
        selected: isSelected,
        width: nodeWidth,
        height,
        measured: { width: nodeWidth, height },
        handles,
        zIndex: isSelected ? 1000 : 0,
        ariaRole: 'group',
        ariaLabel,
      };
      cache.set(id, { node, definition, made: next });
      return next;
    });
    last = sameItems(last, made);
    return last;
  };
}

/** The former list where nothing in it is another, so that a change of settings does not concern the canvas. */
const sameItems = <T>(former: T[], next: T[]): T[] => (former.length === next.length && next.every((item, i) => item === former[i]) ? former : next);

const noteKey = 'note:';

/** The note that a canvas node stands for, or null when it stands for a step. */
export const noteOf = (canvasId: string): string | null => (canvasId.startsWith(noteKey) ? canvasId.slice(noteKey.length) : null);

/** Turns notes into canvas nodes, frames first so that they lie below, keeping the identity of those that did not change. */
export function noteMaker() {
  const cache = new Map<string, { readonly note: FlowNote; readonly made: CanvasNode }>();
  let spoken: Language | null = null;
  return (notes: FlowDocument['notes'], selection: Selection, moved: Readonly<Record<string, Place>>, language: Language): CanvasNode[] => {
    if (spoken !== language) cache.clear();
    spoken = language;
    const entries = Object.entries(notes ?? {}).sort(([, a], [, b]) => Number(b.frame ?? false) - Number(a.frame ?? false));
    return entries.map(([id, note]) => {
      const key = noteKey + id;
      const place = moved[key] ?? note;
      const selected = selection.notes.includes(id);
      const old = cache.get(key);
      if (old?.note === note && old.made.selected === selected && old.made.position.x === place.x && old.made.position.y === place.y) return old.made;
      const width = Math.max(80, note.width);
      const height = Math.max(40, note.height);
      const made: CanvasNode = {
        id: key,
        type: note.frame ? 'frame' : 'note',
        position: { x: place.x, y: place.y },
        data: noData,
        selected,
        connectable: false,
        width,
        height,
        measured: { width, height },
        handles: [],
        zIndex: note.frame ? -10 : selected ? 1000 : -5,
        // The inside of a frame belongs to the canvas.
        ...(note.frame ? { style: { pointerEvents: 'none' } } : {}),
        ariaRole: 'group',
        ariaLabel: `${note.frame ? t('Frame') : t('Note')}: ${note.text.split('\n')[0] || t('empty')}`,
      };
      cache.set(key, { note, made });
      return made;
    });
  };
}

/** Turns documents into canvas edges, keeping the identity of those that did not change. */
export function edgeMaker() {
  const cache = new Map<string, CanvasEdge>();
  let last: CanvasEdge[] = [];
  let spoken: Language | null = null;
  let madeOf: readonly [readonly FlowEdge[], readonly string[]] | null = null;
  return (document: FlowDocument, selection: Selection, language: Language): CanvasEdge[] => {
    if (spoken === language && madeOf?.[0] === document.edges && madeOf[1] === selection.edges) return last;
    madeOf = [document.edges, selection.edges];
    // The names for screen readers are in the language they were made in.
    if (spoken !== language) cache.clear();
    spoken = language;
    const selected = new Set(selection.edges);
    const edges = document.edges.map((edge) => {
      const id = edgeKey(edge);
      const old = cache.get(id);
      if (old && old.selected === selected.has(id)) return old;
      const from = parseEnd(edge.from);
      const to = parseEnd(edge.to);
      const next: CanvasEdge = {
        id,
        type: 'flow',
        source: from.node,
        sourceHandle: from.port,
        target: to.node,
        targetHandle: to.port,
        selected: selected.has(id),
        ariaLabel: t('Edge from {from} to {to}', { from: `${from.node} ${from.port}`, to: `${to.node} ${to.port}` }),
        interactionWidth: 18,
      };
      cache.set(id, next);
      return next;
    });
    if (cache.size > edges.length * 2 + 100) cache.clear();
    last = sameItems(last, edges);
    return last;
  };
}
