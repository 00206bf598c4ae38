import { array, assert, constantFrom, integer, property, record, dictionary, option } from 'fast-check';
import { expect, test } from 'vitest';
import { canonicalJson } from '../core/json.ts';
import { diffDocuments, isSame } from './diff-documents.ts';
import { diffText } from './diff-text.ts';
import { documentSchema, type FlowDocument } from './document.ts';
import { mergeDocuments } from './merge-documents.ts';

const flow = (part: object): FlowDocument => documentSchema.parse({ millrace: 1, name: 'f', ...part });
const base = flow({
  parameters: [{ name: 'least', type: 'integer', default: 20 }],
  nodes: {
    read: { type: 'read-delimited', params: { path: 'a.csv' } },
    keep: { type: 'filter-rows', title: 'Keep', params: { condition: 'n > 1' } },
    sum: { type: 'aggregate', params: { groups: [{ by: 'a' }], measures: [{ function: 'count', as: 'n' }, { function: 'sum', column: 'x', as: 'x' }] } },
  },
  edges: [{ from: 'read.out', to: 'keep.in' }, { from: 'keep.passed', to: 'sum.in' }],
  layout: { read: { x: 0, y: 0 } },
});
const node = (d: FlowDocument, id: string, params: object): FlowDocument => ({ ...d, nodes: { ...d.nodes, [id]: { ...d.nodes[id]!, params: { ...d.nodes[id]!.params, ...params } } } });
const without = (d: FlowDocument, id: string): FlowDocument => ({ ...d, nodes: Object.fromEntries(Object.entries(d.nodes).filter(([n]) => n !== id)), edges: d.edges.filter((e) => !e.from.startsWith(`${id}.`) && !e.to.startsWith(`${id}.`)) });

test('a difference is told by settings, edges and parameters; a move and an order are none', () => {
  const { read, ...others } = base.nodes;
  expect(isSame(diffDocuments(base, { ...base, nodes: { ...others, read: read! }, layout: { read: { x: 9, y: 9 } }, edges: base.edges.toReversed() }))).toBe(true);
  const next = node(node({ ...base, parameters: [{ name: 'least', type: 'integer', default: 30 }] }, 'keep', { condition: 'n > 2' }), 'sum', { measures: [{ function: 'count', as: 'n' }] });
  expect(diffText(diffDocuments(base, { ...without(next, 'read'), edges: [{ from: 'keep.passed', to: 'sum.in' }] }))).toBe(
    [
      '~ parameters.least.default: 20 → 30',
      '- node read (read-delimited)',
      '~ node keep (filter-rows) "Keep"',
      '    condition: "n > 1" → "n > 2"',
      '~ node sum (aggregate)',
      '    measures.1: removed {"function":"sum","column":"x","as":"x"}',
      '- edge read.out -> keep.in',
      '',
    ].join('\n'),
  );
});

test('another id alone is a rename, and its edges are the same', () => {
  const { keep, ...others } = base.nodes;
  const renamed = { ...base, nodes: { ...others, kept: keep! }, edges: [{ from: 'read.out', to: 'kept.in' }, { from: 'kept.passed', to: 'sum.in' }] };
  expect(diffText(diffDocuments(base, renamed))).toBe('~ node kept (filter-rows) "Keep", was keep\n');
});

test('changes of different settings, list items, nodes and edges are joined', () => {
  const ours = node({ ...base, layout: { read: { x: 5, y: 5 } } }, 'sum', { measures: [{ function: 'count', as: 'rows' }, { function: 'sum', column: 'x', as: 'x' }, { function: 'max', column: 'x', as: 'm' }] });
  const theirs = node(node({ ...base, layout: { read: { x: 7, y: 7 } }, edges: [...base.edges, { from: 'keep.rejected', to: 'out.in' }] }, 'keep', { condition: 'n > 5' }), 'sum', { groups: [{ by: 'a' }, { by: 'b' }] });
  const { document, conflicts } = mergeDocuments(base, ours, { ...theirs, nodes: { ...theirs.nodes, out: { type: 'write-json', version: 1, params: {} } } });
  expect(conflicts).toEqual([]);
  expect(document.nodes['keep']!.params['condition']).toBe('n > 5');
  expect(document.nodes['sum']!.params['groups']).toHaveLength(2);
  expect(document.nodes['sum']!.params['measures']).toHaveLength(3);
  expect(document.edges.map((e) => e.to)).toContain('out.in');
  expect(document.layout['read']).toEqual({ x: 5, y: 5 });
});

test('one setting changed twice is a conflict that keeps ours; a node changed here and gone there stays', () => {
  const both = mergeDocuments(base, node(base, 'keep', { condition: 'n > 2' }), node(base, 'keep', { condition: 'n > 3' }));
  expect(both.document.nodes['keep']!.params['condition']).toBe('n > 2');
  expect(both.conflicts.map((c) => c.path)).toEqual(['nodes.keep.params.condition']);
  const gone = mergeDocuments(base, without(base, 'keep'), node(base, 'keep', { condition: 'n > 3' }));
  expect(gone.document.nodes['keep']!.params['condition']).toBe('n > 3');
  expect(gone.conflicts.map((c) => c.path)).toEqual(['nodes.keep']);
  const tied = mergeDocuments(base, without(base, 'sum'), { ...base, edges: [...base.edges, { from: 'keep.rejected', to: 'sum.in' }] });
  expect(tied.document.edges).toEqual([{ from: 'read.out', to: 'keep.in' }]);
  expect(tied.conflicts.map((c) => c.path)).toEqual(['edges.keep.rejected -> sum.in']);
});

test('charts of both sides are kept, and where they stand on the dashboard is no conflict', () => {
  const start = flow({ charts: { a: { of: 'read.out', mark: 'bar' } }, dashboard: { 'charts.a': { x: 0, y: 0, width: 6, height: 4 } } });
  const ours = { ...start, charts: { ...start.charts, b: { of: 'read.out', mark: 'line' } }, dashboard: { 'charts.a': { x: 1, y: 0, width: 6, height: 4 } } };
  const theirs = { ...start, charts: { a: { of: 'read.out', mark: 'area' } }, dashboard: { 'charts.a': { x: 2, y: 0, width: 6, height: 4 } } };
  const { document, conflicts } = mergeDocuments(start, ours, theirs);
  expect([conflicts, document.charts]).toEqual([[], { a: { of: 'read.out', mark: 'area' }, b: { of: 'read.out', mark: 'line' } }]);
  expect(document.dashboard!['charts.a']!.x).toBe(1);
});

const ids = ['a', 'b', 'c', 'd'] as const;
const anyFlow = record({
  nodes: dictionary(constantFrom(...ids), record({ type: constantFrom('x', 'y'), params: record({ n: integer({ min: 0, max: 2 }), list: array(record({ v: integer({ min: 0, max: 2 }) }), { maxLength: 3 }) }) })),
  edges: array(record({ from: constantFrom(...ids), to: constantFrom(...ids) }), { maxLength: 4 }),
  notes: option(dictionary(constantFrom('n1', 'n2'), record({ text: constantFrom('t', 'u'), x: integer(), y: integer(), width: integer(), height: integer() })), { nil: undefined }),
}).map(({ nodes, edges, notes }) => {
  const ends = new Map(edges.filter((e) => nodes[e.from] && nodes[e.to]).map((e) => [`${e.from}>${e.to}`, { from: `${e.from}.out`, to: `${e.to}.in` }]));
  return flow({ nodes, edges: [...ends.values()], ...(notes ? { notes } : {}) });
});
const plain = (d: FlowDocument) => canonicalJson({ ...d, edges: d.edges.map((e) => `${e.from}${e.to}`).sort() });

test('laws: one side alone wins, both alike is either, and nothing differs from itself', () => {
  assert(
    property(anyFlow, anyFlow, (a, b) => {
      expect(plain(mergeDocuments(a, b, a).document)).toBe(plain(b));
      expect(plain(mergeDocuments(a, a, b).document)).toBe(plain(b));
      expect(plain(mergeDocuments(a, b, b).document)).toBe(plain(b));
      for (const merged of [mergeDocuments(a, b, a), mergeDocuments(a, a, b), mergeDocuments(a, b, b)]) expect(merged.conflicts).toEqual([]);
      expect(isSame(diffDocuments(a, a))).toBe(true);
      expect(isSame(diffDocuments(a, b))).toBe(isSame(diffDocuments(b, a)));
    }),
    { numRuns: 200 },
  );
});
