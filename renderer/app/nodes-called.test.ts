import { expect, it } from 'vitest';
import { nodesCalled, type Fit } from './nodes-called.ts';

const fit: Fit = (value, search, keywords = []) => (keywords.includes(search) ? 2 : value.includes(search) ? 1 : 0);
const nodes = [['a1', 'Filter'], ['a2', 'Sort'], ['b1', 'Sort'], ['a3', 'a']] as const;

it('lists all nodes of a small flow and the best of a large one, in the order of the flow', () => {
  expect(nodesCalled(nodes, 'x', 4, fit)).toEqual(nodes);
  expect(nodesCalled(nodes, ' ', 2, fit)).toEqual(nodes.slice(0, 2));
  expect(nodesCalled(nodes, 'a', 2, fit)).toEqual([nodes[0], nodes[3]]);
  expect(nodesCalled(nodes, 'Sort', 3, fit)).toEqual([nodes[1], nodes[2]]);
});
