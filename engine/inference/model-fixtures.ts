import proto from 'onnx-proto';
import type { onnx } from 'onnx-proto';

const { AttributeProto, ModelProto, TensorProto } = proto.onnx;
const TYPE = TensorProto.DataType;

export type Dimension = number | string;

/** A tensor port; `type` is the ONNX name of the element type (`FLOAT`, `INT64`, `STRING`, …). */
export function tensorPort(
  name: string,
  type: keyof typeof onnx.TensorProto.DataType,
  shape?: Dimension[],
): onnx.IValueInfoProto {
  const dim = shape?.map((size) => (typeof size === 'number' ? { dimValue: size } : { dimParam: size }));
  return { name, type: { tensorType: { elemType: TYPE[type], ...(dim === undefined ? {} : { shape: { dim } }) } } };
}

/** What a ZipMap gives: a sequence with one map from class to score per row. */
export function zipMapPort(name: string, key: 'STRING' | 'INT64'): onnx.IValueInfoProto {
  const mapType = { keyType: TYPE[key], valueType: { tensorType: { elemType: TYPE.FLOAT } } };
  return { name, type: { sequenceType: { elemType: { mapType } } } };
}

export function floats(name: string, dims: number[], values: ArrayLike<number>): onnx.ITensorProto {
  return { name, dataType: TYPE.FLOAT, dims, rawData: new Uint8Array(Float32Array.from(values).buffer) };
}

export function doubles(name: string, dims: number[], values: number[]): onnx.ITensorProto {
  return { name, dataType: TYPE.DOUBLE, dims, rawData: new Uint8Array(Float64Array.from(values).buffer) };
}

export function integers(name: string, dims: number[], values: bigint[]): onnx.ITensorProto {
  return { name, dataType: TYPE.INT64, dims, rawData: new Uint8Array(BigInt64Array.from(values).buffer) };
}

export type Attribute = number | bigint[] | string[] | number[] | string;

/** A node; bigint attributes are INTS, number lists FLOATS, one number INT. */
export function node(
  opType: string,
  input: string[],
  output: string[],
  attributes: Record<string, Attribute> = {},
  domain = '',
): onnx.INodeProto {
  return {
    opType,
    input,
    output,
    domain,
    attribute: Object.entries(attributes).map(([name, value]) => attribute(name, value)),
  };
}

function attribute(name: string, value: Attribute): onnx.IAttributeProto {
  const types = AttributeProto.AttributeType;
  const encode = (text: string) => new TextEncoder().encode(text);
  if (typeof value === 'number') return { name, type: types.INT, i: value };
  if (typeof value === 'string') return { name, type: types.STRING, s: encode(value) };
  const [first] = value;
  if (typeof first === 'bigint') return { name, type: types.INTS, ints: value.map(Number) };
  if (typeof first === 'string') return { name, type: types.STRINGS, strings: (value as string[]).map(encode) };
  return { name, type: types.FLOATS, floats: value as number[] };
}

/** Encodes a graph as a model of opset 17, or another, with ONNX-ML 3. */
export function modelBytes(graph: onnx.IGraphProto, metadata: Record<string, string> = {}, opset = 17): Uint8Array<ArrayBuffer> {
  const encoded = ModelProto.encode({
    irVersion: 8,
    producerName: 'fixtures',
    opsetImport: [
      { domain: '', version: opset },
      { domain: 'ai.onnx.ml', version: 3 },
    ],
    metadataProps: Object.entries(metadata).map(([key, value]) => ({ key, value })),
    graph: { name: 'graph', ...graph },
  }).finish();
  return new Uint8Array(encoded);
}

/** y = weights · x + bias over one [N,F] tensor. */
export function linearModel(
  weights: number[],
  bias: number,
  metadata: Record<string, string> = {},
  rows: Dimension = 'N',
): Uint8Array<ArrayBuffer> {
  return modelBytes(
    {
      input: [tensorPort('x', 'FLOAT', [rows, weights.length])],
      output: [tensorPort('y', 'FLOAT', [rows, 1])],
      initializer: [floats('w', [weights.length, 1], weights), floats('b', [1], [bias])],
      node: [node('MatMul', ['x', 'w'], ['m']), node('Add', ['m', 'b'], ['y'])],
    },
    metadata,
  );
}

/** A logistic classifier over [N,2] whose scores leave through ZipMap, as scikit-learn's converter writes them. */
export function classifierModel(classes: string[] | bigint[]): Uint8Array<ArrayBuffer> {
  const text = typeof classes[0] === 'string';
  const count = classes.length;
  const coefficients = Array.from({ length: count * 2 }, (_, index) =>
    index % 2 === 0 ? index - count : count - index,
  );
  const labels: Record<string, Attribute> = text
    ? { classlabels_strings: classes as string[] }
    : { classlabels_ints: classes as bigint[] };
  const zipLabels: Record<string, Attribute> = text
    ? { classlabels_strings: classes as string[] }
    : { classlabels_int64s: classes as bigint[] };
  return modelBytes({
    input: [tensorPort('float_input', 'FLOAT', ['N', 2])],
    output: [
      tensorPort('output_label', text ? 'STRING' : 'INT64', ['N']),
      zipMapPort('output_probability', text ? 'STRING' : 'INT64'),
    ],
    node: [
      node(
        'LinearClassifier',
        ['float_input'],
        ['output_label', 'scores'],
        { ...labels, coefficients, intercepts: Array<number>(count).fill(0), post_transform: 'SOFTMAX' },
        'ai.onnx.ml',
      ),
      node('Identity', ['scores'], ['probabilities']),
      node('ZipMap', ['probabilities'], ['output_probability'], zipLabels, 'ai.onnx.ml'),
    ],
  });
}
