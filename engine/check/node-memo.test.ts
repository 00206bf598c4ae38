import { expect, test } from 'vitest';
import { defineNode, type AnyNodeDefinition } from '../definition/index.ts';
import { documentSchema } from '../document/document.ts';
import type { Binder, BindRequest } from './binder.ts';
import { checkFlow } from './check-flow.ts';

const base = { version: 1, category: 'rows', icon: 'Xx', summary: 'Only here.', examples: [] } as const;
const rows = { name: 'out', title: 'Rows', kind: 'rows' } as const;
const step = defineNode({
  ...base,
  type: 'step',
  title: 'Step',
  inputs: [{ name: 'in', title: 'Rows', required: false }],
  outputs: [rows],
  params: { text: { kind: 'text', label: 'Text', default: '' } },
  caption: (params) => params.text ?? '',
  build: ({ inputs }) => ({ outputs: { out: inputs['in']?.[0] ? { op: 'input', port: 'in', index: 0 } : { op: 'values', schema: [{ name: 'a', type: 'INTEGER' }], rows: [] } } }),
});
const file = defineNode({ ...step, type: 'file', title: 'File', inputs: [], need: () => ({ kind: 'files', path: 'x', format: 'delimited', options: {} }) as never, build: () => ({ outputs: { out: { op: 'values', schema: [{ name: 'b', type: 'DATE' }], rows: [] } } }) });
const catalog = new Map<string, AnyNodeDefinition>([['step', step], ['file', file]]);

/** Three steps in a row and one that reads a file. */
const flow = (texts: readonly string[], edges = ['a.out > b.in', 'b.out > c.in']) =>
  documentSchema.parse({
    millrace: 1,
    nodes: { ...Object.fromEntries(['a', 'b', 'c'].map((id, i) => [id, { type: 'step', version: 1, params: { text: texts[i] } }])), f: { type: 'file', version: 1, params: {} } },
    edges: edges.map((e) => ({ from: e.split(' > ')[0], to: e.split(' > ')[1] })),
  });

function counting(): { readonly binder: Binder; readonly bound: string[] } {
  const bound: string[] = [];
  const schema = new Map<string, { name: string; type: string }[]>();
  const answer = (request: BindRequest) => {
    const arrives = request.inputs['in']?.[0] ?? [{ name: request.node, type: 'INTEGER' }];
    // As the real one does, it gives what it remembers.
    const key = JSON.stringify([request.node, arrives]);
    if (!schema.has(key)) schema.set(key, [...arrives]);
    return schema.get(key)!;
  };
  const binder: Binder = {
    parse: () => Promise.reject(new Error('There is nothing to parse.')),
    isVolatileStatement: () => Promise.resolve(false),
    bind: (request) => (bound.push(request.node), Promise.resolve({ ok: true, value: answer(request) })),
    typeName: (text) => Promise.resolve({ ok: true, value: text }),
    discover: () => Promise.resolve({ ok: true, value: {} as never }),
  };
  return { binder, bound };
}

test('after an edit only the node that changed is checked again, and what looks at the outside', async () => {
  const { binder, bound } = counting();
  await checkFlow(flow(['1', '2', '3']), '/', {}, catalog, binder);
  expect(bound.splice(0).sort()).toEqual(['a', 'b', 'c', 'f']);
  const again = await checkFlow(flow(['1', 'two', '3']), '/', {}, catalog, binder);
  expect(bound.splice(0).sort()).toEqual(['b', 'f']);
  expect(again).toEqual(await checkFlow(flow(['1', 'two', '3']), '/', {}, catalog, counting().binder));
});

test('another edge makes what reads it be checked again', async () => {
  const { binder, bound } = counting();
  await checkFlow(flow(['1', '2', '3']), '/', {}, catalog, binder);
  bound.length = 0;
  const edges = ['a.out > b.in', 'f.out > c.in'];
  const cut = await checkFlow(flow(['1', '2', '3'], edges), '/', {}, catalog, binder);
  // `b` is another one too: nothing reads it any more.
  expect(bound.splice(0).sort()).toEqual(['b', 'c', 'f']);
  expect(cut).toEqual(await checkFlow(flow(['1', '2', '3'], edges), '/', {}, catalog, counting().binder));
});
