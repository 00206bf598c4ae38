import type { Catalog } from '../../definition/index.ts';
import { emptyDocument, type FlowDocument, type FlowEdge, type FlowNode } from '../../document/document.ts';
import { FormulaProblem } from './formula-tokens.ts';
import { cleanse, formula, multiFieldFormula, multiRowFormula, regEx, textToColumns } from './map-columns.ts';
import { browse, fileInput, fileOutput, textInput } from './map-files.ts';
import { filter, recordId, sample, select, sort, summarize, unique } from './map-rows.ts';
import { appendFields, crossTab, join, transpose, union } from './map-tables.ts';
import { NotMapped, type Columns, type MapContext, type Mapper, type Mapping } from './mapping.ts';
import { child, readWorkflow, textOf, type Tool, type Wire, type Workflow } from './read-workflow.ts';

const mappers: Readonly<Record<string, Mapper>> = {
  DbFileInput: fileInput,
  TextInput: textInput,
  DbFileOutput: fileOutput,
  BrowseV2: browse,
  Browse: browse,
  Filter: filter,
  Sort: sort,
  Unique: unique,
  RecordID: recordId,
  Sample: sample,
  Summarize: summarize,
  AlteryxSelect: select,
  Formula: formula,
  MultiFieldFormula: multiFieldFormula,
  MultiRowFormula: multiRowFormula,
  RegEx: regEx,
  TextToColumns: textToColumns,
  'Cleanse.yxmc': cleanse,
  Join: join,
  Union: union,
  AppendFields: appendFields,
  Transpose: transpose,
  CrossTab: crossTab,
};

/** What became of a tool. */
export interface ToolAccount {
  readonly tool: string;
  readonly kind: string;
  readonly name: string;
  readonly outcome: 'imported' | 'changed' | 'left out';
  /** Nodes that stand for it. */
  readonly nodes: readonly string[];
  /** What differs, or why it was left out. */
  readonly remarks: readonly string[];
}

export interface ImportedWorkflow {
  readonly document: FlowDocument;
  readonly tools: readonly ToolAccount[];
}

/** A workflow of Alteryx Designer (the XML of a .yxmd file) as a flow: what maps is nodes, what does not is a note on the canvas where it stood and a line in the account. Throws an Error for text that is no workflow. */
export function importWorkflow(xml: string, name: string, catalog: Catalog): ImportedWorkflow {
  const offers: MapContext['offers'] = (type, param, value) => {
    const definition = catalog.get(type);
    if (!definition || param === undefined) return definition !== undefined;
    const spec = definition.params[param];
    return spec?.kind === 'choice' && spec.options.some((o) => o.value === value);
  };
  const workflow = readWorkflow(xml);
  const nodes: Record<string, FlowNode> = {};
  const layout: FlowDocument['layout'] = {};
  const notes: NonNullable<FlowDocument['notes']> = {};
  const edges: FlowEdge[] = [];
  const made = new Map<string, { readonly mapping: Mapping; readonly ids: readonly string[] }>();
  const tools: ToolAccount[] = [];
  const place = (tool: Tool, step = 0) => ({ x: Math.round(tool.x * 2.4) + step * 60, y: Math.round(tool.y * 1.6) + step * 90 });
  const note = (tool: Tool, text: string): void => void (notes[`note_${tool.id}`] = { text, ...place(tool), width: 220, height: 90 });

  for (const tool of inOrder(workflow)) {
    if (tool.kind === 'TextBox') {
      note(tool, textOf(child(tool.config, 'Text')).trim());
      continue;
    }
    const outcome = mapped(tool, workflow, made, offers);
    if (typeof outcome === 'string') {
      tools.push({ tool: tool.id, kind: tool.kind, name: tool.name, outcome: 'left out', nodes: [], remarks: [outcome] });
      note(tool, `**${tool.name || tool.kind || 'A tool'}** was not imported: ${outcome}.`);
      continue;
    }
    const ids = outcome.steps.map((_, i) => `tool_${tool.id}${i === 0 ? '' : `_${i + 1}`}`);
    outcome.steps.forEach((step, i) => {
      nodes[ids[i]!] = { type: step.type, version: catalog.get(step.type)!.version, ...(tool.name !== '' && i === 0 ? { title: tool.name } : {}), params: { ...step.params } };
      layout[ids[i]!] = place(tool, i);
      if (i > 0) edges.push({ from: `${ids[i - 1]!}.${outcome.steps[i - 1]!.out ?? 'out'}`, to: `${ids[i]!}.in` });
    });
    made.set(tool.id, { mapping: outcome, ids });
    tools.push({ tool: tool.id, kind: tool.kind, name: tool.name, outcome: outcome.remarks.length > 0 ? 'changed' : 'imported', nodes: ids, remarks: outcome.remarks });
  }

  for (const wire of [...workflow.wires].sort((a, b) => (a.to.tool === b.to.tool ? a.order.localeCompare(b.order, 'en', { numeric: true }) : 0))) {
    const from = sourceOf(wire, made);
    const to = made.get(wire.to.tool);
    const port = to && portOf(to.mapping.inputs, wire.to.port);
    if (from && to && port) edges.push({ from: `${from.id}.${from.port}`, to: `${to.ids[0]!}.${port}` });
  }
  return { document: { ...emptyDocument(name), nodes, edges, layout, ...(Object.keys(notes).length > 0 ? { notes } : {}) }, tools };
}

type Made = ReadonlyMap<string, { readonly mapping: Mapping; readonly ids: readonly string[] }>;

/** An input by its name; a tool with one input is reached whatever the connection is called. */
function portOf(inputs: Mapping['inputs'], name: string): string | undefined {
  const names = Object.values(inputs);
  return inputs[name] ?? (new Set(names).size === 1 ? names[0] : undefined);
}

function sourceOf(wire: Wire, made: Made) {
  const from = made.get(wire.from.tool);
  if (!from) return null;
  const outputs = from.mapping.outputs;
  const all = Object.values(outputs);
  const output = outputs[wire.from.port] ?? (all.length === 1 ? all[0] : undefined);
  return output ? { id: from.ids[output.step]!, port: output.port, columns: output.columns } : null;
}

/** Tools in an order in which every one comes after those that feed it, as far as that goes. */
function inOrder({ tools, wires }: Workflow): readonly Tool[] {
  const left = new Set(tools);
  const done: Tool[] = [];
  const waits = (tool: Tool): boolean => wires.some((w) => w.to.tool === tool.id && [...left].some((t) => t !== tool && t.id === w.from.tool));
  while (left.size > 0) {
    const ready = [...left].filter((t) => !waits(t));
    for (const tool of ready.length > 0 ? ready : [...left]) {
      left.delete(tool);
      done.push(tool);
    }
  }
  return done;
}

/** The mapping of a tool, or why it has none. */
function mapped(tool: Tool, { wires }: Workflow, made: Made, offers: MapContext['offers']): Mapping | string {
  const mapper = mappers[tool.kind];
  if (!mapper) return `the tool ${tool.kind || 'without a name'} has no counterpart`;
  const input = (name: string): Columns => {
    const into = wires.filter((w) => w.to.tool === tool.id);
    const found = into.filter((w) => w.to.port === name);
    const used = found.length > 0 ? found : ['Left', 'Right', 'Targets', 'Source'].includes(name) ? [] : into;
    return used.length === 1 ? (sourceOf(used[0]!, made)?.columns ?? null) : null;
  };
  try {
    const mapping = mapper(tool, { input, offers });
    const missing = mapping.steps.find((s) => !offers(s.type));
    return missing ? `the node ${missing.type} is not in the catalogue` : mapping;
  } catch (error) {
    if (error instanceof NotMapped) return error.message;
    if (error instanceof FormulaProblem) return `its formula cannot be carried over: ${error.message}`;
    throw error;
  }
}
