import proto from 'onnx-proto';
import type { onnx } from 'onnx-proto';
import { expect, test } from 'vitest';
import { bindModel } from '../relation/bind-model.ts';
import { describeModel } from './describe-model.ts';
import { floats, modelBytes, node, tensorPort } from './model-fixtures.ts';
import { modernised } from './modern-graph.ts';
import { openSession } from './onnx-session.ts';
import { prepareModel } from './prepare-model.ts';

/** What a model of one input `x` gives for it. */
function run(bytes: Uint8Array, values: number[] | string[], dims: number[]): unknown[] {
  const description = describeModel(bytes, '');
  const [port] = description.inputs;
  const bound = bindModel(description, [{ name: 'x', type: `${port!.elementType === 'string' ? 'VARCHAR' : 'FLOAT'}${'[]'.repeat(dims.length)}` }], { mapping: { x: ['x'] } });
  if ('problem' in bound) throw new Error(bound.problem.message);
  const { bytes: prepared, feeds, fetches } = prepareModel(bytes, bound.call.inputs, bound.call.outputs);
  const session = openSession(prepared);
  const data = port!.elementType === 'string' ? (values as string[]) : Float32Array.from(values as number[]);
  const results = session.run({ [feeds.get('x')!]: { elementType: port!.elementType, values: data, dims } }, [...fetches.values()]);
  session.release();
  return [...results[[...fetches.values()][0]!]!.values];
}

const graph = (shape: number[], nodes: onnx.INodeProto[], initializer: onnx.ITensorProto[] = [], out = shape): onnx.IGraphProto => ({ input: [tensorPort('x', 'FLOAT', shape)], output: [tensorPort('y', 'FLOAT', out)], node: nodes, initializer });

test('operators of version 6: broadcasting from a place, normalisation, slopes per channel', () => {
  const values = [1, -2, 3, -4];
  expect(run(modelBytes(graph([1, 2, 2], [node('Add', ['x', 'b'], ['y'], { broadcast: 1, axis: 1 })], [floats('b', [2], [10, 20])]), {}, 6), values, [1, 2, 2])).toEqual([11, 8, 23, 16]);
  expect(run(modelBytes(graph([1, 2, 2], [node('Mul', ['x', 'b'], ['y'], { broadcast: 1 })], [floats('b', [2], [10, 20])]), {}, 6), values, [1, 2, 2])).toEqual([10, -40, 30, -80]);
  expect(run(modelBytes(graph([1, 2, 2], [node('PRelu', ['x', 's'], ['y'])], [floats('s', [2], [0.5, 2])]), {}, 6), values, [1, 2, 2])).toEqual([1, -1, 3, -8]);
  const ones = ['scale', 'bias', 'mean', 'var'].map((name) => floats(name, [2], name === 'bias' || name === 'mean' ? [0, 0] : [1, 1]));
  const normal = run(modelBytes(graph([1, 2, 2], [node('BatchNormalization', ['x', 'scale', 'bias', 'mean', 'var'], ['y'], { is_test: 1 })], ones), {}, 6), values, [1, 2, 2]) as number[];
  expect(normal.map((value) => Math.round(value))).toEqual(values);
});

test('what cannot be written anew is left for the runtime to refuse', () => {
  const training = modelBytes(graph([1, 2, 2], [node('BatchNormalization', ['x', 's', 's', 's', 's'], ['y'])], [floats('s', [2], [1, 1])]), {}, 6);
  expect(modernised(training)).toBe(training);
  const modern = modelBytes(graph([2], [node('Neg', ['x'], ['y'])]));
  expect(modernised(modern)).toBe(modern);
});

test('a recurrent layer with the batch first gives what the same one gives with the step first', () => {
  const weights = [floats('w', [1, 3, 2], [0.1, 0.2, 0.3, 0.4, 0.5, 0.6]), floats('r', [1, 3, 3], Array.from({ length: 9 }, (_, i) => i / 10))];
  const steps = [1, 2, 3, 4, 5, 6, -1, -2, -3, -4, -5, -6].map((v) => v / 10);
  const [batch, length, hidden] = [2, 3, 3];
  const first = run(modelBytes({ ...graph([batch, length, 2], [node('RNN', ['x', 'w', 'r'], ['y'], { hidden_size: hidden, layout: 1 })], weights, [batch, length, 1, hidden]) }, {}, 17), steps, [batch, length, 2]) as number[];
  const exchanged = Array.from({ length: 12 }, (_, i) => steps[(Math.floor(i / 2) % batch) * length * 2 + Math.floor(i / 4) * 2 + (i % 2)]!);
  const last = run(modelBytes({ ...graph([length, batch, 2], [node('RNN', ['x', 'w', 'r'], ['y'], { hidden_size: hidden })], weights, [length, 1, batch, hidden]) }, {}, 17), exchanged, [length, batch, 2]) as number[];
  expect(first).toHaveLength(18);
  for (let b = 0; b < batch; b++) for (let s = 0; s < length; s++) for (let h = 0; h < hidden; h++) expect(first[(b * length + s) * hidden + h]).toBeCloseTo(last[(s * batch + b) * hidden + h]!, 6);
});

test('texts change case also where the system has no en_US', () => {
  const model = modelBytes({ input: [tensorPort('x', 'STRING', [2])], output: [tensorPort('y', 'STRING', [2])], node: [node('StringNormalizer', ['x'], ['y'], { case_change_action: 'UPPER', is_case_sensitive: 1 })] });
  expect(run(model, ['zürich', 'é1'], [2])).toEqual(['ZÜRICH', 'É1']);
});

test('a newer version of the format and of the operators is opened where the model uses nothing of it', () => {
  const { ModelProto } = proto.onnx;
  const newer = (nodes: onnx.INodeProto[], opset: number): Uint8Array => {
    const model = ModelProto.decode(modelBytes(graph([2], nodes), {}, opset));
    model.irVersion = 14;
    return ModelProto.encode(model).finish();
  };
  expect(run(newer([node('Relu', ['x'], ['y'])], 28), [1, -2], [2])).toEqual([1, 0]);
  expect(() => run(newer([node('Celu', ['x'], ['y'])], 28), [1, -2], [2])).toThrow(/Opset 28 is under development/);
  expect(run(newer([node('Celu', ['x'], ['y'])], 20), [1, 2], [2])).toEqual([1, 2]);
});
