import { z } from 'zod';

/** The version of the file format this code writes. */
export const documentVersion = 1;

/** Ids name CTEs, messages and command-line arguments, so they stay plain; titles are free text. */
export const nodeIdPattern = /^[A-Za-z_][A-Za-z0-9_-]{0,79}$/;

const endPattern = /^[A-Za-z_][A-Za-z0-9_-]{0,79}\.[a-z][a-z0-9_-]*$/;

const parameter = z.looseObject({
  name: z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/),
  type: z.enum(['text', 'integer', 'number', 'boolean', 'date', 'timestamp']),
  default: z.union([z.string(), z.number(), z.boolean(), z.null()]).default(null),
  label: z.string().optional(),
  /** One sentence under the field, where the flow is used as a component. */
  help: z.string().optional(),
  /** Heading of the fields it stands among. */
  group: z.string().optional(),
  /** The only values it may have, in the order of the list that offers them. */
  choices: z.array(z.union([z.string(), z.number()])).optional(),
});

const node = z.looseObject({
  type: z.string().min(1),
  version: z.int().min(1).default(1),
  title: z.string().optional(),
  note: z.string().optional(),
  disabled: z.boolean().optional(),
  /** Its rows are kept for the next run, whatever they cost. */
  cached: z.boolean().optional(),
  params: z.record(z.string(), z.unknown()).default({}),
});

const edge = z.looseObject({ from: z.string().regex(endPattern), to: z.string().regex(endPattern) });

const position = z.looseObject({ x: z.number(), y: z.number() });

const note = z.looseObject({
  text: z.string().default(''),
  x: z.number(),
  y: z.number(),
  width: z.number(),
  height: z.number(),
  /** A frame stands behind the nodes it holds and takes them along; its text is its title. */
  frame: z.boolean().optional(),
});

/** A chart of a port. What it draws is spelled as text here, so that a file with charts of a newer version still opens. */
const chart = z.looseObject({
  title: z.string().optional(),
  of: z.string().regex(endPattern),
  mark: z.string(),
  x: z.string().optional(),
  y: z.string().optional(),
  color: z.string().optional(),
  measure: z.string().optional(),
  value: z.string().optional(),
});

const tile = z.looseObject({
  /** In columns of twelve and rows, from the top left. */
  x: z.int().min(0),
  y: z.int().min(0),
  width: z.int().min(1),
  height: z.int().min(1),
  /** A chart node that is left off the page. */
  hidden: z.boolean().optional(),
});

export const documentSchema = z.looseObject({
  millrace: z.literal(documentVersion),
  name: z.string().default(''),
  description: z.string().optional(),
  parameters: z.array(parameter).default([]),
  nodes: z.record(z.string().regex(nodeIdPattern), node).default({}),
  edges: z.array(edge).default([]),
  /** Positions on the canvas, apart from the logic so that moving a node changes one line. */
  layout: z.record(z.string(), position).default({}),
  /** What is written on the canvas beside the nodes, in Markdown; it has no effect on a run. */
  notes: z.record(z.string().regex(nodeIdPattern), note).optional(),
  /** Charts of ports that the dashboard shows beside those of chart nodes; they have no effect on a run. */
  charts: z.record(z.string().regex(nodeIdPattern), chart).optional(),
  /** Places on the dashboard, by `charts.ID` and `nodes.ID`, apart from what is drawn. */
  dashboard: z.record(z.string(), tile).optional(),
});

export type FlowDocument = z.infer<typeof documentSchema>;
export type FlowNode = FlowDocument['nodes'][string];
export type FlowEdge = FlowDocument['edges'][number];
export type FlowNote = z.infer<typeof note>;
export type FlowChart = z.infer<typeof chart>;
export type DashboardPlace = z.infer<typeof tile>;
export type FlowParameter = FlowDocument['parameters'][number];

export const emptyDocument = (name: string): FlowDocument => ({ millrace: documentVersion, name, parameters: [], nodes: {}, edges: [], layout: {} });

export interface End {
  readonly node: string;
  readonly port: string;
}

/** Splits `node.port`; ids hold no dot, so the first one separates. */
export function parseEnd(text: string): End {
  const dot = text.indexOf('.');
  return { node: text.slice(0, dot), port: text.slice(dot + 1) };
}

export const formatEnd = (end: End): string => `${end.node}.${end.port}`;
