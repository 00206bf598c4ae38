import { expect, test } from 'vitest';
import { testingCatalog } from '../state/testing-catalog.ts';
import { rankNodes, type Fit } from './rank-nodes.ts';

const anything: Fit = { output: null, feeds: false, insert: false, emptyFlow: false };
const types = (query: string, fit: Partial<Fit>) => rankNodes(testingCatalog, query, { ...anything, ...fit }).map((d) => d.type);

test('an empty flow begins with sources', () => expect(types('', { emptyFlow: true })[0]).toBe('read'));
test('behind an output stand only nodes that read', () => expect(types('', { output: { kind: 'rows', schema: null } })).not.toContain('read'));
test('rejected rows are most often written', () => expect(types('', { output: { kind: 'rejects', schema: null } })[0]).toBe('write'));
test('into an edge go only nodes that read and give', () => expect(types('', { insert: true }).sort()).toEqual(['keep', 'stack']));
test('what feeds an input gives rows', () => expect(types('', { feeds: true })).not.toContain('write'));
test('words of the title count before words of the summary, and every word must match', () => {
  expect(types('keep', {})).toEqual(['keep']);
  expect(types('file', {})).toEqual(['read', 'write']);
  expect(types('export', {})).toEqual(['write']);
  expect(types('keep file', {})).toEqual([]);
});

test('of equal ones those used last come first', () => {
  const used = (list: readonly string[]) => rankNodes(testingCatalog, 'file', anything, list).map((d) => d.type);
  expect(used(['write'])).toEqual(['write', 'read']);
  expect(used(['read', 'write'])).toEqual(['read', 'write']);
});
test('a slip of the finger finds what was meant, after what is really called so', () => {
  expect(types('satck', {})).toEqual(['stack']);
  expect(types('wrte', {})).toEqual(['write']);
  expect(types('reed', {})).toEqual(['read']);
  expect(types('quux', {})).toEqual([]);
});
