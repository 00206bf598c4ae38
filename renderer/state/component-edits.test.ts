import { expect, test } from 'vitest';
import { readDocument } from '../../engine/document/read-document.ts';
import { writeDocument } from '../../engine/document/write-document.ts';
import type { FlowDocument } from '../../engine/document/document.ts';
import { catalog } from '../../nodes/catalog.ts';
import { collapseNodes, collapseProblem, slug } from './collapse-nodes.ts';
import { expandNode } from './expand-node.ts';
import { pathFromFolder } from './relative-path.ts';

const base = '/home/ada/project';
const flow: FlowDocument = {
  millrace: 1,
  name: 'Sales',
  parameters: [{ name: 'least', type: 'integer', default: 3 }, { name: 'region', type: 'text', default: 'north' }, { name: 'other', type: 'text', default: null }],
  nodes: {
    orders: { type: 'read-delimited', version: 1, title: 'Orders', params: { path: 'data/${region}.csv' } },
    large: { type: 'filter-rows', version: 1, params: { condition: `amount >= $least AND "$other" <> '$other'` } },
    names: { type: 'read-delimited', version: 1, params: { path: 'names.csv' } },
    joined: { type: 'join', version: 1, params: { keys: [{ left: 'id', right: 'id' }] } },
    file: { type: 'write-delimited', version: 1, params: { path: 'out.csv' } },
    rest: { type: 'write-delimited', version: 1, params: { path: 'rest.csv' } },
  },
  edges: [
    { from: 'orders.out', to: 'large.in' },
    { from: 'large.passed', to: 'joined.left' },
    { from: 'names.out', to: 'joined.right' },
    { from: 'joined.joined', to: 'file.in' },
    { from: 'large.rejected', to: 'rest.in' },
  ],
  layout: { orders: { x: 0, y: 0 }, large: { x: 300, y: 0 }, names: { x: 300, y: 200 }, joined: { x: 600, y: 100 }, file: { x: 900, y: 100 }, rest: { x: 900, y: 300 } },
  charts: { share: { of: 'joined.joined', mark: 'bar', x: 'id' } },
};
const known = (document: FlowDocument) => ({ document, catalog, check: { diagnostics: [], plan: null, nodes: { orders: { caption: '', inputs: {}, outputs: { out: [{ name: 'amount', type: 'BIGINT' }] } } } } });
const wish = { nodes: ['large', 'names', 'joined'], notes: [], title: 'Large ones', path: 'parts/large.flow.json', base };

test('nodes become a flow of their own: ports, parameters and files follow', () => {
  const { document, component, node } = collapseNodes(known(flow), wish, {});
  expect(document.nodes[node]).toEqual({ type: 'component', version: 1, title: 'Large ones', params: { path: 'parts/large.flow.json', values: [{ name: 'least', value: '${least}' }] } });
  expect(document.edges).toEqual([
    { from: 'orders.out', to: 'large-ones.orders' },
    { from: 'large-ones.joined', to: 'file.in' },
    { from: 'large-ones.large-rejected', to: 'rest.in' },
  ]);
  expect(document.charts).toEqual({ share: { of: 'large-ones.joined', mark: 'bar', x: 'id' } });
  expect(component.parameters).toEqual([{ name: 'least', type: 'integer', default: 3 }]);
  expect(component.nodes['names']!.params).toEqual({ path: '../names.csv' });
  expect(component.nodes['orders-in']).toMatchObject({ type: 'component-input', params: { port: 'orders', title: 'Orders', table: { columns: [{ name: 'amount', type: 'BIGINT' }], rows: [] } } });
  expect(component.nodes['joined-out']).toMatchObject({ params: { port: 'joined', position: 1 } });
  // Both are files that can be read again.
  for (const one of [document, component]) expect(readDocument(writeDocument(one), 'f').document).toEqual(one);
});

test('expanded again it is the flow that it was', () => {
  const { document, component, node } = collapseNodes(known(flow), wish, {});
  const expansion = expandNode(known(document), { node, component, path: wish.path, base });
  if ('problem' in expansion) throw new Error(expansion.problem);
  expect(expansion.document.nodes).toEqual(flow.nodes);
  expect(new Set(expansion.document.edges.map((e) => `${e.from} ${e.to}`))).toEqual(new Set(flow.edges.map((e) => `${e.from} ${e.to}`)));
  expect(expansion.document.charts).toEqual(flow.charts);
});

test('values of the node are written into what is expanded; one that joins a text with a parameter is refused where an expression reads it', () => {
  const { document, component, node } = collapseNodes(known(flow), wish, {});
  const valued = (value: string): FlowDocument => ({ ...document, nodes: { ...document.nodes, [node]: { ...document.nodes[node]!, params: { path: wish.path, values: [{ name: 'least', value }] } } } });
  const expanded = (value: string, more: FlowDocument = component) => expandNode(known(valued(value)), { node, component: more, path: wish.path, base });
  expect(expanded('7')).toMatchObject({ document: { nodes: { large: { params: { condition: `amount >= CAST('7' AS BIGINT) AND "$other" <> '$other'` } } } } });
  expect(expanded('1${least}')).toEqual({ problem: expect.stringContaining('“least” joins a text with a parameter') });
  const text: FlowDocument = { ...component, nodes: { ...component.nodes, names: { ...component.nodes['names']!, params: { path: '../data/${least}.csv' } } } };
  expect(expanded('${region}', text)).toMatchObject({ document: { nodes: { names: { params: { path: 'data/${region}.csv' } }, large: { params: { condition: expect.stringContaining('amount >= $region') } } } } });
  const strange: FlowDocument = { ...component, nodes: { ...component.nodes, names: { type: 'unheard-of', version: 1, params: {} } } };
  expect(expanded('7', strange)).toEqual({ problem: expect.stringContaining('“unheard-of”') });
});

test('what cannot become a component is refused with a reason', () => {
  expect(collapseProblem(known(flow), [])).toContain('Select the nodes');
  expect(collapseProblem(known(flow), ['orders', 'joined'])).toContain('reads from the selection and feeds it');
  expect(collapseProblem(known(flow), ['orders', 'large', 'joined'])).toBeNull();
  const more: FlowDocument = { ...flow, nodes: { ...flow.nodes, in: { type: 'component-input', version: 1, params: {} }, chart: { type: 'view-chart', version: 1, params: {} }, strange: { type: 'unheard-of', version: 1, params: {} } } };
  expect(collapseProblem(known(more), ['in', 'large'])).toContain('“Component input” is a port of this flow');
  expect(collapseProblem(known(more), ['chart'])).toContain('dashboard');
  expect(collapseProblem(known(more), ['strange'])).toContain('not known here');
});

test('paths are led from one folder to another, names are spelled as ports are', () => {
  expect(pathFromFolder('a/b.csv', '/x/y', '/x/y/parts')).toBe('../a/b.csv');
  expect(pathFromFolder('../lib/b.csv', '/x/y', '/x/lib')).toBe('b.csv');
  expect(pathFromFolder('${dir}/../b.csv', '/x/y', '/x/y')).toBe('${dir}/../b.csv');
  expect(pathFromFolder('b.csv', 'C:\\x', 'D:\\y')).toBe('C:/x/b.csv');
  expect([slug('Größe (neu)'), slug('2024'), slug('中文')]).toEqual(['gro-e-neu', 'p-2024', 'part']);
});
