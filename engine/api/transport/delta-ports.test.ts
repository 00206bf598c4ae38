import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { documentSchema, emptyDocument, type FlowDocument } from '../../document/document.ts';
import type { CheckResult, EngineCalls } from '../contract.ts';
import { callClient } from './call-client.ts';
import { answeringDeltas, callingWithDeltas } from './delta-ports.ts';
import { engineMethods } from './engine-methods.ts';
import { engineValidators } from './engine-validators.ts';
import { portPair, type Port } from './port.ts';
import { applyDelta, recordDelta } from './record-delta.ts';
import { serveCalls } from './serve-calls.ts';

const record = fc.dictionary(fc.oneof(fc.constantFrom('a', 'b', 'c', '1', '__proto__'), fc.string()), fc.nat(2));

it('changes make the one record of the other, keys in their order', () => {
  fc.assert(
    fc.property(record, record, (before, after) => {
      const delta = recordDelta(before, after);
      if (delta === null) return;
      expect(Object.entries(applyDelta(before, delta))).toEqual(Object.entries(after));
    }),
  );
  expect(recordDelta({ a: 1, b: 2 }, { b: 2, a: 1 })).toBeNull();
  expect(recordDelta({ a: 1, b: 2 }, { b: 2, c: 3 })).toEqual({ set: { c: 3 }, gone: ['a'] });
});

const node = (text: string) => ({ type: 'step', version: 1, params: { text } });
const flow = (nodes: Readonly<Record<string, string>>, layout: Readonly<Record<string, number>> = {}): FlowDocument =>
  documentSchema.parse({ ...emptyDocument('f'), nodes: Object.fromEntries(Object.entries(nodes).map(([id, text]) => [id, node(text)])), layout: Object.fromEntries(Object.entries(layout).map(([id, x]) => [id, { x, y: 0 }])) });

/** An engine that answers a check with the texts of the nodes, and what went over the line to it. */
function setup() {
  const [window, engine] = portPair();
  const lines: { readonly to: unknown[]; readonly from: unknown[] } = { to: [], from: [] };
  const seen: FlowDocument[] = [];
  const answers = new Map<object, CheckResult['nodes'][string]>();
  const calls = {
    check: async ({ document }: { readonly document: FlowDocument }): Promise<CheckResult> => {
      seen.push(document);
      const of = (n: FlowDocument['nodes'][string]) => {
        if (!answers.has(n)) answers.set(n, { caption: String(n.params['text']), inputs: {}, outputs: {} });
        return answers.get(n)!;
      };
      return { diagnostics: [], plan: null, nodes: Object.fromEntries(Object.entries(document.nodes).map(([id, n]) => [id, of(n)])) };
    },
  } as unknown as EngineCalls;
  const watched: Port = { send: (m) => (lines.from.push(m), engine.send(m)), onMessage: (listener) => engine.onMessage((m) => (lines.to.push(m), listener(m))), onClose: (l) => engine.onClose(l), close: () => engine.close() };
  const serve = () => serveCalls(answeringDeltas(watched), calls, engineValidators);
  serve();
  const client = callClient<EngineCalls>(engineMethods);
  client.attach(callingWithDeltas(window));
  return { check: (document: FlowDocument) => client.calls.check({ document, base: '/' }), lines, seen, serve, engine };
}
const captions = (result: CheckResult) => Object.fromEntries(Object.entries(result.nodes).map(([id, n]) => [id, n.caption]));

it('documents arrive as they were sent, and answers as they were given, whatever was changed', async () => {
  const { check, seen } = setup();
  const ids = fc.constantFrom('a', 'b', 'c', 'd');
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(fc.dictionary(ids, fc.constantFrom('x', 'y')), fc.dictionary(ids, fc.nat(3))), { minLength: 1, maxLength: 6 }), async (steps) => {
      for (const [nodes, layout] of steps) {
        const document = flow(nodes, layout);
        expect(captions(await check(document))).toEqual(nodes);
        expect(JSON.stringify(seen.at(-1))).toBe(JSON.stringify(document));
      }
    }),
    { numRuns: 60 },
  );
});

it('only what changed goes over the line, and what did not is the same object at both ends', async () => {
  const { check, lines, seen } = setup();
  const first = flow({ a: 'one', b: 'two' }, { a: 1 });
  const before = await check(first);
  const after = await check({ ...first, nodes: { ...first.nodes, b: node('three') } });
  expect(lines.to.at(-1)).toMatchObject({ argument: { document: { parts: { set: {}, gone: [] }, nodes: { set: { b: node('three') }, gone: [] } } } });
  expect(lines.from.at(-1)).toMatchObject({ value: { changed: { set: { b: { caption: 'three' } }, gone: [] } } });
  expect(seen[1]!.nodes['a']).toBe(seen[0]!.nodes['a']);
  expect(seen[1]!.layout).toBe(seen[0]!.layout);
  expect(after.nodes['a']).toBe(before.nodes['a']);
});

it('an engine that does not know the document before is sent all of it', async () => {
  const { check, lines, serve } = setup();
  const first = flow({ a: 'one', b: 'two' });
  await check(first);
  serve();
  expect(captions(await check({ ...first, nodes: { ...first.nodes, b: node('three') } }))).toEqual({ a: 'one', b: 'three' });
  expect(lines.from).toContainEqual({ kind: 'resend', id: 1 });
  serve();
  expect(captions(await check(flow({ b: 'four' })))).toEqual({ b: 'four' });
});

it('after the engine is gone the next document is sent whole at once', async () => {
  const { check, lines, serve, engine } = setup();
  const first = flow({ a: 'one' });
  await check(flow({ b: 'two', a: 'one' }));
  engine.send({ kind: 'gone', problem: { code: 'engine-crashed', severity: 'error', message: 'It ended.', at: {} } });
  await Promise.resolve();
  serve();
  expect(captions(await check(first))).toEqual({ a: 'one' });
  expect(lines.from).not.toContainEqual(expect.objectContaining({ kind: 'resend' }));
});

it('what is no document is refused, as changes too', async () => {
  const { check, seen } = setup();
  const first = flow({ a: 'one' });
  await check(first);
  await expect(check({ ...first, nodes: { ...first.nodes, 'not an id!': node('x') } })).rejects.toThrow('The call check was refused');
  await expect(check({ ...first, nodes: { a: { type: '' } as never } })).rejects.toThrow('The call check was refused');
  expect(captions(await check(first))).toEqual({ a: 'one' });
  expect(seen).toHaveLength(2);
});
