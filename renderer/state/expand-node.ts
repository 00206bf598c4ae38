import { portOf } from '../../engine/check/component-face.ts';
import { findParams, withParam } from '../../engine/check/check-params.ts';
import { resolveParameters, substituteInText } from '../../engine/check/flow-parameters.ts';
import { isFixed } from '../../engine/check/moved-files.ts';
import { parameterUses, withParameterUses } from '../../engine/check/parameter-uses.ts';
import { quotedText } from '../../engine/core/quoting.ts';
import { formatEnd, parseEnd, type FlowDocument, type FlowEdge, type FlowNode, type FlowParameter } from '../../engine/document/document.ts';
import { freshNodeId } from './document-edits.ts';
import { freshNoteId } from './note-edits.ts';
import type { KnownFlow } from './node-definition.ts';
import { nodePlaces, nodeWidth } from './node-places.ts';
import { folderOf, pathFromFolder } from './relative-path.ts';
import { t } from '../words/words.ts';

export interface ExpandWish {
  /** The Component node. */
  readonly node: string;
  /** The flow it uses, where that lies from the folder of the flow, and that folder. */
  readonly component: FlowDocument;
  readonly path: string;
  readonly base: string;
}

export type Expansion = { readonly document: FlowDocument; readonly nodes: readonly string[] } | { readonly problem: string };

/** The flow with the nodes of a component in the place of the node that uses it, or why that cannot be. */
export function expandNode(flow: KnownFlow, { node: id, component, path, base }: ExpandWish): Expansion {
  const { document, catalog } = flow;
  const node = document.nodes[id];
  if (!node) return { problem: t('The node is gone.') };
  const title = node.title ?? catalog.get(node.type)?.title ?? id;
  if (node.type !== 'component') return { problem: t('“{name}” uses its flow once for each row, so its nodes cannot stand in its place.', { name: title }) };
  if (node.disabled) return { problem: t('“{name}” is disabled. Enable it before it is expanded.', { name: title }) };
  const unknown = Object.values(component.nodes).find((n) => !catalog.has(n.type));
  if (unknown) return { problem: t('The component has a node of the type “{type}”, which is not known here.', { type: unknown.type }) };
  const given = new Map(((node.params['values'] ?? []) as readonly { readonly name: string; readonly value: string }[]).map((v) => [v.name, v.value]));
  const values = new Map(component.parameters.map((p) => [p.name, valueFor(p, given.get(p.name))]));
  const { values: resolved } = resolveParameters(component, Object.fromEntries([...given].filter(([name]) => values.has(name))));
  const folder = path.includes('/') ? folderOf(`${base}/${path}`) : base;
  const ports = new Set(Object.entries(component.nodes).flatMap(([name, n]) => (portOf(n) === null ? [] : [name])));
  const names = new Map<string, string>();
  let next: FlowDocument = { ...document, nodes: without(document.nodes, id), layout: without(document.layout, id) };
  for (const [name, inner] of Object.entries(component.nodes)) {
    if (ports.has(name)) continue;
    const definition = catalog.get(inner.type)!;
    const mixed = [...parameterUses(definition, inner.params).expressions].find((used) => values.get(used)?.expression === null);
    if (mixed !== undefined) return { problem: t('The value of “{name}” joins a text with a parameter, which an expression of the component cannot say. Give it one of both before the node is expanded.', { name: mixed }) };
    const moved = findParams('file', definition.params, inner.params)
      .filter((found) => !isFixed(substituteInText(found.value, resolved).text))
      .reduce((all, found) => withParam(all, found.path, pathFromFolder(found.value, folder, base)), inner.params as Readonly<Record<string, unknown>>);
    const params = withParameterUses(definition, moved, { text: (used) => values.get(used)?.text ?? null, expression: (used) => values.get(used)?.expression ?? null });
    const fresh = freshNodeId(next, name);
    names.set(name, fresh);
    next = { ...next, nodes: { ...next.nodes, [fresh]: { ...inner, params: { ...params } } satisfies FlowNode } };
  }
  const ends = endsOf(id, document, component, names);
  const edges = document.edges.flatMap((edge): FlowEdge[] => {
    if (parseEnd(edge.to).node === id) return [];
    if (parseEnd(edge.from).node !== id) return [edge];
    return ends.of(edge.from).map((from) => ({ ...edge, from }));
  });
  const inner = component.edges.flatMap((edge): FlowEdge[] => {
    const to = parseEnd(edge.to);
    return ports.has(to.node) ? [] : ends.inside(edge.from).map((from) => ({ ...edge, from, to: formatEnd({ node: names.get(to.node) ?? to.node, port: to.port }) }));
  });
  const charts = Object.fromEntries(Object.entries(document.charts ?? {}).flatMap(([chart, one]) => (parseEnd(one.of).node === id ? ends.of(one.of).slice(0, 1).map((of) => [chart, { ...one, of }] as const) : [[chart, one] as const])));
  next = { ...next, edges: [...edges, ...inner], ...(document.charts ? { charts } : {}) };
  return { document: placed(next, document, id, component, names), nodes: [...names.values()] };
}

/** How a value is written in the settings of the flow around: in texts, and in expressions, where a text that is joined cannot be. */
function valueFor({ type, default: otherwise }: FlowParameter, given: string | undefined): { readonly text: string; readonly expression: string | null } {
  const from = /^\$\{(\w+)\}$/.exec(given ?? '')?.[1];
  if (from !== undefined) return { text: `\${${from}}`, expression: `$${from}` };
  const value = given ?? (otherwise === null ? null : String(otherwise));
  if (value === null) return { text: '', expression: `CAST(NULL AS ${sqlTypes[type]})` };
  return { text: value, expression: /\$\{\w+\}/.test(value) ? null : literals[type](value) };
}

const sqlTypes = { text: 'VARCHAR', integer: 'BIGINT', number: 'DOUBLE', boolean: 'BOOLEAN', date: 'DATE', timestamp: 'TIMESTAMP' } as const;

const cast = (type: FlowParameter['type']) => (value: string): string => `CAST(${quotedText(value)} AS ${sqlTypes[type]})`;

const literals: Readonly<Record<FlowParameter['type'], (value: string) => string>> = {
  text: quotedText,
  // A bare number would be of another type, which a division tells.
  integer: cast('integer'),
  number: cast('number'),
  boolean: cast('boolean'),
  date: cast('date'),
  timestamp: cast('timestamp'),
};

/** Which ends of the new flow the ports of the component, and the nodes in it, stand for. */
function endsOf(id: string, document: FlowDocument, component: FlowDocument, names: ReadonlyMap<string, string>) {
  const inside = (end: string): readonly string[] => {
    const { node, port } = parseEnd(end);
    const stands = component.nodes[node];
    const name = stands ? portOf(stands) : null;
    if (name === null) return [formatEnd({ node: names.get(node) ?? node, port })];
    if (stands!.type === 'component-input') return document.edges.filter((e) => e.to === formatEnd({ node: id, port: name })).map((e) => e.from);
    return component.edges.filter((e) => e.to === formatEnd({ node, port: 'in' })).flatMap((e) => inside(e.from));
  };
  const of = (end: string): readonly string[] => {
    const output = Object.entries(component.nodes).find(([, n]) => n.type === 'component-output' && portOf(n) === parseEnd(end).port)?.[0];
    return output === undefined ? [] : inside(formatEnd({ node: output, port: 'out' }));
  };
  return { inside, of };
}

const without = <V>(record: Readonly<Record<string, V>>, id: string): Record<string, V> => Object.fromEntries(Object.entries(record).filter(([key]) => key !== id));

/** Puts the nodes where the component stood, and what lies to the right of it further to the right. */
function placed(next: FlowDocument, document: FlowDocument, id: string, component: FlowDocument, names: ReadonlyMap<string, string>): FlowDocument {
  const places = nodePlaces(component);
  const at = nodePlaces(document)[id] ?? { x: 0, y: 0 };
  const own = [...names.keys()].map((name) => places[name]!);
  const corner = { x: Math.min(...own.map((p) => p.x)), y: Math.min(...own.map((p) => p.y)) };
  const wider = own.length === 0 ? 0 : Math.max(...own.map((p) => p.x)) - corner.x;
  const around = Object.fromEntries(Object.entries(nodePlaces(document)).flatMap(([other, p]) => (other === id ? [] : [[other, p.x > at.x + nodeWidth / 2 ? { ...p, x: p.x + wider } : { ...p }] as const])));
  const shifted = (p: { readonly x: number; readonly y: number }) => ({ x: Math.round(p.x - corner.x + at.x), y: Math.round(p.y - corner.y + at.y) });
  let { notes } = next;
  for (const [note, one] of Object.entries(component.notes ?? {})) notes = { ...notes, [freshNoteId({ ...next, ...(notes ? { notes } : {}) }, note)]: { ...one, ...shifted(one) } };
  return { ...next, layout: { ...around, ...Object.fromEntries([...names].map(([name, fresh]) => [fresh, shifted(places[name]!)])) }, ...(notes ? { notes } : {}) };
}
