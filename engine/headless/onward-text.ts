import type { RunReport } from '../core/run-report.ts';

/** A line for each table that a run read onward: from which value up to which. */
export const onwardLines = (nodes: RunReport['nodes']): readonly string[] =>
  Object.entries(nodes).flatMap(([id, { cursor }]) => {
    if (!cursor) return [];
    const { column, above, upTo } = cursor;
    if (upTo === above) return [`${id}: no row above ${column} ${above ?? 'yet'}`];
    return [`${id}: rows ${above === null ? '' : `above ${column} ${above} and `}up to ${column} ${upTo}`];
  });
