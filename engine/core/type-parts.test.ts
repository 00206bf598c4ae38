import { expect, test } from 'vitest';
import { itemType, structFields } from './type-parts.ts';

test('fields of a struct, whatever is in their names and types', () => {
  expect(structFields(`STRUCT(a INTEGER, "b, ""c"") d" DECIMAL(8,2)[], e STRUCT("x y" VARCHAR, z ENUM('p, q', 'r)')))`)).toEqual([
    { name: 'a', type: 'INTEGER' },
    { name: 'b, "c") d', type: 'DECIMAL(8,2)[]' },
    { name: 'e', type: `STRUCT("x y" VARCHAR, z ENUM('p, q', 'r)'))` },
  ]);
  expect(structFields('STRUCT(a INTEGER)[]')).toBeNull();
  expect(structFields('INTEGER')).toBeNull();
});

test('items of lists and arrays', () => {
  expect(itemType('INTEGER[][]')).toBe('INTEGER[]');
  expect(itemType('DOUBLE[3]')).toBe('DOUBLE');
  expect(itemType('VARCHAR')).toBeNull();
});
