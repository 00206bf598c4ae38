import { checkPortName, defineNode, inputSchema, portParams, table } from '../../../engine/definition/index.ts';
import { input } from '../../../engine/relation/relation.ts';

export const componentOutput = defineNode({
  type: 'component-output',
  version: 1,
  title: 'Component output',
  category: 'control',
  icon: 'Cu',
  summary: 'Gives its rows to an output of the component this flow is used as.',
  keywords: ['macro output', 'result', 'return', 'port'],
  inputs: [{ name: 'in', title: 'Rows', required: true }],
  outputs: [{ name: 'out', title: 'Rows', kind: 'rows' }],
  params: portParams('output', 'out1'),
  caption: ({ port, title }) => title || (port ?? ''),
  build(context) {
    checkPortName(context);
    return { outputs: inputSchema(context, 'in') ? { out: input('in') } : {} };
  },
  examples: [
    {
      title: 'Rows pass unchanged',
      params: { port: 'kept', title: 'Kept rows' },
      inputs: { in: table({ 'a "b".c 🎈': 'INTEGER[]' }, [['[1, NULL]'], [null]]) },
      outputs: { out: table({ 'a "b".c 🎈': 'INTEGER[]' }, [['[1, NULL]'], [null]]) },
    },
    { title: 'One row', params: {}, inputs: { in: table({ n: 'DATE' }, [['2024-02-29']]) }, outputs: { out: table({ n: 'DATE' }, [['2024-02-29']]) } },
    { title: 'No rows', params: {}, inputs: { in: table({ n: 'DATE' }, []) }, outputs: { out: table({ n: 'DATE' }, []) } },
  ],
});
