import { defineCatalog, defineNode, type Catalog } from '../../engine/definition/index.ts';

const rows = { op: 'input', port: 'rows', index: 0 } as const;

const source = defineNode({
  type: 'read',
  version: 1,
  title: 'Read',
  category: 'read',
  icon: 'Re',
  summary: 'Reads a file.',
  inputs: [],
  outputs: [{ name: 'rows', title: 'Rows', kind: 'rows' }],
  params: { path: { kind: 'file', label: 'File', access: 'read', extensions: ['csv', '.tsv'] } },
  caption: (p) => p.path ?? '',
  build: () => ({ outputs: {} }),
  examples: [],
});

const step = defineNode({
  type: 'keep',
  version: 2,
  title: 'Keep',
  category: 'rows',
  icon: 'Ke',
  summary: 'Keeps some rows.',
  inputs: [{ name: 'rows', title: 'Rows', required: true }],
  outputs: [
    { name: 'kept', title: 'Kept', kind: 'rows' },
    { name: 'rest', title: 'Rest', kind: 'rejects' },
  ],
  params: {
    condition: { kind: 'expression', label: 'Condition', over: ['rows'], gives: 'condition' },
    count: { kind: 'integer', label: 'Count', default: 10 },
    note: { kind: 'text', label: 'Note', default: null },
  },
  caption: (p) => p.condition ?? '',
  build: () => ({ outputs: { kept: rows, rest: rows } }),
  examples: [],
});

const stack = defineNode({
  type: 'stack',
  version: 1,
  title: 'Stack',
  category: 'combine',
  icon: 'St',
  summary: 'Stacks tables.',
  inputs: [{ name: 'rows', title: 'Rows', required: true, many: true }],
  outputs: [{ name: 'all', title: 'All', kind: 'rows' }],
  params: {},
  caption: () => '',
  build: () => ({ outputs: { all: rows } }),
  examples: [],
});

const sink = defineNode({
  type: 'write',
  version: 1,
  title: 'Write',
  category: 'write',
  icon: 'Wr',
  summary: 'Writes a file.',
  keywords: ['export', 'output data'],
  inputs: [{ name: 'rows', title: 'Rows', required: true }],
  outputs: [],
  params: { path: { kind: 'file', label: 'File', access: 'write', extensions: ['csv'] } },
  caption: (p) => p.path ?? '',
  build: () => ({ outputs: {} }),
  examples: [],
});

/** Four small node types for tests of the window. */
export const testingCatalog: Catalog = defineCatalog([source, step, stack, sink]);
