import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { CheckResult, Preview } from '../../engine/api/contract.ts';
import { DiagnosticError, problem } from '../../engine/core/diagnostic.ts';
import { emptyDocument } from '../../engine/document/document.ts';
import type { Bridge } from '../bridge/bridge.ts';
import { moveNodes, select, setParam } from './edit-actions.ts';
import { refreshPreviews, startEngineSync } from './engine-sync.ts';
import { chooseEnvironment } from './environment-actions.ts';
import { nodeKeys } from './graph.ts';
import { emptyHistory } from './history.ts';
import { allowNetwork } from './allow-actions.ts';
import { attachBridge } from './session.ts';
import { testingCatalog } from './testing-catalog.ts';
import { change, noEnvironments, workbench, nothingSelected } from './workbench.ts';

const document = {
  ...emptyDocument('t'),
  nodes: { a: { type: 'read', version: 1, params: { path: 'a.csv' } }, w: { type: 'write', version: 1, params: {} } },
  edges: [{ from: 'a.rows', to: 'w.rows' }],
};
const good: CheckResult = { diagnostics: [], nodes: { a: { caption: '', inputs: {}, outputs: { rows: [] } } }, plan: null };
const bad: CheckResult = { diagnostics: [problem('file-missing', 'No such file.', { node: 'a' })], nodes: { a: { caption: '', inputs: {}, outputs: {} } }, plan: null };
const preview = (rows: number): Preview => ({ schema: [], arrow: new Uint8Array(), rows, coverage: 'all', total: rows, note: '', profile: [], milliseconds: 1, taken: '' });

let answers: { resolve(p: Preview): void; reject(e: unknown): void }[] = [];
const check = vi.fn<(flow: unknown) => Promise<CheckResult>>();
const ask = vi.fn((_request: unknown) => new Promise<Preview>((resolve, reject) => answers.push({ resolve, reject })));
let stop = () => {};
const slot = () => workbench().previews['a.rows'];
const settle = () => vi.advanceTimersByTimeAsync(100);

beforeEach(async () => {
  vi.useFakeTimers();
  answers = [];
  check.mockReset().mockResolvedValue(good);
  ask.mockClear();
  // Only these two calls are made here.
  attachBridge({ engine: { check, preview: ask } } as unknown as Bridge);
  change({ network: false, environment: null, environments: noEnvironments, catalog: testingCatalog, document, keys: nodeKeys(document), history: emptyHistory(), check: null, checking: false, previews: {}, outcomes: {}, runs: [], run: null, selection: { ...nothingSelected, nodes: ['a'] } });
  stop = startEngineSync();
  await settle();
});
afterEach(() => {
  stop();
  vi.useRealTimers();
});

test('a flow is checked and its selected node previewed; moving a node asks for nothing', async () => {
  expect([check, ask].map((f) => f.mock.calls.length)).toEqual([1, 1]);
  answers[0]!.resolve(preview(3));
  await settle();
  expect(slot()).toMatchObject({ state: 'ready', preview: { rows: 3 } });
  moveNodes({ a: { x: 9, y: 9 } });
  await settle();
  expect([check, ask].map((f) => f.mock.calls.length)).toEqual([1, 1]);
});

test('many changes in a moment are one check, and an answer about the older flow is ignored', async () => {
  setParam('a', 'path', 'b');
  setParam('a', 'path', 'bc');
  await settle();
  expect(check).toHaveBeenCalledTimes(2);
  answers[0]!.resolve(preview(1));
  await settle();
  expect(slot()).toMatchObject({ state: 'loading', preview: null });
  answers[1]!.resolve(preview(2));
  await settle();
  expect(slot()).toMatchObject({ state: 'ready', preview: { rows: 2 } });
});

test('the last good preview stays while the settings are wrong', async () => {
  answers[0]!.resolve(preview(3));
  check.mockResolvedValue(bad);
  setParam('a', 'path', 'nowhere');
  await settle();
  expect(slot()).toMatchObject({ state: 'failed', preview: { rows: 3 }, problem: { code: 'file-missing' } });
});

test('a repeated request takes the place of the first, whose end is not shown', async () => {
  refreshPreviews(true);
  answers[0]!.reject(new DiagnosticError(problem('run-cancelled', 'A newer preview took the place of this one.')));
  await settle();
  expect(slot()).toMatchObject({ state: 'loading', problem: null });
  answers[1]!.resolve(preview(4));
  await settle();
  expect(slot()).toMatchObject({ state: 'ready', preview: { rows: 4 } });
});

test('a sink shows what flows into it', async () => {
  answers[0]!.resolve(preview(3));
  await settle();
  select({ nodes: ['w'] });
  await settle();
  expect(ask).toHaveBeenCalledTimes(1);
  expect(slot()?.state).toBe('ready');
});

test('a look that was given up for an earlier one elsewhere is asked for again while it is wanted', async () => {
  answers[0]!.reject(new DiagnosticError(problem('run-cancelled', 'A newer preview took the place of this one.')));
  await settle();
  expect(ask).toHaveBeenCalledTimes(2);
  answers[1]!.resolve(preview(5));
  await settle();
  expect(slot()).toMatchObject({ state: 'ready', preview: { rows: 5 } });
});

test('a slow engine has one flow at a time to check, and then the newest', async () => {
  const slow: ((result: CheckResult) => void)[] = [];
  check.mockImplementation(() => new Promise((resolve) => slow.push(resolve)));
  setParam('a', 'path', 'b');
  await settle();
  setParam('a', 'path', 'bc');
  await settle();
  setParam('a', 'path', 'bcd');
  await settle();
  expect(slow.length).toBe(1);
  slow[0]!(bad);
  await settle();
  expect(workbench().check?.diagnostics).toEqual([]);
  expect(check).toHaveBeenLastCalledWith(expect.objectContaining({ document: expect.objectContaining({ nodes: expect.objectContaining({ a: { type: 'read', version: 1, params: { path: 'bcd' } } }) }) }));
  slow[1]!(good);
  await settle();
  expect([slow.length, workbench().check?.diagnostics, workbench().checking]).toEqual([2, [], false]);
});

test('the statements of a run are counted once the hand rests, and only of the flow as it is then', async () => {
  const uncounted: CheckResult = { ...good, plan: { statements: null, sinks: null, streaming: false } };
  check.mockImplementation(async (flow) => ((flow as { counted?: boolean }).counted === false ? uncounted : { ...good, plan: { statements: 2, sinks: 1, streaming: false } }));
  setParam('a', 'path', 'b');
  await vi.advanceTimersByTimeAsync(300);
  setParam('a', 'path', 'bc');
  await vi.advanceTimersByTimeAsync(300);
  expect(workbench().check?.plan?.statements).toBeNull();
  await vi.advanceTimersByTimeAsync(200);
  expect(workbench().check?.plan).toMatchObject({ statements: 2, sinks: 1 });
  expect(check.mock.calls.map(([flow]) => (flow as { counted?: boolean }).counted)).toEqual([false, false, false, undefined]);
});

test('every question says that no server may be asked until a person allows it; what was refused is then asked for again', async () => {
  expect(ask.mock.calls[0]).toMatchObject([{ network: false, parameters: {} }]);
  expect(check.mock.calls[0]).toMatchObject([{ network: false }]);
  answers[0]!.reject(new DiagnosticError(problem('network-unasked', 'It is on a server.', { node: 'a' })));
  await settle();
  expect(slot()).toMatchObject({ state: 'failed', problem: { code: 'network-unasked' } });
  allowNetwork(true);
  await settle();
  expect(ask.mock.calls.at(-1)).toMatchObject([{ network: true }]);
  answers[1]!.resolve(preview(3));
  await settle();
  expect(slot()).toMatchObject({ state: 'ready', preview: { rows: 3 } });
  allowNetwork(false);
  await settle();
  // Rows that are there stay.
  expect([slot()!.state, ask.mock.calls.length]).toEqual(['ready', 2]);
});

test('another environment is another question; its rows take the place of those of before', async () => {
  answers[0]!.resolve(preview(3));
  await settle();
  change({ environments: { all: { prod: { least: 2, off: null } }, text: '', problem: null } });
  chooseEnvironment('prod');
  await settle();
  expect(check.mock.calls.at(-1)).toMatchObject([{ parameters: { least: '2' } }]);
  expect(ask.mock.calls.at(-1)).toMatchObject([{ parameters: { least: '2' } }]);
  answers[1]!.resolve(preview(5));
  await settle();
  expect(slot()).toMatchObject({ state: 'ready', preview: { rows: 5 } });
  setParam('a', 'path', 'z');
  expect(workbench().keys.get('a')).toBe(nodeKeys(workbench().document, { least: '2' }).get('a'));
  chooseEnvironment('gone');
  await settle();
  expect([workbench().environment, check.mock.calls.at(-1)]).toMatchObject([null, [{ parameters: {} }]]);
});

test('the port beside is asked for after those of the node, again when it gave way, and follows the node', async () => {
  const flow = { ...document, nodes: { ...document.nodes, k: { type: 'keep', version: 2, params: {} } }, edges: [{ from: 'a.rows', to: 'k.rows' }] };
  change({ document: flow, keys: nodeKeys(flow), previews: {}, selection: { ...nothingSelected, nodes: ['k'] }, check: { ...good, nodes: { ...good.nodes, k: { caption: '', inputs: {}, outputs: { kept: [], rest: [] } } } }, checking: false });
  check.mockResolvedValue(workbench().check!);
  await settle();
  answers = [];
  ask.mockClear();
  change({ previews: {}, beside: 'input' });
  const asked = () => ask.mock.calls.map(([r]) => { const { node, port, beside } = r as { node: string; port: string; beside?: boolean }; return `${node}.${port}${beside === true ? ' beside' : ''}`; });
  expect(asked()).toEqual(['k.kept', 'k.rest']);
  answers[0]!.resolve(preview(1));
  await settle();
  expect(asked()).toHaveLength(2);
  answers[1]!.resolve(preview(1));
  await settle();
  expect(asked()).toEqual(['k.kept', 'k.rest', 'a.rows beside']);
  answers[2]!.reject(new DiagnosticError(problem('run-cancelled', 'Gave way.')));
  await settle();
  expect(asked()).toHaveLength(4);
  answers[3]!.resolve(preview(7));
  await settle();
  expect(slot()).toMatchObject({ state: 'ready', preview: { rows: 7 } });
  // Where nothing comes in nothing is asked.
  select({ nodes: ['a'] });
  await settle();
  expect(asked()).toHaveLength(4);
  change({ beside: null });
});
