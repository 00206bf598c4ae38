import type { Catalog } from '../definition/index.ts';
import { emptyDocument, type FlowDocument, type FlowEdge, type FlowNode } from '../document/document.ts';
import { orReason, type Columns, type Part } from './parts.ts';

/** A tool or step of a file that is imported. */
export interface Placed {
  readonly id: string;
  readonly kind: string;
  readonly name: string;
  readonly x: number;
  readonly y: number;
}

export interface Wire {
  readonly from: { readonly tool: string; readonly port: string };
  readonly to: { readonly tool: string; readonly port: string };
  /** Where several wires end, the order they come in. */
  readonly order: string;
}

/** What became of a tool. */
export interface ToolAccount {
  readonly tool: string;
  readonly kind: string;
  readonly name: string;
  readonly outcome: 'imported' | 'changed' | 'in part' | 'left out';
  /** Nodes that stand for it. */
  readonly nodes: readonly string[];
  /** What differs, what is missing, or why it was left out. */
  readonly remarks: readonly string[];
}

export interface ImportedWorkflow {
  readonly document: FlowDocument;
  readonly tools: readonly ToolAccount[];
}

/** What comes in at a tool by one of its wires. */
export interface Arrival {
  readonly wire: Wire;
  /** False when the tool it comes from was left out, or ends in a gap. */
  readonly connected: boolean;
  readonly columns: Columns;
}

export interface Offers {
  /** Whether the catalogue has a node of that type, or, with a parameter and value, offers that choice. */
  (type: string, param?: string, value?: string): boolean;
}

export interface Language<T extends Placed> {
  /** How ids of nodes begin, such as tool. */
  readonly prefix: string;
  /** What a tool is called where it has no name. */
  readonly noun: string;
  /** The text of a tool that is a mere note on the canvas. */
  readonly noteOf?: (tool: T) => string | null;
  /** Throws NotMapped or a FormulaProblem for what cannot be carried over. */
  readonly partOf: (tool: T, arrivals: readonly Arrival[], offers: Offers) => Part;
}

type Made = Map<string, { readonly part: Part; readonly ids: readonly string[] }>;

/** Tools and wires of another program as a flow: what maps is nodes, what does not is a note on the canvas where it stood and a line in the account. */
export function assembleFlow<T extends Placed>(name: string, catalog: Catalog, tools: readonly T[], wires: readonly Wire[], language: Language<T>): ImportedWorkflow {
  const offers: Offers = (type, param, value) => {
    const definition = catalog.get(type);
    if (!definition || param === undefined) return definition !== undefined;
    const spec = definition.params[param];
    return spec?.kind === 'choice' && spec.options.some((o) => o.value === value);
  };
  const nodes: Record<string, FlowNode> = {};
  const layout: FlowDocument['layout'] = {};
  const notes: NonNullable<FlowDocument['notes']> = {};
  const edges: FlowEdge[] = [];
  const made: Made = new Map();
  const accounts: ToolAccount[] = [];
  const place = (tool: T, step = 0) => ({ x: Math.round(tool.x) + step * 60, y: Math.round(tool.y) + step * 90 });
  const note = (tool: T, id: string, text: string, step = 0): void => void (notes[`note_${id}`] = { text, ...place(tool, step), width: 220, height: 90 });
  const sorted = [...wires].sort((a, b) => (a.to.tool === b.to.tool ? a.order.localeCompare(b.order, 'en', { numeric: true }) : 0));

  for (const tool of inOrder(tools, wires)) {
    const text = language.noteOf?.(tool) ?? null;
    if (text !== null) {
      note(tool, tool.id, text);
      continue;
    }
    const arrivals = sorted.filter((w) => w.to.tool === tool.id).map((wire): Arrival => {
      const from = sourceOf(wire, made);
      return { wire, connected: from !== null && from.id !== null, columns: from?.columns ?? null };
    });
    const part = orReason(() => language.partOf(tool, arrivals, offers));
    const unknown = typeof part === 'string' ? undefined : part.nodes.find((n) => 'type' in n && !offers(n.type));
    const gaps = typeof part === 'string' ? [part] : unknown && 'type' in unknown ? [`the node ${unknown.type} is not in the catalogue`] : part.nodes.flatMap((n) => ('gap' in n ? [n.gap] : []));
    if (typeof part === 'string' || unknown || part.nodes.every((n) => 'gap' in n)) {
      if (typeof part !== 'string' && !unknown) made.set(tool.id, { part, ids: [] });
      accounts.push({ tool: tool.id, kind: tool.kind, name: tool.name, outcome: 'left out', nodes: [], remarks: gaps });
      note(tool, tool.id, `**${tool.name || tool.kind || language.noun}** was not imported: ${gaps.join('; ')}.`);
      continue;
    }
    const ids = part.nodes.map((_, i) => `${language.prefix}_${tool.id}${i === 0 ? '' : `_${i + 1}`}`);
    part.nodes.forEach((node, i) => {
      if ('gap' in node) return note(tool, `${tool.id}_${i + 1}`, `**${tool.name || tool.kind}**: ${node.gap}.`, i);
      const title = node.title ?? (i === 0 ? tool.name : '');
      nodes[ids[i]!] = { type: node.type, version: catalog.get(node.type)!.version, ...(title === '' ? {} : { title }), params: { ...node.params } };
      layout[ids[i]!] = place(tool, i);
    });
    for (const { from, to } of part.links) edges.push({ from: `${ids[from.node]!}.${from.port}`, to: `${ids[to.node]!}.${to.port}` });
    made.set(tool.id, { part, ids });
    const outcome = gaps.length > 0 ? 'in part' : part.remarks.length > 0 ? 'changed' : 'imported';
    accounts.push({ tool: tool.id, kind: tool.kind, name: tool.name, outcome, nodes: ids.filter((id) => id in nodes), remarks: [...gaps, ...part.remarks] });
  }

  for (const wire of sorted) {
    const from = sourceOf(wire, made);
    const to = made.get(wire.to.tool);
    const spot = to && spotOf(to.part.inputs, wire.to.port);
    if (from && from.id !== null && to && spot) edges.push({ from: `${from.id}.${from.port}`, to: `${to.ids[spot.node]!}.${spot.port}` });
  }
  return { document: { ...emptyDocument(name), nodes, edges, layout, ...(Object.keys(notes).length > 0 ? { notes } : {}) }, tools: accounts };
}

/** An input by its name; a tool with one input is reached whatever the connection is called. */
function spotOf(inputs: Part['inputs'], name: string): Part['inputs'][string] | undefined {
  const spots = Object.values(inputs);
  const one = new Set(spots.map((s) => `${s.node}.${s.port}`)).size === 1;
  return inputs[name] ?? (one ? spots[0] : undefined);
}

function sourceOf(wire: Wire, made: Made) {
  const from = made.get(wire.from.tool);
  if (!from) return null;
  const { outputs } = from.part;
  const all = Object.values(outputs);
  const output = outputs[wire.from.port] ?? (all.length === 1 ? all[0] : undefined);
  return output ? { id: output.node === null ? null : from.ids[output.node]!, port: output.port, columns: output.columns } : null;
}

/** Tools in an order in which every one comes after those that feed it, as far as that goes. */
function inOrder<T extends Placed>(tools: readonly T[], wires: readonly Wire[]): readonly T[] {
  const left = new Set(tools);
  const done: T[] = [];
  const waits = (tool: T): boolean => wires.some((w) => w.to.tool === tool.id && [...left].some((t) => t !== tool && t.id === w.from.tool));
  while (left.size > 0) {
    const ready = [...left].filter((t) => !waits(t));
    for (const tool of ready.length > 0 ? ready : [...left]) {
      left.delete(tool);
      done.push(tool);
    }
  }
  return done;
}
