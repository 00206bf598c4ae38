import { expect, test } from 'vitest';
import { integerTicks } from './integer-ticks.ts';

const rows = (...values: readonly (readonly [x: string | number, y: number | null])[]) =>
  values.map(([x, y]) => ({ x, y }));

test('few rows are counted in whole numbers', () => {
  expect(integerTicks(rows(['a', 1], ['b', 2]), 'bar', 'y', 250)).toEqual([0, 1, 2]);
  // Series of a bar lie on each other.
  expect(integerTicks(rows(['a', 2], ['a', 1], ['b', 1]), 'bar', 'y', 250)).toEqual([0, 1, 2, 3]);
  expect(integerTicks(rows(['a', -1], ['a', 2], ['b', null]), 'bar', 'y', 250)).toEqual([-1, 0, 1, 2]);
  expect(integerTicks(rows([2021, 4], [2022, 5]), 'line', 'y', 250)).toEqual([4, 5]);
  expect(integerTicks(rows([2021, 4], [2022, 5]), 'line', 'x', 900)).toEqual([2021, 2022]);
});

test('many, fractions and nothing at all have the usual ticks', () => {
  expect(integerTicks(rows(['a', 1], ['b', 40]), 'bar', 'y', 250)).toBeUndefined();
  expect(integerTicks(rows(['a', 1.5], ['b', 2]), 'bar', 'y', 250)).toBeUndefined();
  expect(integerTicks([], 'bar', 'y', 250)).toBeUndefined();
  expect(integerTicks(rows(['a', 1]), 'bar', 'x', 900)).toBeUndefined();
  expect(integerTicks(rows([0.5, 1], [1.5, 1]), 'line', 'x', 900)).toBeUndefined();
});
