import type { CountMark, MarkForest, MarkKind, StatementMarks } from '../plan/job.ts';
import type { TableIndex, TableKey } from '../plan/table-key.ts';
import { keyNode, sharedKey } from '../plan/table-key.ts';
import type { Relation } from '../relation/relation.ts';
import { childRelations } from '../relation/walk-relation.ts';
import type { Ordered } from './row-order.ts';
import type { SqlWriter } from './sql-text.ts';

/** A share of 1 keeps all, since the number drawn per chunk is below 1; no table has as many rows as the limit. */
const markText: Readonly<Record<MarkKind, string>> = { sample: 'TABLESAMPLE SYSTEM (100 PERCENT)', limit: 'LIMIT 4611686018427387904' };

/**
 * Makes a SELECT pass through an operator that lets every row by, moves whole chunks and shows up with its row count in the profile.
 * DuckDB pushes no filter, limit or join past it, so that what it counts is what the relation holds. It runs a sample on one thread only,
 * and a limit on as many as there are if rows may come in any order.
 */
export function printMarked(out: SqlWriter, times: number, by: MarkKind, print: () => void): void {
  out.add('SELECT * FROM ('.repeat(times));
  print();
  out.add(`\n) ${markText[by]}`.repeat(times));
}

/** How a statement counts on its way: which keys pass through a mark, and how often the right side of a join does so that the sides can be told apart. */
export interface Marking {
  readonly keys: ReadonlySet<TableKey>;
  readonly rightSides: ReadonlyMap<Relation, number>;
  readonly expected: StatementMarks;
  /** A mark lies on the left of a join, where hints of the join would get past a limit. */
  readonly besideJoin: boolean;
}


/** Chooses the marks of the statement that reads `relation` of `node`: `wanted` keys whose rows it goes through to the last. */
export function planMarks(node: string, relation: Relation, wanted: ReadonlySet<TableKey>, by: MarkKind, of: Ordered): Marking {
  const reached = reach(node, relation, of);
  const keys = new Set([...wanted].filter((key) => reached.get(key)?.has('whole') === true && !reached.get(key)!.has('statement')));
  const rightSides = new Map<Relation, number>();
  let besideJoin = false;
  const forest = (at: string, r: Relation): MarkForest => {
    const own = keyOf(at, r, of.index);
    if (own !== null) {
      if (of.kept.has(own) || of.isMaterialised(own)) return nothing;
      const below = forest(keyNode(own), of.index.relation(own));
      return keys.has(own) ? { ordered: true, marks: [{ key: own, below }] } : below;
    }
    if (r.op !== 'join' && r.op !== 'set') return joined(childRelations(r).map((child) => forest(at, child)), true);
    const [left, right] = [forest(at, r.left), forest(at, r.right)];
    besideJoin ||= left.marks.length > 0;
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
  const expected = { by, main: forest(node, relation), materialised };
  return { keys, rightSides, expected, besideJoin };
}

const nothing: MarkForest = { ordered: true, marks: [] };

const joined = (parts: readonly MarkForest[], ordered: boolean): MarkForest => ({
  ordered: ordered && parts.every((p) => p.ordered || p.marks.length < 2),
  marks: parts.flatMap((p): readonly CountMark[] => p.marks),
});

const depth = (forest: MarkForest): number => Math.max(0, ...forest.marks.map((m) => 1 + depth(m.below)));

/** `whole`: every row is gone through; `part`: a limit may stop the reading; `statement`: a user's statement reads it, as often as it likes. */
type Reach = 'whole' | 'part' | 'statement';

function reach(node: string, relation: Relation, { index, kept, isMaterialised }: Ordered): ReadonlyMap<TableKey, ReadonlySet<Reach>> {
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
