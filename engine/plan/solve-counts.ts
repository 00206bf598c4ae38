import type { CountPlan } from './plan-counts.ts';
import type { TableKey } from './table-key.ts';

/** Row counts that follow from those already known, in both directions along `same`. */
export function solveCounts(plan: CountPlan, known: ReadonlyMap<TableKey, number>): Map<TableKey, number> {
  const counts = new Map(known);
  let changed = true;
  const set = (key: TableKey, rows: number | undefined): void => {
    if (rows === undefined || counts.has(key)) return;
    counts.set(key, rows);
    changed = true;
  };
  while (changed) {
    changed = false;
    for (const [key, rule] of Object.entries(plan.rules)) {
      switch (rule.kind) {
        case 'exactly':
          set(key, rule.rows);
          break;
        case 'same':
          set(key, counts.get(rule.as));
          set(rule.as, counts.get(key));
          break;
        case 'sum':
          if (rule.of.every((k) => counts.has(k))) set(key, rule.of.reduce((sum, k) => sum + counts.get(k)!, 0));
          break;
        case 'rest': {
          const [whole, part, rest] = [counts.get(rule.of), counts.get(rule.without), counts.get(key)];
          if (whole !== undefined && part !== undefined) set(key, whole - part);
          if (whole !== undefined && rest !== undefined) set(rule.without, whole - rest);
          if (part !== undefined && rest !== undefined) set(rule.of, part + rest);
          break;
        }
        case 'limit': {
          const of = counts.get(rule.of);
          if (of !== undefined) set(key, Math.min(rule.count, Math.max(0, of - rule.offset)));
          break;
        }
        case 'parquet':
        case 'count':
          break;
      }
    }
  }
  return counts;
}

/** What contradicts a rule among counts that were measured, each as a short phrase. */
export function unbalanced(plan: CountPlan, measured: ReadonlyMap<TableKey, number>): readonly string[] {
  return Object.entries(plan.rules).flatMap(([key, rule]) => {
    const rows = measured.get(key);
    if (rows === undefined) return [];
    const keys = rule.kind === 'same' ? [rule.as] : rule.kind === 'sum' ? rule.of : rule.kind === 'rest' ? [rule.of, rule.without] : rule.kind === 'limit' ? [rule.of] : [];
    // What was not measured follows from what was, so it cannot contradict it.
    const others = keys.map((k) => measured.get(k));
    if (others.length === 0 || others.includes(undefined)) return rule.kind === 'exactly' && rule.rows !== rows ? [`${key} holds ${rows} rows instead of ${rule.rows}`] : [];
    const [of = 0, without = 0] = others as number[];
    const wanted = rule.kind === 'rest' ? of - without : rule.kind === 'limit' ? Math.min(rule.count, Math.max(0, of - rule.offset)) : (others as number[]).reduce((sum, n) => sum + n, 0);
    return wanted === rows ? [] : [`${key} holds ${rows} rows where ${wanted} follow from ${keys.join(' and ')}`];
  });
}

/** A key whose count would settle the most that is still open, nearest to the sources; null when all that can be known is. */
export function nextToCount(plan: CountPlan, known: ReadonlyMap<TableKey, number>, countUnread: boolean): TableKey | null {
  for (const [key, rule] of Object.entries(plan.rules)) {
    if (!known.has(key) && rule.kind === 'count' && (countUnread || !rule.unread)) return key;
  }
  return null;
}
