import { expect, test } from 'vitest';
import { topologicalOrder } from './topology.ts';

const order = (ids: string, edges: string) => {
  const read = (id: string) => edges.split(' ').filter((e) => e[1] === id).map((e) => e[0]!);
  const found = topologicalOrder([...ids], read);
  return `${found.order.join('')}|${found.cyclic.join('')}`;
};

test('what is ready comes in the given order, round by round', () => {
  expect(order('cab', '')).toBe('cab|');
  expect(order('abcd', 'da ca')).toBe('bcda|');
  expect(order('abcde', 'ed dc cb')).toBe('aedcb|');
  expect(order('dcba', 'ab ac bd cd')).toBe('acbd|');
});

test('an edge drawn twice is one, and circles and what is behind them come apart', () => {
  expect(order('ab', 'ab ab')).toBe('ab|');
  expect(order('abcd', 'ab ba bc')).toBe('d|abc');
  expect(order('a', 'aa')).toBe('|a');
});

test('what depends on something that is not there is never ready', () => expect(order('ab', 'xa')).toBe('b|a'));
