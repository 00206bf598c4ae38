import { expect, test } from 'vitest';
import { searchSpellings } from './search-spellings.ts';

test('a number as the grid writes it is looked for as it is stored, too', () => {
  expect(searchSpellings('  ')).toEqual([]);
  expect(searchSpellings(' Käse 1,5 ')).toEqual(['Käse 1,5']);
  expect(searchSpellings('1,234.5')).toEqual(['1,234.5', '1234.5']);
  expect(searchSpellings('1234')).toEqual(['1234']);
});
