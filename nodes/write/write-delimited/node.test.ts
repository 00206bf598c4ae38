import { expect, test } from 'vitest';
import { reported } from '../../../engine/testing/build-node.ts';
import { writeDelimited } from './node.ts';

test('signs that could not be read back are reported', () => {
  const trouble = (params: Record<string, unknown>) => reported(writeDelimited, { params: { path: 'a.csv', ...params } });
  expect(trouble({})).toEqual([]);
  expect(trouble({ delimiter: '' })).toEqual(['param-invalid delimiter']);
  expect(trouble({ delimiter: '\n' })).toEqual(['param-invalid delimiter']);
  expect(trouble({ delimiter: '"' })).toEqual(['param-invalid quote']);
  for (const delimiter of ['||', 'é', '🎈', '\0', '\r']) expect(trouble({ delimiter })).toEqual(['param-invalid delimiter']);
  for (const delimiter of ['\t', ' ', '|', 'x', '\u0001']) expect(trouble({ delimiter })).toEqual([]);
  for (const quote of ['é', '""', ' ', '\n']) expect(trouble({ quote })).toEqual(['param-invalid quote']);
  expect(trouble({ quote: '' })).toEqual(['param-invalid quote']);
  expect(trouble({ nullText: 'a,b' })).toEqual(['param-invalid nullText']);
  expect(trouble({ nullText: '"' })).toEqual(['param-invalid nullText']);
  expect(trouble({ compression: 'zstd', lineEnd: 'crlf' })).toEqual(['param-invalid compression']);
});
