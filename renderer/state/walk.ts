import { parseEnd, type FlowDocument } from '../../engine/document/document.ts';
import { nodePlaces } from './node-places.ts';

export type Direction = 'left' | 'right' | 'up' | 'down';

/** The node an arrow key leads to: along edges sideways, else the nearest one in that direction; null when there is none. */
export function neighbour(document: FlowDocument, from: string, direction: Direction): string | null {
  const places = nodePlaces(document);
  const here = places[from];
  if (!here) return null;
  const sideways = direction === 'left' || direction === 'right';
  const tied = new Set(
    direction === 'right'
      ? document.edges.filter((e) => parseEnd(e.from).node === from).map((e) => parseEnd(e.to).node)
      : direction === 'left'
        ? document.edges.filter((e) => parseEnd(e.to).node === from).map((e) => parseEnd(e.from).node)
        : [],
  );
  const candidates = Object.keys(document.nodes).filter((id) => {
    const there = places[id];
    if (id === from || !there) return false;
    if (tied.size > 0) return tied.has(id);
    const dx = there.x - here.x;
    const dy = there.y - here.y;
    return direction === 'right' ? dx > 0 : direction === 'left' ? dx < 0 : direction === 'down' ? dy > 0 : dy < 0;
  });
  const distance = (id: string) => {
    const dx = Math.abs(places[id]!.x - here.x);
    const dy = Math.abs(places[id]!.y - here.y);
    return sideways ? dx + 2 * dy : 2 * dx + dy;
  };
  return candidates.sort((a, b) => distance(a) - distance(b))[0] ?? null;
}
