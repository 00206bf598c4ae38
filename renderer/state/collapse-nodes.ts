import type { Column } from '../../engine/core/schema.ts';
import { findParams, withParam } from '../../engine/check/check-params.ts';
import { resolveParameters, substituteInText } from '../../engine/check/flow-parameters.ts';
import { isFixed } from '../../engine/check/moved-files.ts';
import { parameterUses } from '../../engine/check/parameter-uses.ts';
import { documentVersion, formatEnd, parseEnd, type End, type FlowDocument, type FlowEdge, type FlowNode } from '../../engine/document/document.ts';
import { freshNodeId, withoutItems } from './document-edits.ts';
import { nodeDefinition, type KnownFlow } from './node-definition.ts';
import { nodeGap, nodePlaces, nodeWidth } from './node-places.ts';
import { withoutNotes } from './note-edits.ts';
import { pathFromFolder } from './relative-path.ts';
import { t } from '../words/words.ts';

export interface CollapseWish {
  readonly nodes: readonly string[];
  readonly notes: readonly string[];
  /** What the component is called. */
  readonly title: string;
  /** Path of its file from the folder of the flow, and that folder. */
  readonly path: string;
  readonly base: string;
}

export interface Collapsed {
  /** The flow with one Component node in the place of the nodes. */
  readonly document: FlowDocument;
  readonly node: string;
  readonly component: FlowDocument;
}

/** Why nodes cannot become a component, in one sentence, or null. */
export function collapseProblem(flow: KnownFlow, nodes: readonly string[]): string | null {
  const { document } = flow;
  if (nodes.length === 0) return t('Select the nodes that are to become a component.');
  const inside = new Set(nodes);
  for (const id of nodes) {
    const node = document.nodes[id];
    const definition = flow.catalog.get(node?.type ?? '');
    const name = node?.title ?? definition?.title ?? id;
    if (!node || !definition) return t('“{name}” is of a type that is not known here, so its files and parameters cannot be carried over. Leave it out.', { name });
    if (node.type === 'component-input' || node.type === 'component-output') return t('“{name}” is a port of this flow where it is used as a component. Leave it out.', { name });
    if (node.type.startsWith('view-')) return t('“{name}” stands on the dashboard of this flow, and what is in a component does not. Leave it out.', { name });
  }
  const feeds = (id: string): string[] => document.edges.filter((e) => parseEnd(e.from).node === id).map((e) => parseEnd(e.to).node);
  const waiting = nodes.flatMap(feeds).filter((id) => !inside.has(id));
  const seen = new Set<string>();
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (seen.has(next)) continue;
    seen.add(next);
    for (const id of feeds(next)) {
      if (inside.has(id)) return t('“{name}” reads from the selection and feeds it, so the component would feed itself. Select it, too, or less.', { name: document.nodes[next]?.title ?? nodeDefinition(flow, next)?.title ?? next });
      waiting.push(id);
    }
  }
  return null;
}

/** Puts nodes into a flow of their own and a Component in their place; call it when nothing stands against that. */
export function collapseNodes(flow: KnownFlow, wish: CollapseWish, given: Readonly<Record<string, string>>): Collapsed {
  const { document, catalog } = flow;
  const inside = new Set(wish.nodes);
  const places = nodePlaces(document);
  const node = freshNodeId(document, slug(wish.title));
  const ports = new Ports(flow);
  const innerEdges: FlowEdge[] = [];
  const outerEdges: FlowEdge[] = [];
  for (const edge of document.edges) {
    const from = parseEnd(edge.from);
    const to = parseEnd(edge.to);
    if (inside.has(from.node) && inside.has(to.node)) innerEdges.push(edge);
    else if (inside.has(to.node)) {
      const known = ports.inputs.has(edge.from);
      const port = ports.input(edge.from);
      innerEdges.push({ ...edge, from: formatEnd({ node: port.node, port: 'out' }) });
      if (!known) outerEdges.push({ from: edge.from, to: formatEnd({ node, port: port.name }) });
    } else if (inside.has(from.node)) outerEdges.push({ ...edge, from: formatEnd({ node, port: ports.output(edge.from).name }) });
    else outerEdges.push(edge);
  }
  // A chart reads its port as a node does.
  const charts = Object.fromEntries(Object.entries(document.charts ?? {}).map(([id, chart]) => [id, inside.has(parseEnd(chart.of).node) ? { ...chart, of: formatEnd({ node, port: ports.output(chart.of).name }) } : chart]));
  for (const [end, port] of ports.outputs) innerEdges.push({ from: end, to: formatEnd({ node: port.node, port: 'in' }) });
  const own = wish.nodes.map((id) => places[id] ?? { x: 0, y: 0 });
  const box = { left: Math.min(...own.map((p) => p.x)), right: Math.max(...own.map((p) => p.x)), top: Math.min(...own.map((p) => p.y)) };
  const column = (x: number, all: readonly Port[]) => all.map((port, i) => [port.node, { x, y: box.top + i * 120 }] as const);
  const inputs = [...ports.inputs.values()];
  const outputs = [...ports.outputs.values()];
  const moved = Object.fromEntries(wish.nodes.map((id) => [id, withFilesFrom(flow, document.nodes[id]!, wish, given)]));
  const used = usedParameters(flow, wish.nodes);
  const notes = Object.fromEntries(wish.notes.flatMap((id) => (document.notes?.[id] ? [[id, document.notes[id]] as const] : [])));
  const component: FlowDocument = {
    millrace: documentVersion,
    name: wish.title,
    parameters: document.parameters.filter((p) => used.has(p.name)),
    nodes: { ...Object.fromEntries(inputs.map((port, i) => [port.node, portNode(flow, 'component-input', port, i, inputs.length)])), ...moved, ...Object.fromEntries(outputs.map((port, i) => [port.node, portNode(flow, 'component-output', port, i, outputs.length)])) },
    edges: innerEdges,
    layout: { ...Object.fromEntries(column(box.left - nodeWidth - nodeGap, inputs)), ...Object.fromEntries(wish.nodes.map((id, i) => [id, { ...own[i]! }])), ...Object.fromEntries(column(box.right + nodeWidth + nodeGap, outputs)) },
    ...(Object.keys(notes).length > 0 ? { notes } : {}),
  };
  const rest = withoutNotes(withoutItems({ ...document, ...(document.charts ? { charts } : {}) }, wish.nodes, []), wish.notes);
  const middle = { x: Math.round(own.reduce((sum, p) => sum + p.x, 0) / own.length), y: Math.round(own.reduce((sum, p) => sum + p.y, 0) / own.length) };
  const call: FlowNode = {
    type: 'component',
    version: catalog.get('component')?.version ?? 1,
    title: wish.title,
    params: { path: wish.path, values: component.parameters.map(({ name }) => ({ name, value: `\${${name}}` })) },
  };
  return { node, component, document: { ...rest, nodes: { ...rest.nodes, [node]: call }, edges: outerEdges, layout: { ...rest.layout, [node]: middle } } };
}

/** The flow parameters that nodes use. */
export function usedParameters(flow: KnownFlow, nodes: readonly string[]): ReadonlySet<string> {
  return new Set(
    nodes.flatMap((id) => {
      const node = flow.document.nodes[id];
      const definition = flow.catalog.get(node?.type ?? '');
      if (!node || !definition) return [];
      const { texts, expressions } = parameterUses(definition, node.params);
      return [...texts, ...expressions];
    }),
  );
}

interface Port {
  readonly name: string;
  readonly title: string;
  /** The node in the component that stands for it. */
  readonly node: string;
  readonly schema: readonly Column[] | null;
}

/** The ports a component gets, by the end in the flow that feeds them or that they pass on. */
class Ports {
  readonly inputs = new Map<string, Port>();
  readonly outputs = new Map<string, Port>();
  private readonly flow: KnownFlow;
  private readonly ids = new Set<string>();

  constructor(flow: KnownFlow) {
    this.flow = flow;
    for (const id of Object.keys(flow.document.nodes)) this.ids.add(id);
  }

  input(end: string): Port {
    return this.port(this.inputs, end, 'in');
  }

  output(end: string): Port {
    return this.port(this.outputs, end, 'out');
  }

  private port(known: Map<string, Port>, end: string, side: string): Port {
    const found = known.get(end);
    if (found) return found;
    const { node, port } = parseEnd(end);
    const { title, first } = this.titleOf({ node, port });
    const names = new Set([...known.values()].map((p) => p.name));
    const name = fresh(slug(first ? node : `${node}-${port}`), names);
    const id = fresh(`${name}-${side}`, this.ids);
    this.ids.add(id);
    const made = { name, title, node: id, schema: this.flow.check?.nodes[node]?.outputs[port] ?? null };
    known.set(end, made);
    return made;
  }

  private titleOf({ node, port }: End): { readonly title: string; readonly first: boolean } {
    const definition = nodeDefinition(this.flow, node);
    const title = this.flow.document.nodes[node]?.title ?? definition?.title ?? node;
    const first = definition?.outputs[0]?.name === port || definition === undefined;
    return { title: first ? title : `${title}, ${definition?.outputs.find((p) => p.name === port)?.title.toLowerCase() ?? port}`, first };
  }
}

function fresh(wanted: string, taken: ReadonlySet<string>): string {
  if (!taken.has(wanted)) return wanted;
  let count = 2;
  while (taken.has(`${wanted}-${count}`)) count++;
  return `${wanted}-${count}`;
}

/** A name as ports and files have it, made from words. */
export function slug(words: string): string {
  const plain = words.normalize('NFKD').toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^-+|-+$/g, '').slice(0, 60);
  return /^[a-z]/.test(plain) ? plain : plain === '' ? 'part' : `p-${plain}`;
}

/** Rows are not copied into the sample of an input: they may be nobody's to give away. */
function portNode(flow: KnownFlow, type: 'component-input' | 'component-output', port: Port, index: number, count: number): FlowNode {
  const sample = type === 'component-input' && port.schema !== null && port.schema.length > 0 ? { table: { columns: port.schema.map(({ name, type: of }) => ({ name, type: of })), rows: [] } } : {};
  return { type, version: flow.catalog.get(type)?.version ?? 1, title: port.title, params: { port: port.name, title: port.title, ...(count > 1 ? { position: index + 1 } : {}), ...sample } };
}

/** The node with its files named from the folder of the component. */
function withFilesFrom(flow: KnownFlow, node: FlowNode, { path, base }: CollapseWish, given: Readonly<Record<string, string>>): FlowNode {
  const definition = flow.catalog.get(node.type);
  const { values } = resolveParameters(flow.document, given);
  const folder = path.includes('/') ? `${base}/${path.slice(0, path.lastIndexOf('/'))}` : base;
  const files = definition ? findParams('file', definition.params, node.params) : [];
  const params = files.filter((found) => !isFixed(substituteInText(found.value, values).text)).reduce((all, found) => withParam(all, found.path, pathFromFolder(found.value, base, folder)), node.params as Readonly<Record<string, unknown>>);
  return { ...node, params: { ...params } };
}
