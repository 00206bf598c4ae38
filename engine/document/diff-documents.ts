import { canonicalJson, isObject } from '../core/json.ts';
import type { FlowDocument, FlowNode } from './document.ts';
import { parseEnd } from './document.ts';
import { listChange } from './list-change.ts';

/** One thing that differs; `undefined` stands for what was not there. */
export interface ValueChange {
  /** Such as `params.measures.0.column`, `title`, or empty for the whole. */
  readonly path: string;
  readonly before: unknown;
  readonly after: unknown;
}

export interface NodeChange {
  readonly kind: 'added' | 'removed' | 'changed';
  /** Its id in the second flow, or in the first when it was removed. */
  readonly id: string;
  readonly type: string;
  readonly title: string | null;
  /** Its id in the first flow, where that was another one. */
  readonly renamedFrom: string | null;
  readonly changes: readonly ValueChange[];
}

/** What a change of a flow means; where nodes stand on the canvas, and the order of nodes and edges, mean nothing. */
export interface FlowDiff {
  /** Changes of the flow itself: its name, description, parameters and notes. */
  readonly flow: readonly ValueChange[];
  readonly nodes: readonly NodeChange[];
  readonly edges: { readonly added: readonly string[]; readonly removed: readonly string[] };
}

export const isSame = (diff: FlowDiff): boolean => diff.flow.length + diff.nodes.length + diff.edges.added.length + diff.edges.removed.length === 0;

/** Compares two versions of a flow by what they do. A node that got another id and nothing else is told as renamed. */
export function diffDocuments(before: FlowDocument, after: FlowDocument): FlowDiff {
  const renamed = renamedNodes(before, after);
  const idAfter = (id: string) => renamed.get(id) ?? id;
  const edgesBefore = new Set(before.edges.map((e) => `${renamedEnd(e.from, idAfter)} -> ${renamedEnd(e.to, idAfter)}`));
  const edgesAfter = new Set(after.edges.map((e) => `${e.from} -> ${e.to}`));
  const nodes = [...new Set([...Object.keys(before.nodes).map(idAfter), ...Object.keys(after.nodes)])].flatMap((id): NodeChange[] => {
    const renamedFrom = [...renamed].find(([, to]) => to === id)?.[0] ?? null;
    const old = own(before.nodes, renamedFrom ?? id);
    const now = own(after.nodes, id);
    const node = now ?? old!;
    const changes = valueChanges(old && shownNode(old), now && shownNode(now), '');
    if (old && now && changes.length === 0 && renamedFrom === null) return [];
    return [{ kind: old ? (now ? 'changed' : 'removed') : 'added', id, type: node.type, title: node.title ?? null, renamedFrom, changes: old && now ? changes : [] }];
  });
  return {
    flow: [...valueChanges(shownFlow(before), shownFlow(after), '')],
    nodes,
    edges: { added: [...edgesAfter].filter((e) => !edgesBefore.has(e)), removed: [...edgesBefore].filter((e) => !edgesAfter.has(e)) },
  };
}

const own = <V>(record: Readonly<Record<string, V>>, key: string): V | undefined => (Object.hasOwn(record, key) ? record[key] : undefined);

const renamedEnd = (end: string, idAfter: (id: string) => string): string => {
  const { node, port } = parseEnd(end);
  return `${idAfter(node)}.${port}`;
};

const shownNode = ({ disabled, ...rest }: FlowNode): object => (disabled ? { ...rest, disabled } : rest);

function shownFlow(document: FlowDocument): object {
  const { nodes: _nodes, edges: _edges, layout: _layout, notes, parameters, ...rest } = document;
  const texts = Object.fromEntries(Object.entries(notes ?? {}).map(([id, note]) => [id, note.text]));
  return { ...rest, parameters: Object.fromEntries(parameters.map((p) => [p.name, p])), notes: texts };
}

/** Nodes that are gone under one id and there under another, alike in all else; first id to second. */
function renamedNodes(before: FlowDocument, after: FlowDocument): ReadonlyMap<string, string> {
  const gone = Object.keys(before.nodes).filter((id) => !Object.hasOwn(after.nodes, id));
  const come = Object.keys(after.nodes).filter((id) => !Object.hasOwn(before.nodes, id));
  const text = (document: FlowDocument, id: string) => canonicalJson(shownNode(document.nodes[id]!));
  const found = new Map<string, string>();
  for (const id of gone) {
    const alike = come.filter((c) => text(after, c) === text(before, id));
    const rivals = gone.filter((g) => text(before, g) === text(before, id));
    if (alike.length === 1 && rivals.length === 1) found.set(id, alike[0]!);
  }
  return found;
}

/** What differs between two values, as deep as both are records or lists. */
export function valueChanges(before: unknown, after: unknown, path: string): readonly ValueChange[] {
  if (canonicalJson([before]) === canonicalJson([after]) && (before === undefined) === (after === undefined)) return [];
  const at = (key: string | number) => (path === '' ? String(key) : `${path}.${key}`);
  if (isObject(before) && isObject(after)) {
    return [...new Set([...Object.keys(before), ...Object.keys(after)])].flatMap((key) => valueChanges(own(before, key), own(after, key), at(key)));
  }
  const records = (value: unknown): value is readonly unknown[] => Array.isArray(value) && value.some(isObject);
  if (Array.isArray(before) && Array.isArray(after) && (records(before) || records(after))) {
    const { start, before: gone, after: come } = listChange(before, after);
    const both = Math.min(gone, come);
    return [
      ...Array.from({ length: both }, (_, i) => valueChanges(before[start + i], after[start + i], at(start + i))).flat(),
      ...Array.from({ length: gone - both }, (_, i) => ({ path: at(start + both + i), before: before[start + both + i] as unknown, after: undefined })),
      ...Array.from({ length: come - both }, (_, i) => ({ path: at(start + both + i), before: undefined, after: after[start + both + i] as unknown })),
    ];
  }
  return [{ path, before, after }];
}
