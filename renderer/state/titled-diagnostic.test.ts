import { expect, it } from 'vitest';
import type { Diagnostic } from '../../engine/core/diagnostic.ts';
import { catalog } from '../../nodes/catalog.ts';
import { emptyDocument } from '../../engine/document/document.ts';
import { titledDiagnostic } from './titled-diagnostic.ts';
import { germanNodes } from '../words/de/german-nodes.ts';
import { wordCatalog } from '../words/word-catalog.ts';
import { problem } from '../../engine/core/diagnostic.ts';

const document = {
  ...emptyDocument('Words'),
  nodes: {
    computed: { type: 'formula', version: 1, title: 'Prices $&', params: {} },
    'filter-rows': { type: 'filter-rows', version: 1, params: {} },
    odd: { type: 'not-here', version: 1, params: {} },
  },
};
const worded = (message: string, at: Diagnostic['at']) => titledDiagnostic({ code: 'expression-column', severity: 'error', message, at }, document, catalog).message;

it('names nodes and settings as the window does', () => {
  expect(worded('There is no column idd for "columns.1.expression" of node "computed".', { node: 'computed', param: 'columns.1.expression' })).toBe('There is no column idd for "Expression" of column 2 of node "Prices $&".');
  expect(worded('There is no column x for "condition" of node "filter-rows".', { node: 'filter-rows', param: 'condition' })).toBe('There is no column x for "Condition" of node "Filter".');
  expect(worded('Node "computed" met a value.', { node: 'computed' })).toBe('Node "Prices $&" met a value.');
});

it('leaves what it does not know', () => {
  expect(worded('Node "odd" has a type.', { node: 'odd', param: 'a' })).toBe('Node "odd" has a type.');
  expect(worded('Node "gone" is gone.', { node: 'gone' })).toBe('Node "gone" is gone.');
  expect(worded('A setting "zzz" of node "computed".', { node: 'computed', param: 'zzz' })).toBe('A setting "zzz" of node "Prices $&".');
});

it('settings and ports are called as the form and the canvas call them in the language of the window', () => {
  const german = wordCatalog(catalog, germanNodes);
  const document = { ...emptyDocument(''), nodes: { read: { type: 'read-delimited', version: 1, params: {} }, only: { type: 'filter-rows', version: 1, params: {} } } };
  expect(titledDiagnostic(problem('param-missing', '"File" of node "read" is empty.', { node: 'read', param: 'path' }), document, german).message).toBe('"Datei" of node "Textdatei (CSV)" is empty.');
  expect(titledDiagnostic(problem('input-missing', 'Input "Rows" of node "only" is not connected.', { node: 'only' }), document, german).message).toBe('Input "Zeilen" of node "Filter" is not connected.');
});
