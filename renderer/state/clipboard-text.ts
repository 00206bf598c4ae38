import { z } from 'zod';
import { documentSchema, parseEnd, type FlowDocument } from '../../engine/document/document.ts';
import { freshNoteId, withNote } from './note-edits.ts';
import { freshNodeId, withEdge, withNode, type Position } from './document-edits.ts';

const marker = 'millrace-nodes';

const clip = z.object({
  kind: z.literal(marker),
  nodes: documentSchema.shape.nodes,
  edges: documentSchema.shape.edges,
  layout: documentSchema.shape.layout,
  notes: documentSchema.shape.notes,
});

export type Clip = z.infer<typeof clip>;

/** Nodes with the edges between them, and notes, as text another window can paste. */
export function clipText(document: FlowDocument, nodes: readonly string[], notes: readonly string[] = []): string {
  const taken = new Set(nodes.filter((id) => Object.hasOwn(document.nodes, id)));
  const pick = <V>(record: Readonly<Record<string, V>>) => Object.fromEntries(Object.entries(record).filter(([id]) => taken.has(id)));
  const edges = document.edges.filter((e) => taken.has(parseEnd(e.from).node) && taken.has(parseEnd(e.to).node));
  const written = Object.fromEntries(notes.flatMap((id) => (document.notes?.[id] ? [[id, document.notes[id]] as const] : [])));
  return JSON.stringify({ kind: marker, nodes: pick(document.nodes), edges, layout: pick(document.layout), ...(notes.length > 0 ? { notes: written } : {}) }, null, 2);
}

/** The nodes a text holds, or null when the text is something else. */
export function readClip(text: string): Clip | null {
  if (!text.includes(marker)) return null;
  try {
    const parsed = clip.safeParse(JSON.parse(text));
    return parsed.success && Object.keys(parsed.data.nodes).length + Object.keys(parsed.data.notes ?? {}).length > 0 ? parsed.data : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

/** Adds copied nodes under fresh ids, their top left corner at `at` or shifted a little from where they were. */
export function withClip(document: FlowDocument, clip: Clip, at: Position | null): { readonly document: FlowDocument; readonly ids: readonly string[]; readonly notes: readonly string[] } {
  const places = [...Object.keys(clip.nodes).map((id) => clip.layout[id] ?? { x: 0, y: 0 }), ...Object.values(clip.notes ?? {})];
  const corner = { x: Math.min(...places.map((p) => p.x)), y: Math.min(...places.map((p) => p.y)) };
  const shift = at ? { x: at.x - corner.x, y: at.y - corner.y } : { x: 40, y: 40 };
  const renamed = new Map<string, string>();
  let next = document;
  for (const [id, node] of Object.entries(clip.nodes)) {
    const fresh = freshNodeId(next, id);
    const place = clip.layout[id] ?? { x: 0, y: 0 };
    renamed.set(id, fresh);
    next = withNode(next, fresh, node, { x: place.x + shift.x, y: place.y + shift.y });
  }
  for (const edge of clip.edges) {
    const from = parseEnd(edge.from);
    const to = parseEnd(edge.to);
    const source = renamed.get(from.node);
    const target = renamed.get(to.node);
    if (source && target) next = withEdge(next, { ...edge, from: `${source}.${from.port}`, to: `${target}.${to.port}` });
  }
  const notes = Object.entries(clip.notes ?? {}).map(([id, note]) => {
    const fresh = freshNoteId(next, id);
    next = withNote(next, fresh, { ...note, x: note.x + shift.x, y: note.y + shift.y });
    return fresh;
  });
  return { document: next, ids: [...renamed.values()], notes };
}

