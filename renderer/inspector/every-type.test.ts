import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { expect, test, vi } from 'vitest';
import { defaultParams } from '../../engine/definition/index.ts';
import { catalog } from '../../nodes/catalog.ts';
import { paletteGroups } from '../palette/palette-groups.ts';
import { rankNodes } from '../palette/rank-nodes.ts';
import { InspectorPanel } from './inspector-view.tsx';

const nothing = () => undefined;
const actions = { setParam: nothing, rename: nothing, setNote: nothing, setDisabled: nothing, endStep: nothing };
const services = { functions: [], tryCasts: () => Promise.reject(new Error('Nothing is connected.')), tryTexts: () => Promise.reject(new Error('Nothing is connected.')), matchKeys: () => Promise.reject(new Error('Nothing is connected.')), evaluate: () => Promise.reject(new Error('not asked')), chooseFile: () => Promise.resolve(null), listFiles: () => Promise.resolve([]), nativeDialogs: false };
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

test('the palette shows every type once, and the search finds it by its title', () => {
  expect(paletteGroups(catalog).flatMap((g) => g.nodes.map((d) => d.type)).sort()).toEqual([...catalog.keys()].sort());
  for (const d of catalog.values()) expect(rankNodes(catalog, d.title, { output: null, feeds: false, insert: false, emptyFlow: false }).slice(0, 5).map((f) => f.type), d.title).toContain(d.type);
});

test('settings of another shape than the definition has do not break the form', () => {
  for (const d of catalog.values()) {
    for (const odd of [null, 7, 'text', [], [null], {}]) drawn(d.type, Object.fromEntries(Object.keys(d.params).map((name) => [name, odd])));
  }
});
