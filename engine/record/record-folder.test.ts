import { expect, test } from 'vitest';
import { newRunId } from './record-folder.ts';

test('names of runs within one second sort by their start, behind those that end with the second', () => {
  const ids = Array.from({ length: 40 }, (_, i) => newRunId(new Date(Date.UTC(2026, 10, 26, 16, 41, 45, i * 5))));
  expect(ids.toSorted()).toEqual(ids);
  expect(['20261126-164145-ffff', ids[0]!].toSorted()[1]).toBe(ids[0]);
});
