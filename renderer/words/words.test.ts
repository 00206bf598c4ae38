import { afterEach, expect, it } from 'vitest';
import { german } from './de/german.ts';
import { chosenLanguage } from './language.ts';
import { speak, t } from './words.ts';
import { wordCatalog } from './word-catalog.ts';
import { testingCatalog } from '../state/testing-catalog.ts';

afterEach(() => speak('en', null));

it('a text is its own English, with values and the form for a number', () => {
  expect(t('Save')).toBe('Save');
  expect(t('Name of {name}', { name: 'x {y}' })).toBe('Name of x {y}');
  expect([0, 1, 7043].map((nodes) => t('{nodes|node|nodes}', { nodes }))).toEqual(['0 nodes', '1 node', '7,043 nodes']);
});

it('German comes from the catalogue, its numbers too', () => {
  speak('de', german);
  expect(t('Save')).toBe('Speichern');
  expect(t('{count|statement|statements}', { count: 1 })).toBe('1 Anweisung');
  expect(t('{count|statement|statements}', { count: 7043 })).toBe('7.043 Anweisungen');
});

it('a value that is not given, or a text that no catalogue holds, is a mistake', () => {
  expect(() => t('Name of {name}', {} as { name: string })).toThrow('given no name');
  speak('de', {});
  expect(() => t('Save')).toThrow('in no catalogue');
});

it('the language is the chosen one, or the first of the system that is spoken', () => {
  expect(chosenLanguage('de', ['en-GB'])).toBe('de');
  expect(chosenLanguage('system', ['fr-FR', 'de-AT', 'en'])).toBe('de');
  expect(chosenLanguage('system', ['en-US', 'de'])).toBe('en');
  expect(chosenLanguage('system', ['fr'])).toBe('en');
});

it('a definition shows its own word before the shared one, and keeps what the engine reads', () => {
  const own = testingCatalog.get('keep')!;
  const worded = wordCatalog(testingCatalog, { [own.title]: 'allgemein', [`keep: ${own.title}`]: 'eigen' }).get('keep')!;
  expect(worded.title).toBe('eigen');
  expect(worded.build).toBe(own.build);
  expect(Object.keys(worded.params)).toEqual(Object.keys(own.params));
});
