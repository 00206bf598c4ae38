import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { readDocument } from '../document/read-document.ts';
import { writeDocument } from '../document/write-document.ts';
import { diffDocuments } from '../document/diff-documents.ts';
import { diffText } from '../document/diff-text.ts';
import { emptyDocument, type FlowDocument } from '../document/document.ts';
import { pageTokens } from './dashboard-page.ts';
import { dashboardTiles, savedChart, savedWish } from './dashboard-tiles.ts';
import { figureText } from './draw-figure.ts';

const flow: FlowDocument = {
  ...emptyDocument('f'),
  nodes: { a: { type: 'x', version: 1, params: {} }, view: { type: 'view', version: 1, params: {} } },
  charts: { bars: { of: 'a.out', mark: 'bar', x: 'town' }, gone: { of: 'b.out', mark: 'bar', x: 'town' }, newer: { title: 'Rays', of: 'a.out', mark: 'sunburst' } },
  dashboard: { 'charts.bars': { x: 6, y: 0, width: 6, height: 4 } },
};
const ofNode = (id: string) => (id === 'view' ? { wish: savedWish(flow.charts!['bars']!)!, port: 'out' } : null);

test('saved charts and chart nodes are tiles; what cannot be drawn says why', () => {
  const tiles = dashboardTiles(flow, ofNode, (id) => `title of ${id}`);
  expect(tiles.map((t) => t.key).sort()).toEqual(['charts.bars', 'charts.gone', 'charts.newer', 'nodes.view']);
  const by = (key: string) => tiles.find((t) => t.key === key)!;
  expect(by('charts.bars')).toMatchObject({ title: 'Bar chart of the number of rows over town', place: { x: 6, width: 6 }, problem: null });
  expect(by('charts.gone')).toMatchObject({ wish: null, problem: expect.stringContaining('“b”') as string });
  expect(by('charts.newer')).toMatchObject({ title: 'Rays', wish: null, problem: expect.stringContaining('sunburst') as string });
  expect(by('nodes.view')).toMatchObject({ title: 'title of view', from: { node: 'view', port: 'out' } });
  const off = { ...flow, dashboard: { 'nodes.view': { x: 0, y: 0, width: 6, height: 4, hidden: true } } };
  expect(dashboardTiles(off, ofNode, String).some((t) => t.key === 'nodes.view')).toBe(false);
});

test('charts and places survive writing and reading, and a difference can be read', () => {
  const text = writeDocument(flow);
  const read = readDocument(text, 'f').document!;
  expect(writeDocument(read)).toBe(text);
  expect(savedChart('a.out', savedWish(flow.charts!['bars']!)!)).toEqual(flow.charts!['bars']);
  const next = { ...flow, charts: { ...flow.charts, bars: { ...flow.charts!['bars']!, mark: 'line' } }, dashboard: { 'charts.bars': { x: 0, y: 0, width: 6, height: 4 } } };
  expect(diffText(diffDocuments(flow, next))).toBe('~ charts.bars.mark: "bar" → "line"\n~ dashboard.charts.bars.x: 6 → 0\n');
});

test('a written page has the colours of the window', () => {
  const css = readFileSync(new URL('../../renderer/ui/tokens.css', import.meta.url), 'utf8');
  for (const theme of ['light', 'dark'] as const) {
    const block = css.split(`[data-theme='${theme}']`)[1]!.split('}')[0]!;
    for (const [name, value] of Object.entries(pageTokens[theme])) expect(block).toContain(`--${name}: ${value};`);
  }
});

test('figures are short and not wrong', () => {
  expect([0, 5381, 14.529, 0.001234, -2.5, 1e20, Number.NaN].map(figureText)).toEqual(['0', '5,381', '14.53', '0.00123', '-2.5', '1.000e+20', 'no value']);
});
