import { defineNode, table } from '../../../engine/definition/index.ts';
import { input } from '../../../engine/relation/relation.ts';

const columns = { id: 'INTEGER', 'a "b".c 🎈': 'VARCHAR' };

export const viewTable = defineNode({
  type: 'view-table',
  version: 1,
  title: 'Table view',
  category: 'write',
  icon: 'Vt',
  summary: 'Shows the rows as a table after each run and passes them on unchanged.',
  keywords: ['browse', 'show', 'print', 'inspect', 'preview', 'table viewer', 'look'],
  inputs: [{ name: 'in', title: 'Rows', required: true }],
  outputs: [{ name: 'out', title: 'Rows', kind: 'rows' }],
  params: {},
  caption: () => '',
  build: () => ({ outputs: { out: input('in') }, view: { from: input('in'), chart: null } }),
  examples: [
    { title: 'Rows pass unchanged', params: {}, inputs: { in: table(columns, [[1, 'x'], [2, 'y']]) }, outputs: { out: table(columns, [[1, 'x'], [2, 'y']]) }, ordered: true },
    { title: 'NULLs too', params: {}, inputs: { in: table(columns, [[null, null]]) }, outputs: { out: table(columns, [[null, null]]) } },
    { title: 'No rows', params: {}, inputs: { in: table(columns, []) }, outputs: { out: table(columns, []) } },
  ],
});
