import { expect, test } from 'vitest';
import { chosenPath, foldersOf } from './file-choices.ts';

test('folders of files, each once, from the outside in', () => {
  expect(foldersOf(['a.csv', 'out/2024/a.csv', 'out/2024/b.csv', 'in/c.csv'])).toEqual(['in/', 'out/', 'out/2024/']);
});

test('a folder may be typed without its slash, though one file alone is in it', () => {
  const paths = ['out/', 'out/a.csv'];
  expect(chosenPath(paths, 'OUT')).toBe('out/');
  expect(chosenPath(paths, 'out/a.csv')).toBe('out/a.csv');
  expect(chosenPath(['out/a.csv'], 'a.c')).toBe('out/a.csv');
  expect(chosenPath(paths, 'elsewhere/*.csv')).toBe('elsewhere/*.csv');
  expect(chosenPath([], 'x')).toBe('x');
});
