import { parseEnd, type End, type FlowDocument } from '../../engine/document/document.ts';
import { canonicalJson } from '../../engine/core/json.ts';
import { topologicalOrder } from '../../engine/core/topology.ts';
import { nodeDefinition, type KnownFlow } from './node-definition.ts';
import { t } from '../words/words.ts';

/** Ids of the nodes that feed each node directly, in the order of the edges. */
export function feeders(document: FlowDocument): ReadonlyMap<string, readonly string[]> {
  const map = new Map<string, string[]>();
  for (const edge of document.edges) {
    const to = parseEnd(edge.to).node;
    const list = map.get(to) ?? [];
    list.push(parseEnd(edge.from).node);
    map.set(to, list);
  }
  return map;
}

/** All nodes that a node reads from, directly or not. */
export function upstreamOf(document: FlowDocument, id: string): ReadonlySet<string> {
  const fed = feeders(document);
  const seen = new Set<string>();
  const waiting = [...(fed.get(id) ?? [])];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (seen.has(next)) continue;
    seen.add(next);
    waiting.push(...(fed.get(next) ?? []));
  }
  return seen;
}

/** Why an edge from an output to an input cannot be, in one sentence, or null when it can. */
export function connectionProblem(flow: KnownFlow, from: End, to: End): string | null {
  const { document } = flow;
  const source = document.nodes[from.node];
  const target = document.nodes[to.node];
  if (!source || !target) return t('One of the two nodes is gone.');
  if (from.node === to.node) return t('A node cannot read its own output.');
  const input = nodeDefinition(flow, to.node)?.inputs.find((p) => p.name === to.port);
  const output = nodeDefinition(flow, from.node)?.outputs.find((p) => p.name === from.port);
  if (!output) return t('This output is not known.');
  if (!input) return t('This node has no such input.');
  const entering = document.edges.filter((e) => e.to === `${to.node}.${to.port}`);
  if (entering.some((e) => e.from === `${from.node}.${from.port}`)) return t('These two are connected already.');
  if (entering.length > 0 && !input.many) return t('The input “{input}” takes one edge and has it. Delete that edge first.', { input: input.title });
  if (upstreamOf(document, from.node).has(to.node)) return t('This would feed a node with its own output.');
  return null;
}

/** The node's free inputs first, then those that take many; null when an edge cannot enter anywhere. */
export function openInput(flow: KnownFlow, node: string): string | null {
  const inputs = nodeDefinition(flow, node)?.inputs ?? [];
  const taken = new Set(flow.document.edges.map((e) => e.to));
  return (inputs.find((p) => !taken.has(`${node}.${p.name}`)) ?? inputs.find((p) => p.many))?.name ?? null;
}

/** The nodes that an edge from an output could still enter somewhere. */
export function acceptingNodes(flow: KnownFlow, from: End): ReadonlySet<string> {
  const above = upstreamOf(flow.document, from.node);
  const ids = Object.keys(flow.document.nodes).filter((id) => id !== from.node && !above.has(id) && openInput(flow, id) !== null);
  return new Set(ids);
}

const texts = new WeakMap<object, string>();

function settingsText(node: FlowDocument['nodes'][string]): string {
  let text = texts.get(node);
  if (text === undefined) {
    text = canonicalJson([node.type, node.version, node.params, node.disabled ?? false]);
    texts.set(node, text);
  }
  return text;
}

/** A text per node that changes exactly when its settings, the values given to parameters, or anything it reads from change; titles and positions do not count. */
export function nodeKeys(document: FlowDocument, given: Readonly<Record<string, string>> = {}): ReadonlyMap<string, string> {
  const entering = new Map<string, string[]>();
  for (const edge of document.edges) {
    const { node, port } = parseEnd(edge.to);
    const list = entering.get(node) ?? [];
    list.push(`${port}<${edge.from}`);
    entering.set(node, list);
  }
  const fed = feeders(document);
  const parameters = canonicalJson([document.parameters, given]);
  const keys = new Map<string, string>();
  const { order, cyclic } = topologicalOrder(Object.keys(document.nodes), (id) => (fed.get(id) ?? []).filter((d) => Object.hasOwn(document.nodes, d)));
  for (const id of [...order, ...cyclic]) {
    const sources = (fed.get(id) ?? []).map((d) => keys.get(d) ?? '');
    keys.set(id, digest(`${parameters}|${settingsText(document.nodes[id]!)}|${(entering.get(id) ?? []).join()}|${sources.join()}`));
  }
  return keys;
}

/** 64 bits and the length, enough to tell two settings apart; not for security. */
function digest(text: string): string {
  let a = 0xdeadbeef;
  let b = 0x41c6ce57;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    a = Math.imul(a ^ code, 2654435761);
    b = Math.imul(b ^ code, 1597334677);
  }
  a = Math.imul(a ^ (a >>> 16), 2246822507) ^ Math.imul(b ^ (b >>> 13), 3266489909);
  b = Math.imul(b ^ (b >>> 16), 2246822507) ^ Math.imul(a ^ (a >>> 13), 3266489909);
  return (b >>> 0).toString(36) + (a >>> 0).toString(36) + text.length.toString(36);
}

let asked: { readonly document: FlowDocument; readonly to: string | null; readonly from: string | undefined; readonly nodes: ReadonlySet<string> | null } | null = null;

/** The nodes that take part in a run; null for all. Every node asks for the same run, so the last answer is kept. */
export function nodesOfRun(document: FlowDocument, { to, from }: { readonly to: string | null; readonly from?: string }): ReadonlySet<string> | null {
  if (asked?.document !== document || asked.to !== to || asked.from !== from) asked = { document, to, from, nodes: takingPart(document, to, from) };
  return asked.nodes;
}

function takingPart(document: FlowDocument, to: string | null, from: string | undefined): ReadonlySet<string> | null {
  if (from === undefined) return to === null ? null : new Set([to, ...upstreamOf(document, to)]);
  const behind = new Set([from]);
  for (let before = 0; before < behind.size; ) {
    before = behind.size;
    for (const edge of document.edges) if (behind.has(parseEnd(edge.from).node)) behind.add(parseEnd(edge.to).node);
  }
  return new Set([...behind].flatMap((id) => [id, ...upstreamOf(document, id)]));
}
