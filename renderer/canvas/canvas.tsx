import '@xyflow/react/dist/base.css';
import './canvas.css';
import { ReactFlow, SelectionMode, type NodeChange } from '@xyflow/react';
import type { DragEvent, MouseEvent, ReactNode } from 'react';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { editNote } from '../state/note-actions.ts';
import { addNode, focusSetting, insertOnEdge, moveNodes, select } from '../state/edit-actions.ts';
import type { Position } from '../state/document-edits.ts';
import { noteUsed } from '../state/preferences-actions.ts';
import { nodeWidth } from '../state/node-places.ts';
import { change, useWorkbench, workbench } from '../state/workbench.ts';
import { MenuAt, type MenuEntry } from '../ui/menu.tsx';
import { edgeMaker, nodeMaker, noteMaker, noteOf, type CanvasEdge, type CanvasNode } from './canvas-node.ts';
import { applySelection, dropOnEdge, edgeUnder, endConnection, endReconnect, isPossible, makeConnection, markDropEdge, moveEdge, startConnection, startReconnect, withCarried } from './canvas-gestures.ts';
import { noteZoom, useCanvasState } from './canvas-state.ts';
import { attachCanvas, fitAll, notePointer, toCanvas } from './canvas-view.ts';
import { CanvasDots } from './canvas-dots.tsx';
import { FaintEdges } from './faint-edges.tsx';
import { FaintNodes } from './faint-nodes.tsx';
import { FlowEdge } from './flow-edge.tsx';
import { dropCaret } from './drop-caret.ts';
import { FlowMap } from './flow-map.tsx';
import { HeatLegend } from './heat-legend.tsx';
import { FrameNode, NoteNode } from './note-node.tsx';
import { StepNode } from './step-node.tsx';
import { ZoomBar } from './zoom-bar.tsx';
import { t } from '../words/words.ts';

const nodeTypes = { step: StepNode, note: NoteNode, frame: FrameNode };
const edgeTypes = { flow: FlowEdge };
const noEdges: CanvasEdge[] = [];
const nothingMoved: Readonly<Record<string, Position>> = {};

/** So many nodes, where they are mere places, are kept rather than made anew whenever they come into sight. */
const mostAtOnce = 3000;

/** What a drag from the palette carries. */
export const nodeDragType = 'application/x-millrace-node';

/** The flow as a graph that can be edited by hand. */
export function Canvas({ onFiles, menu, children }: { readonly onFiles: (files: readonly File[], at: Position) => void; readonly menu: (of: 'node' | 'edge') => readonly (MenuEntry | 'separator')[]; readonly children?: ReactNode }) {
  const [asked, setAsked] = useState<{ readonly of: 'node' | 'edge'; readonly at: Position } | null>(null);
  const ask = (event: MouseEvent, of: 'node' | 'edge') => {
    event.preventDefault();
    setAsked({ of, at: { x: event.clientX, y: event.clientY } });
  };
  const document = useWorkbench((s) => s.document);
  const catalog = useWorkbench((s) => s.catalog);
  const selection = useWorkbench((s) => s.selection);
  const snap = useWorkbench((s) => s.preferences.snap);
  const heat = useWorkbench((s) => s.preferences.heat);
  const minimap = useWorkbench((s) => s.preferences.minimap);
  const [moved, setMoved] = useState(nothingMoved);
  const host = useRef<HTMLDivElement>(null);
  // From so far a hand means the flow, not one of its specks.
  const remote = useCanvasState((s) => s.level === 'remote');
  const faint = useCanvasState((s) => s.level === 'remote' || s.level === 'faint');
  const [makeNodes] = useState(nodeMaker);
  const [makeNotes] = useState(noteMaker);
  const [makeEdges] = useState(edgeMaker);
  const check = useWorkbench((s) => s.check);
  const steps = useMemo(() => makeNodes({ document, catalog, check }, selection, moved), [makeNodes, document, catalog, check, selection, moved]);
  const language = useWorkbench((s) => s.language);
  const notes = useMemo(() => makeNotes(document.notes, selection, moved, language), [makeNotes, document.notes, selection, moved, language]);
  const nodes = useMemo(() => (notes.length === 0 ? steps : [...notes, ...steps]), [notes, steps]);
  const edges = useMemo(() => makeEdges(document, selection, language), [makeEdges, document, selection, language]);

  useEffect(
    () =>
      useWorkbench.subscribe((state, before) => {
        if (state.opened !== before.opened) requestAnimationFrame(() => fitAll(false));
      }),
    [],
  );

  const changeNodes = useCallback((changes: NodeChange<CanvasNode>[]) => {
    applySelection(changes, []);
    const places = changes.flatMap((c) => (c.type === 'position' && c.position && c.dragging ? [[c.id, c.position] as const] : []));
    if (places.length === 0) return;
    const all = withCarried(Object.fromEntries(places));
    setMoved((before) => ({ ...before, ...all.nodes, ...canvasNotes(all.notes) }));
  }, []);

  const settle = useCallback((dropped: readonly CanvasNode[]) => {
    setMoved(nothingMoved);
    const all = withCarried(Object.fromEntries(dropped.map((n) => [n.id, n.position])));
    moveNodes(all.nodes, null, null, all.notes);
  }, []);

  const over = (event: DragEvent) => {
    if (event.dataTransfer.types.includes('Files')) {
      event.preventDefault();
      event.dataTransfer.dropEffect = 'copy';
      return;
    }
    if (!event.dataTransfer.types.includes(nodeDragType)) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = 'copy';
    const dropEdge = edgeUnder({ x: event.clientX, y: event.clientY });
    if (useCanvasState.getState().dropEdge !== dropEdge) useCanvasState.setState({ dropEdge });
  };

  const drop = (event: DragEvent) => {
    if (event.dataTransfer.files.length > 0) {
      event.preventDefault();
      onFiles([...event.dataTransfer.files], toCanvas({ x: event.clientX, y: event.clientY }));
      return;
    }
    const type = event.dataTransfer.getData(nodeDragType);
    useCanvasState.setState({ dropEdge: null });
    if (!catalog.has(type)) return;
    event.preventDefault();
    const screen = { x: event.clientX, y: event.clientY };
    const spot = toCanvas(screen);
    const at = { x: snapped(spot.x - nodeWidth / 2, snap), y: snapped(spot.y - 30, snap) };
    const edge = edgeUnder(screen);
    noteUsed(type);
    if (edge === null || insertOnEdge(edge, type, at) === null) addNode(type, at);
  };

  return (
    <div
      ref={host}
      className="canvas"
      data-testid="canvas"
      onPointerMove={(event) => notePointer({ x: event.clientX, y: event.clientY })}
      onPointerLeave={() => notePointer(null)}
      onDoubleClick={(event) => {
        if (!(event.target instanceof Element) || !event.target.classList.contains('react-flow__pane')) return;
        const screen = { x: event.clientX, y: event.clientY };
        change({ adding: { screen, at: toCanvas(screen), from: null, to: null, edge: null } });
      }}
      onFocusCapture={(event) => selectFocused(event.target)}
      onDragOver={over}
      onDragLeave={() => useCanvasState.setState({ dropEdge: null })}
      onDrop={drop}
    >
      <ReactFlow<CanvasNode, CanvasEdge>
        nodes={nodes}
        edges={faint ? noEdges : edges}
        nodeTypes={nodeTypes}
        edgeTypes={edgeTypes}
        onInit={(instance) => {
          attachCanvas(instance);
          fitAll(false);
        }}
        onNodesChange={changeNodes}
        onEdgesChange={(changes) => applySelection([], changes)}
        onNodeDragStart={dropCaret}
        onNodeDrag={(event, node) => markDropEdge(event, node.id)}
        onNodeDragStop={(_event, node, all) => {
          settle(all);
          dropOnEdge(node.id);
        }}
        onSelectionDragStop={(_event, all) => settle(all)}
        onNodeClick={(event, node) => {
          // A plain click on one of several selected nodes means that one.
          if (!event.ctrlKey && !event.metaKey && !event.shiftKey && workbench().selection.nodes.length + workbench().selection.notes.length > 1) selectOnly(node.id);
        }}
        onNodeDoubleClick={(_event, node) => (noteOf(node.id) === null ? focusSetting(node.id, null) : editNote(noteOf(node.id)!))}
        onNodeContextMenu={(event, node) => {
          if (noteOf(node.id) !== null) return;
          if (!workbench().selection.nodes.includes(node.id) || workbench().selection.nodes.length > 1) selectOnly(node.id);
          ask(event, 'node');
        }}
        onEdgeContextMenu={(event, edge) => {
          select({ edges: [edge.id] });
          ask(event, 'edge');
        }}
        onMove={(event, { zoom }) => {
          noteZoom(zoom);
          if (host.current?.dataset['moving'] === undefined) dropCaret();
          if (host.current) host.current.dataset['moving'] ??= event?.type.startsWith('mouse') ? 'hand' : 'view';
        }}
        onMoveEnd={() => delete host.current?.dataset['moving']}
        nodesDraggable={!remote}
        onConnectStart={(_event, params) => startConnection(params)}
        onConnect={makeConnection}
        onConnectEnd={endConnection}
        onReconnectStart={(_event, edge) => startReconnect(edge)}
        onReconnect={moveEdge}
        onReconnectEnd={endReconnect}
        isValidConnection={isPossible}
        connectionRadius={26}
        snapToGrid={snap}
        snapGrid={[10, 10]}
        minZoom={0.08}
        maxZoom={2}
        selectionMode={SelectionMode.Partial}
        multiSelectionKeyCode={['Meta', 'Control', 'Shift']}
        selectionKeyCode="Shift"
        deleteKeyCode={null}
        disableKeyboardA11y
        edgesFocusable={false}
        zoomOnDoubleClick={false}
        onlyRenderVisibleElements={!(remote && nodes.length <= mostAtOnce)}
        elevateNodesOnSelect={false}
        proOptions={{ hideAttribution: true }}
        aria-label={t('Flow')}
      >
        {faint ? <FaintEdges nodes={steps} edges={edges} /> : <CanvasDots />}
        {remote ? <FaintNodes nodes={steps} /> : null}
        {minimap && nodes.length > 0 ? <FlowMap nodes={nodes} /> : null}
        {heat ? <HeatLegend /> : null}
        <ZoomBar />
      </ReactFlow>
      <MenuAt at={asked?.at ?? null} entries={asked ? menu(asked.of) : []} onClose={() => setAsked(null)} />
      {children}
    </div>
  );
}

/** A node reached with Tab becomes the selected one, so that commands are about it. */
function selectFocused(target: EventTarget): void {
  if (!(target instanceof HTMLElement) || !target.matches('.react-flow__node:focus-visible')) return;
  const id = target.dataset['id'];
  if (id === undefined) return;
  const { nodes, notes } = workbench().selection;
  const note = noteOf(id);
  if (note === null ? !nodes.includes(id) : !notes.includes(note)) selectOnly(id);
}

const selectOnly = (canvasId: string): void => select(noteOf(canvasId) === null ? { nodes: [canvasId] } : { notes: [noteOf(canvasId)!] });

const canvasNotes = (places: Readonly<Record<string, Position>>): Readonly<Record<string, Position>> => Object.fromEntries(Object.entries(places).map(([id, place]) => [`note:${id}`, place]));

const snapped = (value: number, snap: boolean): number => (snap ? Math.round(value / 10) * 10 : Math.round(value));
