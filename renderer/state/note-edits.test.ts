import { expect, test } from 'vitest';
import { documentSchema } from '../../engine/document/document.ts';
import { readDocument } from '../../engine/document/read-document.ts';
import { writeDocument } from '../../engine/document/write-document.ts';
import { clipText, readClip, withClip } from './clipboard-text.ts';
import { carriedByFrames, freshNoteId, withNote, withoutNotes } from './note-edits.ts';

const box = (x: number, y: number, rest: object = {}) => ({ text: 't', x, y, width: 300, height: 200, ...rest });
const document = documentSchema.parse({
  millrace: 1,
  nodes: { inside: { type: 'a' }, outside: { type: 'a' } },
  layout: { inside: { x: 20, y: 40 }, outside: { x: 900, y: 0 } },
  notes: { frame: box(0, 0, { frame: true }), note: box(10, 10), far: box(800, 800) },
});

test('a frame carries what has its middle in it, by as much as it moves', () => {
  const carried = carriedByFrames(document, document.layout, () => 84, { nodes: {}, notes: { frame: { x: 100, y: 50 } } });
  expect(carried).toEqual({ nodes: { inside: { x: 120, y: 90 } }, notes: { note: { x: 110, y: 60 } } });
});

test('what is moved by hand itself is not carried a second time; a note carries nothing', () => {
  expect(carriedByFrames(document, document.layout, () => 84, { nodes: { inside: { x: 1, y: 1 } }, notes: { frame: { x: 100, y: 50 }, note: { x: 0, y: 0 } } })).toEqual({ nodes: {}, notes: {} });
  expect(carriedByFrames(document, document.layout, () => 84, { nodes: {}, notes: { note: { x: 100, y: 50 } } })).toEqual({ nodes: {}, notes: {} });
});

test('notes get a line each in the file, come back from it, and leave no trace once gone', () => {
  const text = writeDocument(document);
  expect(text).toContain('    "note": { "text": "t", "x": 10, "y": 10, "width": 300, "height": 200 },\n');
  expect(readDocument(text, 'flow.json').document).toEqual(document);
  expect(writeDocument(withoutNotes(document, ['frame', 'note', 'far']))).not.toContain('notes');
});

test('notes are copied with nodes, under ids of their own', () => {
  const clip = readClip(clipText(document, ['inside'], ['note']))!;
  const pasted = withClip(document, clip, { x: 500, y: 500 });
  expect(pasted.notes).toEqual(['note-2']);
  expect(pasted.document.notes!['note-2']).toMatchObject({ x: 500, y: 500 });
  expect(pasted.document.layout['inside-2']).toEqual({ x: 510, y: 530 });
  expect(freshNoteId(withNote(document, 'note-2', box(0, 0)), 'note')).toBe('note-3');
});
