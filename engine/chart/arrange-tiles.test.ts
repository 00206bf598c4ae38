import fc from 'fast-check';
import { expect, test } from 'vitest';
import { arranged, pageColumns, resized, settled, stepped, withTile, type Places } from './arrange-tiles.ts';

const place = fc.record({ x: fc.integer({ min: 0, max: 14 }), y: fc.integer({ min: 0, max: 20 }), width: fc.integer({ min: 1, max: 14 }), height: fc.integer({ min: 1, max: 9 }) });
const places = fc.dictionary(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'), place, { minKeys: 1, noNullPrototype: true });

function expectWhole(result: Places, keys: readonly string[]): void {
  expect(Object.keys(result).sort()).toEqual([...keys].sort());
  const all = Object.values(result);
  for (const p of all) expect(p.x >= 0 && p.y >= 0 && p.x + p.width <= pageColumns).toBe(true);
  for (const [i, a] of all.entries()) for (const b of all.slice(i + 1)) expect(a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height).toBe(false);
}

test('whatever is done to tiles, all are on the page and none lies on another', () => {
  fc.assert(
    fc.property(places, place, fc.constantFrom('left', 'right', 'up', 'down'), (given, next, side) => {
      const keys = Object.keys(given);
      const now = settled(given);
      expectWhole(now, keys);
      expect(settled(now)).toEqual(now);
      for (const changed of [withTile(now, keys[0]!, next), stepped(now, keys[0]!, side), resized(now, keys[0]!, side)]) expectWhole(changed, keys);
      expectWhole(arranged([...keys, 'new'].map((key) => ({ key, figure: key === 'new', wide: false })), given), [...keys, 'new']);
    }),
  );
});

const one = { x: 0, y: 0, width: 6, height: 4 };

test('a step up or down changes places with the neighbour, and one back is as before', () => {
  const start = settled({ a: one, b: { ...one, y: 4, height: 2 }, c: { ...one, y: 6 } });
  const down = stepped(start, 'a', 'down');
  expect([down['b']!.y, down['a']!.y, down['c']!.y]).toEqual([0, 2, 6]);
  expect(stepped(down, 'a', 'up')).toEqual(start);
  expect(stepped(start, 'a', 'up')).toEqual(start);
  expect(stepped(start, 'c', 'down')).toEqual(start);
});

test('a tile grows only as far as the page', () => {
  expect(resized({ a: { ...one, x: 6 } }, 'a', 'right')).toEqual({ a: { ...one, x: 6 } });
  expect(resized({ a: one }, 'a', 'right')['a']!.width).toBe(7);
  expect(resized({ a: { ...one, width: 2, height: 2 } }, 'a', 'up')).toEqual({ a: { ...one, width: 2, height: 2 } });
});
