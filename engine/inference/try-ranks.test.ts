import type { onnx } from 'onnx-proto';
import { expect, test } from 'vitest';

import { describeModel } from './describe-model.ts';
import { floats, linearModel, modelBytes, node, tensorPort } from './model-fixtures.ts';
import { probeRanks } from './probe-model.ts';
import type { ModelDescription } from './model-types.ts';
import type { StartProbe } from './probe-process.ts';
import { tryRanks } from './try-ranks.ts';

const ranks = (bytes: Uint8Array) => tryRanks(bytes, describeModel(bytes, ''));
const sequence = (name: string, shape?: (number | string)[]): onnx.IValueInfoProto => ({ name, type: { sequenceType: { elemType: tensorPort('', 'FLOAT', shape).type! } } });
const split = (shape: (number | string)[]): Uint8Array =>
  modelBytes({ input: [tensorPort('x', 'FLOAT', shape), tensorPort('sizes', 'INT64', [2])], output: [sequence('y')], node: [node('SplitToSequence', ['x', 'sizes'], ['y'], { axis: 0 })] });

test('items of a sequence and tensors have the dimensions of the runs, and the first of them is or is not the rows', () => {
  // Sizes that have to make three in all: no run of equal values comes to an end.
  expect(ranks(split([3, 6]))).toEqual([{ given: null, outputs: { y: { rank: 2, rows: false } } }]);
  const bytes = modelBytes({
    input: [tensorPort('x', 'FLOAT', ['N', 2])],
    output: [tensorPort('y', 'FLOAT'), tensorPort('sum', 'FLOAT'), tensorPort('stated', 'FLOAT', ['N', 2])],
    node: [node('Identity', ['x'], ['y']), node('ReduceSum', ['x'], ['sum'], { keepdims: 0 }), node('Relu', ['x'], ['stated'])],
  });
  expect(ranks(bytes)).toEqual([{ given: null, outputs: { y: { rank: 2, rows: true }, sum: { rank: 0, rows: false } } }]);
});

test('what differs between runs has no rank: axes of size 1, and items of several ranks', () => {
  const squeezed = modelBytes({ input: [tensorPort('x', 'FLOAT', ['a', 'b'])], output: [tensorPort('y', 'FLOAT')], node: [node('Squeeze', ['x'], ['y'])] });
  expect(ranks(squeezed)).toEqual([]);
  const mixed = modelBytes({ input: [tensorPort('x', 'FLOAT', ['n'])], output: [sequence('y')], initializer: [floats('one', [], [1])], node: [node('SequenceConstruct', ['one', 'x'], ['y'])] });
  expect(ranks(mixed)).toEqual([]);
});

test('inputs without a stated shape are tried at several, and a model that fails on all has none', () => {
  const identity = modelBytes({ input: [sequence('x')], output: [sequence('y')], node: [node('Identity', ['x'], ['y'])] });
  expect(ranks(identity).map(({ given, outputs }) => [given, outputs['y']!.rank])).toEqual([0, 1, 2, 3, 4, 5].map((rank) => [rank, rank]));
  const old = modelBytes({ input: [sequence('x')], output: [sequence('y')], node: [node('SequenceInsert', ['x', 't'], ['y'])], initializer: [floats('t', [1], [1])] }, {}, 11);
  expect(ranks(old).map(({ given }) => given)).toEqual([1]);
  expect(ranks(split([40, 2]))).toEqual([]);
});

test('a model that states its shapes is not run again, and one that dies of the made-up values has no ranks', async () => {
  const started: string[] = [];
  const dying: StartProbe = () => {
    started.push('probe');
    let ended: Parameters<ReturnType<StartProbe>['onExit']>[0] = () => undefined;
    return { onAnswer: () => undefined, onError: () => undefined, kill: () => undefined, onExit: (listener) => void (ended = listener), send: () => queueMicrotask(() => ended({ code: null, signal: 'SIGSEGV', output: '' })) };
  };
  const asked = (bytes: Uint8Array): Promise<ModelDescription['tried']> => probeRanks(bytes, describeModel(bytes, ''), { probeEntry: new URL('probe-child.ts', import.meta.url), startProbe: dying });
  expect(await asked(linearModel([1], 0))).toEqual([]);
  expect(started).toEqual([]);
  expect(await asked(split([3, 6]))).toEqual([]);
  expect(started).toEqual(['probe']);
});
