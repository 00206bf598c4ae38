import type { CountMark, MarkForest, MarkKind, StatementMarks } from '../plan/job.ts';
import type { TableKey } from '../plan/table-key.ts';
import type { Operator, Profile } from './profile.ts';

/** Operators that ask for every row of what they read. Below anything else, a limit above all, a count says nothing. */
const thorough = new Set([
  'BATCH_COPY_TO_FILE', 'COPY_TO_FILE', 'BATCH_CREATE_TABLE_AS', 'CREATE_TABLE_AS', 'RESULT_COLLECTOR',
  'PROJECTION', 'FILTER', 'STREAMING_SAMPLE', 'UNION', 'UNNEST', 'STREAMING_WINDOW',
]);

/** Those that have read every row before they give one, whatever is asked of them. */
const gathering = new Set(['HASH_GROUP_BY', 'PERFECT_HASH_GROUP_BY', 'PARTITIONED_AGGREGATE', 'UNGROUPED_AGGREGATE', 'ORDER_BY', 'TOP_N', 'WINDOW']);

/** Joins ask for every row unless one of their sides has none. */
export const joins: ReadonlySet<string> = new Set(['HASH_JOIN', 'NESTED_LOOP_JOIN', 'PIECEWISE_MERGE_JOIN', 'IE_JOIN', 'BLOCKWISE_NL_JOIN', 'CROSS_PRODUCT', 'ASOF_JOIN']);

/** How much of an operator's rows is asked for: all, perhaps a part, or a part of several that one may make the others needless. */
export type Asked = 'whole' | 'part' | 'branch';

export function below(type: string, reading: Asked): Asked {
  if (reading === 'branch' || gathering.has(type)) return reading === 'branch' ? 'branch' : 'whole';
  if (reading === 'part') return type === 'UNION' ? 'branch' : 'part';
  return thorough.has(type) || joins.has(type) ? 'whole' : 'part';
}

/** What the profile says at the place of a mark. */
interface Tally {
  readonly rows: number;
  /** Every row was gone through. */
  readonly whole: boolean;
  readonly below: readonly Tally[];
}

interface Found {
  readonly main: readonly Tally[];
  readonly materialised: ReadonlyMap<TableKey, readonly Tally[]>;
}

/**
 * The row counts that a statement took on its way. A count is given only where the operators that ran have the very shape of the marks
 * that were set and every row was gone through; in all other cases the key is left out, to be counted otherwise.
 */
export function readMarks(marks: StatementMarks, profile: Profile): ReadonlyMap<TableKey, number> {
  const counts = new Map<TableKey, number | null>();
  const found = findTallies(marks, profile.roots);
  if (found === null) return new Map();
  const pairs: readonly (readonly [MarkForest, readonly Tally[]])[] = [[marks.main, found.main], ...Object.entries(marks.materialised).map(([key, forest]) => [forest, found.materialised.get(key) ?? []] as const)];
  if (!pairs.every(([forest, tallies]) => pair(forest, tallies, counts))) return new Map();
  return new Map([...counts].filter((entry): entry is [TableKey, number] => entry[1] !== null));
}

/** The marks as they ran, or null when anything ran that leaves doubt about all of them. */
function findTallies(marks: StatementMarks, roots: readonly Operator[]): Found | null {
  const materialised = new Map<TableKey, readonly Tally[]>();
  let doubt = false;
  /** `hinting`: something above may tell the scans what it has no use for. */
  const visit = (operator: Operator, reading: Asked, hinting: boolean): readonly Tally[] => {
    const { type, children } = operator;
    if (type === 'CTE') {
      const [definition, use] = children;
      const name = String(operator.info['CTE Name']);
      if (!definition || !use || materialised.has(name)) doubt = true;
      else {
        const inside = visit(definition, 'whole', true);
        if (Object.hasOwn(marks.materialised, name)) materialised.set(name, inside);
        // One that DuckDB made of parts that were the same may hold marks of several places.
        else if (inside.length > 0) doubt = true;
        return visit(use, reading, hinting);
      }
    }
    // What is empty may have kept what it meets from being read, wherever that is; keys that are all NULL make a side as good as empty.
    if (type === 'EMPTY_RESULT' || (joins.has(type) && (operator.rows === 0 || children.some((c) => c.rows === 0)))) doubt = true;
    const then = isMark(operator, marks.by) ? below('STREAMING_SAMPLE', reading) : below(type, reading);
    const inner = children.flatMap((child, i) => visit(child, then, hinting || hints(operator, i)));
    return isMark(operator, marks.by) ? [{ rows: operator.rows, whole: reading === 'whole' && !(hinting && isHinted(operator)), below: inner }] : inner;
  };
  const main = roots.flatMap((root) => visit(root, 'whole', false));
  return doubt ? null : { main, materialised };
}

/** A limit right above a sort is one that a node asks for: where limits are marks, there are no others. */
function isMark({ type, info, children }: Operator, by: MarkKind): boolean {
  if (by === 'sample') return type === 'STREAMING_SAMPLE' && info['Sample Method'] === 'System: 100.000000%';
  let [below] = children;
  while (below?.type === 'PROJECTION') [below] = below.children;
  return type === 'STREAMING_LIMIT' && below?.type !== 'ORDER_BY';
}

/** Whether an operator may tell the scans below its input `i`, past a limit, which rows it has no use for: a join what it looks up, the first so many or the largest of all rows what has been beaten. */
const hints = ({ type, info }: Operator, i: number): boolean => (joins.has(type) && i === 0) || type === 'TOP_N' || (type === 'UNGROUPED_AGGREGATE' && /min|max/i.test(JSON.stringify(info)));

/** Whether a scan left out rows that something above had no use for. */
const isHinted = ({ info, children }: Operator): boolean => Object.hasOwn(info, 'Dynamic Filters') || children.some(isHinted);

/** Gives marks their tallies; false when they are not of one shape. */
function pair(forest: MarkForest, tallies: readonly Tally[], counts: Map<TableKey, number | null>): boolean {
  if (forest.marks.length !== tallies.length) return false;
  if (forest.ordered) return forest.marks.every((mark, i) => assign(mark, tallies[i]!, counts));
  const groups = groupBy(forest.marks, markShape);
  const alike = groupBy(tallies, tallyShape);
  if (groups.size !== alike.size) return false;
  for (const [shape, marks] of groups) {
    const same = alike.get(shape);
    if (same?.length !== marks.length) return false;
    const certain = new Set(same.map((t) => JSON.stringify(t))).size === 1;
    for (const [i, mark] of marks.entries()) {
      if (certain) {
        if (!assign(mark, same[i]!, counts)) return false;
      } else for (const key of keysOf(mark)) counts.set(key, null);
    }
  }
  return true;
}

function assign(mark: CountMark, tally: Tally, counts: Map<TableKey, number | null>): boolean {
  if (mark.key !== null && tally.whole) {
    const earlier = counts.get(mark.key);
    // Two readings of one key that disagree are no count.
    counts.set(mark.key, earlier === undefined || earlier === tally.rows ? tally.rows : null);
  }
  return pair(mark.below, tally.below, counts);
}

const keysOf = (mark: CountMark): readonly TableKey[] => [...(mark.key === null ? [] : [mark.key]), ...mark.below.marks.flatMap(keysOf)];

const markShape = (mark: CountMark): string => `(${mark.below.marks.map(markShape).sort().join('')})`;

const tallyShape = (tally: Tally): string => `(${tally.below.map(tallyShape).sort().join('')})`;

function groupBy<T>(items: readonly T[], key: (item: T) => string): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) groups.set(key(item), [...(groups.get(key(item)) ?? []), item]);
  return groups;
}
