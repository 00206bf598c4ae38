import { beforeEach, describe, expect, test } from 'vitest';
import { problem, warning } from '../../engine/core/diagnostic.ts';
import type { RunReport } from '../../engine/core/run-report.ts';
import { emptyDocument } from '../../engine/document/document.ts';
import { edgeView } from './edge-view.ts';
import { renameNode, setParam, toggleDisabled, select } from './edit-actions.ts';
import { nodeKeys } from './graph.ts';
import { emptyHistory } from './history.ts';
import { nodeView } from './node-view.ts';
import { receiveEngineEvent } from './run-actions.ts';
import { testingCatalog } from './testing-catalog.ts';
import { change, workbench, nothingSelected } from './workbench.ts';

const document = {
  ...emptyDocument('t'),
  nodes: { a: { type: 'read', version: 1, params: { path: 'a.csv' } }, b: { type: 'keep', version: 2, params: { condition: 'x' } } },
  edges: [{ from: 'a.rows', to: 'b.rows' }],
};

const report: RunReport = {
  status: 'succeeded',
  flow: 't',
  started: '2026-01-01T00:00:00Z',
  milliseconds: 50,
  rules: [],
  diagnostics: [],
  nodes: {
    a: { type: 'read', title: 'Read', state: 'done', rowsIn: {}, rowsOut: { rows: 7043 }, rejected: 0, milliseconds: 38 },
    b: { type: 'keep', title: 'Keep', state: 'done', rowsIn: { rows: 7043 }, rowsOut: { kept: 6923, rest: 120 }, rejected: 120, milliseconds: 4 },
  },
};

const start = () => change({ run: { id: 'r', phase: 'running', stream: false, to: null, environment: null, name: 't', started: 0, keys: workbench().keys, progress: null } });
const finish = (with_: Partial<RunReport> = {}) => {
  start();
  receiveEngineEvent({ type: 'finished', run: 'r', report: { ...report, ...with_ } });
};
const view = (id: string) => nodeView(workbench(), id);

beforeEach(() => change({ catalog: testingCatalog, document, keys: nodeKeys(document), history: emptyHistory(), check: null, outcomes: {}, runs: [], run: null, previews: {}, selection: nothingSelected }));

describe('a node', () => {
  test('was never run', () => expect(view('b')).toMatchObject({ tone: 'never', foot: 'Not run yet', caption: 'x', title: 'Keep' }));

  test('asks for what is missing without alarm, and shows a mistake in red', () => {
    const check = (diagnostics: Parameters<typeof change>[0]['check']) => change({ check: diagnostics ?? null });
    check({ diagnostics: [problem('param-missing', 'Condition is empty. Write one.', { node: 'b' })], nodes: {}, plan: null });
    expect(view('b')).toMatchObject({ tone: 'todo', foot: 'Condition is empty' });
    check({ diagnostics: [warning('column-new', 'New column.', { node: 'b' }), problem('expression-column', 'There is no column y. Did you mean x?', { node: 'b' })], nodes: {}, plan: null });
    expect(view('b')).toMatchObject({ tone: 'failed', foot: 'There is no column y', message: 'There is no column y. Did you mean x?' });
  });

  test('is fresh after a run with its rows and rejects, stale once it or its source changes, fresh again when that is undone', () => {
    finish();
    expect(view('a')).toMatchObject({ tone: 'fresh', foot: '7,043 rows', aside: '38 ms' });
    expect(view('b')).toMatchObject({ tone: 'fresh', foot: '6,923 rows', aside: '120 rejected', asideWarns: true });
    renameNode('a', 'Customers');
    expect(view('b').tone).toBe('fresh');
    setParam('a', 'path', 'b.csv');
    expect([view('a').tone, view('b').tone]).toEqual(['stale', 'stale']);
    setParam('a', 'path', 'a.csv');
    expect([view('a').tone, view('b').tone]).toEqual(['fresh', 'fresh']);
  });

  test('that was read onward says up to where', () => {
    const read = (above: string | null, upTo: string | null) => {
      finish({ nodes: { ...report.nodes, a: { ...report.nodes['a']!, cursor: { column: 'id', above, upTo } } } });
      return view('a').foot;
    };
    expect([read(null, '90'), read('90', '99'), read('99', '99'), read(null, null)]).toEqual(['7,043 rows, up to id 90', '7,043 rows, id above 90 up to 99', '7,043 rows, no row above id 99', '7,043 rows, no row yet']);
  });

  test('that failed says why until it is changed', () => {
    const failed = { ...report.nodes['b']!, state: 'failed' as const };
    finish({ status: 'failed', nodes: { ...report.nodes, b: failed }, diagnostics: [problem('target-read-only', 'The folder is read-only. Choose another.', { node: 'b' })] });
    expect(view('b')).toMatchObject({ tone: 'failed', foot: 'The folder is read-only' });
    setParam('b', 'condition', 'y');
    expect(view('b')).toMatchObject({ tone: 'stale', foot: 'Failed, changed since' });
  });

  test('shows its share while it runs', () => {
    start();
    receiveEngineEvent({ type: 'progress', run: 'r', progress: { nodes: { b: { state: 'running', share: 0.61, rowsPerSecond: 1_900_000, milliseconds: 2000 }, a: { state: 'waiting' } } } });
    expect(view('b')).toMatchObject({ tone: 'running', foot: '61 % · 1.9 M rows/s', aside: '2 s', share: 0.61 });
    expect(view('a').tone).toBe('waiting');
    receiveEngineEvent({ type: 'progress', run: 'r', progress: { nodes: { b: { state: 'running', share: 0.61, secondsLeft: 11.4 } } } });
    expect(view('b').foot).toBe('61 % · 12 s left');
    receiveEngineEvent({ type: 'progress', run: 'r', progress: { nodes: { b: { state: 'running', share: 0.4, secondsLeft: 11.4, training: { done: 120, of: 300, unit: 'trees', loss: 0.23456 } } } } });
    expect(view('b')).toMatchObject({ foot: '120 of 300 trees · loss 0.2346 · 12 s left', share: 0.4 });
    receiveEngineEvent({ type: 'progress', run: 'r', progress: { nodes: { b: { state: 'running', share: 0.4, training: { done: 120, of: 300, unit: 'trees' } } } } });
    expect(view('b').foot).toBe('120 of 300 trees');
  });

  test('that is disabled says so before anything else', () => {
    finish();
    select({ nodes: ['b'] });
    toggleDisabled();
    expect(view('b').tone).toBe('disabled');
  });

  test('of an unknown type keeps its name', () => {
    change({ document: { ...document, nodes: { ...document.nodes, c: { type: 'magic', version: 1, params: {} } } } });
    expect(view('c')).toMatchObject({ title: 'magic', caption: 'magic' });
  });
});

describe('an edge', () => {
  test('carries the count of its own port, marks rejects, and dims old counts', () => {
    finish();
    expect(edgeView(workbench(), 'b.kept')).toEqual({ kind: 'plain', count: '6,923', short: '6.9K', stale: false });
    expect(edgeView(workbench(), 'b.rest')).toMatchObject({ kind: 'rejects', count: '120' });
    setParam('a', 'path', 'b.csv');
    expect(edgeView(workbench(), 'b.kept').stale).toBe(true);
  });

  test('is live while its source runs', () => {
    start();
    receiveEngineEvent({ type: 'progress', run: 'r', progress: { nodes: { a: { state: 'running', rowsOut: { rows: 1000 } } } } });
    expect(edgeView(workbench(), 'a.rows')).toMatchObject({ kind: 'live', count: '1,000' });
  });
});

test('progress of another run is not taken', () => {
  start();
  receiveEngineEvent({ type: 'progress', run: 'other', progress: { nodes: { a: { state: 'failed' } } } });
  receiveEngineEvent({ type: 'finished', run: 'other', report });
  expect([workbench().run?.progress, workbench().runs]).toEqual([null, []]);
});

test('a node says whether its rows were kept from a former run, until it is changed', () => {
  finish({
    nodes: {
      a: { ...report.nodes['a']!, cache: { state: 'reused', code: 'kept', why: 'its rows were kept by an earlier run' } },
      b: { ...report.nodes['b']!, cache: { state: 'recomputed', code: 'parameter', why: 'its settings changed' } },
    },
  });
  expect([view('a').kept, view('a').computed, view('b').kept, view('b').computed]).toEqual(['its rows were kept by an earlier run', '', '', 'its settings changed']);
  setParam('a', 'path', 'other.csv');
  expect([view('a').kept, view('b').computed]).toEqual(['', '']);
});
