import { hasWindow } from '../expression/expression-parts.ts';
import type { JobFunction, StatementWork, WorkTree } from '../plan/job.ts';
import { keyNode, sharedKey, type TableIndex, type TableKey } from '../plan/table-key.ts';
import type { Relation } from '../relation/relation.ts';
import { relationExpressions } from '../relation/walk-relation.ts';

export interface WorkPlace {
  readonly index: TableIndex;
  /** Keys that are tables of their own by now. */
  readonly kept: ReadonlySet<TableKey>;
  readonly isMaterialised: (key: TableKey) => boolean;
  readonly functions: readonly JobFunction[];
}

/** The work that the statement for `relation` of `node` asks the database for, in the shape in which it asks. */
export function workOf(node: string, relation: Relation, { index, kept, isMaterialised, functions }: WorkPlace): StatementWork {
  const tree = (at: string, r: Relation, above: readonly string[]): WorkTree => {
    if (r.op === 'input' || r.op === 'shared') {
      const key = r.op === 'input' ? index.inputKey(at, r.port, r.index) : sharedKey(at, r.name);
      if (kept.has(key)) return { kind: 'scan', nodes: [at], above, below: [], file: key };
      if (isMaterialised(key)) return { kind: 'once', nodes: [keyNode(key)], above, below: [] };
      return tree(keyNode(key), index.relation(key), above);
    }
    const step = (kind: WorkTree['kind'], ...below: readonly Relation[]): WorkTree => ({ kind, nodes: [at], above, below: below.map((child) => tree(at, child, [])) });
    switch (r.op) {
      case 'filter':
      case 'project':
      case 'extend':
        if (relationExpressions(r).some(hasWindow)) return step('window', r.from);
        return tree(at, r.from, added(above, at));
      case 'model':
      case 'script':
      case 'limit':
        return tree(at, r.from, added(above, at));
      case 'aggregate':
      case 'distinct':
        return step('group', r.from);
      case 'sort':
        return r.keys.length > 0 ? step('sort', r.from) : tree(at, r.from, above);
      case 'join':
        return step('join', r.left, r.right);
      case 'union':
        return step('union', ...r.items);
      case 'unnest':
        return step('unnest', r.from);
      case 'set':
      case 'sql':
        return { kind: 'opaque', nodes: [...new Set([at, ...index.closure(index.reads(at, r), kept).map(keyNode)])], above, below: [] };
      case 'scan':
        return { ...step('scan'), ...('path' in r.source ? { file: fileName(r.source.path) } : {}) };
      case 'values':
        return step('scan');
    }
  };
  const once = [...index.closure(index.reads(node, relation), kept)].filter(isMaterialised);
  return {
    node,
    main: tree(node, relation, []),
    once: Object.fromEntries(once.map((key) => [key, tree(keyNode(key), index.relation(key), [])])),
    functions: Object.fromEntries(functions.map((f) => [f.name, f.nodes])),
  };
}

const added = (nodes: readonly string[], node: string): readonly string[] => (nodes.includes(node) ? nodes : [...nodes, node]);

/** What every file of a path ends with: its name, or what follows the last star of a pattern. */
const fileName = (path: string): string => path.split(/[/\\]/).at(-1)!.split(/[*?\]]/).at(-1)!;

/** The kept tables that the statement for `relation` of `node` reads. */
export function keptReads(index: TableIndex, node: string, relation: Relation, kept: ReadonlySet<TableKey>): readonly TableKey[] {
  const reads = index.reads(node, relation);
  return [...new Set([...reads, ...index.closure(reads, kept).flatMap((key) => index.reads(keyNode(key), index.relation(key)))])].filter((key) => kept.has(key));
}
