import { create } from 'zustand';

export interface CanvasState {
  /** While an edge is drawn: the nodes it could enter. */
  readonly accepting: ReadonlySet<string> | null;
  /** While a node is dragged: the edge it would be inserted into. */
  readonly dropEdge: string | null;
}

/** What only the canvas needs to know while a gesture lasts. */
export const useCanvasState = create<CanvasState>()(() => ({ accepting: null, dropEdge: null }));
