import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { expect, test, vi } from 'vitest';
import { defaultParams } from '../../engine/definition/index.ts';
import { catalog } from '../../nodes/catalog.ts';
import { paletteGroups } from '../palette/palette-groups.ts';
import { rankNodes } from '../palette/rank-nodes.ts';
import { InspectorPanel } from './inspector-view.tsx';

const nothing = () => undefined;
const actions = { setParam: nothing, setParams: nothing, rename: nothing, setNote: nothing, setDisabled: nothing, endStep: nothing };
const services = { functions: [], tryCasts: () => Promise.reject(new Error('Nothing is connected.')), tryTexts: () => Promise.reject(new Error('Nothing is connected.')), matchKeys: () => Promise.reject(new Error('Nothing is connected.')), evaluate: () => Promise.reject(new Error('not asked')), chooseFile: () => Promise.resolve(null), listFiles: () => Promise.resolve([]), listSheets: () => Promise.resolve([]), nativeDialogs: false };
const schema = [{ name: 'a', type: 'VARCHAR' }, { name: 'n', type: 'DOUBLE' }];
const view = (type: string, params: Record<string, unknown>) => {
  const definition = catalog.get(type);
  const inputs = Object.fromEntries((definition?.inputs ?? []).map((p) => [p.name, [schema]]));
  return { id: 'x', node: { type, version: 1, params }, definition, check: { caption: '', inputs, outputs: {} }, diagnostics: [], revision: '', marks: {}, services };
};
const drawn = (type: string, params: Record<string, unknown>) => renderToStaticMarkup(createElement(InspectorPanel, { view: view(type, params), actions }));

test.each([...catalog.values()].map((d) => [d.type, d] as const))('%s has a form for its defaults and for each of its examples', (type, definition) => {
  const errors = vi.spyOn(console, 'error');
  const markup = drawn(type, defaultParams(definition.params));
  expect(markup).toContain(definition.summary.slice(0, 20).replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll("'", '&#x27;'));
  for (const [name, spec] of Object.entries(definition.params)) if (!spec.showIf && !spec.advanced) expect(markup, name).toContain(`param-${name}`);
  for (const { params } of definition.examples) drawn(type, params as Record<string, unknown>);
  expect(errors).not.toHaveBeenCalled();
  errors.mockRestore();
});

test('rules of a file are shown with their lines, and can only be copied', () => {
  const seen = view('check-rows', { rules: [{ rule: 'unique', column: 'a' }], suite: 'orders.yaml' });
  const fromFile = { list: 'rules', param: 'suite', path: 'orders.yaml', records: [{ rule: 'not-null', column: 'a' }, { rule: 'range', column: 'n', min: '0', max: null }], lines: [7, null] };
  const markup = renderToStaticMarkup(createElement(InspectorPanel, { view: { ...seen, check: { ...seen.check, fromFile }, marks: { 'rules.1': { tone: 'warning', broken: 3 } } }, actions }));
  const given = markup.slice(markup.indexOf('given-rules'), markup.indexOf('</section>', markup.indexOf('given-rules')));
  expect(given).toContain('2 entries of orders.yaml');
  expect(given).toContain('title="orders.yaml, line 7"');
  expect(given).toContain('Make my own copy');
  expect(given).toContain('Broken by 3 rows');
  expect(given).not.toMatch(/<input|role="combobox"/);
  expect(drawn('check-rows', { rules: [] })).not.toContain('given-rules');
});

test('a field that the chosen figure needs is marked as required, and not as optional', () => {
  const markup = drawn('train-model', { path: 'a.onnx' });
  const from = markup.indexOf('param-target');
  const field = markup.slice(from, markup.indexOf('data-testid="param-', from));
  expect(field).toContain('(required)');
  expect(field).not.toContain('field-optional');
});

test('a choice that shares a line with another field opens as a list, so that no word of it is cut off', () => {
  const markup = drawn('sort-rows', {}) + drawn('window-columns', { order: [{ column: 'a', direction: 'descending' }] });
  const line = markup.slice(markup.indexOf('param-order.0.direction'));
  expect(line.slice(0, line.indexOf('Actions of'))).not.toContain('role="radio"');
  expect(drawn('read-delimited', { path: 'a.csv' })).toContain('role="radio"');
});

test('the palette shows every type once, and the search finds it by its title', () => {
  expect(paletteGroups(catalog).flatMap((g) => g.nodes.map((d) => d.type)).sort()).toEqual([...catalog.keys()].sort());
  for (const d of catalog.values()) expect(rankNodes(catalog, d.title, { output: null, feeds: false, insert: false, emptyFlow: false }).slice(0, 5).map((f) => f.type), d.title).toContain(d.type);
});

test('settings of another shape than the definition has do not break the form', () => {
  for (const d of catalog.values()) {
    for (const odd of [null, 7, 'text', [], [null], {}]) drawn(d.type, Object.fromEntries(Object.keys(d.params).map((name) => [name, odd])));
  }
});
