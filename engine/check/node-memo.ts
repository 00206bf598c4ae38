import type { Schema } from '../core/schema.ts';
import type { Catalog } from '../definition/index.ts';
import type { FlowDocument } from '../document/document.ts';
import { checkGraph, type GraphCheck } from './check-graph.ts';
import { namesFileRecords } from './file-records.ts';
import type { CheckedNode } from './checked-flow.ts';
import type { NodeContext } from './check-node.ts';

const generation = 4000;

/**
 * Remembers what was found of a node, so that after an edit only what changed, and what reads it, is checked again. Nodes that look at
 * files, databases, models or rows are left out: those may change on their own.
 */
export class NodeMemo {
  private young = new Map<string, CheckedNode>();
  private old = new Map<string, CheckedNode>();
  private readonly schemas = new WeakMap<Schema, number>();
  private count = 0;
  private readonly texts = new WeakMap<object, string>();
  private graph: { readonly document: FlowDocument; readonly catalog: Catalog; readonly found: GraphCheck } | null = null;

  /** The graph is the same as long as only settings of nodes are changed. */
  checkGraph(document: FlowDocument, catalog: Catalog): GraphCheck {
    const known = this.graph;
    if (known && known.catalog === catalog && known.document.edges === document.edges && sameGraph(known.document, document)) return known.found;
    const found = checkGraph(document, catalog);
    this.graph = { document, catalog, found };
    return found;
  }

  async check(context: NodeContext, find: (context: NodeContext) => Promise<CheckedNode>): Promise<CheckedNode> {
    if (context.definition.need !== undefined || context.definition.seek !== undefined || namesFileRecords(context.definition, context.node.params)) return find(context);
    const key = this.keyOf(context);
    const known = this.young.get(key) ?? this.old.get(key);
    const found = known ?? (await find(context));
    if (this.young.size >= generation) {
      this.old = this.young;
      this.young = new Map();
    }
    this.young.set(key, found);
    return found;
  }

  /** Schemas count as equal when they are the same object, as they are when they were remembered. */
  private keyOf({ id, node, sources, inputs, connected, values }: NodeContext): string {
    const arriving = inputs === null ? null : Object.entries(inputs).map(([port, schemas]) => [port, ...schemas.map((s) => this.numberOf(s))]);
    // Of what stays the same object from check to check the text is known.
    return JSON.stringify([id, this.textOf(node), this.textOf(sources), arriving, [...connected], this.textOf(values, () => JSON.stringify([...values]))]);
  }

  private textOf(value: object, write = () => JSON.stringify(value)): string {
    let text = this.texts.get(value);
    if (text === undefined) {
      text = write();
      this.texts.set(value, text);
    }
    return text;
  }

  private numberOf(schema: Schema): number {
    let number = this.schemas.get(schema);
    if (number === undefined) {
      number = this.count++;
      this.schemas.set(schema, number);
    }
    return number;
  }
}

function sameGraph(before: FlowDocument, after: FlowDocument): boolean {
  const known = Object.entries(before.nodes);
  const now = Object.entries(after.nodes);
  return known.length === now.length && now.every(([id, node], i) => id === known[i]![0] && (node === known[i]![1] || (node.type === known[i]![1].type && node.disabled === known[i]![1].disabled)));
}
