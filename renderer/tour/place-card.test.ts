import { expect, test } from 'vitest';
import { placeCard } from './place-card.ts';

const card = { width: 300, height: 200 };
const room = { width: 1000, height: 800 };

test('a card stands beside what it tells of, on the first side where it fits, and never outside', () => {
  expect(placeCard({ x: 0, y: 300, width: 200, height: 200 }, card, room)).toEqual({ x: 214, y: 300 });
  expect(placeCard({ x: 700, y: 0, width: 300, height: 800 }, card, room)).toEqual({ x: 386, y: 300 });
  expect(placeCard({ x: 200, y: 10, width: 600, height: 50 }, card, room)).toEqual({ x: 350, y: 74 });
  expect(placeCard({ x: 200, y: 500, width: 600, height: 300 }, card, room)).toEqual({ x: 350, y: 286 });
  expect(placeCard({ x: 0, y: 0, width: 1000, height: 800 }, card, room)).toEqual({ x: 350, y: 300 });
  expect(placeCard({ x: 10, y: 0, width: 20, height: 20 }, card, room).y).toBe(14);
});
