import type { Schema } from '../core/schema.ts';
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
    return JSON.stringify([id, node, sources, arriving, [...connected], [...values]]);
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
