import { defineNode } from '../../../engine/definition/index.ts';
import { examples } from './examples.ts';

export const component = defineNode({
  type: 'component',
  version: 1,
  title: 'Component',
  category: 'control',
  icon: 'Cp',
  summary: 'Uses another flow as one node; its Component input and Component output nodes are the ports.',
  keywords: ['macro', 'subflow', 'metanode', 'reusable', 'function', 'subprocess', 'dbt macro', 'standard macro'],
  inputs: [],
  outputs: [],
  ownFlow: true,
  params: {
    path: { kind: 'file', label: 'Flow', help: 'Relative to this flow.', access: 'read', extensions: ['json'] },
    values: {
      kind: 'list',
      label: 'Values of its parameters',
      help: 'Parameters that are not listed keep their defaults.',
      noun: 'value',
      default: [],
      item: { name: { kind: 'text', label: 'Parameter' }, value: { kind: 'text', label: 'Value', default: '' } },
    },
  },
  caption: ({ path, values }) => [path ?? '', ...(values ?? []).filter((v) => v.name !== undefined).map(({ name, value }) => `${name} = ${value ?? ''}`)].join(', '),
  // The flow is put in the place of the node before nodes are built; only one that cannot be used comes here, and what is wrong with it is told.
  build: () => ({ outputs: {} }),
  examples,
});
