import { defaultParams } from '../../engine/definition/index.ts';
import { formatEnd, parseEnd, type End, type FlowDocument } from '../../engine/document/document.ts';
import * as edits from './document-edits.ts';
import { commit } from './edit-actions.ts';
import { nodeGap, nodePlaces, nodeWidth } from './node-places.ts';
import { nothingSelected, workbench } from './workbench.ts';
import { t } from '../words/words.ts';

/** Puts a node between an output and everything that reads it, moves what lies behind to the right, and selects it. Returns its id. */
export function insertStep(at: End, step: { readonly type: string; readonly title: string; readonly params: Readonly<Record<string, unknown>> }): string {
  const { document, catalog } = workbench();
  const definition = catalog.get(step.type);
  const input = definition?.inputs[0]?.name;
  const output = definition?.outputs[0]?.name;
  if (!definition || input === undefined || output === undefined) throw new Error(`The catalogue has no ${step.type} that reads and gives rows.`);
  const id = edits.freshNodeId(document, step.type);
  const from = formatEnd(at);
  const place = nodePlaces(document)[at.node] ?? { x: 0, y: 0 };
  const readers = document.edges.filter((e) => e.from === from);
  const spot = { x: place.x + nodeWidth + nodeGap, y: readers.length === 0 ? place.y : Math.min(...readers.map((e) => nodePlaces(document)[parseEnd(e.to).node]?.y ?? place.y)) };
  const node = { type: step.type, version: definition.version, title: step.title, params: { ...defaultParams(definition.params), ...step.params } };
  const led: FlowDocument = {
    ...withRoom(document, readers.map((e) => parseEnd(e.to).node), spot.x),
    edges: [...document.edges.map((e) => (e.from === from ? { ...e, from: `${id}.${output}` } : e)), { from, to: `${id}.${input}` }],
  };
  commit(t('Insert {node}', { node: step.title }), edits.withNode(led, id, node, spot), null, { ...nothingSelected, nodes: [id] });
  return id;
}

/** The document with the nodes from `first` on, and all they feed, far enough to the right that a node fits before them. */
function withRoom(document: FlowDocument, first: readonly string[], x: number): FlowDocument {
  const places = nodePlaces(document);
  const behind = new Set<string>();
  const waiting = [...first];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (behind.has(next)) continue;
    behind.add(next);
    for (const e of document.edges) if (parseEnd(e.from).node === next) waiting.push(parseEnd(e.to).node);
  }
  const nearest = Math.min(...[...behind].map((id) => places[id]?.x ?? Infinity));
  const shift = x + nodeWidth + nodeGap - nearest;
  if (!Number.isFinite(nearest) || shift <= 0) return document;
  return edits.withPositions(document, Object.fromEntries([...behind].flatMap((id) => (places[id] ? [[id, { x: places[id].x + shift, y: places[id].y }] as const] : []))));
}
