import { keepsBadLines } from './cost.ts';
import { neededColumns, type Target } from './needed-columns.ts';
import type { Plan } from './plan.ts';
import { keyNode, type TableIndex, type TableKey } from './table-key.ts';

/** For every kept table that need not hold all columns: those it holds. One that is kept for the next run holds all, and so does one whose bad lines are told apart, and all of a run that stops to be looked at. */
export function keptColumns(plan: Plan, index: TableIndex): ReadonlyMap<TableKey, readonly string[]> {
  if (plan.halts.whole) return new Map();
  const kept = plan.steps.flatMap((step) => (step.kind === 'keep' ? [step.key] : []));
  const whole = new Set(kept.filter((key) => plan.cache.stores.has(key) || keepsBadLines(index.relation(key))));
  const targets = plan.steps.flatMap((step): Target[] => {
    if (step.kind === 'reuse' || step.kind === 'keep') return [];
    const built = index.nodes.get(step.node)!.built!;
    return [{ node: step.node, relation: (step.kind === 'gate' ? built.gate! : step.kind === 'load' ? built.load! : built.sink!).from }];
  });
  const none = new Set<string>();
  const counted = Object.entries(plan.counts.rules).flatMap(([key, rule]): Target[] => (rule.kind === 'count' ? [{ node: keyNode(key), relation: index.relation(key), columns: none }] : []));
  const all = [...whole].map((key): Target => ({ node: keyNode(key), relation: index.relation(key) }));
  // The kept keys themselves are targets too, so that each is asked what it names even where nothing reads it.
  const own = kept.map((key): Target => ({ node: keyNode(key), relation: index.relation(key), columns: none }));
  const needed = neededColumns(index, [...targets, ...counted, ...all, ...own], true);
  return new Map(
    kept.flatMap((key): [TableKey, readonly string[]][] => {
      const names = index.nodes.get(keyNode(key))?.outputs[key.slice(keyNode(key).length + 1)]?.map((c) => c.name) ?? [];
      const read = needed.get(key);
      if (whole.has(key) || key[keyNode(key).length] !== '.' || read === undefined || read === 'all') return [];
      const held = names.filter((name) => read.has(name.toLowerCase()));
      // A table has a column even where its rows are only counted.
      return held.length === names.length || names.length === 0 ? [] : [[key, held.length > 0 ? held : names.slice(0, 1)]];
    }),
  );
}
