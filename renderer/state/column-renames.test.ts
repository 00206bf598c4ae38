import { beforeEach, expect, test, vi } from 'vitest';
import type { CheckResult } from '../../engine/api/contract.ts';
import { problem } from '../../engine/core/diagnostic.ts';
import { emptyDocument, type FlowDocument } from '../../engine/document/document.ts';
import type { Bridge } from '../bridge/bridge.ts';
import { RenameWatch } from './column-renames.ts';
import { undo } from './edit-actions.ts';
import { nodeKeys } from './graph.ts';
import { emptyHistory } from './history.ts';
import { followRename, renameBehind, renameToOffer } from './rename-actions.ts';
import { attachBridge } from './session.ts';
import { testingCatalog } from './testing-catalog.ts';
import { change, workbench } from './workbench.ts';

const schema = (...names: string[]) => names.map((name) => ({ name, type: 'INTEGER' }));
const checked = (nodes: Readonly<Record<string, readonly [inputs: readonly string[], outputs: readonly string[]]>>): CheckResult => ({
  diagnostics: [],
  plan: null,
  nodes: Object.fromEntries(Object.entries(nodes).map(([id, [i, o]]) => [id, { caption: '', inputs: { rows: [schema(...i)] }, outputs: o.length > 0 ? { kept: schema(...o) } : {} }])),
});

test('a name that is typed is one rename from the first to the last, and none when it is back', () => {
  const watch = new RenameWatch();
  let renames = watch.next(checked({ a: [['x', 'y'], ['x', 'y']], b: [['x', 'y'], ['x', 'y']] }), {});
  expect(renames).toEqual({});
  renames = watch.next(checked({ a: [['x', 'y'], ['t', 'y']], b: [['t', 'y'], ['t', 'y']] }), renames);
  // While the name is empty nothing is known.
  renames = watch.next(checked({ a: [['x', 'y'], []] }), renames);
  renames = watch.next(checked({ a: [['x', 'y'], ['town', 'y']], b: [['town', 'y'], ['town', 'y']] }), renames);
  expect(renames).toEqual({ a: { node: 'a', from: 'x', to: 'town' } });
  expect(watch.next(checked({ a: [['x', 'y'], ['x', 'y']] }), renames)).toEqual({});
});

test('columns that come, go or change their type are no rename', () => {
  const watch = new RenameWatch();
  watch.next(checked({ a: [['x'], ['x', 'y']] }), {});
  expect(watch.next(checked({ a: [['x'], ['x']] }), {})).toEqual({});
  expect(watch.next(checked({ a: [['x'], ['y', 'x']] }), {})).toEqual({});
  expect(watch.next(checked({ a: [['x'], ['x', 'z']] }), {})).toEqual({});
});

const flow: FlowDocument = {
  ...emptyDocument('t'),
  nodes: {
    a: { type: 'keep', version: 2, params: {} },
    b: { type: 'keep', version: 2, params: { condition: 'x > 1 AND "X" < 9', note: 'x' } },
    c: { type: 'keep', version: 2, params: { condition: 'y = x' } },
    other: { type: 'keep', version: 2, params: { condition: 'x' } },
  },
  edges: [{ from: 'a.kept', to: 'b.rows' }, { from: 'b.kept', to: 'c.rows' }],
};

/** As the engine does it: the first mistake of each node, and of a node behind one nothing. */
function answer({ document }: { readonly document: FlowDocument }): Promise<CheckResult> {
  const at = (node: string) => {
    const text = String(document.nodes[node]!.params['condition']);
    const found = /(?<![\w"])x(?!\w)|"X"/.exec(text);
    return found ? [problem('expression-column', 'There is no column x.', { node, param: 'condition', span: { start: found.index, end: found.index + found[0].length } })] : [];
  };
  const first = at('b');
  return Promise.resolve({ diagnostics: [...(first.length > 0 ? first : at('c')), ...at('other')], nodes: {}, plan: null });
}

beforeEach(async () => {
  attachBridge({ engine: { check: vi.fn(answer) } } as unknown as Bridge);
  change({ catalog: testingCatalog, document: flow, keys: nodeKeys(flow), history: emptyHistory(), check: await answer({ document: flow }), renames: { a: { node: 'a', from: 'x', to: 'the order' } }, notices: [] });
});

test('it is offered where it was made and where it is missed, and only there', () => {
  expect(['a', 'b', 'c', 'other'].map((id) => renameToOffer(workbench(), id)?.to ?? null)).toEqual(['the order', 'the order', null, null]);
  expect(workbench().check!.diagnostics.map((p) => renameBehind(workbench(), p)?.node ?? null)).toEqual(['a', null]);
});

test('later steps follow in one step of the history, also those behind a mistake', async () => {
  await followRename(workbench().renames['a']!);
  const { nodes } = workbench().document;
  expect([nodes['b']!.params, nodes['c']!.params['condition'], nodes['other']!.params['condition']]).toEqual([{ condition: '"the order" > 1 AND "the order" < 9', note: 'x' }, 'y = "the order"', 'x']);
  expect(workbench().notices.at(-1)?.text).toBe('“x” is “the order” in 3 more places.');
  undo();
  expect(workbench().document).toBe(flow);
});

test('saved charts of the rows behind it follow, and are enough for the offer', async () => {
  const checkOf = (b: string) => ({ ...checked({ a: [['x'], ['the order']], b: [['the order'], [b]], other: [['x'], ['x']] }), diagnostics: [] });
  const charts = { one: { of: 'b.kept', mark: 'bar', x: 'X', y: 'y', color: 'x' }, own: { of: 'a.kept', mark: 'bar', x: 'x' }, elsewhere: { of: 'other.kept', mark: 'bar', x: 'x' } };
  attachBridge({ engine: { check: () => Promise.resolve(checkOf('the order')) } } as unknown as Bridge);
  const document = { ...flow, charts };
  // A step that gives the old name to another column is drawn as before.
  change({ document, check: checkOf('x') });
  expect(renameToOffer(workbench(), 'b')).toBe(null);
  change({ check: checkOf('the order') });
  expect(['a', 'b', 'c', 'other'].map((id) => renameToOffer(workbench(), id)?.to ?? null)).toEqual(['the order', 'the order', null, null]);
  await followRename(workbench().renames['a']!);
  expect(workbench().document.charts).toEqual({ one: { of: 'b.kept', mark: 'bar', x: 'the order', y: 'y', color: 'the order' }, own: { of: 'a.kept', mark: 'bar', x: 'the order' }, elsewhere: charts.elsewhere });
  expect(workbench().notices.at(-1)?.text).toBe('“x” is “the order” in 3 more places.');
  undo();
  expect(workbench().document).toBe(document);
});
