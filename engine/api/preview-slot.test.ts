import { expect, it } from 'vitest';
import { givesWay, type Slot } from './preview-slot.ts';

const slot = (part: Partial<Slot> = {}): Slot => ({ viewer: 'w', base: '/p', node: 'n', port: 'out', purpose: null, beside: false, order: 1, ...part });

it('a look gives way to a newer one of the same window elsewhere or for the same port, and to no other', () => {
  expect(givesWay(slot(), slot())).toBe(true);
  expect(givesWay(slot(), slot({ node: 'm' }))).toBe(true);
  expect(givesWay(slot(), slot({ port: 'rest' }))).toBe(false);
  expect(givesWay(slot(), slot({ viewer: 'v' }))).toBe(false);
});

it('a look beside gives way to all that the window looks at, and nothing but another beside to it', () => {
  const beside = slot({ node: 'm', beside: true });
  expect(givesWay(beside, slot())).toBe(true);
  expect(givesWay(beside, slot({ node: 'm', port: 'rest' }))).toBe(true);
  expect(givesWay(slot(), beside)).toBe(false);
  expect(givesWay(beside, slot({ viewer: 'v' }))).toBe(false);
  expect(givesWay(beside, slot({ node: 'k', beside: true }))).toBe(true);
});
