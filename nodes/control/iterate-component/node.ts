import { defineNode, errorsPort, table, uniqueColumns } from '../../../engine/definition/index.ts';

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
  inputs: [{ name: 'parameters', title: 'Parameters', required: false, help: 'One row for each use, in the place of the table below: its columns are parameters of that flow.' }],
  outputs: [errorsPort],
  ownFlow: true,
  params: {
    path: { kind: 'file', label: 'Flow', help: 'Relative to this flow.', access: 'read', extensions: ['json'] },
    table: { kind: 'table', label: 'Parameters', help: 'Each column is a parameter of that flow, each row one use of it; an empty cell keeps the default. The columns stand in the result too.', default: { columns: [{ name: 'parameter', type: 'VARCHAR' }], rows: [] } },
    onFailure: {
      kind: 'choice',
      label: 'A round fails',
      default: 'stop',
      options: [
        { value: 'stop', label: 'Stop the run', help: 'Nothing is written then.' },
        { value: 'errors', label: 'Go on without it', help: 'Its values and what was wrong are a row at Errors.' },
      ],
    },
    retries: { kind: 'integer', label: 'Tries more', help: 'How often a round that fails while the flow runs is tried again before it is left out.', default: 0, min: 0, max: 20, showIf: { param: 'onFailure', in: ['errors'] } },
    wait: { kind: 'number', label: 'Seconds before each', default: 1, min: 0, max: 600, showIf: { param: 'onFailure', in: ['errors'] } },
    most: { kind: 'integer', label: 'Most rounds', help: 'A table with more rows is refused.', default: 1000, min: 1, max: 100_000, advanced: true },
  },
  caption: ({ path, table: given }) => `${path ?? ''}${given === undefined || given.rows.length === 0 ? '' : `, ${given.rows.length} times`}`,
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
      title: 'A round that cannot be is left out and told',
      params: { path: 'scale.flow.json', table: { columns: [{ name: 'factor', type: 'VARCHAR' }], rows: [['3'], ['many']] }, onFailure: 'errors' },
      files: { 'scale.flow.json': scale },
      inputs: { in1: table({ n: 'INTEGER' }, [[2]]) },
      outputs: {
        out1: table({ n: 'INTEGER', scaled: 'BIGINT', said: 'VARCHAR', factor: 'VARCHAR' }, [[2, 6, 'none', '3']]),
        errors: table({ factor: 'VARCHAR', _round: 'BIGINT', _error_code: 'VARCHAR', _error_message: 'VARCHAR' }, [['many', 2, 'parameter-invalid', 'Parameter "factor" is "many", which is not a whole number. Give it another value.']]),
      },
    },
    {
      title: 'The rows that arrive are the rounds',
      params: { path: 'scale.flow.json' },
      files: { 'scale.flow.json': scale },
      inputs: { in1: table({ n: 'INTEGER' }, [[1], [2]]), parameters: table({ Factor: 'DOUBLE', label: 'VARCHAR' }, [[2, 'double'], [10, null]]) },
      outputs: {
        out1: table({ n: 'INTEGER', scaled: 'BIGINT', said: 'VARCHAR', Factor: 'DOUBLE', label: 'VARCHAR' }, [
          [1, 2, 'double', 2, 'double'],
          [2, 4, 'double', 2, 'double'],
          [1, 10, 'none', 10, null],
          [2, 20, 'none', 10, null],
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
