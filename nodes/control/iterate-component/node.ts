import { defineNode, table, uniqueColumns } from '../../../engine/definition/index.ts';

const scale = JSON.stringify({
  millrace: 1,
  name: 'Scale',
  parameters: [{ name: 'factor', type: 'integer', default: 1 }, { name: 'label', type: 'text', default: 'none' }],
  nodes: {
    rows: { type: 'component-input', params: { table: { columns: [{ name: 'n', type: 'INTEGER' }], rows: [[1]] } } },
    scaled: { type: 'formula', params: { columns: [{ name: 'scaled', expression: 'n * $factor' }, { name: 'said', expression: '$label' }] } },
    result: { type: 'component-output' },
  },
  edges: [{ from: 'rows.out', to: 'scaled.in' }, { from: 'scaled.out', to: 'result.in' }],
});

export const iterateComponent = defineNode({
  type: 'iterate-component',
  version: 1,
  title: 'Iterate component',
  category: 'control',
  icon: 'Ic',
  summary: 'Uses another flow once for each row of a table of parameters and puts the results under each other.',
  keywords: ['loop', 'batch macro', 'for each', 'foreach', 'parameter', 'repeat', 'iterate', 'group loop', 'table row to variable loop'],
  inputs: [],
  outputs: [],
  ownFlow: true,
  params: {
    path: { kind: 'file', label: 'Flow', help: 'Relative to this flow.', access: 'read', extensions: ['json'] },
    table: { kind: 'table', label: 'Parameters', help: 'Each column is a parameter of that flow, each row one use of it; an empty cell keeps the default. The columns stand in the result too.', default: { columns: [{ name: 'parameter', type: 'VARCHAR' }], rows: [] } },
  },
  caption: ({ path, table: given }) => `${path ?? ''}${given === undefined ? '' : `, ${given.rows.length} times`}`,
  build(context) {
    uniqueColumns(context, context.params.table.columns.map((c) => c.name), (i) => `table.columns.${i}.name`);
    return { outputs: {} };
  },
  examples: [
    {
      title: 'Two uses over the same rows',
      params: { path: 'scale.flow.json', table: { columns: [{ name: 'factor', type: 'INTEGER' }, { name: 'label', type: 'VARCHAR' }], rows: [[2, 'double'], [10, null]] } },
      files: { 'scale.flow.json': scale },
      inputs: { in1: table({ n: 'INTEGER' }, [[1], [null]]) },
      outputs: {
        out1: table({ n: 'INTEGER', scaled: 'BIGINT', said: 'VARCHAR', factor: 'INTEGER', label: 'VARCHAR' }, [
          [1, 2, 'double', 2, 'double'],
          [null, null, 'double', 2, 'double'],
          [1, 10, 'none', 10, null],
          [null, null, 'none', 10, null],
        ]),
      },
    },
    {
      title: 'Odd names pass through',
      params: { path: 'scale.flow.json', table: { columns: [{ name: 'factor', type: 'BIGINT' }], rows: [[1]] } },
      files: { 'scale.flow.json': scale },
      inputs: { in1: table({ n: 'INTEGER', 'a "b".c 🎈': 'VARCHAR' }, [[7, 'x']]) },
      outputs: { out1: table({ n: 'INTEGER', 'a "b".c 🎈': 'VARCHAR', scaled: 'BIGINT', said: 'VARCHAR', factor: 'BIGINT' }, [[7, 'x', 7, 'none', 1]]) },
    },
    {
      title: 'No rows',
      params: { path: 'scale.flow.json', table: { columns: [{ name: 'factor', type: 'INTEGER' }], rows: [[3]] } },
      files: { 'scale.flow.json': scale },
      inputs: { in1: table({ n: 'INTEGER' }, []) },
      outputs: { out1: table({ n: 'INTEGER', scaled: 'BIGINT', said: 'VARCHAR', factor: 'INTEGER' }, []) },
    },
  ],
});
