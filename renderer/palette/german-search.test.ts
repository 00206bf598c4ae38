import { expect, test } from 'vitest';
import { catalog } from '../../nodes/catalog.ts';
import { germanKeywords } from '../words/de/nodes/keywords.ts';
import { germanNodes } from '../words/de/german-nodes.ts';
import { wordCatalog } from '../words/word-catalog.ts';
import { rankNodes } from './rank-nodes.ts';

const german = wordCatalog(catalog, germanNodes, germanKeywords);
const first = (query: string) => rankNodes(german, query, { output: null, feeds: false, insert: false, emptyFlow: false })[0]?.type;

test('German words find what is meant, and so do the English names', () => {
  const wanted = { sverweis: ['join', 'lookup-values'], gruppieren: ['aggregate'], 'duplikate entfernen': ['distinct-rows'], umbenennen: ['select-columns'], kreuztabelle: ['pivot'], berechnen: ['formula'], ausreißer: ['find-anomalies'], schleife: ['iterate-component'], 'filter rows': ['filter-rows'], 'group by': ['aggregate'], excel: ['read-excel', 'write-excel'], 'delimited file': ['read-delimited'] };
  for (const [query, types] of Object.entries(wanted)) expect(types, query).toContain(first(query));
});

test('every node has German words and every list of words its node', () => {
  expect(Object.keys(germanKeywords).sort()).toEqual([...catalog.keys()].sort());
  for (const [type, words] of Object.entries(germanKeywords)) expect(words.filter((w) => w === '' || w !== w.toLowerCase()), type).toEqual([]);
});
