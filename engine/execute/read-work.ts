import type { WorkTime } from '../core/run-report.ts';
import type { StatementWork, WorkKind, WorkTree } from '../plan/job.ts';
import type { Operator, Profile } from './profile.ts';

const kinds: Readonly<Record<string, WorkKind>> = {
  CTE_SCAN: 'once',
  HASH_GROUP_BY: 'group', PERFECT_HASH_GROUP_BY: 'group', PARTITIONED_AGGREGATE: 'group', UNGROUPED_AGGREGATE: 'group', STREAMING_AGGREGATE: 'group',
  HASH_JOIN: 'join', NESTED_LOOP_JOIN: 'join', PIECEWISE_MERGE_JOIN: 'join', IE_JOIN: 'join', BLOCKWISE_NL_JOIN: 'join', CROSS_PRODUCT: 'join', POSITIONAL_JOIN: 'join', ASOF_JOIN: 'join',
  ORDER_BY: 'sort', TOP_N: 'sort', WINDOW: 'window', STREAMING_WINDOW: 'window', UNNEST: 'unnest', INOUT_FUNCTION: 'unnest', UNION: 'union',
};

/** What takes the rows of a statement. */
const takers = new Set(['BATCH_COPY_TO_FILE', 'COPY_TO_FILE', 'BATCH_CREATE_TABLE_AS', 'CREATE_TABLE_AS', 'RESULT_COLLECTOR', 'INSERT', 'BATCH_INSERT']);

/** An operator that does work of its own, with the time of those that hand its rows on. */
interface Ran {
  readonly kind: WorkKind | 'other';
  readonly seconds: number;
  readonly light: number;
  readonly text: string;
  /** What the database calls the table computed once that is read here. */
  readonly table: string;
  readonly below: readonly Ran[];
}

/**
 * Puts the thread time of a statement down to nodes. Where the operators that ran have the shape of what was asked for, a node gets its
 * own; where the database changed the shape, all nodes that may have asked for such work share the figure. Nothing is left out: the
 * figures together are the time of all operators.
 */
export function readWork(work: StatementWork, profile: Profile): readonly WorkTime[] {
  const times = new Map<string, { nodes: readonly string[]; seconds: number }>();
  const put = (nodes: readonly string[], seconds: number): void => {
    const all = [...new Set(nodes)].sort();
    const key = all.join(' ');
    const held = times.get(key);
    if (held) held.seconds += seconds;
    else times.set(key, { nodes: all, seconds });
  };
  const once = new Map<string, Ran>();
  const tables = new Map<string, string>();
  const takeCalls = (operator: Operator): number => {
    const text = JSON.stringify(operator.info);
    const called = Object.entries(work.functions).find(([name]) => text.includes(name));
    if (!called) return operator.seconds;
    put(called[1], operator.seconds);
    return 0;
  };
  const read = (operator: Operator, light: number): Ran => {
    const { type, children } = operator;
    if (type === 'CTE' && children.length === 2) {
      const name = String(operator.info['CTE Name']);
      tables.set(String(operator.info['Table Index']), name);
      const use = read(children[1]!, light + operator.seconds);
      once.set(name, read(children[0]!, 0));
      return use;
    }
    const kind = kinds[type] ?? (children.length === 0 ? 'scan' : children.length === 1 ? null : 'other');
    if (kind === null) return read(children[0]!, light + takeCalls(operator));
    const below = kind === 'union' ? children.flatMap(flatUnion) : children;
    return { kind, seconds: takeCalls(operator), light, text: Object.values(operator.info).map(String).join('\n'), table: String(operator.info['CTE Index'] ?? ''), below: below.map((child) => read(child, 0)) };
  };
  const match = (asked: WorkTree, ran: Ran): void => {
    if (asked.kind === 'opaque') return put(asked.nodes, total(ran));
    // A sort that nothing needs the order of is not carried out.
    if (asked.kind === 'sort' && ran.kind !== 'sort') return match({ ...asked.below[0]!, above: [...asked.below[0]!.above, ...asked.nodes, ...asked.above] }, ran);
    // Windows over different rows are steps of their own.
    if (asked.kind === 'window' && ran.kind === 'window' && ran.below[0]?.kind === 'window' && asked.below[0]?.kind !== 'window') {
      put(asked.nodes, ran.seconds);
      return match(asked, { ...ran.below[0], light: ran.light + ran.below[0].light });
    }
    if (!alike(asked, ran)) return guess(asked, ran);
    put(asked.above.length > 0 ? asked.above : asked.nodes, ran.light);
    put(asked.nodes, ran.seconds);
    const [a, b] = ran.below;
    if (asked.kind !== 'join') return asked.below.forEach((below, i) => match(below, ran.below[i]!));
    const [left, right] = [asked.below[0]!, asked.below[1]!];
    const [straight, turned] = [fits(left, a!) && fits(right, b!), fits(left, b!) && fits(right, a!)];
    if (straight === turned) return [a!, b!].forEach((side) => guess({ kind: 'opaque', nodes: [], above: [], below: [left, right] }, side));
    match(left, straight ? a! : b!);
    match(right, straight ? b! : a!);
  };
  const guess = (asked: WorkTree, ran: Ran): void => {
    const all = everything(asked);
    const rows = [...new Set(all.flatMap((t) => t.above))];
    const anyone = all.flatMap((t) => [...t.nodes, ...t.above]);
    for (const one of everything(ran)) {
      const same = all.filter((t) => t.kind === one.kind && !isOtherFile(t, one)).flatMap((t) => t.nodes);
      const opaque = all.filter((t) => t.kind === 'opaque').flatMap((t) => t.nodes);
      const table = one.kind === 'once' ? tables.get(one.table) : undefined;
      put(table !== undefined && Object.hasOwn(work.once, table) ? work.once[table]!.nodes : same.length + opaque.length > 0 ? [...same, ...opaque] : anyone, one.seconds);
      put(rows.length > 0 ? [...rows, ...opaque] : anyone, one.light);
    }
  };
  const take = (operator: Operator): void => {
    if (!takers.has(operator.type)) return match(work.main, read(operator, 0));
    put([work.node], operator.seconds);
    operator.children.forEach(take);
  };
  profile.roots.forEach(take);
  for (const [name, ran] of once) {
    const asked = work.once[name];
    if (asked) match(asked, ran);
    else guess({ kind: 'opaque', nodes: [], above: [], below: [work.main, ...Object.values(work.once)] }, ran);
  }
  return [...times.values()].filter((t) => t.seconds > 0).map(({ nodes, seconds }) => ({ nodes, milliseconds: Math.round(seconds * 1e5) / 100 })).sort((a, b) => b.milliseconds - a.milliseconds);
}

const flatUnion = (operator: Operator): readonly Operator[] => (operator.type === 'UNION' ? operator.children.flatMap(flatUnion) : [operator]);

const isOtherFile = (asked: WorkTree, ran: Ran): boolean => asked.file !== undefined && asked.file !== '' && !ran.text.includes(asked.file);

const alike = (asked: WorkTree, ran: Ran): boolean => asked.kind === ran.kind && (asked.kind === 'once' || asked.below.length === ran.below.length) && !isOtherFile(asked, ran);

/** Whether all of a branch ran as it was asked for. */
function fits(asked: WorkTree, ran: Ran): boolean {
  if (asked.kind === 'opaque') return true;
  if (asked.kind === 'sort' && ran.kind !== 'sort') return fits(asked.below[0]!, ran);
  if (asked.kind === 'window' && ran.kind === 'window' && ran.below[0]?.kind === 'window' && asked.below[0]?.kind !== 'window') return fits(asked, ran.below[0]);
  if (!alike(asked, ran)) return false;
  const { below } = ran;
  if (asked.kind !== 'join') return asked.below.every((child, i) => fits(child, below[i]!));
  const [left, right] = [asked.below[0]!, asked.below[1]!];
  return (fits(left, below[0]!) && fits(right, below[1]!)) || (fits(left, below[1]!) && fits(right, below[0]!));
}

function everything<T extends { readonly below: readonly T[] }>(tree: T): readonly T[] {
  return [tree, ...tree.below.flatMap((below) => everything(below))];
}

const total = (ran: Ran): number => everything(ran).reduce((sum, one) => sum + one.seconds + one.light, 0);
