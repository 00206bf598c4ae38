import type { Example } from '../../../engine/definition/index.ts';
import { table } from '../../../engine/definition/index.ts';

/** Keeps rows over a limit that is a parameter, and counts the others. */
const dear = JSON.stringify({
  millrace: 1,
  name: 'Dear rows',
  parameters: [{ name: 'least', type: 'number', default: 10 }],
  nodes: {
    rows: { type: 'component-input', params: { port: 'in1', table: { columns: [{ name: 'price', type: 'DOUBLE' }], rows: [[5], [20]] } } },
    dear: { type: 'filter-rows', params: { condition: 'price >= $least' } },
    count: { type: 'aggregate', params: { groups: [], measures: [{ function: 'count', as: 'cheap' }] } },
    kept: { type: 'component-output', params: { port: 'out1' } },
    others: { type: 'component-output', params: { port: 'out2' } },
  },
  edges: [
    { from: 'rows.out', to: 'dear.in' },
    { from: 'dear.passed', to: 'kept.in' },
    { from: 'dear.rejected', to: 'count.in' },
    { from: 'count.out', to: 'others.in' },
  ],
});

/** Ports with names and titles of their own. */
const through = JSON.stringify({
  millrace: 1,
  name: 'Through',
  nodes: { rows: { type: 'component-input', params: { port: 'orders', title: 'Orders of the day' } }, result: { type: 'component-output', params: { port: 'kept-orders', title: 'Kept orders' } } },
  edges: [{ from: 'rows.out', to: 'result.in' }],
});

export const examples: readonly Example[] = [
  {
    title: 'A flow with a parameter and two outputs',
    params: { path: 'parts/dear.flow.json', values: [{ name: 'least', value: '7' }] },
    files: { 'parts/dear.flow.json': dear },
    inputs: { in1: table({ id: 'INTEGER', price: 'DOUBLE' }, [[1, 6], [2, 7], [3, 8], [4, null]]) },
    outputs: { out1: table({ id: 'INTEGER', price: 'DOUBLE' }, [[2, 7], [3, 8]]), out2: table({ cheap: 'BIGINT' }, [[2]]) },
  },
  {
    title: 'Parameters keep their defaults; no rows',
    params: { path: 'dear.flow.json' },
    files: { 'dear.flow.json': dear },
    inputs: { in1: table({ 'a "b".c 🎈': 'VARCHAR', price: 'DOUBLE' }, []) },
    outputs: { out1: table({ 'a "b".c 🎈': 'VARCHAR', price: 'DOUBLE' }, []), out2: table({ cheap: 'BIGINT' }, [[0]]) },
  },
  {
    title: 'Ports with names of their own',
    params: { path: 'through.json' },
    files: { 'through.json': through },
    inputs: { orders: table({ n: 'DATE' }, [['2024-02-29'], [null]]) },
    outputs: { 'kept-orders': table({ n: 'DATE' }, [['2024-02-29'], [null]]) },
  },
];
