import { expect, it } from 'vitest';
import type { Diagnostic } from '../../engine/core/diagnostic.ts';
import { catalog } from '../../nodes/catalog.ts';
import { emptyDocument } from '../../engine/document/document.ts';
import { titledDiagnostic } from './titled-diagnostic.ts';

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
