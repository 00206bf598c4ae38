import type { CountMark, MarkForest, StatementMarks } from '../plan/job.ts';
import type { TableIndex, TableKey } from '../plan/table-key.ts';
import { keyNode, sharedKey } from '../plan/table-key.ts';
import type { Relation } from '../relation/relation.ts';
import { childRelations } from '../relation/walk-relation.ts';
import type { SqlWriter } from './sql-text.ts';

/**
 * Makes a SELECT pass through an operator that lets every row by, moves whole chunks and shows up with its row count in the profile.
 * DuckDB pushes no filter, limit or join past it, so that what it counts is what the relation holds. A share of 1 keeps all:
 * the number drawn per chunk is below 1.
 */
export function printMarked(out: SqlWriter, times: number, print: () => void): void {
  out.add('SELECT * FROM ('.repeat(times));
  print();
  out.add('\n) TABLESAMPLE SYSTEM (100 PERCENT)'.repeat(times));
}

/** How a statement counts on its way: which keys pass through a mark, and how often the right side of a join does so that the sides can be told apart. */
export interface Marking {
  readonly keys: ReadonlySet<TableKey>;
  readonly rightSides: ReadonlyMap<Relation, number>;
  readonly expected: StatementMarks;
}

export interface Marked {
  readonly index: TableIndex;
  /** Keys that are tables of their own by now. */
  readonly kept: ReadonlySet<TableKey>;
  /** Whether a key is computed once for several readers within this statement. */
  readonly isMaterialised: (key: TableKey) => boolean;
}

/** Chooses the marks of the statement that reads `relation` of `node`: `wanted` keys whose rows it goes through to the last. */
export function planMarks(node: string, relation: Relation, wanted: ReadonlySet<TableKey>, of: Marked): Marking {
  const reached = reach(node, relation, of);
  const keys = new Set([...wanted].filter((key) => reached.get(key)?.has('whole') === true && !reached.get(key)!.has('statement')));
  const rightSides = new Map<Relation, number>();
  const forest = (at: string, r: Relation): MarkForest => {
    const own = keyOf(at, r, of.index);
    if (own !== null) {
      if (of.kept.has(own) || of.isMaterialised(own)) return nothing;
      const below = forest(keyNode(own), of.index.relation(own));
      return keys.has(own) ? { ordered: true, marks: [{ key: own, below }] } : below;
    }
    if (r.op !== 'join' && r.op !== 'set') return joined(childRelations(r).map((child) => forest(at, child)), true);
    const [left, right] = [forest(at, r.left), forest(at, r.right)];
    if (left.marks.length === 0 || right.marks.length === 0) return joined([left, right], false);
    const times = Math.max(0, depth(left) - depth(right) + 1);
    rightSides.set(r, times);
    let side = right;
    for (let i = 0; i < times; i++) side = { ordered: true, marks: [{ key: null, below: side }] };
    return joined([left, side], false);
  };
  const materialised = Object.fromEntries([...of.index.closure(of.index.reads(node, relation), of.kept)].filter(of.isMaterialised).map((key): [string, MarkForest] => {
    const below = forest(keyNode(key), of.index.relation(key));
    return [key, keys.has(key) ? { ordered: true, marks: [{ key, below }] } : below];
  }));
  return { keys, rightSides, expected: { main: forest(node, relation), materialised } };
}

const nothing: MarkForest = { ordered: true, marks: [] };

const joined = (parts: readonly MarkForest[], ordered: boolean): MarkForest => ({
  ordered: ordered && parts.every((p) => p.ordered || p.marks.length < 2),
  marks: parts.flatMap((p): readonly CountMark[] => p.marks),
});

const depth = (forest: MarkForest): number => Math.max(0, ...forest.marks.map((m) => 1 + depth(m.below)));

/** `whole`: every row is gone through; `part`: a limit may stop the reading; `statement`: a user's statement reads it, as often as it likes. */
type Reach = 'whole' | 'part' | 'statement';

function reach(node: string, relation: Relation, { index, kept, isMaterialised }: Marked): ReadonlyMap<TableKey, ReadonlySet<Reach>> {
  const reached = new Map<TableKey, Set<Reach>>();
  const visit = (at: string, r: Relation, how: Reach): void => {
    const own = keyOf(at, r, index);
    if (own !== null) {
      if (kept.has(own)) return;
      const then = isMaterialised(own) ? 'whole' : how;
      const ways = reached.get(own) ?? new Set();
      if (ways.has(then)) return;
      reached.set(own, ways.add(then));
      visit(keyNode(own), index.relation(own), then);
      return;
    }
    const then = belowOperator(r, how);
    for (const child of childRelations(r)) visit(at, child, then);
  };
  visit(node, relation, 'whole');
  return reached;
}

function belowOperator(relation: Relation, how: Reach): Reach {
  if (relation.op === 'sql' || how === 'statement') return 'statement';
  if (relation.op === 'limit') return 'part';
  const gathers = relation.op === 'aggregate' || relation.op === 'distinct' || (relation.op === 'sort' && relation.keys.length > 0);
  return gathers ? 'whole' : how;
}

function keyOf(node: string, relation: Relation, index: TableIndex): TableKey | null {
  if (relation.op === 'input') return index.inputKey(node, relation.port, relation.index);
  return relation.op === 'shared' ? sharedKey(node, relation.name) : null;
}
