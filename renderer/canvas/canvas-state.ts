import { create } from 'zustand';

/** Zoom below which only the name of a node is drawn, edges are straight and without counts, and not even a name can be read. */
const thresholds = { far: 0.6, faint: 0.3, remote: 0.2 };

export type CanvasLevel = 'near' | keyof typeof thresholds;

/** How much is drawn at a zoom. */
export const levelAt = (zoom: number): CanvasLevel => (zoom < thresholds.remote ? 'remote' : zoom < thresholds.faint ? 'faint' : zoom < thresholds.far ? 'far' : 'near');

export interface CanvasState {
  /** While an edge is drawn: the nodes it could enter. */
  readonly accepting: ReadonlySet<string> | null;
  /** While a node is dragged: the edge it would be inserted into. */
  readonly dropEdge: string | null;
  /** Nodes and edges read it here and not from the zoom, which changes with every frame. */
  readonly level: CanvasLevel;
}

/** What only the canvas needs to know while a gesture lasts. */
export const useCanvasState = create<CanvasState>()(() => ({ accepting: null, dropEdge: null, level: 'near' }));

/** Takes in the zoom; nothing is told while the level stays. */
export function noteZoom(zoom: number): void {
  const level = levelAt(zoom);
  if (useCanvasState.getState().level !== level) useCanvasState.setState({ level });
}
