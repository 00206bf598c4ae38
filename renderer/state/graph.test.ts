import { expect, test } from 'vitest';
import { emptyDocument, type FlowDocument } from '../../engine/document/document.ts';
import { withNodeChange, withParam, withPositions } from './document-edits.ts';
import { acceptingNodes, nodeKeys, nodesOfRun } from './graph.ts';
import { nodePlaces } from './node-places.ts';
import { testingCatalog } from './testing-catalog.ts';
import { neighbour } from './walk.ts';

const node = (type: string) => ({ type, version: 1, params: {} });
const flow: FlowDocument = {
  ...emptyDocument('t'),
  nodes: { a: node('read'), b: node('keep'), c: node('write'), d: node('stack') },
  edges: [
    { from: 'a.rows', to: 'b.rows' },
    { from: 'b.kept', to: 'c.rows' },
  ],
};

test('the key of a node follows its settings and those above it, not titles and places', () => {
  const before = nodeKeys(flow);
  const titled = nodeKeys(withPositions(withNodeChange(flow, 'a', { title: 'x' }), { b: { x: 9, y: 9 } }));
  expect(titled).toEqual(before);
  const changed = nodeKeys(withParam(flow, 'b', 'condition', 'x > 1'));
  expect([...changed].filter(([id, key]) => before.get(id) !== key).map(([id]) => id).sort()).toEqual(['b', 'c']);
  const parameter = nodeKeys({ ...flow, parameters: [{ name: 'p', type: 'text', default: null }] });
  expect([...parameter].every(([id, key]) => before.get(id) !== key)).toBe(true);
});

test('an edge may enter only nodes that have room and do not feed its source', () => {
  expect([...acceptingNodes({ document: flow, catalog: testingCatalog, check: null }, { node: 'b', port: 'rest' })]).toEqual(['d']);
});

test('nodes without a place stand in columns by depth', () => {
  const places = nodePlaces(flow);
  expect([places['a']!.x < places['b']!.x, places['b']!.x < places['c']!.x, places['a']!.y === places['b']!.y]).toEqual([true, true, true]);
  expect(places['d']!.y).toBeGreaterThan(places['a']!.y);
});

test('a flow that is a circle still has keys and places', () => {
  const circle = { ...flow, edges: [...flow.edges, { from: 'b.rest', to: 'b.rows' }] };
  expect(nodeKeys(circle).size).toBe(4);
  expect(Object.keys(nodePlaces(circle))).toHaveLength(4);
});

test('arrow keys follow edges sideways and go to the nearest node up and down', () => {
  expect(neighbour(flow, 'a', 'right')).toBe('b');
  expect(neighbour(flow, 'c', 'left')).toBe('b');
  expect(neighbour(flow, 'a', 'down')).toBe('d');
  expect(neighbour(flow, 'a', 'left')).toBeNull();
});

test('a run takes in what a node needs, or what comes after it with what that needs', () => {
  const flow = { ...emptyDocument('t'), nodes: Object.fromEntries(['a', 'b', 'c', 'd', 'e'].map((id) => [id, { type: 'keep', version: 2, params: {} }])), edges: [['a', 'b'], ['b', 'c'], ['d', 'c'], ['a', 'e']].map(([from, to]) => ({ from: `${from}.kept`, to: `${to}.rows` })) };
  const nodes = (to: string | null, from?: string) => [...(nodesOfRun(flow, { to, ...(from === undefined ? {} : { from }) }) ?? ['all'])].sort().join('');
  expect([nodes(null), nodes('b'), nodes(null, 'b'), nodes(null, 'e'), nodes(null, 'a')]).toEqual(['all', 'ab', 'abcd', 'ae', 'abcde']);
});
