import { beforeEach, expect, test } from 'vitest';
import { emptyDocument } from '../../engine/document/document.ts';
import { besideChoices, besidePort, firstBeside } from './shown-ports.ts';
import { testingCatalog } from './testing-catalog.ts';
import { change, nothingSelected, workbench } from './workbench.ts';

const node = (type: string, title: string) => ({ type, version: 1, title, params: {} });
const document = { ...emptyDocument('t'), nodes: { a: node('read', 'Source'), k: node('keep', 'Step'), w: node('write', 'Sink') }, edges: [{ from: 'a.rows', to: 'k.rows' }, { from: 'k.rest', to: 'w.rows' }] };
const at = (selected: string | null, beside: string | null) => {
  change({ selection: { ...nothingSelected, nodes: selected === null ? [] : [selected] }, beside });
  return workbench();
};

beforeEach(() => change({ catalog: testingCatalog, document }));

test('beside stands what comes in, or a port that stays', () => {
  expect(besidePort(at('k', 'input'))).toMatchObject({ node: 'a', port: 'rows', title: 'Source · Rows' });
  expect(besidePort(at('a', 'input'))).toBe(null);
  expect(besidePort(at('a', 'k.rest'))).toMatchObject({ node: 'k', port: 'rest', kind: 'rejects' });
  expect(besidePort(at('a', 'gone.rest'))).toBe(null);
});

test('first comes what is not shown anyway', () => {
  expect([firstBeside(at('k', null)), firstBeside(at('a', null)), firstBeside(at('w', null))]).toEqual(['input', 'k.kept', 'a.rows']);
});

test('every port can be chosen, what comes in only where something does', () => {
  expect(besideChoices(at('k', null)).map((c) => c.value)).toEqual(['input', 'a.rows', 'k.kept', 'k.rest']);
  expect(besideChoices(at('a', null)).map((c) => c.value)).toEqual(['a.rows', 'k.kept', 'k.rest']);
});
