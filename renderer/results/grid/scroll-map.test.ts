import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { movedContent, scrollMap, tallest } from './scroll-map.ts';

const shown = 500;

describe('content that fits', () => {
  test('is scrolled as it is', () => {
    const map = scrollMap(24_000, shown);
    expect([map.height, map.isScaled, map.toContent(12_345), map.toBar(12_345)]).toEqual([
      24_000,
      false,
      12_345,
      12_345,
    ]);
    expect(movedContent(map, 100, 100, 9000, shown)).toBe(9000);
  });
});

describe('content that is taller than browsers scroll', () => {
  const full = 240_000_000;
  const map = scrollMap(full, shown);
  const end = tallest - shown;

  test('is no taller to the browser, and both ends are reached', () => {
    expect(map.height).toBe(tallest);
    expect([map.toContent(0), map.toContent(end)]).toEqual([0, full - shown]);
    expect([map.toBar(0), map.toBar(full - shown)]).toEqual([0, end]);
  });

  test('every place has one of the bar and back, in the same order', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: full - shown }), fc.integer({ min: 0, max: full - shown }), (a, b) => {
        expect(map.toContent(map.toBar(a))).toBeCloseTo(a, 3);
        if (a < b) expect(map.toBar(a)).toBeLessThan(map.toBar(b));
      }),
    );
  });

  test('near the ends a pixel is a pixel', () => {
    expect(map.toContent(777_777)).toBe(777_777);
    expect(map.toContent(end - 777_777)).toBe(full - shown - 777_777);
  });

  test('a wheel moves it by as much as the bar, the thumb of the bar to where that stands', () => {
    const middle = map.toBar(120_000_000);
    expect(movedContent(map, 120_000_000, middle, middle + 300, shown)).toBe(120_000_300);
    expect(movedContent(map, 120_000_000, middle, middle - 300, shown)).toBe(119_999_700);
    expect(movedContent(map, 120_000_000, middle, middle + 5000, shown)).toBe(Math.round(map.toContent(middle + 5000)));
    expect(movedContent(map, 5000, 200, 0, shown)).toBe(0);
    expect(movedContent(map, full - 9000, end - 200, end, shown)).toBe(full - shown);
  });

  test('less of it is shown without a jump', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 3000 }),
        (height) => void expect(scrollMap(full, height).toContent(tallest - height)).toBe(full - height),
      ),
    );
  });
});
