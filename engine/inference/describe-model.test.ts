import { describe, expect, test } from 'vitest';

import { describeModel } from './describe-model.ts';
import { MODEL_GRAPH } from './graph-fields.ts';
import { ModelError } from './model-error.ts';
import { classifierModel, floats, linearModel, modelBytes, node, tensorPort } from './model-fixtures.ts';
import { protobufFields } from './protobuf-fields.ts';

function failure(run: () => unknown): ModelError {
  try {
    run();
  } catch (cause) {
    if (cause instanceof ModelError) return cause;
    throw cause;
  }
  throw new Error('nothing was thrown');
}

test('a regression model describes itself, weights left out of its inputs', () => {
  const bytes = modelBytes(
    {
      input: [tensorPort('x', 'FLOAT', ['N', 2]), tensorPort('w', 'FLOAT', [2, 1])],
      output: [tensorPort('y', 'FLOAT', ['N', 1])],
      initializer: [floats('w', [2, 1], [1, 2])],
      node: [node('MatMul', ['x', 'w'], ['y'])],
    },
    { feature_names: '["a","b"]' },
  );
  expect(describeModel(bytes, 'abc')).toEqual({
    hash: 'abc',
    // Listed among the inputs, so that a column may take its place.
    defaults: [{ name: 'w', elementType: 'float32', shape: [2, 1], ranked: true }],
    bytes: bytes.length,
    opset: 17,
    irVersion: 8,
    producer: 'fixtures',
    metadata: { feature_names: '["a","b"]' },
    inputs: [{ name: 'x', elementType: 'float32', shape: ['N', 2], ranked: true }],
    outputs: [{ name: 'y', elementType: 'float32', shape: ['N', 1], ranked: true, kind: 'tensor', tensor: 'y', classes: null }],
    operators: ['MatMul'],
    fixedBatch: null,
  });
});

test.each([
  { classes: ['red', 'green'], names: ['red', 'green'] },
  { classes: [3n, 5n, 9n], names: ['3', '5', '9'] },
])('the classes of a ZipMap are those in the file: $names', ({ classes, names }) => {
  const [label, scores] = describeModel(classifierModel(classes as string[]), '').outputs;
  expect(label).toMatchObject({ kind: 'tensor', elementType: names[0] === '3' ? 'int64' : 'string' });
  expect(scores).toMatchObject({
    kind: 'sequence-map',
    tensor: 'probabilities',
    shape: [null, names.length],
    classes: names,
  });
});

test('the classes of a plain score tensor come from the classifier behind it', () => {
  const bytes = modelBytes({
    input: [tensorPort('x', 'FLOAT', ['N', 2])],
    output: [tensorPort('label', 'INT64', ['N']), tensorPort('scores', 'FLOAT', ['N', 2])],
    node: [
      node(
        'LinearClassifier',
        ['x'],
        ['label', 'raw'],
        { classlabels_ints: [7n, 8n], coefficients: [1, 0.5, 0.5, 1], intercepts: [0.5, 0.5] },
        'ai.onnx.ml',
      ),
      node('Normalizer', ['raw'], ['scores'], { norm: 'L1' }, 'ai.onnx.ml'),
    ],
  });
  expect(describeModel(bytes, '').outputs.map((output) => output.classes)).toEqual([null, ['7', '8']]);
});

test('a first dimension with a size is a fixed batch', () => {
  expect(describeModel(linearModel([1], 0, {}, 4), '').fixedBatch).toBe(4);
});

test('a shape nobody states is told apart from a scalar', () => {
  const ports = [tensorPort('none', 'FLOAT'), tensorPort('scalar', 'FLOAT', [])];
  const bytes = modelBytes({
    input: [tensorPort('x', 'FLOAT', ['N'])],
    output: ports,
    node: [node('Identity', ['x'], ['none']), node('Identity', ['x'], ['scalar'])],
  });
  expect(describeModel(bytes, '').outputs.map(({ ranked, shape }) => ({ ranked, shape }))).toEqual([
    { ranked: false, shape: [] },
    { ranked: true, shape: [] },
  ]);
});

describe('files that are no usable model', () => {
  test.each([
    ['text', new TextEncoder().encode('id,name\n1,Ada\n')],
    ['a picture', Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13)],
    ['zeros', new Uint8Array(1000)],
  ])('%s is corrupt', (_, bytes) => {
    expect(failure(() => describeModel(bytes, ''))).toMatchObject({
      code: 'model-corrupt',
      advice: expect.stringContaining('.onnx'),
    });
  });

  test('an empty file is what is left of one that did not come', () => {
    expect(failure(() => describeModel(new Uint8Array(), ''))).toMatchObject({ code: 'model-corrupt', advice: expect.stringContaining('again') });
  });

  test('a model cut anywhere before the end of its graph is corrupt', () => {
    const bytes = linearModel([1, 2], 3);
    const graph = protobufFields(bytes).find((field) => field.number === MODEL_GRAPH)!;
    const end = graph.bytes.byteOffset - bytes.byteOffset + graph.bytes.length;
    for (let length = 0; length <= end; length++) {
      expect(failure(() => describeModel(bytes.subarray(0, length), '')).code, `cut at ${length}`).toBe(
        'model-corrupt',
      );
    }
  });

  test('values no column can carry are unsupported, by the name of the input', () => {
    const bytes = modelBytes({
      input: [tensorPort('z', 'COMPLEX64', ['N'])],
      output: [tensorPort('y', 'FLOAT', ['N'])],
      node: [],
    });
    expect(failure(() => describeModel(bytes, ''))).toMatchObject({
      code: 'model-unsupported',
      message: expect.stringMatching(/"z".*complex64/),
    });
  });

  test('weights in other files have to be put in before', () => {
    const bytes = modelBytes({
      input: [tensorPort('x', 'FLOAT', ['N'])],
      output: [tensorPort('y', 'FLOAT', ['N'])],
      initializer: [
        { name: 'w', dataType: 1, dims: [1], dataLocation: 1, externalData: [{ key: 'location', value: 'w.bin' }] },
      ],
      node: [node('Add', ['x', 'w'], ['y'])],
    });
    expect(failure(() => describeModel(bytes, ''))).toMatchObject({
      code: 'model-unsupported',
      message: expect.stringContaining('weights in other files'),
    });
  });
});
