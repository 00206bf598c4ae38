import { beforeEach, expect, test } from 'vitest';
import { catalog } from '../../nodes/catalog.ts';
import { emptyDocument } from '../../engine/document/document.ts';
import { undo } from '../state/edit-actions.ts';
import { nodeKeys } from '../state/graph.ts';
import { emptyHistory } from '../state/history.ts';
import { change, workbench } from '../state/workbench.ts';
import { canReadFile, readFileInstead } from './data-files.ts';

const document = {
  ...emptyDocument('t'),
  nodes: { rows: { type: 'inline-table', version: 2, title: 'Orders', note: 'mine', params: { table: { columns: [], rows: [] } } }, file: { type: 'read-delimited', version: 2, params: { path: 'a.csv' } }, kept: { type: 'filter-rows', version: 1, params: {} }, bad: { type: 'limit-rows', version: 1, params: {} } },
  edges: [{ from: 'rows.out', to: 'kept.in' }, { from: 'file.out', to: 'bad.in' }, { from: 'file.rejected', to: 'bad.in' }],
};

beforeEach(() => change({ catalog, document, keys: nodeKeys(document), history: emptyHistory(), notices: [] }));

test('a source reads a file in its place: name, note and what reads it stay, in one step', () => {
  readFileInstead('rows', 'data/orders.xlsx');
  expect(workbench().document.nodes['rows']).toMatchObject({ type: 'read-excel', title: 'Orders', note: 'mine', params: { path: 'data/orders.xlsx' } });
  expect(workbench().document.edges).toEqual(document.edges);
  undo();
  expect(workbench().document).toBe(document);
});

test('edges from a port that the new source lacks go, and what no source reads is told', () => {
  readFileInstead('file', 'b.parquet');
  expect(workbench().document.edges.filter((e) => e.from.startsWith('file.'))).toEqual([{ from: 'file.out', to: 'bad.in' }]);
  const before = workbench().document;
  readFileInstead('file', 'c.docx');
  expect(workbench().document).toBe(before);
  expect(workbench().notices.at(-1)?.text).toMatch(/No source reads c\.docx/);
});

test('it is offered for sources only', () => {
  const offered = (id: string) => {
    change({ selection: { nodes: [id], edges: [], notes: [] } });
    return canReadFile(workbench());
  };
  expect(['rows', 'file', 'kept'].map(offered)).toEqual([true, true, false]);
});
