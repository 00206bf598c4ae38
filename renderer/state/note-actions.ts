import type { FlowNote } from '../../engine/document/document.ts';
import type { Position } from './document-edits.ts';
import { commit } from './edit-actions.ts';
import { nodeHeight, nodePlaces, nodeWidth } from './node-places.ts';
import { freshNoteId, withNote } from './note-edits.ts';
import { change, nothingSelected, workbench } from './workbench.ts';
import { nodeDefinition } from './node-definition.ts';
import { t } from '../words/words.ts';

const room = { side: 24, top: 48, bottom: 24 };

/** Puts an empty note on the canvas and selects it. */
export function addNote(at: Position): string {
  const { document } = workbench();
  const id = freshNoteId(document, 'note');
  commit(t('Add a note'), withNote(document, id, { text: '', x: at.x, y: at.y, width: 240, height: 120 }), null, { ...nothingSelected, notes: [id] });
  return id;
}

/** Puts a frame around the selected nodes, or an empty one at `at`, and selects it. */
export function addFrame(at: Position): string {
  const { document, selection } = workbench();
  const id = freshNoteId(document, 'frame');
  commit(t('Add a frame'), withNote(document, id, { text: t('Frame'), frame: true, ...(around(selection.nodes) ?? { ...at, width: 480, height: 260 }) }), null, { ...nothingSelected, notes: [id] });
  return id;
}

function around(nodes: readonly string[]): Pick<FlowNote, 'x' | 'y' | 'width' | 'height'> | null {
  const { document } = workbench();
  const places = nodePlaces(document);
  const boxes = nodes.flatMap((id) => {
    const definition = nodeDefinition(workbench(), id);
    const place = places[id];
    return place ? [{ ...place, height: nodeHeight(Math.max(definition?.inputs.length ?? 0, definition?.outputs.length ?? 0)) }] : [];
  });
  if (boxes.length === 0) return null;
  const left = Math.min(...boxes.map((b) => b.x)) - room.side;
  const top = Math.min(...boxes.map((b) => b.y)) - room.top;
  return {
    x: left,
    y: top,
    width: Math.max(...boxes.map((b) => b.x + nodeWidth)) + room.side - left,
    height: Math.max(...boxes.map((b) => b.y + b.height)) + room.bottom - top,
  };
}

/** Changes a note; typing in it is one step. */
export function changeNote(id: string, part: Partial<FlowNote>): void {
  const { document } = workbench();
  const note = document.notes?.[id];
  if (!note || Object.entries(part).every(([key, value]) => note[key] === value)) return;
  commit(note.frame ? t('Change a frame') : t('Write a note'), withNote(document, id, { ...note, ...part }), `note/${id}/${Object.keys(part).join()}`);
}

/** Selects a note and asks for the cursor in its text. */
export function editNote(id: string): void {
  change({ selection: { ...nothingSelected, notes: [id] }, focusWish: { node: id, param: null, at: Date.now() }, preferences: { ...workbench().preferences, inspectorOpen: true } });
}
