import { expect, test } from 'vitest';
import { emptyDocument } from '../../engine/document/document.ts';
import { heatOf, isOnLongest } from './heat.ts';
import type { NodeOutcome } from './workbench.ts';

const document = {
  ...emptyDocument('t'),
  nodes: Object.fromEntries(['a', 'b', 'c', 'd'].map((id) => [id, { type: 'keep', version: 2, params: {} }])),
  edges: [
    { from: 'a.kept', to: 'b.rows' },
    { from: 'a.kept', to: 'c.rows' },
    { from: 'b.kept', to: 'd.rows' },
    { from: 'c.kept', to: 'd.rows' },
  ],
};
const keys = new Map(['a', 'b', 'c', 'd'].map((id) => [id, 'now']));
const ran = (milliseconds: number, key = 'now', state: NodeOutcome['state'] = 'done'): NodeOutcome => ({ state, key, milliseconds, rowsIn: {}, rowsOut: {}, written: null });

test('the time is shared out, and the longest way goes through the slowest of what feeds a node', () => {
  const heat = heatOf({ document, keys, outcomes: { a: ran(10), b: ran(20), c: ran(60), d: ran(10) } });
  expect(heat).toEqual({ shares: new Map([['a', 0.1], ['b', 0.2], ['c', 0.6], ['d', 0.1]]), hottest: 0.6, longest: ['a', 'c', 'd'], milliseconds: 80 });
  expect([isOnLongest(heat, 'a', 'c'), isOnLongest(heat, 'a', 'b'), isOnLongest(heat, 'c', 'd'), isOnLongest(heat, 'd', 'a')]).toEqual([true, false, true, false]);
});

test('what was changed since, skipped or never ran has no time', () => {
  const heat = heatOf({ document, keys, outcomes: { a: ran(10), b: ran(30), c: ran(60, 'before'), d: ran(0, 'now', 'skipped') } });
  expect([[...heat.shares], heat.longest]).toEqual([[['a', 0.25], ['b', 0.75]], ['a', 'b']]);
  expect(heatOf({ document, keys, outcomes: {} }).longest).toEqual([]);
});
