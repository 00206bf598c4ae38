import { expect, test } from 'vitest';
import { emptyDocument, type FlowDocument } from '../../engine/document/document.ts';
import { mergeFlows } from './merged-flow.ts';

const node = (type: string, params = {}) => ({ type, version: 1, params });
const before: FlowDocument = {
  ...emptyDocument('f'),
  nodes: { read: node('read'), old: node('filter', { condition: 'a' }), keep: node('limit', { count: 1 }) },
  edges: [{ from: 'read.out', to: 'old.in' }, { from: 'old.passed', to: 'keep.in' }],
  layout: { read: { x: 0, y: 0 }, old: { x: 300, y: 0 }, keep: { x: 600, y: 0 } },
};
const after: FlowDocument = {
  ...before,
  nodes: { read: node('read'), fresh: node('sort'), keep: node('limit', { count: 2 }) },
  edges: [{ from: 'read.out', to: 'fresh.in' }, { from: 'fresh.out', to: 'keep.in' }],
  layout: { read: { x: 0, y: 0 }, fresh: { x: 300, y: 0 }, keep: { x: 600, y: 0 } },
};

test('two versions are one graph: what came, went, changed and stayed', () => {
  const { nodes, edges } = mergeFlows(before, after);
  expect(nodes.map((n) => [n.id, n.kind])).toEqual([['read', 'same'], ['fresh', 'added'], ['keep', 'changed'], ['old', 'removed']]);
  expect(nodes.find((n) => n.id === 'keep')!.change!.changes).toEqual([{ path: 'params.count', before: 1, after: 2 }]);
  expect(edges.map((e) => `${e.kind} ${e.from} ${e.to}`).sort()).toEqual(['added fresh.out keep.in', 'added read.out fresh.in', 'removed old.passed keep.in', 'removed read.out old.in']);
});

test('a removed node lies on no other, and every edge has both its ends', () => {
  const { nodes, edges } = mergeFlows(before, after);
  const old = nodes.find((n) => n.id === 'old')!;
  expect([old.x, old.y >= 94]).toEqual([300, true]);
  const ids = new Set(nodes.map((n) => n.id));
  for (const e of edges) expect([ids.has(e.from.split('.')[0]!), ids.has(e.to.split('.')[0]!)]).toEqual([true, true]);
});

test('the same version has no change', () => expect(mergeFlows(after, after).nodes.every((n) => n.kind === 'same')).toBe(true));
