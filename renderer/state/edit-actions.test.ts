import { array, assert, constantFrom, integer, nat, oneof, property, record, string, tuple, constant } from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import { emptyDocument, type FlowDocument } from '../../engine/document/document.ts';
import * as edit from './edit-actions.ts';
import { setParams } from './set-params.ts';
import { clipText } from './clipboard-text.ts';
import { edgeKey } from './document-edits.ts';
import { nodeKeys } from './graph.ts';
import { emptyHistory } from './history.ts';
import { testingCatalog } from './testing-catalog.ts';
import { change, workbench, nothingSelected } from './workbench.ts';

const start = (document: FlowDocument = emptyDocument('test')) =>
  change({ catalog: testingCatalog, document, keys: nodeKeys(document), saved: document, history: emptyHistory(), selection: nothingSelected, previews: {}, outcomes: {}, check: null, run: null });

beforeEach(() => start());

const nodes = () => Object.keys(workbench().document.nodes);
const edges = () => workbench().document.edges.map(edgeKey);
const end = (node: string, port: string) => ({ node, port });

test('several settings are one step of the history, and undefined removes one', () => {
  edit.addNode('keep', { x: 0, y: 0 }, { params: { note: 'file' } });
  setParams('keep', { count: 3, note: undefined }, 'Copy it');
  expect(workbench().document.nodes['keep']!.params).toEqual({ count: 3 });
  expect(workbench().history.done.at(-1)!.label).toBe('Copy it');
  edit.undo();
  expect(workbench().document.nodes['keep']!.params).toEqual({ count: 10, note: 'file' });
});

describe('adding', () => {
  test('a node starts from the defaults and version of its type, under an id of its own', () => {
    expect([edit.addNode('keep', { x: 1.4, y: 2.6 }), edit.addNode('keep', { x: 0, y: 0 })]).toEqual(['keep', 'keep-2']);
    expect(workbench().document.nodes['keep']).toEqual({ type: 'keep', version: 2, params: { count: 10, note: null } });
    expect(workbench().document.layout['keep']).toEqual({ x: 1, y: 3 });
    expect(workbench().selection.nodes).toEqual(['keep-2']);
  });

  test('a node tied to an output at once is one step', () => {
    edit.addNode('read', { x: 0, y: 0 });
    edit.addNode('keep', { x: 300, y: 0 }, { from: end('read', 'rows') });
    expect(edges()).toEqual(['read.rows->keep.rows']);
    edit.undo();
    expect([nodes(), edges()]).toEqual([['read'], []]);
  });

  test('an edge is split in its place, and a type that cannot pass rows on is refused', () => {
    edit.addNode('read', { x: 0, y: 0 });
    edit.addNode('write', { x: 0, y: 0 }, { from: end('read', 'rows') });
    expect(edit.insertOnEdge('read.rows->write.rows', 'write', { x: 0, y: 0 })).toBeNull();
    expect(edit.insertOnEdge('read.rows->write.rows', 'keep', { x: 0, y: 0 })).toBe('keep');
    expect(edges()).toEqual(['read.rows->keep.rows', 'keep.kept->write.rows']);
  });
});

describe('connecting', () => {
  beforeEach(() => {
    edit.addNode('read', { x: 0, y: 0 });
    edit.addNode('keep', { x: 0, y: 0 }, { from: end('read', 'rows') });
    edit.addNode('keep', { x: 0, y: 0 }, { from: end('keep', 'kept') });
    edit.addNode('stack', { x: 0, y: 0 }, { from: end('keep-2', 'kept') });
  });

  test('refuses a taken port, a cycle, an own output, a second same edge, and says why', () => {
    const before = workbench().document;
    expect(edit.connect(end('read', 'rows'), end('keep-2', 'rows'))).toContain('takes one edge');
    expect(edit.connect(end('stack', 'all'), end('keep', 'rows'))).not.toBeNull();
    expect(edit.connect(end('stack', 'all'), end('stack', 'rows'))).toContain('its own output');
    expect(edit.connect(end('keep-2', 'kept'), end('stack', 'rows'))).toContain('already');
    expect(workbench().document).toBe(before);
  });

  test('a cycle is refused through many nodes', () => {
    edit.select({ edges: ['read.rows->keep.rows'] });
    edit.deleteSelection();
    expect(edit.connect(end('stack', 'all'), end('keep', 'rows'))).toContain('feed a node with its own output');
  });

  test('a port that takes many takes more', () => {
    expect(edit.connect(end('keep', 'rest'), end('stack', 'rows'))).toBeNull();
    expect(edges()).toContain('keep.rest->stack.rows');
  });

  test('nodes and their edges are deleted in one step and come back in one', () => {
    const before = workbench().document;
    edit.select({ nodes: ['keep', 'keep-2'], edges: ['keep-2.kept->stack.rows'] });
    const steps = workbench().history.done.length;
    edit.deleteSelection();
    expect([nodes(), edges(), Object.keys(workbench().document.layout)]).toEqual([['read', 'stack'], [], ['read', 'stack']]);
    expect(workbench().history.done).toHaveLength(steps + 1);
    edit.undo();
    expect(workbench().document).toBe(before);
  });

  test('delete and reconnect leads the rows past the node', () => {
    edit.select({ nodes: ['keep-2'] });
    edit.deleteAndReconnect();
    expect(edges()).toEqual(['read.rows->keep.rows', 'keep.kept->stack.rows']);
  });
});

describe('settings', () => {
  test('typing in one field is one step; another field is another', () => {
    edit.addNode('keep', { x: 0, y: 0 });
    for (const text of ['a', 'a >', 'a > 1']) edit.setParam('keep', 'condition', text);
    edit.setParam('keep', 'note', 'x');
    expect(workbench().history.done.map((s) => s.label)).toEqual(['Add Keep', 'Set condition of Keep', 'Set note of Keep']);
    edit.undo();
    edit.undo();
    expect(workbench().document.nodes['keep']?.params['condition']).toBeUndefined();
  });

  test('a list item is set in its place', () => {
    edit.addNode('keep', { x: 0, y: 0 });
    edit.setParam('keep', 'columns', [{ name: 'a' }, { name: 'b' }]);
    edit.setParam('keep', 'columns.1.name', 'c');
    expect(workbench().document.nodes['keep']?.params['columns']).toEqual([{ name: 'a' }, { name: 'c' }]);
  });
});

describe('clipboard', () => {
  test('a pasted part has fresh ids, its inner edges and its shape', () => {
    edit.addNode('read', { x: 0, y: 0 });
    edit.addNode('keep', { x: 300, y: 50 }, { from: end('read', 'rows') });
    edit.addNode('write', { x: 600, y: 0 }, { from: end('keep', 'kept') });
    const text = clipText(workbench().document, ['read', 'keep']);
    expect(edit.paste(text, { x: 1000, y: 500 })).toBe(true);
    expect(workbench().selection.nodes).toEqual(['read-2', 'keep-2']);
    expect(edges()).toEqual(['read.rows->keep.rows', 'keep.kept->write.rows', 'read-2.rows->keep-2.rows']);
    expect(workbench().document.layout['keep-2']).toEqual({ x: 1300, y: 550 });
  });

  test('other text is not pasted', () => {
    for (const text of ['', 'hello', '{"kind":"millrace-nodes"', '{"kind":"millrace-nodes","nodes":{},"edges":[],"layout":{}}', '{"millrace-nodes":1}']) expect(edit.paste(text, null)).toBe(false);
    expect(workbench().history.done).toEqual([]);
  });
});

type Act = () => void;
const some = (list: readonly string[], at: number): string | undefined => (list.length === 0 ? undefined : list[at % list.length]);

const acts = oneof(
  record({ type: constantFrom('read', 'keep', 'stack', 'write'), x: integer({ min: -500, max: 500 }), from: nat(20) }).map(({ type, x, from }): Act => () => {
    const source = some(nodes(), from);
    const port = testingCatalog.get(workbench().document.nodes[source ?? '']?.type ?? '')?.outputs[0]?.name;
    edit.addNode(type, { x, y: 0 }, source !== undefined && port !== undefined ? { from: end(source, port) } : {});
  }),
  tuple(nat(20), string()).map(([at, text]): Act => () => {
    const id = some(nodes(), at);
    if (id !== undefined) edit.setParam(id, 'condition', text);
  }),
  tuple(nat(20), nat(20)).map(([a, b]): Act => () => {
    edit.select({ nodes: [some(nodes(), a), some(nodes(), b)].filter((id) => id !== undefined) });
    edit.deleteSelection();
  }),
  nat(20).map((at): Act => () => {
    const key = some(edges(), at);
    if (key !== undefined) edit.insertOnEdge(key, 'keep', { x: 0, y: 0 });
  }),
  tuple(nat(20), nat(20)).map(([a, b]): Act => () => {
    const from = some(nodes(), a);
    const to = some(nodes(), b);
    if (from !== undefined && to !== undefined) edit.connect(end(from, 'kept'), end(to, 'rows'));
  }),
  tuple(nat(20), integer({ min: -99, max: 99 })).map(([at, x]): Act => () => {
    const id = some(nodes(), at);
    if (id !== undefined) edit.moveNodes({ [id]: { x, y: x } });
  }),
  tuple(nat(20), string({ maxLength: 5 })).map(([at, title]): Act => () => {
    const id = some(nodes(), at);
    if (id !== undefined) edit.renameNode(id, title);
  }),
  nat(20).map((at): Act => () => {
    const id = some(nodes(), at);
    if (id !== undefined) edit.paste(clipText(workbench().document, [id]), null);
  }),
  constant<Act>(() => edit.toggleDisabled()),
  constant<Act>(() => edit.undo()),
  constant<Act>(() => edit.redo()),
);

test('any row of changes is undone to the first document and redone to the last', () => {
  assert(
    property(array(acts, { maxLength: 40 }), (row) => {
      start();
      const first = workbench().document;
      for (const act of row) act();
      while (workbench().history.undone.length > 0) edit.redo();
      const last = structuredClone(workbench().document);
      while (workbench().history.done.length > 0) edit.undo();
      expect(workbench().document).toBe(first);
      while (workbench().history.undone.length > 0) edit.redo();
      expect(workbench().document).toEqual(last);
      const ids = new Set(Object.keys(last.nodes));
      expect(last.edges.every((e) => ids.has(e.from.split('.')[0]!) && ids.has(e.to.split('.')[0]!))).toBe(true);
      expect(Object.keys(last.layout).every((id) => ids.has(id))).toBe(true);
    }),
    { numRuns: 200 },
  );
});
