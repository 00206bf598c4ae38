import { catalog } from '../../nodes/catalog.ts';
import { documentVersion, type FlowDocument } from '../../engine/document/document.ts';

/** A flow to begin with: it runs as it is, on a few rows of its own that stand where the person's data will be. */
export interface Template {
  readonly id: string;
  readonly name: string;
  /** What it is for, in one sentence. */
  readonly text: string;
  readonly flow: FlowDocument;
}

type Cell = string | number | boolean | null;

export interface TemplateNode {
  readonly type: string;
  readonly title: string;
  readonly params: Readonly<Record<string, unknown>>;
  /** Place on the canvas, in columns and rows of nodes. */
  readonly at: readonly [column: number, row: number];
}

/** Rows written out, as the setting of an inline table. */
export const rowsOf = (columns: Readonly<Record<string, string>>, rows: readonly (readonly Cell[])[]) => ({ table: { columns: Object.entries(columns).map(([name, type]) => ({ name, type })), rows } });

const column = 250;
const row = 120;

/** A flow of nodes at places and of edges as `node.port > node.port`, with a note above that says what to put in. */
export function templateFlow(name: string, note: string, nodes: Readonly<Record<string, TemplateNode>>, edges: readonly string[]): FlowDocument {
  return {
    millrace: documentVersion,
    name,
    parameters: [],
    nodes: Object.fromEntries(Object.entries(nodes).map(([id, { type, title, params }]) => [id, { type, version: catalog.get(type)!.version, title, params }])),
    edges: edges.map((edge) => {
      const [from, to] = edge.split(' > ') as [string, string];
      return { from, to };
    }),
    layout: Object.fromEntries(Object.entries(nodes).map(([id, { at }]) => [id, { x: at[0] * column, y: at[1] * row }])),
    notes: { begin: { x: 0, y: -120, width: 440, height: 90, text: note } },
  };
}
