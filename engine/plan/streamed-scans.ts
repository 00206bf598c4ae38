import type { CachePlan } from './cache-plan.ts';
import { outputKey, keyNode, type TableIndex, type TableKey } from './table-key.ts';
import type { Relation } from '../relation/relation.ts';
import { walkRelation } from '../relation/walk-relation.ts';

/** A statement that leaves the flow, or a test before it. */
export interface Reader {
  readonly kind: 'gate' | 'write' | 'load';
  readonly node: string;
  readonly relation: Relation;
}

/**
 * Files whose bad lines are told apart and whose rows need no table of their own: one statement reads them, once, and what becomes of the bad lines
 * can wait until it is done. `reached` are the keys that statements lead to; those that are `stored` are kept for the next run.
 */
function streamedScans(index: TableIndex, statements: readonly Reader[], reached: readonly TableKey[], stored: (key: TableKey) => boolean): ReadonlySet<TableKey> {
  const candidates = reached.filter((key) => !stored(key) && isOneFile(index.relation(key)));
  if (candidates.length === 0) return new Set();
  const readings: Reading[] = reached.map((key) => readingOf(keyNode(key), index.relation(key), index));
  const own = statements.map((s) => readingOf(s.node, s.relation, index));
  const reaches = statements.map((s) => index.closure(index.reads(s.node, s.relation)));
  /** Whether what a statement reads hangs on the bad lines of a key. */
  const asksBad = (i: number, key: TableKey): boolean => own[i]!.bad.includes(key) || reaches[i]!.some((k) => badOf(k, index).includes(key));
  const asksRows = (i: number, key: TableKey): boolean => own[i]!.rows.includes(key) || reaches[i]!.some((k) => readingOf(keyNode(k), index.relation(k), index).rows.includes(key));
  return new Set(
    candidates.filter((key) => {
      const times = [...readings, ...own].flatMap(({ rows }) => rows).filter((k) => k === key).length;
      const readers = statements.map((_s, i) => i).filter((i) => asksRows(i, key));
      const [only] = readers;
      if (times !== 1 || readers.length !== 1 || statements[only!]!.kind !== 'write') return false;
      // What waits for one file's bad lines does not go first with another one's rows.
      return !candidates.some((other) => asksBad(only!, other)) && statements.every((s, i) => s.kind !== 'gate' || !asksBad(i, key));
    }),
  );
}

/** The scans that go without a table of their rows, and what is kept in one then. */
export function keptOrStreamed(index: TableIndex, statements: readonly Reader[], cache: Pick<CachePlan, 'hits' | 'stores'>, keptWith: (streamed: ReadonlySet<TableKey>) => Map<TableKey, string>): { readonly kept: Map<TableKey, string>; readonly streamed: ReadonlySet<TableKey> } {
  const reached = index.closure(statements.flatMap((s) => index.reads(s.node, s.relation)), new Set(cache.hits.keys()));
  const streamed = streamedScans(index, statements, reached, (key) => cache.stores.has(key));
  const kept = keptWith(streamed);
  const beside = [...kept.keys()].filter((key) => !reached.includes(key));
  // What is kept although no statement leads to it reads rows, too.
  const none = new Set<TableKey>();
  return streamed.size > 0 && index.closure(beside).some((key) => streamed.has(key)) ? { kept: keptWith(none), streamed: none } : { kept, streamed };
}

/** Whether a statement asks for bad lines of one of the keys, so that it comes after the one that reads the rows. */
export function waitsFor(index: TableIndex, { node, relation }: Reader, streamed: ReadonlySet<TableKey>): boolean {
  const keys = index.closure(index.reads(node, relation));
  return [...readingOf(node, relation, index).bad, ...keys.flatMap((key) => badOf(key, index))].some((key) => streamed.has(key));
}

interface Reading {
  readonly rows: readonly TableKey[];
  readonly bad: readonly TableKey[];
}

/** The keys whose rows, and those whose bad lines, a relation of `node` reads, once per reading. */
function readingOf(node: string, relation: Relation, index: TableIndex): Reading {
  const bad: TableKey[] = [];
  walkRelation(relation, (r) => {
    if (r.op === 'scan' && r.source.format === 'bad-lines') bad.push(outputKey(node, r.source.of));
  });
  const rows = [...index.reads(node, relation)];
  for (const key of bad) rows.splice(rows.indexOf(key), 1);
  return { rows, bad };
}

const badOf = (key: TableKey, index: TableIndex): readonly TableKey[] => readingOf(keyNode(key), index.relation(key), index).bad;

/** The database says that it has gone through a file, not that there is no other one. */
const isOneFile = (relation: Relation): boolean => relation.op === 'scan' && relation.source.format === 'delimited' && relation.source.keepBadLines && relation.source.store === undefined && !/[*?[\]{}]/.test(relation.source.path);
