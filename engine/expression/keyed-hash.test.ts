import { expect, test } from 'vitest';
import { isHashKey, keyedHash } from './keyed-hash.ts';
import { literal } from './expression.ts';

test('a key has one to sixty-four bytes, whatever its signs', () => {
  expect(isHashKey('')).toBe(false);
  expect(isHashKey('k'.repeat(64))).toBe(true);
  expect(isHashKey('k'.repeat(65))).toBe(false);
  expect(isHashKey('ü'.repeat(32))).toBe(true);
  expect(isHashKey('🎈'.repeat(17))).toBe(false);
});

test('the pads hold the bytes of the key in UTF-8', () => {
  expect(JSON.stringify(keyedHash(literal('x'), 'ü%'))).toContain(String.raw`\\xF5\\x8A\\x13\\x36`);
});
