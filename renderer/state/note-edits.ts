import type { FlowDocument, FlowNote } from '../../engine/document/document.ts';
import type { Position } from './document-edits.ts';
import { nodeWidth } from './node-places.ts';

/** An id of the form `note-2` that the document does not use. */
export function freshNoteId(document: FlowDocument, wanted: string): string {
  const stem = wanted.replace(/-\d+$/, '');
  if (!document.notes?.[stem]) return stem;
  let count = 2;
  while (document.notes[`${stem}-${count}`]) count++;
  return `${stem}-${count}`;
}

export const withNote = (document: FlowDocument, id: string, note: FlowNote): FlowDocument => ({ ...document, notes: { ...document.notes, [id]: rounded(note) } });

const rounded = (note: FlowNote): FlowNote => ({ ...note, x: Math.round(note.x), y: Math.round(note.y), width: Math.round(note.width), height: Math.round(note.height) });

/** Takes notes out; without any left, the document has no notes at all. */
export function withoutNotes(document: FlowDocument, ids: readonly string[]): FlowDocument {
  if (ids.length === 0 || !document.notes) return document;
  const { notes, ...rest } = document;
  const kept = Object.fromEntries(Object.entries(notes).filter(([id]) => !ids.includes(id)));
  return Object.keys(kept).length === 0 ? (rest as FlowDocument) : { ...document, notes: kept };
}

export const withNotesAt = (document: FlowDocument, places: Readonly<Record<string, Position>>): FlowDocument =>
  Object.entries(places).reduce((next, [id, place]) => (next.notes?.[id] ? withNote(next, id, { ...next.notes[id], ...place }) : next), document);

/** What frames carry when they are moved: every node and note whose middle lies in one of them, by as much as it moves. What is moved by hand itself is left out. */
export function carriedByFrames(
  document: FlowDocument,
  places: Readonly<Record<string, Position>>,
  heightOf: (node: string) => number,
  moved: { readonly nodes: Readonly<Record<string, Position>>; readonly notes: Readonly<Record<string, Position>> },
): { readonly nodes: Readonly<Record<string, Position>>; readonly notes: Readonly<Record<string, Position>> } {
  const nodes: Record<string, Position> = {};
  const notes: Record<string, Position> = {};
  for (const [id, to] of Object.entries(moved.notes)) {
    const frame = document.notes?.[id];
    if (!frame?.frame) continue;
    const by = (p: Position): Position => ({ x: p.x + to.x - frame.x, y: p.y + to.y - frame.y });
    for (const [node, place] of Object.entries(places)) {
      if (!moved.nodes[node] && document.nodes[node] && holds(frame, { x: place.x + nodeWidth / 2, y: place.y + heightOf(node) / 2 })) nodes[node] = by(place);
    }
    for (const [other, note] of Object.entries(document.notes ?? {})) {
      if (other !== id && !moved.notes[other] && holds(frame, { x: note.x + note.width / 2, y: note.y + note.height / 2 })) notes[other] = by(note);
    }
  }
  return { nodes, notes };
}

const holds = (frame: FlowNote, point: Position): boolean => point.x >= frame.x && point.x <= frame.x + frame.width && point.y >= frame.y && point.y <= frame.y + frame.height;
