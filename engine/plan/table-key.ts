import type { CheckedNode } from '../check/checked-flow.ts';
import type { Relation } from '../relation/relation.ts';
import { walkRelation } from '../relation/walk-relation.ts';

/** Names one relation of the flow: `node.port` for an output, `node:name` for something a node shares between its outputs. */
export type TableKey = string;

export const outputKey = (node: string, port: string): TableKey => `${node}.${port}`;
export const sharedKey = (node: string, name: string): TableKey => `${node}:${name}`;

/** Node a key belongs to; ids hold neither dot nor colon. */
export const keyNode = (key: TableKey): string => key.slice(0, key.search(/[.:]/));

/** All relations of the checked nodes by key. */
export class TableIndex {
  readonly nodes: ReadonlyMap<string, CheckedNode>;
  private readonly relations = new Map<TableKey, Relation>();

  constructor(nodes: readonly CheckedNode[]) {
    this.nodes = new Map(nodes.map((n) => [n.id, n]));
    for (const node of nodes) {
      for (const [name, relation] of Object.entries(node.built?.shared ?? {})) this.relations.set(sharedKey(node.id, name), relation);
      for (const [port, relation] of Object.entries(node.built?.outputs ?? {})) this.relations.set(outputKey(node.id, port), relation);
    }
  }

  keys(): readonly TableKey[] {
    return [...this.relations.keys()];
  }

  /** The relation of a key; a key without one is a bug, since checking came first. */
  relation(key: TableKey): Relation {
    const found = this.relations.get(key);
    if (!found) throw new Error(`Nothing is known as ${key}.`);
    return found;
  }

  has(key: TableKey): boolean {
    return this.relations.has(key);
  }

  /** Key of what arrives at a port. */
  inputKey(node: string, port: string, index: number): TableKey {
    const end = this.nodes.get(node)?.sources[port]?.[index];
    if (!end) throw new Error(`Nothing arrives at ${node}.${port}[${index}].`);
    return outputKey(end.node, end.port);
  }

  /** Keys that a relation of `node` reads directly, once per reading. */
  reads(node: string, relation: Relation): readonly TableKey[] {
    const keys: TableKey[] = [];
    walkRelation(relation, (r) => {
      if (r.op === 'input') keys.push(this.inputKey(node, r.port, r.index));
      else if (r.op === 'shared') keys.push(sharedKey(node, r.name));
      else if (r.op === 'scan' && r.source.format === 'bad-lines') keys.push(outputKey(node, r.source.of));
    });
    return keys;
  }

  /** `targets` and all they read, each after what it reads; what `stop` holds is taken as given and not entered. */
  closure(targets: readonly TableKey[], stop: ReadonlySet<TableKey> = new Set()): readonly TableKey[] {
    const order: TableKey[] = [];
    const seen = new Set<TableKey>();
    const visit = (key: TableKey): void => {
      if (seen.has(key) || stop.has(key)) return;
      seen.add(key);
      for (const read of this.reads(keyNode(key), this.relation(key))) visit(read);
      order.push(key);
    };
    for (const target of targets) visit(target);
    return order;
  }
}
