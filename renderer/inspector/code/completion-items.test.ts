import { expect, test } from 'vitest';
import type { CodeKnowledge } from './completion-items.ts';
import { completionItems, sqlName } from './completion-items.ts';
import { helpForWord, signatureHelpAt } from './code-help.ts';
import { parseSignature } from './function-signature.ts';
import { sqlPositionAt } from './sql-position.ts';

const functions = [
  { name: 'round', kind: 'scalar' as const, signatures: ['round(x DOUBLE) → DOUBLE', 'round(x DECIMAL, precision INTEGER) → DECIMAL'], description: 'Rounds.' },
  { name: '||', kind: 'scalar' as const, signatures: [], description: '' },
];
const knowledge: CodeKnowledge = { language: 'expression', columns: [{ name: 'tenure', type: 'INTEGER', from: null }, { name: 'order', type: 'VARCHAR', from: null }, { name: 'a "b"', type: 'DATE', from: 'Left' }], tables: [], functions };

const labels = (text: string, offset = text.length) => completionItems(knowledge, text, offset).map((i) => i.label);

test('columns, functions and keywords are offered, operators are not', () => {
  expect(labels('te')).toEqual(expect.arrayContaining(['tenure', 'round', 'CASE']));
  expect(labels('te')).not.toContain('||');
});

test('names that SQL would misread are quoted', () => {
  expect(sqlName('tenure')).toBe('tenure');
  expect(sqlName('order')).toBe('"order"');
  expect(sqlName('a "b"')).toBe('"a ""b"""');
  expect(sqlName('größe')).toBe('größe');
  expect(sqlName('2nd')).toBe('"2nd"');
});

test('nothing is offered inside a text or a comment, only names inside quotation marks', () => {
  expect(labels("contract = 'tw")).toEqual([]);
  expect(labels('tenure -- te')).toEqual([]);
  expect(completionItems(knowledge, '"te', 3).map((i) => i.insert)).toEqual(['"tenure"', '"order"', '"a ""b"""']);
});

test('a statement also offers its inputs', () => {
  const items = completionItems({ ...knowledge, language: 'statement', tables: ['left'] }, '', 0);
  expect(items[0]).toMatchObject({ kind: 'table', insert: '"left"' });
  expect(items.map((i) => i.label)).toContain('SELECT');
});

test('open calls are found through texts, names, comments and brackets', () => {
  const text = `round(f('a,(', "x,("), /* , */ [1, 2], 3`;
  expect(sqlPositionAt(text, text.length).calls).toEqual([{ name: 'round', argument: 2 }]);
  expect(sqlPositionAt("it''s", 5).inside).toBe('plain');
  expect(sqlPositionAt("'it''s", 6)).toMatchObject({ inside: 'text', since: 0 });
});

test('help shows the signature that takes the argument at the caret', () => {
  expect(signatureHelpAt(functions, 'round(price, ', 13)).toMatchObject({ activeSignature: 1, activeParameter: 1 });
  expect(signatureHelpAt(functions, 'round(coalesce(a, ', 18)).toMatchObject({ activeParameter: 0 });
  expect(signatureHelpAt(functions, 'round(1)', 8)).toBeNull();
});

test('parameters are found between nested brackets', () => {
  const { label, parameters, variadic } = parseSignature('f(a DECIMAL(18,2), b MAP(INTEGER, VARCHAR)[], ...) → T');
  expect(parameters.map(([from, to]) => label.slice(from, to))).toEqual(['a DECIMAL(18,2)', 'b MAP(INTEGER, VARCHAR)[]', '...']);
  expect(variadic).toBe(true);
});

test('a word means a column before it means a function', () => {
  expect(helpForWord(knowledge, 'TENURE')?.code).toBe('tenure INTEGER');
  expect(helpForWord(knowledge, 'round')?.text).toBe('Rounds.');
  expect(helpForWord(knowledge, 'nothing')).toBeNull();
});
