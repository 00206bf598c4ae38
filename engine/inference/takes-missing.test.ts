import type { onnx } from 'onnx-proto';
import { expect, test } from 'vitest';
import { describeModel } from './describe-model.ts';
import { graphNode, modelFile, tensorPort } from './graph-parts.ts';

type Nodes = onnx.INodeProto[];
const ml = (type: string, input: string[], output: string[], attributes = {}) => graphNode(type, input, output, attributes, 'ai.onnx.ml');
const trees = (track: number) => ml('TreeEnsembleRegressor', ['k'], ['y'], { nodes_missing_value_tracks_true: { ints: [0, track, 0] } });
const imputer = (from: string, replaced: number) => ml('Imputer', [from], ['k'], { imputed_value_floats: { floats: [1] }, replaced_value_float: { float: replaced } });
const end = graphNode('Neg', ['k'], ['y']);

function takes(node: Nodes, type: 'FLOAT' | 'STRING' = 'FLOAT', output = 'y'): boolean {
  const bytes = modelFile({ name: 'g', input: [tensorPort('x', type, ['N', 2])], output: [tensorPort(output, type, ['N', 2])], node }, {});
  return describeModel(bytes, '').inputs[0]!.takesMissing === true;
}

test('an imputer of NaN, also behind operators that keep it', () => {
  expect(takes([imputer('x', NaN), end])).toBe(true);
  expect(takes([graphNode('Cast', ['x'], ['c'], { to: { int: 1 } }), graphNode('Concat', ['c', 'c'], ['d'], { axis: { int: 1 } }), imputer('d', NaN), end])).toBe(true);
  expect(takes([imputer('x', 0), end])).toBe(false);
  expect(takes([graphNode('Cast', ['x'], ['c'], { to: { int: 7 } }), imputer('c', NaN), end])).toBe(false);
});

test('one use that does not know missing values is enough for no', () => {
  expect(takes([imputer('x', NaN), graphNode('Add', ['k', 'x'], ['y'])], 'FLOAT')).toBe(false);
  expect(takes([imputer('x', NaN), graphNode('Relu', ['x'], ['r']), graphNode('Add', ['k', 'r'], ['y'])])).toBe(false);
  expect(takes([graphNode('Identity', ['x'], ['y'])])).toBe(false);
});

test('trees with branches for missing values', () => {
  expect(takes([graphNode('Identity', ['x'], ['k']), trees(1)])).toBe(true);
  expect(takes([graphNode('Identity', ['x'], ['k']), trees(0)])).toBe(false);
});

test('a choice by IsNaN of the very value', () => {
  const asks = graphNode('IsNaN', ['x'], ['n']);
  expect(takes([asks, graphNode('Where', ['n', 'zero', 'x'], ['y'])])).toBe(true);
  expect(takes([asks, graphNode('Where', ['other', 'zero', 'x'], ['y'])])).toBe(false);
});

test('texts: an encoder that gives zeros for what it does not know; an input nobody reads', () => {
  const encoder = (zeros: number) => [ml('OneHotEncoder', ['x'], ['y'], { cats_strings: { texts: ['a'] }, zeros: { int: zeros } })];
  expect(takes(encoder(1), 'STRING')).toBe(true);
  expect(takes(encoder(0), 'STRING')).toBe(false);
  expect(takes([graphNode('Constant', [], ['y'], { value_floats: { floats: [1] } })])).toBe(true);
});
